"""What this room keeps of a person: who they are, how they sign in, where they are signed in."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext_lazy as _

from azdarar.accounts.internal.rooms import PersonalData
from azdarar.accounts.models import AuditEntry, User
from azdarar.courier.models import Mail


def export(user: User, at: datetime) -> dict[str, Any]:
    """Everything this room keeps of a person; of secrets and keys only that there are some."""
    return {
        "account": {
            "number": user.pk,
            "user_name": user.username,
            "name": user.get_full_name(),
            "email": user.email,
            "language": user.language,
            "has_password": user.has_usable_password(),
            "is_active": user.is_active,
            "is_staff": user.is_staff,
            "is_administrator": user.is_superuser,
            "joined_at": user.date_joined,
            "last_signed_in_at": user.last_login,
            "access_ended_at": user.access_ended_at,
            "times_access_ended": user.access_epoch,
            "second_factor_due_at": user.second_factor_due_at,
            "erasure_due_at": user.erasure_due_at,
        },
        "addresses": [
            {"email": row.email, "is_confirmed": row.verified, "is_primary": row.primary}
            for row in EmailAddress.objects.filter(user=user)
        ],
        "ways_to_sign_in": [
            {
                "kind": row.type,
                "name": str(row),
                "added_at": row.created_at,
                "last_used_at": row.last_used_at,
            }
            for row in Authenticator.objects.filter(user=user).order_by("pk")
        ],
        "sessions": [
            {
                "browser": row.user_agent.replace("|", ", "),
                "network": row.ip,
                "signed_in_at": row.created_at,
                "last_seen_at": row.last_seen_at,
            }
            for row in UserSession.objects.filter(user=user).order_by("-last_seen_at")
        ],
        **_of_staff(user),
        "mails_waiting": [
            {"kind": row.kind, "queued_at": row.queued_at}
            for row in Mail.objects.filter(recipient__iexact=user.email).order_by("pk")
        ],
    }


def erase(user: User, at: datetime) -> None:
    """Take back mails that have not left; everything else goes with the account's own row.

    The audit log keeps the number of the account, which then names nobody.
    """
    Mail.objects.filter(recipient__iexact=user.email).delete()


def _of_staff(user: User) -> dict[str, Any]:
    return {
        "known_devices": [
            {
                "browser": row.browser.replace("|", ", "),
                "known_since": row.known_since,
                "valid_until": row.valid_until,
            }
            for row in user.known_devices.order_by("pk")
        ],
        "roles": [
            {
                "role": row.role,
                "languages": row.languages,
                "sections": row.sections,
                "granted_at": row.granted_at,
            }
            for row in user.scopes.order_by("pk")
        ],
        "groups": [{"name": name} for name in user.groups.order_by("name").values_list("name", flat=True)],
        "own_rights": [
            {"right": f"{row.content_type.app_label}.{row.codename}"}
            for row in user.user_permissions.select_related("content_type").order_by("pk")
        ],
        "invitations": [
            {"invited_at": row.invited_at, "valid_until": row.valid_until, "spent_at": row.spent_at}
            for row in user.invitations.order_by("pk")
        ],
        "audit_log": [
            {
                "at": row.at,
                "what": row.what,
                "about": row.about,
                "from": row.place.replace("|", ", "),
                "data": row.data,
            }
            for row in AuditEntry.objects.filter(by=user).order_by("number")
        ],
    }


PERSONAL_DATA = PersonalData(
    key="accounts",
    title=_("Account"),
    covers=(
        "accounts.AuditEntry.by",
        "accounts.Invitation.user",
        "accounts.KnownDevice.user",
        "accounts.Scope.user",
        "accounts.User.groups",
        "accounts.User.user_permissions",
        "accounts.User_groups.user",
        "accounts.User_user_permissions.user",
        "account.EmailAddress.user",
        "mfa.Authenticator.user",
        "usersessions.UserSession.user",
    ),
    export=export,
    erase=erase,
    labels={
        "account": _("account"),
        "number": _("number"),
        "user_name": _("user name"),
        "name": _("name"),
        "email": _("e-mail address"),
        "language": _("language"),
        "has_password": _("has a password"),
        "is_active": _("open"),
        "is_staff": _("member of the staff"),
        "is_administrator": _("administrator"),
        "joined_at": _("since"),
        "last_signed_in_at": _("signed in last"),
        "access_ended_at": _("signed out everywhere last"),
        "times_access_ended": _("times signed out everywhere"),
        "second_factor_due_at": _("second factor due at"),
        "erasure_due_at": _("to be erased at"),
        "addresses": _("e-mail addresses"),
        "is_confirmed": _("confirmed"),
        "is_primary": _("in use"),
        "ways_to_sign_in": _("passkeys, app and recovery codes"),
        "kind": _("kind"),
        "added_at": _("added"),
        "last_used_at": _("used last"),
        "sessions": _("signed in on"),
        "browser": _("browser"),
        "network": _("network"),
        "signed_in_at": _("signed in"),
        "last_seen_at": _("seen last"),
        "known_devices": _("known devices"),
        "known_since": _("known since"),
        "valid_until": _("valid until"),
        "roles": _("roles held"),
        "role": _("role"),
        "languages": _("languages"),
        "sections": _("sections"),
        "granted_at": _("granted at"),
        "groups": _("groups"),
        "own_rights": _("rights of one’s own"),
        "right": _("right"),
        "invitations": _("invitations"),
        "invited_at": _("invited at"),
        "spent_at": _("spent at"),
        "audit_log": _("audit log"),
        "at": _("at"),
        "what": _("what"),
        "about": _("about"),
        "from": _("from"),
        "data": _("data"),
        "mails_waiting": _("mails waiting to leave"),
        "queued_at": _("queued at"),
    },
)

"""What other rooms may ask about people with a login."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from allauth.account.utils import url_str_to_user_pk
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext_lazy as _

from azdarar.accounts.internal import audit_chain, devices, places, roles, rooms, standing
from azdarar.accounts.models import AuditEntry, User
from azdarar.errors import AzdararError

#: Doors to the cupboard: each is described where it is made.
place_of = places.place_of
place_in_words = places.in_words
SECOND_FACTORS = standing.SECOND_FACTORS
EDITING = roles.EDITING
WRITING = roles.WRITING
scopes_held = roles.scopes_held
scopes_with = roles.scopes_with
may_appoint = roles.may_appoint
may_grant = roles.may_grant
may_revoke = roles.may_revoke
may_manage = roles.may_manage
factor_standing = standing.factor_standing
has_second_factor = standing.has_second_factor
is_freshly_confirmed = standing.is_freshly_confirmed
confirmation_address = standing.confirmation_address
known_device = standing.known_device
is_signed_in_with_factor = standing.is_signed_in_with_factor
keep_device = standing.keep_device
PersonalData = rooms.PersonalData
personal_rooms = rooms.personal_rooms


def pending_sign_in_is_void(pending: Any) -> bool:
    """Tell whether a sign-in that waits for its next step was begun before the person's access was ended.

    Args:
        pending: what allauth keeps in the session of the browser that signs in.
    """
    if not isinstance(pending, dict) or not pending.get("user_pk"):
        return False
    ended_at = (
        User.objects.filter(pk=url_str_to_user_pk(pending["user_pk"]))
        .values_list("access_ended_at", flat=True)
        .first()
    )
    return ended_at is not None and pending.get("initiated_at", 0) < ended_at.timestamp()


class BrokenAuditError(AzdararError):
    """Somebody wrote into the audit log past the paper."""

    code: ClassVar[str] = "accounts.audit-broken"
    sentence = _(
        "Line %(number)s of the audit log was changed or is missing: somebody wrote into the database past "
        "the paper. What stands before it can be trusted."
    )


def verify_audit() -> int:
    """Return how many lines the audit log has, all of them as they were written.

    Raises:
        BrokenAuditError: ``accounts.audit-broken``, with the number of the first line that is not.
    """
    broken = audit_chain.first_broken()
    if broken is not None:
        raise BrokenAuditError(number=broken)
    return AuditEntry.objects.count()


def first_broken_audit_line() -> int | None:
    """Return the number of the first line of the audit log that was changed or is missing, or None.

    Reads the whole log: some fifty thousand lines a second.
    """
    return audit_chain.first_broken()


@dataclass(frozen=True, slots=True)
class Device:
    """A browser somebody is signed in with. ``network`` is the first address of one, or empty."""

    id: int
    browser: str
    system: str
    network: str
    signed_in_at: datetime
    last_seen_at: datetime
    is_current: bool


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey of somebody; ``last_used_at`` is None until it is used."""

    id: int
    name: str
    added_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class WaysIn:
    """How somebody can prove that it is they."""

    has_password: bool
    passkeys: tuple[Passkey, ...]
    app_added_at: datetime | None
    app_last_used_at: datetime | None
    codes_left: int | None


def devices_of(user: User, *, current_session_key: str | None) -> list[Device]:
    """Where a person is signed in: this browser first, then whichever was seen last.

    Sessions that have run out are passed over and forgotten.
    """
    sessions = UserSession.objects.purge_and_list(user)
    found = [
        Device(
            id=row.pk,
            browser=row.user_agent.partition("|")[0],
            system=row.user_agent.partition("|")[2],
            network="" if row.ip == devices.UNKNOWN_NETWORK else row.ip,
            signed_in_at=row.created_at,
            last_seen_at=row.last_seen_at,
            is_current=row.session_key == current_session_key,
        )
        for row in sessions
    ]
    return sorted(found, key=lambda device: (device.is_current, device.last_seen_at), reverse=True)


def ways_in(user: User) -> WaysIn:
    """How a person can sign in and confirm that it is they; no secret is handed out."""
    rows = list(Authenticator.objects.filter(user=user).order_by("pk"))
    app = next((row for row in rows if row.type == Authenticator.Type.TOTP), None)
    codes = next((row for row in rows if row.type == Authenticator.Type.RECOVERY_CODES), None)
    return WaysIn(
        has_password=user.has_usable_password(),
        passkeys=tuple(
            Passkey(row.pk, str(row), row.created_at, row.last_used_at)
            for row in rows
            if row.type == Authenticator.Type.WEBAUTHN
        ),
        app_added_at=app.created_at if app else None,
        app_last_used_at=app.last_used_at if app else None,
        codes_left=len(codes.wrap().get_unused_codes()) if codes else None,
    )

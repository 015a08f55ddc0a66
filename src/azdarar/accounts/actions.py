"""Every write to accounts: inviting staff, accepting an invitation."""

import hashlib
import json
import logging
import secrets
from datetime import datetime, timedelta
from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from azdarar.accounts.internal import audit_chain, ending
from azdarar.accounts.internal.places import current_place
from azdarar.accounts.models import AuditEnd, AuditEntry, Invitation, User
from azdarar.errors import AzdararError

logger = logging.getLogger(__name__)

#: How long an invitation opens the door.
INVITATION_SPAN = timedelta(hours=72)

#: Names of the newsroom's groups; ``administrator`` is a superuser and needs none.
ROLES = ("administrator", "editor", "writer")


class UnknownRoleError(AzdararError):
    """There is no such role."""

    code: ClassVar[str] = "accounts.unknown-role"
    sentence = _("There is no role “%(role)s”; choose one of: %(known)s. Nobody was invited.")


class BadAddressError(AzdararError):
    """That is not an e-mail address."""

    code: ClassVar[str] = "accounts.bad-address"
    sentence = _("“%(email)s” is not an e-mail address. Nobody was invited.")


class InvitationSpentError(AzdararError):
    """The link is spent, too old or unknown: one answer for all three."""

    code: ClassVar[str] = "accounts.invitation-spent"
    sentence = _(
        "This link has been used, or is more than three days old. Ask an administrator of the paper for a "
        "new one (they type: azdarar staff invite YOUR-ADDRESS)."
    )


@transaction.atomic
def invite_staff(*, email: str, at: datetime, role: str = "editor") -> str:
    """Make a one-time link that lets a member of staff in, creating the account if needed.

    Earlier unspent links of the same person stop working. No mail is sent: the caller hands the link
    over.

    Args:
        email: whoever holds the link becomes this account.
        role: ``administrator``, ``editor`` (publishes) or ``writer`` (writes and submits).

    Returns:
        The absolute address, built from the configured site address; valid for ``INVITATION_SPAN``.

    Raises:
        BadAddressError, UnknownRoleError: nothing was changed.
    """
    email = email.strip()
    try:
        validate_email(email)
    except ValidationError as error:
        raise BadAddressError(email=email) from error
    if role not in ROLES:
        raise UnknownRoleError(role=role, known=", ".join(ROLES))
    user = User.objects.by_email(email)
    if user is None:
        user = User(username=_free_username(email), email=email)
        user.set_unusable_password()
    user.is_active = True
    user.is_staff = True
    user.is_superuser = user.is_superuser or role == "administrator"
    user.save()
    if role != "administrator":
        user.groups.add(Group.objects.get_or_create(name=role)[0])
    user.invitations.filter(spent_at=None).update(spent_at=at)
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(
        user=user, token_hash=_hash(token), invited_at=at, valid_until=at + INVITATION_SPAN
    )
    return f"{settings.SITE_URL}/account/invitation/{token}/"


def invitation_for(token: str, *, at: datetime) -> Invitation:
    """Return the open invitation a token stands for, without spending it.

    Raises:
        InvitationSpentError: ``accounts.invitation-spent``.
    """
    invitation = (
        Invitation.objects.select_related("user").filter(token_hash=_hash(token), spent_at=None).first()
    )
    if invitation is None or invitation.valid_until <= at or not invitation.user.is_active:
        raise InvitationSpentError
    return invitation


@transaction.atomic
def accept_invitation(token: str, *, at: datetime, name: str = "", password: str = "") -> User:
    """Spend an invitation and return its account, ready to be signed in.

    Args:
        name: how the newsroom calls them; empty keeps what is there.
        password: empty keeps none; the link is then the only way in until one is set.

    Raises:
        InvitationSpentError: ``accounts.invitation-spent``; nothing was changed.
        ValidationError: the password is too weak; the invitation is not spent.
    """
    invitation = invitation_for(token, at=at)
    user = invitation.user
    if name.strip():
        first, _space, last = name.strip().partition(" ")
        user.first_name, user.last_name = first[:150], last[:150]
    if password:
        validate_password(password, user)
        user.set_password(password)
    spent = Invitation.objects.filter(pk=invitation.pk, spent_at=None).update(spent_at=at)
    if not spent:
        raise InvitationSpentError
    user.save()
    _trust_address(user)
    return user


@transaction.atomic
def record(
    *,
    what: str,
    by: User | None,
    about: str = "",
    request_place: str = "",
    data: dict[str, Any] | None = None,
    at: datetime,
) -> AuditEntry:
    """Write a line of the audit log, in the caller's transaction: the deed and its line, or neither.

    Writers wait for each other from here to the end of their transaction: on SQLite they do anyway, on
    PostgreSQL for the row that says where the log ends.

    Args:
        what: past tense, ``room.what-happened``.
        by: who did it; None for the paper's own worker and the command line.
        about: ``model:number`` of what it was done to, such as ``account:12`` or ``article:812``.
        request_place: see ``queries.place_of``; empty takes the request being answered, if there is one.
        data: JSON values; never a password, a token or a text.
        at: aware instant.
    """
    AuditEnd.objects.get_or_create(pk=AuditEnd.ONLY)
    end = AuditEnd.objects.select_for_update().get(pk=AuditEnd.ONLY)
    key = audit_chain.current_key()
    entry = AuditEntry(
        number=end.number + 1,
        at=at,
        what=what,
        by=by,
        about=about[:200],
        place=(request_place or current_place())[:120],
        data=json.loads(json.dumps(data or {}, cls=DjangoJSONEncoder)),
    )
    entry.seal = audit_chain.seal_line(entry, previous=end.seal, key=key)
    entry.save()
    end.number, end.seal = entry.number, entry.seal
    end.end_seal = audit_chain.seal_end(number=end.number, seal=end.seal, key=key)
    end.save()
    logger.info("audit", extra={"audit": entry.number, "what": what, "seal": entry.seal})
    return entry


@transaction.atomic
def end_other_access(*, user: User, at: datetime, keep_session_key: str | None = None) -> None:
    """End what already lets this person in: every other session, half-done sign-in, mailed link and device.

    Joins the caller's transaction, so that a change of password and the end of what the old one opened are
    one. Ended are: sessions; sign-ins that wait for a code or a second factor, in any browser; links that
    reset the password or confirm an address; invitations; remembered devices. Nobody is told: the
    caller knows what to say.

    Args:
        at: aware instant; a sign-in begun before it cannot be finished.
        keep_session_key: the session that made the change, and that alone; None ends all.
    """
    ending.raise_epoch(user, at=at)
    ending.delete_sessions(user, keep=keep_session_key)
    if keep_session_key:
        ending.let_session_stand(user, keep_session_key)
    ending.void_unconfirmed_addresses(user)
    user.invitations.filter(spent_at=None).update(spent_at=at)


def _trust_address(user: User) -> None:
    """Count the address as confirmed: who invited them vouched for it, and without it nobody may sign in."""
    EmailAddress.objects.update_or_create(
        user=user, email=user.email.lower(), defaults={"verified": True, "primary": True}
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _free_username(email: str) -> str:
    base = email.partition("@")[0][:120] or "editor"
    name, suffix = base, 1
    while User.objects.filter(username__iexact=name).exists():
        suffix += 1
        name = f"{base}{suffix}"
    return name

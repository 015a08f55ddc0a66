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

from azdarar.accounts.internal import audit_chain, ending, leaving
from azdarar.accounts.internal.places import current_place
from azdarar.accounts.models import AuditEnd, AuditEntry, Invitation, User
from azdarar.errors import AzdararError

logger = logging.getLogger(__name__)

#: How long an invitation opens the door.
INVITATION_SPAN = timedelta(hours=72)

#: How long somebody who asked to be erased may change their mind.
TIME_TO_RETURN = timedelta(days=14)

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


class LastAdministratorError(AzdararError):
    """Without this account nobody could run the paper."""

    code: ClassVar[str] = "accounts.last-administrator"
    sentence = _(
        "You are the only administrator of the paper. Make somebody else one first; your account was not "
        "closed."
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
    reset the password or confirm an address; invitations; remembered devices; keys of programs. Nobody
    is told: the caller knows what to say.

    Args:
        at: aware instant; a sign-in begun before it cannot be finished.
        keep_session_key: the session that made the change, and that alone; None ends all.
    """
    ending.raise_epoch(user, at=at)
    ending.delete_sessions(user, keep=keep_session_key)
    if keep_session_key:
        ending.let_session_stand(user, keep_session_key)
    ending.forget_devices_and_tokens(user)
    ending.void_unconfirmed_addresses(user)
    user.invitations.filter(spent_at=None).update(spent_at=at)


@transaction.atomic
def change_profile(*, user: User, name: str, language: str) -> None:
    """Store how a person is called and in which language they are spoken to.

    Args:
        name: as they write it; an empty one is allowed. What stands before the first space is kept apart,
            because the newsroom's screens show first names.
        language: a code of a language the paper appears in, or empty for the paper's first.
    """
    first, _space, last = " ".join(name.split()).partition(" ")
    user.first_name, user.last_name, user.language = first[:150], last[:150], language
    user.save(update_fields=["first_name", "last_name", "language"])


@transaction.atomic
def end_session(*, user: User, session_id: int) -> bool:
    """End one session of a person, wherever it is; returns whether there was such a one of theirs."""
    return ending.delete_session(user, session_id)


@transaction.atomic
def sign_out_everywhere(*, user: User, at: datetime) -> None:
    """End all access of a person at their wish, the session they ask from included, and tell them."""
    end_other_access(user=user, at=at)
    leaving.write_to(user, "signed_out_everywhere", at=at)


@transaction.atomic
def ask_for_erasure(*, user: User, at: datetime) -> datetime:
    """Close an account at its owner's wish, to be erased after ``TIME_TO_RETURN``; signs out everywhere.

    Asked twice, the first date stands.

    Returns:
        The instant from which it is erased; signing in before then calls it off.

    Raises:
        LastAdministratorError: ``accounts.last-administrator``; nothing was changed.
    """
    if leaving.is_last_administrator(user):
        raise LastAdministratorError
    end_other_access(user=user, at=at)
    if user.erasure_due_at is not None:
        return user.erasure_due_at
    user.erasure_due_at = at + TIME_TO_RETURN
    user.save(update_fields=["erasure_due_at"])
    if user.is_staff:
        record(what="accounts.erasure-asked", by=user, about=f"account:{user.pk}", at=at)
    leaving.write_to(user, "erasure_asked", at=at)
    return user.erasure_due_at


@transaction.atomic
def call_off_erasure(*, user: User, at: datetime) -> bool:
    """Keep an account that was to be erased; returns whether it was."""
    was_closed = User.objects.filter(pk=user.pk, erasure_due_at__isnull=False).update(erasure_due_at=None)
    if was_closed:
        leaving.write_to(user, "erasure_called_off", at=at)
        user.erasure_due_at = None
    return bool(was_closed)


@transaction.atomic
def erase_account(*, user: User, at: datetime) -> None:
    """Erase a person from the database, and everything every room keeps of them, for good.

    What somebody of the staff did stays in the audit log and the history of stories, under the number of
    an account that no longer exists; stories and bylines stay. The last mail says that it is done.
    """
    pk, was_staff = user.pk, user.is_staff
    end_other_access(user=user, at=at)
    leaving.erase_in_every_room(user, at=at)
    leaving.write_to(user, "erased", at=at)
    user.delete()
    if was_staff:
        record(what="accounts.erased", by=None, about=f"account:{pk}", at=at)


def erase_due_accounts(*, at: datetime, most: int = 100) -> int:
    """Erase the accounts whose time to return has passed, each in its own transaction; returns how many.

    One that fails is logged and tried again with the next call; it does not hold up the others.
    """
    erased = 0
    for pk in User.objects.filter(erasure_due_at__lte=at).order_by("pk").values_list("pk", flat=True)[:most]:
        try:
            with transaction.atomic():
                user = User.objects.select_for_update().filter(pk=pk, erasure_due_at__lte=at).first()
                if user is not None:
                    erase_account(user=user, at=at)
                    erased += 1
        except Exception:
            logger.exception("an account was not erased", extra={"account": pk})
    return erased


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

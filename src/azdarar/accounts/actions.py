"""Every write to accounts: inviting staff, accepting an invitation."""

import hashlib
import json
import logging
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from azdarar.accounts.internal import audit_chain, ending, leaving, roles, signing_up
from azdarar.accounts.internal.alarms import raise_alarm, webmasters
from azdarar.accounts.internal.places import current_place, in_words
from azdarar.accounts.internal.standing import DEVICE_SPAN
from azdarar.accounts.models import AuditEnd, AuditEntry, Invitation, KnownDevice, Role, Scope, User
from azdarar.courier.actions import queue_mail
from azdarar.errors import AzdararError

logger = logging.getLogger(__name__)

#: How long an invitation opens the door.
INVITATION_SPAN = timedelta(hours=72)

#: How long an account waits for its address to be confirmed.
UNCONFIRMED_SPAN = timedelta(days=7)

#: How long somebody who asked to be erased may change their mind.
TIME_TO_RETURN = timedelta(days=14)

#: How long somebody may work in the newsroom before it asks for a second factor.
GRACE_SPAN = timedelta(days=14)

#: The same for somebody whose second factor was lost and taken away.
LOST_FACTOR_SPAN = timedelta(days=1)

#: Not a role of its own but the three that lead, for the first person of a paper.
ADMINISTRATOR = "administrator"
ROLES = (ADMINISTRATOR, *Role.values)
_LEADING_TOGETHER = (Role.EDITOR_IN_CHIEF, Role.WEBMASTER, Role.ACCOUNTS_CLERK)


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
def invite_staff(
    *,
    email: str,
    at: datetime,
    role: str = Role.EDITOR,
    languages: Iterable[str] = (),
    sections: Iterable[str] = (),
    by: User | None = None,
) -> str:
    """Make a one-time link that lets a member of staff in, creating the account if needed.

    Earlier unspent links of the same person stop working. No mail is sent: the caller hands the link over
    (see ``invite_staff_by_mail``).

    Args:
        email: whoever holds the link becomes this account.
        role: one of ``ROLES``; see ``grant_role`` for ``languages`` and ``sections``.
        by: who invites; None for the command line, which may give any role.

    Returns:
        The absolute address, built from the configured site address; valid for ``INVITATION_SPAN``.

    Raises:
        BadAddressError, UnknownRoleError, NotYoursToGrantError, NotYoursToManageError: nothing was changed.
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
        user.save()
    elif not user.is_active:
        enable_account(user=user, by=by, at=at)
    for each in _LEADING_TOGETHER if role == ADMINISTRATOR else (role,):
        grant_role(user=user, role=each, languages=languages, sections=sections, by=by, at=at)
    return _invite(user, by=by, at=at)


@transaction.atomic
def invite_staff_by_mail(*, language: str, **wanted: Any) -> None:
    """Invite as ``invite_staff`` does, and send the link to the address it lets in.

    Args:
        language: of the mail, where the person has not chosen one.
    """
    link = invite_staff(**wanted)
    _mail_invitation(User.objects.by_email(wanted["email"]), link, language=language, **wanted)


@transaction.atomic
def invite_again(*, user: User, language: str, by: User | None, at: datetime) -> None:
    """Send somebody who has not come in yet, or has lost their keys, another link; roles stay as they are.

    Raises:
        NotYoursToManageError: nothing was changed.
    """
    _refuse_managing(user, by=by)
    _mail_invitation(user, _invite(user, by=by, at=at), language=language, by=by, at=at)


@transaction.atomic
def revoke_invitation(*, user: User, by: User | None, at: datetime) -> None:
    """Let no open link let this person in any more."""
    _refuse_managing(user, by=by)
    if user.invitations.filter(spent_at=None).update(spent_at=at):
        record(what="accounts.invitation-revoked", by=by, about=f"account:{user.pk}", at=at)


def _invite(user: User, *, by: User | None, at: datetime) -> str:
    user.invitations.filter(spent_at=None).update(spent_at=at)
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(
        user=user, token_hash=_hash(token), invited_at=at, valid_until=at + INVITATION_SPAN
    )
    record(what="accounts.invited", by=by, about=f"account:{user.pk}", at=at)
    return f"{settings.SITE_URL}/account/invitation/{token}/"


def _mail_invitation(
    user: User | None, link: str, *, language: str, by: User | None, at: datetime, **_wanted: Any
) -> None:
    if user is None:
        return
    queue_mail(
        template="accounts/mail/staff_invitation",
        to=user.email,
        language=user.language or language,
        context={"link": link, "by": str(by or ""), "hours": round(INVITATION_SPAN / timedelta(hours=1))},
        at=at,
        valid_until=at + INVITATION_SPAN,
    )


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: str,
    by: User | None,
    at: datetime,
    languages: Iterable[str] = (),
    sections: Iterable[str] = (),
) -> Scope:
    """Give somebody a role, in all of the paper or in a part of it; does nothing twice.

    Everything that lets them in ends (``end_other_access``), so that no session goes on with other rights
    than it began with. An audit line; a mail to them and to the webmasters.

    Args:
        languages: codes; none means every language.
        sections: translation keys in hexadecimal; none means every section.
        by: who gives it; None for the command line.

    Raises:
        UnknownRoleError, UnknownLanguageError, NotYoursToGrantError: nothing was changed.
    """
    languages = list(languages)
    if role not in Role.values:
        raise UnknownRoleError(role=role, known=", ".join(Role.values))
    unknown = set(languages) - set(dict(settings.LANGUAGES))
    if unknown:
        raise UnknownLanguageError(languages=", ".join(sorted(unknown)))
    is_everywhere = role in (Role.WEBMASTER, Role.ACCOUNTS_CLERK)
    within = {
        "languages": [] if is_everywhere else sorted(set(languages)),
        "sections": [] if is_everywhere else sorted(set(sections)),
    }
    if by is not None and not (by.pk != user.pk and roles.may_grant(by, role=role, **within)):
        raise NotYoursToGrantError(role=Role(role).label)
    for scope in user.scopes.filter(role=role):
        if (scope.languages, scope.sections) == (within["languages"], within["sections"]):
            return scope
    scope = Scope.objects.create(user=user, role=role, granted_at=at, **within)
    _settle_rights(user, at=at)
    record(
        what="accounts.role-granted", by=by, about=f"account:{user.pk}", data={"role": role, **within}, at=at
    )
    _tell_of_role("role-granted", scope, by=by, at=at)
    return scope


@transaction.atomic
def revoke_role(*, scope: Scope, by: User | None, at: datetime) -> None:
    """Take a role away. Whoever holds none any more is a reader again; everything that let them in ends.

    Raises:
        NotYoursToGrantError: nothing was changed.
    """
    user = scope.user
    if by is not None and not (by.pk != user.pk and roles.may_revoke(by, scope)):
        raise NotYoursToGrantError(role=scope.get_role_display())
    told = {"role": scope.role, "languages": scope.languages, "sections": scope.sections}
    scope.delete()
    _settle_rights(user, at=at)
    record(what="accounts.role-revoked", by=by, about=f"account:{user.pk}", data=told, at=at)
    _tell_of_role("role-revoked", scope, by=by, at=at)


@transaction.atomic
def disable_account(*, user: User, by: User | None, at: datetime) -> None:
    """Close an account: nobody signs in with it, and whoever is in is out. Roles stay written down.

    Raises:
        NotYoursToManageError: nothing was changed.
    """
    _refuse_managing(user, by=by)
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_other_access(user=user, at=at)
    record(what="accounts.disabled", by=by, about=f"account:{user.pk}", at=at)
    raise_alarm("account-disabled", to=[user, *webmasters()], at=at, name=user, by=by or "")


@transaction.atomic
def enable_account(*, user: User, by: User | None, at: datetime) -> None:
    """Open a closed account again, with the roles it had; its person signs in anew.

    Raises:
        NotYoursToManageError: nothing was changed.
    """
    _refuse_managing(user, by=by)
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(what="accounts.enabled", by=by, about=f"account:{user.pk}", at=at)
    raise_alarm("account-enabled", to=[user, *webmasters()], at=at, name=user, by=by or "")


@transaction.atomic
def begin_grace(*, user: User, at: datetime) -> None:
    """Start the days after which the newsroom asks for a second factor; they begin once and never anew."""
    if user.second_factor_due_at is None:
        user.second_factor_due_at = at + GRACE_SPAN
        user.save(update_fields=["second_factor_due_at"])


@transaction.atomic
def remember_device(*, user: User, request_place: str, at: datetime) -> str:
    """Count a browser as known to this person, who has just proved who they are there.

    An audit line, and a mail to them: a device they did not sign in with is one that somebody else did.

    Returns:
        The token to keep in that browser, as the value of the cookie ``standing.DEVICE_COOKIE``.
    """
    token = secrets.token_urlsafe(32)
    KnownDevice.objects.create(
        user=user,
        token_hash=_hash(token),
        browser=request_place.partition(" ")[2][:60],
        known_since=at,
        valid_until=at + DEVICE_SPAN,
    )
    record(
        what="accounts.device-known", by=user, about=f"account:{user.pk}", request_place=request_place, at=at
    )
    raise_alarm("new-device", to=[user], at=at, name=user, place=in_words(request_place))
    return token


@transaction.atomic
def forget_factors(*, user: User, by: User | None, at: datetime) -> None:
    """Take away every passkey, authenticator app and recovery code of somebody who has lost them.

    Whatever lets them in ends. They have a day to set up another.

    Raises:
        NotYoursToManageError: nothing was changed.
    """
    _refuse_managing(user, by=by)
    for factor in Authenticator.objects.filter(user=user):
        factor.delete()
    user.second_factor_due_at = at + LOST_FACTOR_SPAN
    user.save(update_fields=["second_factor_due_at"])
    end_other_access(user=user, at=at)
    record(what="accounts.factors-forgotten", by=by, about=f"account:{user.pk}", at=at)
    raise_alarm("factors-forgotten", to=[user, *webmasters()], at=at, name=user, by=by or "")


@transaction.atomic
def record_export(*, what: str, by: User, at: datetime) -> None:
    """Write down that data left the newsroom, and tell the webmasters.

    Args:
        what: what was taken out, in the paper's own words (lazy texts are said in each reader's language).
    """
    record(what="newsroom.exported", by=by, data={"what": str(what)}, at=at)
    raise_alarm("exported", to=webmasters(), at=at, name=by, what=what, place=in_words(current_place()))


def _settle_rights(user: User, *, at: datetime) -> None:
    """Put the account's groups in step with its roles, and end what came in with others."""
    held = set(user.scopes.values_list("role", flat=True))
    user.is_staff = bool(held) or user.is_superuser
    user.save(update_fields=["is_staff"])
    user.groups.remove(*Group.objects.filter(name__in=set(Role.values) - held))
    user.groups.add(*(Group.objects.get_or_create(name=role)[0] for role in sorted(held)))
    if user.is_staff:
        begin_grace(user=user, at=at)
    end_other_access(user=user, at=at)
    roles.forget(user)


def _refuse_managing(user: User, *, by: User | None) -> None:
    if by is not None and not roles.may_manage(by, user):
        raise NotYoursToManageError(name=str(user))


def _tell_of_role(kind: str, scope: Scope, *, by: User | None, at: datetime) -> None:
    told = {"name": scope.user, "role": Role(scope.role).label, "by": by or ""}
    raise_alarm(kind, to=[scope.user, *webmasters()], at=at, **told)


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
    record(what="accounts.invitation-accepted", by=user, about=f"account:{user.pk}", at=at)
    return user


class UnknownLanguageError(AzdararError):
    """A role cannot hold in a language the paper does not appear in."""

    code: ClassVar[str] = "accounts.unknown-language"
    sentence = _("The paper does not appear in “%(languages)s”. Nothing was changed.")


class NotYoursToGrantError(AzdararError):
    """Nobody gives or takes what they do not hold."""

    code: ClassVar[str] = "accounts.not-yours-to-grant"
    sentence = _(
        "You cannot give or take the role “%(role)s” there: you would need to hold all of it yourself. "
        "Nothing was changed."
    )


class NotYoursToManageError(AzdararError):
    """The account belongs to somebody who may do more, or to oneself."""

    code: ClassVar[str] = "accounts.not-yours-to-manage"
    sentence = _(
        "You cannot change the account of %(name)s: it is your own, or its roles are not yours to give. "
        "Nothing was changed."
    )


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
def sign_up(
    *, email: str, name: str, password_hash: str, language: str, at: datetime, replaces: User | None = None
) -> User:
    """Make an account for a reader, whose address is still to be confirmed.

    Args:
        email: as ``login_names.mail_address`` returns it.
        password_hash: made before the transaction, because that is slow on purpose.
        replaces: an earlier try with the same address that nobody confirmed; it goes, with its password and
            its links, so that whoever has the mailbox confirms their own password and nobody else's.
    """
    if replaces is not None:
        replaces.delete()
    return signing_up.make_account(
        email=email, name=name, password_hash=password_hash, language=language, at=at
    )


def forget_unconfirmed(*, at: datetime) -> int:
    """Forget who signed up and never confirmed the address: it may be somebody else's.

    Returns:
        How many accounts went.
    """
    return signing_up.forget_unconfirmed(before=at - UNCONFIRMED_SPAN)


def seem_to_sign_up(*, password_hash: str, at: datetime) -> None:
    """Do all that a sign-up does and keep nothing: for an address that has an account, in the same time."""
    with transaction.atomic():
        signing_up.make_account(
            email=signing_up.somewhere_else(), name="", password_hash=password_hash, language="", at=at
        )
        transaction.set_rollback(True)


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


def note_device_seen(*, session_key: str, at: datetime) -> None:
    """Write down when a device was last here, for the list of devices on the page of its account."""
    ending.note_seen(session_key, at=at)


def forget_ended_sessions(*, at: datetime) -> int:
    """Forget the devices of sessions that have run out by themselves; returns how many."""
    return ending.forget_ended_sessions(at=at)


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

"""One-time links that let a member of staff in: made, mailed, revoked, spent."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from azdarar.accounts.actions.audit import record
from azdarar.accounts.actions.roles import ADMINISTRATOR, ROLES, UnknownRoleError, grant_role
from azdarar.accounts.actions.staff import enable_account, refuse_managing
from azdarar.accounts.internal.standing import hash_of
from azdarar.accounts.models import Invitation, Role, User
from azdarar.courier.actions import queue_mail
from azdarar.errors import AzdararError

#: How long an invitation opens the door.
INVITATION_SPAN = timedelta(hours=72)

_LEADING_TOGETHER = (Role.EDITOR_IN_CHIEF, Role.WEBMASTER, Role.ACCOUNTS_CLERK)


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
    refuse_managing(user, by=by)
    _mail_invitation(user, _invite(user, by=by, at=at), language=language, by=by, at=at)


@transaction.atomic
def revoke_invitation(*, user: User, by: User | None, at: datetime) -> None:
    """Let no open link let this person in any more."""
    refuse_managing(user, by=by)
    if user.invitations.filter(spent_at=None).update(spent_at=at):
        record(what="accounts.invitation-revoked", by=by, about=f"account:{user.pk}", at=at)


def invitation_for(token: str, *, at: datetime) -> Invitation:
    """Return the open invitation a token stands for, without spending it.

    Raises:
        InvitationSpentError: ``accounts.invitation-spent``.
    """
    invitation = (
        Invitation.objects.select_related("user").filter(token_hash=hash_of(token), spent_at=None).first()
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


def _invite(user: User, *, by: User | None, at: datetime) -> str:
    user.invitations.filter(spent_at=None).update(spent_at=at)
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(
        user=user, token_hash=hash_of(token), invited_at=at, valid_until=at + INVITATION_SPAN
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


def _trust_address(user: User) -> None:
    """Count the address as confirmed: who invited them vouched for it, and without it nobody may sign in."""
    EmailAddress.objects.update_or_create(
        user=user, email=user.email.lower(), defaults={"verified": True, "primary": True}
    )


def _free_username(email: str) -> str:
    base = email.partition("@")[0][:120] or "editor"
    name, suffix = base, 1
    while User.objects.filter(username__iexact=name).exists():
        suffix += 1
        name = f"{base}{suffix}"
    return name

"""What is done to the account of a member of staff by whoever may: closed, opened, freed of lost factors."""

from datetime import datetime, timedelta
from typing import ClassVar

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from azdarar.accounts.actions.access import end_other_access
from azdarar.accounts.actions.audit import record
from azdarar.accounts.internal import failures, roles
from azdarar.accounts.internal.alarms import raise_alarm, webmasters
from azdarar.accounts.internal.places import current_place, in_words
from azdarar.accounts.models import User
from azdarar.errors import AzdararError

#: How long somebody may work in the newsroom before it asks for a second factor.
GRACE_SPAN = timedelta(days=14)

#: The same for somebody whose second factor was lost and taken away.
LOST_FACTOR_SPAN = timedelta(days=1)


class NotYoursToManageError(AzdararError):
    """The account belongs to somebody who may do more, or to oneself."""

    code: ClassVar[str] = "accounts.not-yours-to-manage"
    sentence = _(
        "You cannot change the account of %(name)s: it is your own, or its roles are not yours to give. "
        "Nothing was changed."
    )


@transaction.atomic
def disable_account(*, user: User, by: User | None, at: datetime) -> None:
    """Close an account: nobody signs in with it, and whoever is in is out. Roles stay written down.

    Raises:
        NotYoursToManageError: nothing was changed.
    """
    refuse_managing(user, by=by)
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
    refuse_managing(user, by=by)
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(what="accounts.enabled", by=by, about=f"account:{user.pk}", at=at)
    raise_alarm("account-enabled", to=[user, *webmasters()], at=at, name=user, by=by or "")


@transaction.atomic
def forget_factors(*, user: User, by: User | None, at: datetime) -> None:
    """Take away every passkey, authenticator app and recovery code of somebody who has lost them.

    Whatever lets them in ends. They have a day to set up another.

    Raises:
        NotYoursToManageError: nothing was changed.
    """
    refuse_managing(user, by=by)
    for factor in Authenticator.objects.filter(user=user):
        factor.delete()
    user.second_factor_due_at = at + LOST_FACTOR_SPAN
    user.save(update_fields=["second_factor_due_at"])
    end_other_access(user=user, at=at)
    record(what="accounts.factors-forgotten", by=by, about=f"account:{user.pk}", at=at)
    raise_alarm("factors-forgotten", to=[user, *webmasters()], at=at, name=user, by=by or "")


@transaction.atomic
def begin_grace(*, user: User, at: datetime) -> None:
    """Start the days after which the newsroom asks for a second factor; they begin once and never anew."""
    if user.second_factor_due_at is None:
        user.second_factor_due_at = at + GRACE_SPAN
        user.save(update_fields=["second_factor_due_at"])


@transaction.atomic
def record_export(*, what: str, by: User, at: datetime) -> None:
    """Write down that data left the newsroom, and tell the webmasters.

    Args:
        what: what was taken out, in the paper's own words (lazy texts are said in each reader's language).
    """
    record(what="newsroom.exported", by=by, data={"what": str(what)}, at=at)
    raise_alarm("exported", to=webmasters(), at=at, name=by, what=what, place=in_words(current_place()))


def note_failed_attempt(*, user: User | None, typed: str, at: datetime) -> None:
    """Count an attempt to get in that failed, by password, code or second factor.

    Counts for everybody alike, so that the time it takes says nothing about the name. The twentieth in a day
    at an account of the staff is a line of the audit log, and a mail to its owner and the webmasters.

    Args:
        user: whose account it was tried at; None for a name that is nobody's.
        typed: what was given as name.
    """
    if failures.count(user, typed) != failures.TOLD or user is None or not user.is_staff:
        return
    with transaction.atomic():
        about, count = f"account:{user.pk}", failures.TOLD
        record(what="accounts.many-failures", by=None, about=about, data={"count": count}, at=at)
        raise_alarm("failures", to=[user, *webmasters()], at=at, count=count, name=user)


def refuse_managing(user: User, *, by: User | None) -> None:
    """Refuse what whoever asks may not do to an account.

    Raises:
        NotYoursToManageError: ``accounts.not-yours-to-manage``.
    """
    if by is not None and not roles.may_manage(by, user):
        raise NotYoursToManageError(name=str(user))

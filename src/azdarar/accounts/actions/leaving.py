"""Being erased at one's own wish, with time to come back."""

import logging
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from azdarar.accounts.actions.access import end_other_access
from azdarar.accounts.actions.audit import record
from azdarar.accounts.internal import leaving
from azdarar.accounts.models import User
from azdarar.errors import AzdararError

logger = logging.getLogger(__name__)

#: How long somebody who asked to be erased may change their mind.
TIME_TO_RETURN = timedelta(days=14)


class LastAdministratorError(AzdararError):
    """Without this account nobody could run the paper."""

    code: ClassVar[str] = "accounts.last-administrator"
    sentence = _(
        "You are the only administrator of the paper. Make somebody else one first; your account was not "
        "closed."
    )


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

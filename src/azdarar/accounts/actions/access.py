"""What ends, or begins, what lets somebody in: sessions, devices, links, keys of programs."""

import secrets
from datetime import datetime

from django.db import transaction

from azdarar.accounts.actions.audit import record
from azdarar.accounts.internal import ending, leaving
from azdarar.accounts.internal.alarms import raise_alarm
from azdarar.accounts.internal.places import in_words
from azdarar.accounts.internal.standing import DEVICE_SPAN, hash_of
from azdarar.accounts.models import KnownDevice, User


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
def remember_device(*, user: User, request_place: str, at: datetime) -> str:
    """Count a browser as known to this person, who has just proved who they are there.

    An audit line, and a mail to them: a device they did not sign in with is one that somebody else did.

    Returns:
        The token to keep in that browser, as the value of the cookie ``standing.DEVICE_COOKIE``.
    """
    token = secrets.token_urlsafe(32)
    KnownDevice.objects.create(
        user=user,
        token_hash=hash_of(token),
        browser=request_place.partition(" ")[2][:60],
        known_since=at,
        valid_until=at + DEVICE_SPAN,
    )
    record(
        what="accounts.device-known", by=user, about=f"account:{user.pk}", request_place=request_place, at=at
    )
    raise_alarm("new-device", to=[user], at=at, name=user, place=in_words(request_place))
    return token

"""How long somebody stays signed in: one policy, asked at every page of the account and of the newsroom."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from azdarar.accounts.models import User

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"


@dataclass(frozen=True, slots=True)
class Ages:
    """After how long without a page, and after how long at all, a session is over; and how exactly its last
    page is written down, which costs a write."""

    idle: timedelta
    absolute: timedelta | None
    seen_within: timedelta


READER = Ages(idle=timedelta(days=30), absolute=None, seen_within=timedelta(hours=12))
STAFF = Ages(idle=timedelta(hours=12), absolute=timedelta(days=7), seen_within=timedelta(minutes=5))


def ages_of(user: User) -> Ages:
    """Return the policy for somebody who is signed in."""
    return STAFF if user.is_staff else READER


def begin(session: Any, *, at: datetime) -> None:
    """Write down when a session began."""
    session[SIGNED_IN_AT] = session[SEEN_AT] = at.timestamp()


def is_over(session: Any, user: User, *, at: datetime) -> bool:
    """Tell whether a session has come to its end. One whose beginning is not known begins now."""
    if SIGNED_IN_AT not in session:
        begin(session, at=at)
        return False
    ages, now = ages_of(user), at.timestamp()
    if now - session.get(SEEN_AT, 0) > ages.idle.total_seconds():
        return True
    return ages.absolute is not None and now - session[SIGNED_IN_AT] > ages.absolute.total_seconds()


def see(session: Any, user: User, *, at: datetime) -> bool:
    """Write down that a page was asked for, not more often than the policy needs; returns whether it was."""
    is_due = bool(at.timestamp() - session.get(SEEN_AT, 0) > ages_of(user).seen_within.total_seconds())
    if is_due:
        session[SEEN_AT] = at.timestamp()
    return is_due

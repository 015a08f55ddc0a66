"""Every read of the press another room may use."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max

from azdarar.press.models import Announcement, Purge

#: A purge that is this late was refused, or nobody is there to do it.
LATE_PURGE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class WaitingPurge:
    """Something the cache in front of the paper has not forgotten yet, though it should have."""

    fact: str
    tags: tuple[str, ...]
    changed_at: datetime
    attempts: int
    last_error: str


def newest_announcement() -> int:
    """The number of the newest announcement there is; 0 in a paper in which nothing has changed yet."""
    number: int | None = Announcement.objects.aggregate(newest=Max("pk"))["newest"]
    return number or 0


def waiting_purges(*, at: datetime, most: int = 50) -> list[WaitingPurge]:
    """What the cache in front should have forgotten by now, oldest first; nothing without a cache."""
    if not settings.CDN_URL:
        return []
    late = Purge.objects.filter(next_at__lte=at - LATE_PURGE).order_by("changed_at")[:most]
    return [
        WaitingPurge(row.fact, tuple(row.tags), row.changed_at, row.attempts, row.last_error) for row in late
    ]

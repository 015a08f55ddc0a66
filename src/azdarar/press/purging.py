"""Make the cache in front of the paper forget what changed: noted with the change, done at least once.

What is to be forgotten is a row in the writer's own transaction, like the announcement beside it. The cache
is told once the change is told to every process of the paper, or it could fetch the old page anew; and again
a moment later, because an answer may have been on its way to the cache when it was told first. While the
cache does not answer everything waits, and nothing is lost.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from azdarar.press.at_home import store_at_home
from azdarar.press.caches import Cache, CacheFailedError, cache_of
from azdarar.press.models import Announcement, Purge
from azdarar.press.showing import EVERYTHING

logger = logging.getLogger(__name__)

#: After the first purge of something: when it is purged again.
ECHOES = (timedelta(seconds=1), timedelta(seconds=10))
#: More rows than this at once, and the cache forgets everything instead.
MOST_AT_ONCE = 2_000


def is_cache_in_front() -> bool:
    """Whether a cache is named that must be told."""
    return bool(settings.CDN_URL)


def cache_in_front() -> Cache:
    """The cache the settings name."""
    return cache_of(
        settings.CDN_URL, token=settings.CDN_TOKEN, site_url=settings.SITE_URL, store=store_at_home()
    )


def note_purges(announcement: Announcement, *, due: Iterable[datetime]) -> None:
    """Note, in the caller's transaction, what the cache is to forget now and at instants to come.

    Args:
        due: instants after the announcement's own at which the same changes again.
    """
    if not is_cache_in_front():
        return
    Purge.objects.bulk_create(
        Purge(
            announcement=announcement.pk,
            fact=announcement.fact,
            tags=announcement.tags,
            changed_at=instant,
            next_at=instant,
        )
        for instant in (announcement.announced_at, *due)
    )


def note_everything(*, fact: str, at: datetime) -> Purge:
    """Note that the cache is to forget every page, as after a deployment."""
    return Purge.objects.create(announcement=0, fact=fact, tags=[EVERYTHING], changed_at=at, next_at=at)


def purge_waiting(cache: Cache, *, at: datetime) -> int:
    """Make the cache forget what is due; network, no transaction around it.

    Safe to run from several processes and to be killed anywhere: something is purged twice then, never not at
    all.

    Returns:
        How many rows were due.

    Raises:
        CacheFailedError: ``press.cache-failed``: nothing was marked; the caller waits longer each time.
    """
    untold = Announcement.objects.filter(delivered_at=None, quarantined_at=None).values("pk")
    due = list(
        Purge.objects.filter(next_at__lte=at).exclude(announcement__in=untold).order_by("pk")[:MOST_AT_ONCE]
    )
    if not due:
        return 0
    tags = {tag for row in due for tag in row.tags}
    if len(due) == MOST_AT_ONCE or EVERYTHING in tags:
        tags = {EVERYTHING, *(tag for tag in tags if tag.startswith("address:"))}
    try:
        cache.forget(tags, since=min(row.changed_at for row in due).timestamp())
    except CacheFailedError as failure:
        Purge.objects.filter(pk__in=[row.pk for row in due]).update(
            attempts=F("attempts") + 1, last_error=str(failure)[:2000]
        )
        raise
    _mark_purged(due, at=at)
    logger.info("cache told", extra={"changes": len(due), "tags": len(tags)})
    return len(due)


def _mark_purged(rows: list[Purge], *, at: datetime) -> None:
    """Set the next look of each row, or end it."""
    with transaction.atomic():
        for times, pause in enumerate(ECHOES):
            again = [row.pk for row in rows if row.times == times]
            Purge.objects.filter(pk__in=again, times=times).update(
                times=times + 1, next_at=at + pause, attempts=0, last_error=""
            )
        Purge.objects.filter(pk__in=[row.pk for row in rows if row.times >= len(ECHOES)]).delete()


def next_purge_at() -> datetime | None:
    """When the next purge is to be done; None when none waits."""
    return Purge.objects.order_by("next_at").values_list("next_at", flat=True).first()

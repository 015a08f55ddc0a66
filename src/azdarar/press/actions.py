"""Announce what changed, and deliver it.

The announcement is a row in the writer's own transaction. Right after the commit the writer's process
delivers it, so that search, feeds and stored pages follow at once; whatever that process could not
deliver because it died or a receiver failed, the worker does: at least once, and in order. A receiver
that fails is retried, and the fact set aside after ``MOST_ATTEMPTS`` so that it does not hold up others.
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from azdarar.press.models import Announcement
from azdarar.press.purging import note_purges
from azdarar.press.queries import newest_announcement
from azdarar.press.signals import changed

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 5


def announce(
    fact: str,
    *,
    tags: Iterable[str],
    at: datetime,
    data: dict[str, Any] | None = None,
    due: Iterable[datetime] = (),
    takes_away: bool = True,
) -> Announcement:
    """Write down that something changed, in the caller's transaction; tell it once that is committed.

    A failure to tell is logged, never raised: the change stands, and the worker tries again.

    Args:
        fact: past tense, ``room.what-happened``.
        tags: what pages may show of it, in the words of ``press.showing``: ``article:812``.
        at: aware instant.
        data: JSON values a receiver may need.
        due: instants to come at which the same tags change once more by the clock alone, such as the end
            of an embargo.
        takes_away: False only for what adds and takes nothing back: then a page may still be served as it
            was for the second its next pressing takes.
    """
    later = [instant for instant in due if instant > at]
    announcement = Announcement.objects.create(
        fact=fact,
        tags=sorted(set(tags)),
        data=data or {},
        announced_at=at,
        due=[instant.isoformat() for instant in later],
        takes_away=takes_away,
    )
    note_purges(announcement, due=later)
    transaction.on_commit(partial(_deliver_waiting, announcement.pk), robust=True)
    return announcement


def deliver_announcements(*, most: int = 500) -> int:
    """Tell the receivers of ``press.signals.changed`` what waits in the queue.

    Safe to run twice and from several processes: a fact may be told more than once, never not at all.

    Returns:
        How many announcements were delivered.
    """
    delivered = 0
    waiting = Announcement.objects.filter(delivered_at=None, quarantined_at=None).order_by("id")[:most]
    for announcement in waiting:
        delivered += _deliver(announcement)
    return delivered


def forget_delivered(*, before: datetime) -> int:
    """Delete announcements delivered before an instant; returns how many.

    The newest stays: by its number a database is known from one of another day (``Changes.begin``).
    """
    newest = newest_announcement()
    return Announcement.objects.filter(delivered_at__lt=before).exclude(pk=newest).delete()[0]


def _deliver_waiting(pk: int) -> None:
    """Deliver one announcement unless the worker was quicker."""
    announcement = Announcement.objects.filter(pk=pk, delivered_at=None, quarantined_at=None).first()
    if announcement is not None:
        _deliver(announcement)


def _deliver(announcement: Announcement) -> bool:
    answers = changed.send_robust(
        sender=Announcement,
        fact=announcement.fact,
        tags=frozenset(announcement.tags),
        data=announcement.data,
        announced_at=announcement.announced_at,
        due=[datetime.fromisoformat(instant) for instant in announcement.due],
        takes_away=announcement.takes_away,
        number=announcement.pk,
    )
    failures = [(receiver, answer) for receiver, answer in answers if isinstance(answer, Exception)]
    now = timezone.now()
    if not failures:
        Announcement.objects.filter(pk=announcement.pk).update(delivered_at=now)
        return True
    announcement.attempts = min(announcement.attempts + 1, MOST_ATTEMPTS)
    announcement.last_error = "; ".join(f"{type(error).__name__}: {error}" for _, error in failures)[:2000]
    # What a full disk refuses is no fault of the fact: it is tried again until there is room.
    is_its_fault = not any(isinstance(error, OSError) for _, error in failures)
    if announcement.attempts >= MOST_ATTEMPTS and is_its_fault:
        announcement.quarantined_at = now
        logger.error(
            "announcement set aside", extra={"announcement": announcement.pk, "fact": announcement.fact}
        )
    with transaction.atomic():
        announcement.save(update_fields=["attempts", "last_error", "quarantined_at"])
    return False

"""Every write to what readers keep here: saved stories, reading history, wishes for newsletters."""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from azdarar.accounts.models import User
from azdarar.articles.queries import visible_articles
from azdarar.errors import AzdararError
from azdarar.members.models import (
    NewsletterWish,
    PlannedNewsletter,
    Reading,
    ReadingHistory,
    SavedStory,
)

#: A list longer than this is no list to read from; it also bounds what one account can make the paper keep.
MOST_SAVED = 2_000
#: How long a reading is remembered.
HISTORY_SPAN = timedelta(days=90)


class UnknownStoryError(AzdararError):
    """Readers see no such story: never written, not out yet, or taken back. One answer for all three."""

    code: ClassVar[str] = "members.unknown-story"
    sentence = _("There is no such story, or it is no longer available. Nothing was saved.")


class TooManySavedError(AzdararError):
    """The list is full."""

    code: ClassVar[str] = "members.too-many-saved"
    sentence = _(
        "You keep %(most)s stories, as many as the list holds. Remove some, then save this one again."
    )


@transaction.atomic
def save_story(*, user: User, story_id: int, at: datetime) -> SavedStory:
    """Keep a story for later; one that is kept already stays where it is in the list.

    Raises:
        UnknownStoryError: ``members.unknown-story``: readers may not see it now.
        TooManySavedError: ``members.too-many-saved``.
    """
    kept = SavedStory.objects.filter(user=user, article_id=story_id).first()
    if kept is not None:
        return kept
    if not visible_articles(at=at).filter(pk=story_id).exists():
        raise UnknownStoryError
    if SavedStory.objects.filter(user=user).count() >= MOST_SAVED:
        raise TooManySavedError(most=MOST_SAVED)
    saved, _is_new = SavedStory.objects.get_or_create(
        user=user, article_id=story_id, defaults={"saved_at": at}
    )
    return saved


def forget_saved_story(*, user: User, story_id: int) -> bool:
    """Keep a story no longer; returns whether it was kept."""
    return bool(SavedStory.objects.filter(user=user, article_id=story_id).delete()[0])


def forget_saved_row(*, user: User, saved_id: int) -> bool:
    """Take one row from the person's list, also one whose story is gone; returns whether it was there."""
    return bool(SavedStory.objects.filter(user=user, pk=saved_id).delete()[0])


def remember_reading(*, user: User, at: datetime) -> ReadingHistory:
    """Begin to remember what this person reads, at their wish; does nothing twice."""
    return ReadingHistory.objects.get_or_create(user=user, defaults={"wished_at": at})[0]


@transaction.atomic
def stop_remembering(*, user: User) -> None:
    """Remember no longer what this person reads, and erase what was remembered, at once."""
    ReadingHistory.objects.filter(user=user).delete()


@transaction.atomic
def record_reading(*, user: User, story_id: int, at: datetime) -> bool:
    """Note that a person opened a story, if they wish it noted; returns whether it was.

    A story read again moves to the top of the list. One that readers may not see is not noted.
    """
    history = ReadingHistory.objects.filter(user=user).first()
    if history is None or not visible_articles(at=at).filter(pk=story_id).exists():
        return False
    Reading.objects.update_or_create(history=history, article_id=story_id, defaults={"read_at": at})
    return True


def forget_reading(*, user: User, reading_id: int) -> bool:
    """Forget one reading; returns whether it was remembered."""
    return bool(Reading.objects.filter(history__user=user, pk=reading_id).delete()[0])


def forget_readings(*, user: User) -> int:
    """Forget all readings and go on remembering; returns how many were forgotten."""
    return Reading.objects.filter(history__user=user).delete()[0]


def forget_old_readings(*, at: datetime) -> int:
    """Forget readings older than ``HISTORY_SPAN``; returns how many."""
    return Reading.objects.filter(read_at__lt=at - HISTORY_SPAN).delete()[0]


@transaction.atomic
def wish_for_newsletters(*, user: User, newsletter_ids: Collection[int], at: datetime) -> None:
    """Keep exactly these wishes: new ones with the words agreed to, given-up ones not at all.

    A wish that stands keeps its instant and its words. Unknown letters are passed over, and so are new wishes
    for letters no longer offered.
    """
    wishes = NewsletterWish.objects.filter(user=user)
    wishes.exclude(newsletter_id__in=newsletter_ids).delete()
    standing = set(wishes.values_list("newsletter_id", flat=True))
    wanted = PlannedNewsletter.objects.filter(pk__in=newsletter_ids, is_offered=True).exclude(pk__in=standing)
    for newsletter in wanted:
        NewsletterWish.objects.get_or_create(
            user=user,
            newsletter=newsletter,
            defaults={
                "wished_at": at,
                "consent_text": newsletter.promise,
                "consent_version": version_of(newsletter.promise),
            },
        )


def version_of(text: str) -> str:
    """Name a wording shortly, so that two of them are told apart."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]

"""Every write to what readers keep here: saved stories and searches, reading history, wishes for newsletters.

What follows from saved searches, mails about new stories, is in ``telling``.
"""

import hashlib
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from azdarar.accounts.models import User
from azdarar.articles.queries import visible_articles
from azdarar.errors import AzdararError
from azdarar.members.models import (
    NewsletterWish,
    PlannedNewsletter,
    Reading,
    ReadingHistory,
    SavedSearch,
    SavedStory,
    ToldStory,
)
from azdarar.search.asking import Asked

#: A list longer than this is no list to read from; it also bounds what one account can make the paper keep.
MOST_SAVED = 2_000
#: Searches one account keeps: each is made again and again.
MOST_SEARCHES = 50
#: How long it is remembered that somebody was told of a story; a search looks back no further than days.
TOLD_SPAN = timedelta(days=90)
#: How long a reading is remembered.
HISTORY_SPAN = timedelta(days=90)


#: The hour at which those are told who wish it once a day, on the newsroom's clock.
_MORNING = 7
_LONGEST_QUERY = 1_500


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


class EmptySearchError(AzdararError):
    """There is nothing to look for again."""

    code: ClassVar[str] = "members.empty-search"
    sentence = _("A search without a word or a filter finds everything. Nothing was saved.")


class LongSearchError(AzdararError):
    """Its address is longer than what is kept."""

    code: ClassVar[str] = "members.long-search"
    sentence = _(
        "This search is too long to be kept. Nothing was saved: leave out some of its words or filters, then "
        "keep it again."
    )


class TooManySearchesError(AzdararError):
    """The list of searches is full."""

    code: ClassVar[str] = "members.too-many-searches"
    sentence = _(
        "You keep %(most)s searches, as many as an account holds. Remove one, then save this one again."
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


@transaction.atomic
def keep_search(*, user: User, asked: Asked, rhythm: str, at: datetime) -> SavedSearch:
    """Keep a search; one that is kept already takes the new rhythm and stays where it is.

    Args:
        asked: understood, its names looked up; its page and order are not kept.
        rhythm: one of ``SavedSearch.Rhythm``; anything else counts as never.

    Raises:
        EmptySearchError: ``members.empty-search``.
        LongSearchError: ``members.long-search``.
        TooManySearchesError: ``members.too-many-searches``.
    """
    lasting = replace(asked, order="fitness", page=1)
    query = lasting.query_string()
    if asked.is_empty:
        raise EmptySearchError
    if asked.is_too_long or len(query) > _LONGEST_QUERY:
        raise LongSearchError
    kept = SavedSearch.objects.filter(user=user, language=asked.language, query=query).first()
    if kept is None:
        if SavedSearch.objects.filter(user=user).count() >= MOST_SEARCHES:
            raise TooManySearchesError(most=MOST_SEARCHES)
        kept, _is_new = SavedSearch.objects.get_or_create(
            user=user, language=asked.language, query=query, defaults={"saved_at": at, "told_from": at}
        )
    change_search(user=user, search_id=kept.pk, rhythm=rhythm, at=at)
    kept.refresh_from_db()
    return kept


@transaction.atomic
def change_search(*, user: User, search_id: int, rhythm: str, at: datetime) -> bool:
    """Say how often somebody is told what is new in a search; returns whether it is kept.

    Whoever begins to be told is told of what appears from then on.
    """
    search = SavedSearch.objects.filter(user=user, pk=search_id).first()
    if search is None:
        return False
    rhythm = rhythm if rhythm in SavedSearch.Rhythm.values else SavedSearch.Rhythm.NEVER
    if rhythm != search.rhythm:
        if search.rhythm == SavedSearch.Rhythm.NEVER:
            search.told_from = at
        search.rhythm = rhythm
        search.due_at = next_look(rhythm, at=at)
        search.save(update_fields=["rhythm", "told_from", "due_at"])
    return True


def forget_search(*, user: User, search_id: int) -> bool:
    """Keep a search no longer; returns whether it was kept."""
    return bool(SavedSearch.objects.filter(user=user, pk=search_id).delete()[0])


def stop_telling(*, user_id: int) -> int:
    """Send somebody no more mails about their searches, which stay; returns of how many they were told."""
    told = SavedSearch.objects.filter(user_id=user_id).exclude(rhythm=SavedSearch.Rhythm.NEVER)
    return told.update(rhythm=SavedSearch.Rhythm.NEVER, due_at=None)


def next_look(rhythm: str, *, at: datetime, has_told: bool = False) -> datetime | None:
    """When a search is looked at next: a quarter of an hour on, an hour after a mail, or the next morning."""
    if rhythm == SavedSearch.Rhythm.SOON:
        return at + (timedelta(hours=1) if has_told else timedelta(minutes=15))
    if rhythm != SavedSearch.Rhythm.DAILY:
        return None
    here = timezone.localtime(at)
    morning = here.replace(hour=_MORNING, minute=0, second=0, microsecond=0)
    return morning if here < morning else morning + timedelta(days=1)


def forget_old_tellings(*, at: datetime) -> int:
    """Forget of which stories people were told longer than ``TOLD_SPAN`` ago; returns how many."""
    return ToldStory.objects.filter(told_at__lt=at - TOLD_SPAN).delete()[0]


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

"""The access decision, and what readers keep here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from azdarar.accounts.models import User
from azdarar.articles.disclosure import Disclosure
from azdarar.articles.queries import StoryCard, in_order, story_cards
from azdarar.language.typography import TypesetText
from azdarar.members.models import (
    NewsletterWish,
    PlannedNewsletter,
    Reading,
    ReadingHistory,
    SavedSearch,
    SavedStory,
)
from azdarar.search.asking import Asked
from azdarar.search.naming import asked_of, title_of


@dataclass(frozen=True, slots=True)
class KeptStory:
    """A row of a reader's own list. ``card`` is None where readers may no longer see the story."""

    id: int
    at: datetime
    card: StoryCard | None


@dataclass(frozen=True, slots=True)
class KeptSearch:
    """A search somebody keeps: in words, where it is made, and how often they are told what is new."""

    id: int
    title: str
    language: str
    address: str
    rhythm: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class OfferedNewsletter:
    """A letter a reader may wish for, and since when they do."""

    id: int
    name: TypesetText
    language: str
    promise: TypesetText
    wished_at: datetime | None


def decide_disclosure(*, article: object, reader: object | None) -> Disclosure:
    """Say how much of a story a reader gets.

    This is the one maker of a ``Disclosure``: no other room writes ``Disclosure.FULL``. Of a story that is
    closed, wholly or from a break on, anybody gets the open part; the whole of it is for those of the
    newsroom who may work on the story. Public pages are the same bytes for everybody, so they ask for
    nobody; a reader's own way to the closed part needs another door than the story's page.

    Args:
        article: the story or the page asked for.
        reader: the account signed in, or None for anybody.
    """
    if not getattr(article, "is_closed_to_anybody", False):
        return Disclosure.FULL
    if isinstance(reader, User) and _works_on(reader, article):
        return Disclosure.FULL
    return Disclosure.TEASER


def _works_on(reader: User, article: Any) -> bool:
    """Whether somebody of the newsroom may change a story or translate it, or is just writing it."""
    return bool(reader.is_active and (not article.pk or _may_read_whole(reader, article)))


def _may_read_whole(reader: User, article: Any) -> bool:
    rights = article.permissions_for_user(reader)
    return bool(rights.can_edit() or rights.can_read_to_translate())


def saved_stories(*, user: User, at: datetime, most: int, before: int = 0) -> list[KeptStory]:
    """A reader's saved stories, the newest first; ``before`` rows are passed over."""
    rows = SavedStory.objects.filter(user=user).order_by("-saved_at", "-pk")
    return _kept(rows.values_list("pk", "saved_at", "article_id")[before : before + most], at=at)


def saved_count(*, user: User) -> int:
    """How many stories a reader keeps."""
    return SavedStory.objects.filter(user=user).count()


def saved_story_ids(*, user: User) -> list[int]:
    """The ids of the stories a reader keeps, for marking them wherever they stand."""
    rows = SavedStory.objects.filter(user=user, article__isnull=False)
    return list(rows.order_by("-saved_at", "-pk").values_list("article_id", flat=True))


def saved_searches(*, user: User) -> list[KeptSearch]:
    """The searches somebody keeps, the newest first; a handful of queries for each."""
    return [
        KeptSearch(
            id=row.pk,
            title=title_of(asked_again(row)),
            language=row.language,
            address=f"/{row.language}/search/?{row.query}",
            rhythm=row.rhythm,
            saved_at=row.saved_at,
        )
        for row in SavedSearch.objects.filter(user=user).order_by("-saved_at", "-pk")
    ]


def asked_again(search: SavedSearch) -> Asked:
    """A kept search, understood anew."""
    return asked_of(parse_qs(search.query), language=search.language)


def wishes_history(*, user: User) -> bool:
    """Whether a reader wishes their reading remembered."""
    return ReadingHistory.objects.filter(user=user).exists()


def readings(*, user: User, at: datetime, most: int, before: int = 0) -> list[KeptStory]:
    """What a reader read, the latest first; empty unless they wish it remembered."""
    rows = Reading.objects.filter(history__user=user).order_by("-read_at", "-pk")
    return _kept(rows.values_list("pk", "read_at", "article_id")[before : before + most], at=at)


def reading_count(*, user: User) -> int:
    """How many readings are remembered."""
    return Reading.objects.filter(history__user=user).count()


def offered_newsletters(*, user: User) -> list[OfferedNewsletter]:
    """The letters the paper plans, and those no longer offered that the reader wished for before."""
    wishes = dict(NewsletterWish.objects.filter(user=user).values_list("newsletter_id", "wished_at"))
    return [
        OfferedNewsletter(
            id=row.pk,
            name=TypesetText(row.name, row.language),
            language=row.language,
            promise=TypesetText(row.promise, row.language),
            wished_at=wishes.get(row.pk),
        )
        for row in PlannedNewsletter.objects.all()
        if row.is_offered or row.pk in wishes
    ]


def _kept(rows: Iterable[tuple[int, datetime, int | None]], *, at: datetime) -> list[KeptStory]:
    """Lay the cards of visible stories beside the rows, with a number of queries that does not grow."""
    listed = list(rows)
    stories = in_order([story_id for _pk, _at, story_id in listed if story_id is not None], at=at)
    cards = {card.id: card for card in story_cards(stories)}
    return [KeptStory(pk, kept_at, cards.get(story_id or 0)) for pk, kept_at, story_id in listed]

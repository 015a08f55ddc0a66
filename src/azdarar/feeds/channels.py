"""What a feed is about, and the items it carries, whatever its format."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from heapq import nlargest

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from azdarar.articles.models import Article, Contributor, Section
from azdarar.articles.queries import (
    StoryCard,
    contributor_address,
    for_cards,
    newest_articles,
    section_articles,
    section_ref,
    signed_by,
    story_card,
    visible_articles,
)
from azdarar.feeds.story_html import story_html
from azdarar.language.typography import TypesetText
from azdarar.members.queries import decide_disclosure
from azdarar.press.remembering import remembered_each
from azdarar.press.showing import shows
from azdarar.rights.queries import credit_line
from azdarar.search.asking import Asked
from azdarar.search.naming import title_of
from azdarar.search.queries import newest_ids

#: Stories in one feed.
ITEMS = 30


@dataclass(frozen=True, slots=True)
class Item:
    """One story in a feed. ``identifier`` never changes, not even with the address (RFC 4122 URN)."""

    identifier: str
    card: StoryCard
    url: str
    html: str
    authors: tuple[str, ...]
    subjects: tuple[str, ...]
    updated_at: datetime
    original_url: str
    credit: str


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed: whose it is, in which language, and what is new."""

    title: str
    description: str
    language: str
    page_url: str
    feed_path: str
    items: tuple[Item, ...]
    #: Of a feed that is asked for in words: the query of its address.
    query: str = ""

    def feed_url(self, form: str) -> str:
        """The full address of the feed itself in one of its formats."""
        return absolute(f"{self.feed_path}feed.{form}" + (f"?{self.query}" if self.query else ""))

    @property
    def updated_at(self) -> datetime | None:
        """When the newest of its items changed."""
        return max((item.updated_at for item in self.items), default=None)


def absolute(path: str) -> str:
    """The full address of a path, built from the configured site address alone."""
    return path if path.startswith(("http://", "https://")) else iri_to_uri(f"{settings.SITE_URL}{path}")


def paper_channel(*, at: datetime) -> Channel:
    """The whole paper, in all its languages."""
    # Each language's newest by its index; without a language the database would sort the whole archive.
    newest = [
        row
        for code, _name in settings.LANGUAGES
        for row in newest_articles(at=at, language=code).values_list("visible_from", "pk")[:ITEMS]
    ]
    numbers = [pk for _visible_from, pk in nlargest(ITEMS, newest)]
    language = settings.LANGUAGES[0][0]
    return Channel(settings.PAPER_NAME, "", language, absolute("/"), "/", _items(numbers, at=at))


def language_channel(language: str, *, at: datetime) -> Channel:
    """One language of the paper."""
    numbers = newest_articles(at=at, language=language).values_list("pk", flat=True)[:ITEMS]
    path = f"/{language}/"
    with translation.override(language):
        description = _("The latest stories of %(paper)s") % {"paper": settings.PAPER_NAME}
    return Channel(settings.PAPER_NAME, description, language, absolute(path), path, _items(numbers, at=at))


def section_channel(section: Section, *, at: datetime) -> Channel:
    """One section."""
    ref = section_ref(section)
    shows(f"section:{section.pk}:page")
    numbers = section_articles(section, at=at).values_list("pk", flat=True)[:ITEMS]
    description = str(TypesetText(section.standfirst, section.language))
    title = f"{settings.PAPER_NAME} – {ref.name}"
    return Channel(title, description, section.language, absolute(ref.url), ref.url, _items(numbers, at=at))


def author_channel(contributor: Contributor, *, language: str, at: datetime) -> Channel:
    """What one contributor signed, in one language."""
    numbers = signed_by(contributor, language=language, at=at, most=ITEMS)
    path = contributor_address(contributor, language=language)
    name = TypesetText(contributor.name_in(language), language)
    title = f"{settings.PAPER_NAME} – {name}"
    items = _items(numbers, at=at, is_shared=False)
    return Channel(title, "", language, absolute(path), path, items)


def search_channel(asked: Asked, *, at: datetime) -> Channel:
    """What a search finds, the newest first."""
    found = visible_articles(at=at).filter(pk__in=newest_ids(asked, at=at, most=ITEMS))
    numbers = found.values_list("pk", flat=True)[:ITEMS]
    query = replace(asked, order="fitness", page=1).query_string()
    path = f"/{asked.language}/search/"
    title = f"{settings.PAPER_NAME} – {title_of(asked)}"
    page = absolute(f"{path}?{query}")
    items = _items(numbers, at=at, is_shared=False)
    return Channel(title, "", asked.language, page, path, items, query=query)


def _full(stories: QuerySet[Article]) -> QuerySet[Article]:
    """Stories with all a feed shows of them: bodies too, in a bounded number of queries."""
    ready = for_cards(stories).defer(None).select_related("section__locale", "lead_picture", "source")
    return ready.prefetch_related("article_subjects__subject__names")


def _items(numbers: Iterable[int], *, at: datetime, is_shared: bool = True) -> tuple[Item, ...]:
    """The stories of these numbers, in their order; a new one leaves the others as they were made.

    Args:
        is_shared: by several feeds, or by one that often changes. Else nothing is remembered: an item holds
            its whole text, and the feeds of hundreds of authors would take the place of all other parts.
    """
    ordered = list(numbers)

    def load(missing: list[int]) -> dict[int, Callable[[], Item | None]]:
        made: dict[int, Callable[[], Item | None]] = {pk: partial(_not_shown, pk) for pk in missing}
        stories = _full(visible_articles(at=at).filter(pk__in=missing))
        return made | {story.pk: partial(_item, story, at=at) for story in stories}

    found = (
        remembered_each("feed item", ordered, load)
        if is_shared
        else {pk: make() for pk, make in load(ordered).items()}
    )
    return tuple(item for pk in ordered if (item := found.get(pk)) is not None)


def _not_shown(pk: int) -> None:
    shows(f"article:{pk}:address")


def _item(story: Article, *, at: datetime) -> Item:
    card = story_card(story)
    text = story.body_for(decide_disclosure(article=story, reader=None))
    subjects = [row.subject.name_in(story.language) for row in story.article_subjects.all()]
    published = card.published_at
    credit = ""
    if story.source is not None:
        year = (story.original_date or published).year
        credit = str(credit_line(story.source, language=story.language, year=year, title=story.title))
    return Item(
        identifier=f"urn:uuid:{story.translation_key}:{story.language}",
        card=card,
        url=absolute(story.address),
        html=story_html(card, text, credit=credit, original_url=story.original_address, at=at),
        authors=tuple(credit_.name for credit_ in card.credits),
        subjects=tuple(str(TypesetText(name, story.language)) for name in subjects),
        updated_at=max(published, story.updated_at or published),
        original_url=story.original_address if story.source else "",
        credit=credit,
    )

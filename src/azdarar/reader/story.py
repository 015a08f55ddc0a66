"""A story and everything that stands around it on its own page."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import quote

from azdarar.archive.queries import count_old_comments, look_up_old_comments
from azdarar.articles import queries as articles
from azdarar.articles.bylines import makers
from azdarar.articles.disclosure import disclosure_for
from azdarar.articles.models import Article, Contributor
from azdarar.articles.queries import (
    StoryCard,
    Translation,
    contributor_address,
    lead_picture,
    story_card,
    subjects_told_of,
    translations_of,
)
from azdarar.fronts.queries import (
    DossierCard,
    ThreadPoint,
    dossier_companions,
    dossiers_of,
    look_up_dossiers,
    look_up_picks,
    recommended_for,
)
from azdarar.language.typography import TypesetText
from azdarar.media.queries import PictureUse, picture_use
from azdarar.onward.queries import look_up_lists, related_to, to_discover
from azdarar.press.ahead import Ahead
from azdarar.press.editions import edition
from azdarar.press.remembering import remembered_each
from azdarar.press.showing import shows
from azdarar.reader.old_comments import told_count
from azdarar.reader.page import Link, Share, absolute_url
from azdarar.reader.subject_page import subject_link
from azdarar.reader.text.parts import Part, RelatedStory
from azdarar.reader.text.preparing import parts_of
from azdarar.rights.queries import credit_line

#: Dates of a dossier's thread that fit beside a story; the rest is one click away.
_THREAD_POINTS = 4


@dataclass(frozen=True, slots=True)
class AuthorBox:
    """Somebody who made the story, as the box under it presents them."""

    name: TypesetText
    url: str
    position: TypesetText
    bio: TypesetText
    portrait: PictureUse | None
    email: str
    initials: str


@dataclass(frozen=True, slots=True)
class Reprint:
    """Where a reprinted text comes from and what its licence asks for."""

    source: TypesetText
    original_url: str
    credit: TypesetText
    is_link_before_text: bool


@dataclass(frozen=True, slots=True)
class CorrectionNotice:
    """One correction, as readers see it under the story."""

    note: TypesetText
    corrected_at: datetime


@dataclass(frozen=True, slots=True)
class ThreadCard:
    """The part of a dossier's thread that stands beside a story."""

    dossier: DossierCard
    points: tuple[tuple[ThreadPoint, bool], ...]


@dataclass(frozen=True, slots=True)
class StoryPage:
    """What ``articles/article.html`` shows."""

    card: StoryCard
    url: str
    standfirst: TypesetText
    parts: tuple[Part, ...]
    is_whole: bool
    post_scriptum: TypesetText
    thread: ThreadCard | None
    dossier_links: tuple[Link, ...]
    reprint: Reprint | None
    corrections: tuple[CorrectionNotice, ...]
    subjects: tuple[Link, ...]
    authors: tuple[AuthorBox, ...]
    translations: tuple[Translation, ...]
    recommended: tuple[StoryCard, ...]
    related: tuple[StoryCard, ...]
    to_discover: tuple[StoryCard, ...]
    share: Share
    old_comments: str = ""

    @property
    def mail_subject(self) -> str:
        """The headline, ready for a ``mailto:`` address."""
        return quote(str(self.card.headline), safe="")

    @property
    def mail_body(self) -> str:
        """The story's address, ready for a ``mailto:`` address."""
        return quote(self.url, safe="")

    @property
    def read_address(self) -> str:
        """Where its page says that it was read."""
        return f"/read/{self.card.id}/"

    @property
    def tags(self) -> tuple[Link, ...]:
        """What the story belongs to and speaks of."""
        return (*self.dossier_links, *self.subjects)

    @property
    def was_updated(self) -> bool:
        """Whether the story changed after it was published."""
        updated = self.card.updated_at
        return bool(updated and updated > self.card.published_at)


def story_page(article: Article, *, at: datetime, reader: object | None = None) -> StoryPage:
    """Gather a story's page. The number of queries does not depend on how long the story is.

    Of a story that is closed to ``reader`` only the open part is gathered: the rest is not on the page.
    No story stands twice on the page: what the text itself or the newsroom recommends is not suggested
    again further down.
    """
    card = story_card(article)
    if not edition().has_pictures:
        # Its own page shows a story's picture all the same, as a link.
        card = replace(card, picture=lead_picture(article))
    text = article.body_for(disclosure_for(article=article, reader=reader))
    parts = parts_of(text, at=at, dateline=article.dateline)
    dossiers = dossiers_of(article, at=at) if article.pk else []
    recommended, related, far = _onward(article, parts, dossiers, at=at)
    subjects = _subjects(article)
    return StoryPage(
        card=card,
        url=absolute_url(article.address),
        standfirst=TypesetText(article.standfirst, article.language),
        parts=parts,
        is_whole=text.is_whole,
        post_scriptum=TypesetText(article.post_scriptum if text.is_whole else "", article.language),
        thread=_thread(dossiers, article),
        dossier_links=tuple(Link(dossier.title, dossier.url) for dossier in dossiers),
        reprint=_reprint(article),
        corrections=tuple(
            CorrectionNotice(TypesetText(row.note, article.language), row.corrected_at)
            for row in article.corrections.all()
        ),
        subjects=subjects,
        authors=_authors(article, card),
        translations=tuple(translations_of(article, at=at)),
        recommended=recommended,
        related=related,
        to_discover=far,
        share=Share(
            kind="article",
            picture=card.picture,
            published_at=card.published_at,
            updated_at=card.updated_at,
            section=card.section.name if card.section else "",
            keywords=tuple(subject.text for subject in subjects),
        ),
        old_comments=told_count(count_old_comments(article.pk)) if article.pk and text.is_whole else "",
    )


def look_up_stories(ahead: Ahead, paths: Sequence[str], *, at: datetime) -> None:
    """Look up what the pages of the stories at these addresses will ask for, for all of them at once."""
    ids = articles.look_up_stories(ahead, paths, at=at)
    look_up_dossiers(ahead, ids)
    look_up_picks(ahead, ids)
    look_up_lists(ahead, ids, at=at)
    look_up_old_comments(ahead, ids)


def _onward(
    article: Article, parts: tuple[Part, ...], dossiers: Sequence[DossierCard], *, at: datetime
) -> tuple[tuple[StoryCard, ...], tuple[StoryCard, ...], tuple[StoryCard, ...]]:
    if not article.pk:
        return (), (), ()
    taken = {part.card.id for part in parts if isinstance(part, RelatedStory)}
    recommended = recommended_for(article, at=at, exclude=taken)
    taken |= {card.id for card in recommended}
    companions = dossier_companions(article) if dossiers else []
    related = related_to(article, at=at, exclude=taken, companions=companions)
    taken |= {card.id for card in related}
    return tuple(recommended), tuple(related), tuple(to_discover(article, at=at, exclude=taken))


def _thread(dossiers: Iterable[DossierCard], article: Article) -> ThreadCard | None:
    """The dates around this story in the first dossier that has a thread."""
    for dossier in dossiers:
        if not dossier.thread:
            continue
        places = [index for index, point in enumerate(dossier.thread) if point.article_id == article.pk]
        here = places[0] if places else len(dossier.thread) - 1
        start = max(0, min(here - _THREAD_POINTS + 2, len(dossier.thread) - _THREAD_POINTS))
        shown = list(enumerate(dossier.thread))[start : start + _THREAD_POINTS]
        return ThreadCard(dossier, tuple((point, index in places) for index, point in shown))
    return None


def _reprint(article: Article) -> Reprint | None:
    source = article.source
    if source is None:
        return None
    published = article.original_date or article.published_at
    year = published.year if published else 0
    return Reprint(
        source=TypesetText(source.name, article.language),
        original_url=article.original_address,
        credit=credit_line(source, language=article.language, year=year, title=article.title),
        is_link_before_text=source.is_link_before_text,
    )


def _subjects(article: Article) -> tuple[Link, ...]:
    return tuple(subject_link(subject, language=article.language) for subject in subjects_told_of(article))


def _authors(article: Article, card: StoryCard) -> tuple[AuthorBox, ...]:
    """Boxes for the people who made the story; for a reprint those who made it ours."""
    made = [credit for credit in makers(card.credits) if not credit.is_agency]
    made = made or [credit for credit in card.credits if not credit.is_agency]
    ids = list(dict.fromkeys(credit.contributor_id for credit in made))

    def load(missing: list[int]) -> dict[int, Callable[[], AuthorBox]]:
        people = Contributor.objects.filter(pk__in=missing).select_related("portrait")
        return {
            person.pk: partial(author_box, person, language=article.language)
            for person in people.prefetch_related("profiles")
        }

    boxes = remembered_each(f"author box {article.language}", ids, load)
    return tuple(boxes[pk] for pk in ids if pk in boxes)


def author_box(person: Contributor, *, language: str) -> AuthorBox:
    """What is said of somebody who signs, in a language."""
    shows(f"contributor:{person.pk}:page")
    profile: Any = person.profile_in(language)
    name = person.name_in(language)
    return AuthorBox(
        name=TypesetText(name, language),
        url=contributor_address(person, language=language),
        position=TypesetText(profile.position if profile else "", language),
        bio=TypesetText(profile.bio if profile else "", language),
        portrait=picture_use(person.portrait, language=language, is_decorative=True)
        if person.portrait and edition().has_pictures
        else None,
        email=person.email,
        initials="".join(word[0] for word in name.replace("-", " ").split()[:2]).upper(),
    )

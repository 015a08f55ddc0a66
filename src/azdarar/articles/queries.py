"""Every read of stories another room may use.

Lists are handed out as frozen ``StoryCard``s: made with a bounded number of queries whatever their
length, without bodies, with texts already bound to their language's typography.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Prefetch, QuerySet
from wagtail.models import Locale

from azdarar.articles.by_name import look_up_subjects as _look_up_subjects
from azdarar.articles.by_name import newest_signed_by as newest_signed_by
from azdarar.articles.by_name import newest_with_subject as newest_with_subject
from azdarar.articles.by_name import signed_by as signed_by
from azdarar.articles.by_name import speaking_of as speaking_of
from azdarar.articles.by_name import subjects_of as subjects_of
from azdarar.articles.by_name import subjects_told_of as subjects_told_of
from azdarar.articles.bylines import Byline, Credit, phrase_byline
from azdarar.articles.links import addresses_of_stories as addresses_of_stories
from azdarar.articles.links import texts_holding as texts_holding
from azdarar.articles.models import (
    Article,
    Contribution,
    Contributor,
    Correction,
    GoneAddress,
    PlainPage,
    Section,
)
from azdarar.articles.shown_openly import carries_publicly as carries_publicly
from azdarar.articles.shown_openly import keeps_back as keeps_back
from azdarar.articles.visible import visible_articles as visible_articles
from azdarar.language.typography import TypesetText
from azdarar.media.models import Picture
from azdarar.media.queries import PictureUse, picture_use
from azdarar.press.ahead import Ahead, looked_up
from azdarar.press.editions import edition
from azdarar.press.remembering import remembered, remembered_each
from azdarar.press.showing import is_recording, recording, shows
from azdarar.rights.models import Source


@dataclass(frozen=True, slots=True)
class SectionRef:
    """A section as a card names it."""

    id: int
    name: TypesetText
    url: str


@dataclass(frozen=True, slots=True)
class StoryCard:
    """A story as any list shows it. ``reason`` says why it stands there, where a list explains itself.

    ``is_for_members``: its text, or a part of it, is not for everybody; what the card holds is.
    """

    id: int
    language: str
    url: str
    headline: TypesetText
    kicker: TypesetText
    excerpt: TypesetText
    form: str
    section: SectionRef | None
    published_at: datetime
    updated_at: datetime | None
    reading_minutes: int
    picture: PictureUse | None
    credits: tuple[Credit, ...]
    byline: Byline
    reason: TypesetText | str = ""
    chosen_by: str = ""
    is_for_members: bool = False

    # ``updated_at`` is the page's own matter: a card in a list is not made anew for it (``last_changed``).


@dataclass(frozen=True, slots=True)
class Translation:
    """A story in another language."""

    language: str
    url: str
    headline: TypesetText


@dataclass(frozen=True, slots=True)
class PublicCorrection:
    """One row of the paper's list of corrections."""

    note: TypesetText
    corrected_at: datetime
    card: StoryCard


def newest_articles(*, at: datetime, language: str = "") -> QuerySet[Article]:
    """The list of everything readers may see at an instant, of one language or of the whole paper."""
    shows(f"language:{language}:stories" if language else "paper:stories")
    return visible_articles(at=at, language=language or None)


def article_at(path: str, *, at: datetime) -> Article | None:
    """The story readers may see at an address, or None: one indexed look-up, and its byline."""
    shows(f"address:{path}")
    stories = visible_articles(at=at).filter(canonical_path=path)
    if not is_recording():
        stories = stories.prefetch_related(_signatures(), "article_subjects")
        return stories.select_related("section__locale", "lead_picture", "source", "locale").first()
    story = looked_up("story", path, lambda: _to_press(stories).first())
    if story is not None:
        _furnish(story)
    return story


def _to_press(stories: QuerySet[Article]) -> QuerySet[Article]:
    """Stories with the rows of their own that their pages show; what these hang on is remembered."""
    signatures = Prefetch("contributions", queryset=Contribution.objects.order_by("sort_order"))
    return stories.prefetch_related(signatures, "article_subjects", "corrections")


def look_up_stories(ahead: Ahead, paths: Sequence[str], *, at: datetime) -> list[int]:
    """Look up what the pages of the stories at these addresses will ask for; returns the stories' numbers."""
    stories = list(_to_press(visible_articles(at=at).filter(canonical_path__in=paths)))
    ahead.add("story", {story.canonical_path: story for story in stories})
    keys = [story.translation_key for story in stories]
    families: dict[Any, list[Article]] = {key: [] for key in keys}
    for row in _members(visible_articles(at=at).filter(translation_key__in=keys)):
        families[row.translation_key].append(row)
    ahead.add(
        "translations",
        {
            story.pk: [row for row in families[story.translation_key] if row.pk != story.pk]
            for story in stories
        },
    )
    with recording():  # what is remembered is remembered for all of them at once
        _look_up_subjects([row.subject_id for story in stories for row in story.article_subjects.all()])
    return [story.pk for story in stories]


def _furnish(story: Article) -> None:
    """Give a story what it hangs on from what is remembered: of sections and people, names and addresses."""
    for name, tag, rows in (
        ("section", "section", Section.objects.select_related("locale")),
        ("lead_picture", "picture", Picture.objects.all()),
        ("source", "source", Source.objects.all()),
        ("locale", "paper", Locale.objects.all()),
    ):
        pk = getattr(story, f"{name}_id")
        if pk is not None:
            setattr(story, name, remembered((name, pk), partial(_row, rows, pk, tag)))
    signatures = list(story.contributions.all())
    people = Contributor.objects.prefetch_related("profiles")

    def load(missing: list[int]) -> dict[int, Callable[[], Contributor]]:
        return {person.pk: partial(_known, person) for person in people.filter(pk__in=missing)}

    known = remembered_each("contributor", [row.contributor_id for row in signatures], load)
    for row in signatures:
        row.contributor = known[row.contributor_id]


def _row(rows: Any, pk: int, tag: str) -> Any:
    shows(tag if tag == "paper" else f"{tag}:{pk}")
    return rows.get(pk=pk)


def _known(person: Contributor) -> Contributor:
    shows(f"contributor:{person.pk}")
    return person


def is_gone(path: str) -> bool:
    """Whether an address once held a story that was taken back (410, not 404)."""
    withdrawn = Article.objects.filter(canonical_path=path, withdrawn_at__isnull=False)
    return withdrawn.exists() or GoneAddress.objects.filter(path=path).exists()


def section_articles(section: Section, *, at: datetime) -> QuerySet[Article]:
    """A section's visible stories, newest first."""
    shows(f"section:{section.pk}:stories")
    return visible_articles(at=at).filter(section=section)


def contributor_articles(
    contributor: Contributor, *, language: str, at: datetime, most: int, before: int = 0
) -> list[Article]:
    """A contributor's visible stories in a language, newest first; ``before`` rows are passed over."""
    return in_order(signed_by(contributor, language=language, at=at, most=most, before=before), at=at)


def in_order(ids: Sequence[int], *, at: datetime) -> list[Article]:
    """The visible ones of these stories, in the order of their ids; none without ids, and no query."""
    if not ids:
        return []
    found = {story.pk: story for story in for_cards(visible_articles(at=at).filter(pk__in=ids))}
    shows(*(f"article:{pk}:address" for pk in ids if pk not in found))
    return [found[pk] for pk in ids if pk in found]


#: What a card shows of a story's own row, which has four times as many columns.
_ON_A_CARD = (
    *("title", "language", "canonical_path", "kicker", "excerpt", "form", "access", "section"),
    *("published_at", "visible_from", "updated_at", "latest_revision_created_at", "reading_minutes"),
    *("lead_picture", "lead_alt_text", "lead_caption"),
)


def cards_of(ids: Sequence[int], *, at: datetime) -> list[StoryCard]:
    """The cards of the visible ones of these stories, in the order of their ids."""

    def load(missing: list[int]) -> dict[int, Callable[[], StoryCard | None]]:
        made: dict[int, Callable[[], StoryCard | None]] = {pk: partial(_not_shown, pk) for pk in missing}
        stories = for_cards(visible_articles(at=at).filter(pk__in=missing)).only(*_ON_A_CARD)
        return made | {story.pk: partial(story_card, story) for story in stories}

    found = remembered_each("card", ids, load)
    return [card for pk in ids if (card := found.get(pk)) is not None]


def _not_shown(pk: int) -> None:
    shows(f"article:{pk}:address")


def for_cards(stories: QuerySet[Article]) -> QuerySet[Article]:
    """Prepare a queryset for ``story_cards``: three queries in all, no bodies."""
    return (
        stories.select_related("section__locale", "lead_picture")
        .defer("body", "post_scriptum", "announced_tags")
        .prefetch_related(_signatures())
    )


def _signatures() -> Prefetch[str]:
    signatures = Contribution.objects.select_related("contributor").prefetch_related("contributor__profiles")
    return Prefetch("contributions", queryset=signatures.order_by("sort_order"))


def story_cards(stories: Iterable[Article]) -> list[StoryCard]:
    """Return the cards of stories prepared with ``for_cards``, in their order."""
    return [story_card(story) for story in stories]


def story_card(story: Article) -> StoryCard:
    """Return one story's card."""
    shows(f"article:{story.pk}")
    credits = credits_of(story)
    language = story.language
    published_at = story.published_at or story.visible_from
    if published_at is None:  # a draft in a preview
        published_at = story.latest_revision_created_at or datetime.now().astimezone()
    return StoryCard(
        id=story.pk,
        language=language,
        url=story.address,
        headline=story.headline,
        kicker=TypesetText(story.kicker, language),
        excerpt=TypesetText(story.excerpt, language),
        form=story.form,
        section=section_ref(story.section) if story.section else None,
        published_at=published_at,
        updated_at=story.updated_at,
        reading_minutes=story.reading_minutes,
        picture=lead_picture(story) if edition().has_pictures else None,
        credits=credits,
        byline=phrase_byline(credits, language=language),
        is_for_members=story.access != Article.Access.EVERYBODY,
    )


def last_changed(ids: Sequence[int], *, at: datetime) -> datetime | None:
    """When the last of these stories that readers may see appeared or changed."""
    shows(*(f"article:{pk}:text" for pk in ids))
    dates = visible_articles(at=at).filter(pk__in=ids).values_list("published_at", "updated_at")
    return max((changed or published for published, changed in dates), default=None)


def with_reason(card: StoryCard, reason: TypesetText | str, *, chosen_by: str = "") -> StoryCard:
    """The same card, saying why it stands where it stands."""
    return replace(card, reason=reason, chosen_by=chosen_by)


def section_ref(section: Section) -> SectionRef:
    """A section as a card names it."""
    shows(f"section:{section.pk}")
    return _section_ref(section)


def _section_ref(section: Section) -> SectionRef:
    return SectionRef(id=section.pk, name=TypesetText(section.name, section.language), url=section.address)


def lead_picture(story: Article) -> PictureUse | None:
    """The story's lead picture, as the story shows it."""
    if story.lead_picture is None:
        return None
    return picture_use(
        story.lead_picture, language=story.language, alt_text=story.lead_alt_text, caption=story.lead_caption
    )


def contributor_address(contributor: Contributor, *, language: str) -> str:
    """The path of a contributor's page."""
    return f"/{language}/authors/{contributor.slug}/"


def credits_of(story: Article) -> tuple[Credit, ...]:
    """A story's byline as data, in the desk's order."""
    return tuple(
        Credit(
            contributor_id=row.contributor_id,
            name=row.contributor.name_in(story.language),
            url=contributor_address(row.contributor, language=story.language),
            role=row.role,
            from_language=row.from_language,
            is_agency=row.contributor.kind == Contributor.Kind.AGENCY,
        )
        for row in story.contributions.all()
    )


def translations_of(story: Article, *, at: datetime) -> list[Translation]:
    """The story's visible translations, by language code."""
    shows(f"family:{story.translation_key.hex}")
    family = visible_articles(at=at).filter(translation_key=story.translation_key).exclude(pk=story.pk)
    rows = looked_up("translations", story.pk, lambda: list(_members(family)))
    return [Translation(row.language, row.address, row.headline) for row in rows]


def _members(family: QuerySet[Article]) -> QuerySet[Article]:
    return family.only("title", "language", "canonical_path", "translation_key").order_by("language")


def public_corrections(*, language: str, at: datetime, most: int, before: int = 0) -> list[PublicCorrection]:
    """The paper's corrections in a language, newest first, each with its story's card."""
    shows(f"language:{language}:corrections")
    rows = list(
        Correction.objects.filter(
            article__language=language, article__live=True, article__visible_from__lte=at
        )
        .order_by("-corrected_at", "-pk")
        .values_list("note", "corrected_at", "article_id")[before : before + most]
    )
    cards = {card.id: card for card in cards_of([row[2] for row in rows], at=at)}
    return [
        PublicCorrection(TypesetText(note, language), corrected_at, cards[article_id])
        for note, corrected_at, article_id in rows
        if article_id in cards
    ]


def menu_sections(*, language: str) -> list[SectionRef]:
    """The sections of a language's menu, in the newsroom's order."""
    return remembered(("menu", language), partial(_menu_sections, language))


def _menu_sections(language: str) -> list[SectionRef]:
    # What the menu says of each is announced with the menu: it stands on every page.
    shows(f"language:{language}:menu")
    rows = Section.objects.filter(locale__language_code=language, is_in_menu=True).select_related("locale")
    return [_section_ref(row) for row in rows.order_by("rank", "name")]


def footer_pages(*, language: str) -> list[tuple[TypesetText, str]]:
    """Plain pages the footer links to: (title, path)."""
    return remembered(("footer", language), partial(_footer_pages, language))


def _footer_pages(language: str) -> list[tuple[TypesetText, str]]:
    shows(f"language:{language}:footer")
    rows = PlainPage.objects.live().filter(locale__language_code=language, is_in_footer=True).order_by("path")
    return [(TypesetText(row.title, language), row.address) for row in rows.select_related("locale")]

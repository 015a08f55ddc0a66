"""Every read of stories another room may use.

Lists are handed out as frozen ``StoryCard``s: made with a bounded number of queries whatever their
length, without bodies, with texts already bound to their language's typography.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Model, Prefetch, QuerySet
from wagtail.models import Locale, Page, ReferenceIndex

from azdarar.articles.bylines import Byline, Credit, phrase_byline
from azdarar.articles.disclosure import disclosure_for
from azdarar.articles.links import addresses_of_stories as addresses_of_stories
from azdarar.articles.links import texts_holding as texts_holding
from azdarar.articles.models import (
    Article,
    ArticleSubject,
    Contribution,
    Contributor,
    Correction,
    GoneAddress,
    PlainPage,
    Section,
)
from azdarar.language.typography import TypesetText
from azdarar.media.models import Picture
from azdarar.media.queries import PictureUse, picture_use
from azdarar.press.editions import edition
from azdarar.press.remembering import remembered, remembered_each
from azdarar.press.showing import is_recording, shows
from azdarar.rights.models import Source
from azdarar.subjects.models import Subject


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


def visible_articles(*, at: datetime, language: str | None = None) -> QuerySet[Article]:
    """Stories readers may see at an instant, newest first; of one language or of all."""
    stories: QuerySet[Article] = Article.objects.filter(live=True, visible_from__lte=at)
    stories = stories.order_by("-visible_from", "-pk")
    return stories.filter(language=language) if language else stories


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
    story = stories.prefetch_related(
        Prefetch("contributions", queryset=Contribution.objects.order_by("sort_order")), "article_subjects"
    ).first()
    if story is not None:
        _furnish(story)
    return story


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


def signed_by(
    contributor: Contributor, *, language: str, at: datetime, most: int, before: int = 0
) -> list[int]:
    """The numbers of a contributor's visible stories in a language, newest first."""
    shows(f"contributor:{contributor.pk}:stories:{language}")
    rows = Contribution.objects.filter(
        contributor=contributor, visible_from__lte=at, article__language=language, article__live=True
    ).order_by("-visible_from", "-article_id")
    return _story_ids(rows, most=most, before=before)


def newest_with_subject(
    subject: Subject, *, language: str, at: datetime, most: int
) -> list[tuple[int, datetime]]:
    """Number and instant of the newest visible stories in a language that speak of a subject."""

    def look() -> list[tuple[int, datetime]]:
        shows(f"subject:{subject.pk}:stories:{language}")
        rows = ArticleSubject.objects.filter(
            subject=subject, visible_from__lte=at, article__language=language
        ).order_by("-visible_from")
        return list(rows.values_list("article_id", "visible_from")[:most])

    return remembered(("newest with subject", subject.pk, language, most), look)


def newest_signed_by(
    contributor_id: int, *, language: str, at: datetime, most: int
) -> list[tuple[int, datetime]]:
    """Number and instant of the newest visible stories in a language that somebody signed."""

    def look() -> list[tuple[int, datetime]]:
        shows(f"contributor:{contributor_id}:stories:{language}")
        rows = Contribution.objects.filter(
            contributor_id=contributor_id, visible_from__lte=at, article__language=language
        ).order_by("-visible_from")
        return list(rows.values_list("article_id", "visible_from")[:most])

    return remembered(("newest signed by", contributor_id, language, most), look)


def subjects_told_of(article: Article) -> list[Subject]:
    """What a story speaks of, in its order, each with its names."""
    rows = list(article.article_subjects.all())

    def load(missing: list[int]) -> dict[int, Callable[[], Subject]]:
        found = Subject.objects.filter(pk__in=missing).prefetch_related("names")
        return {subject.pk: partial(_named, subject) for subject in found}

    subjects = remembered_each("subject", [row.subject_id for row in rows], load)
    return [subjects[row.subject_id] for row in rows if row.subject_id in subjects]


def _named(subject: Subject) -> Subject:
    shows(f"subject:{subject.pk}")
    return subject


def subject_articles(
    subject: Subject, *, language: str, at: datetime, most: int, before: int = 0
) -> list[Article]:
    """Visible stories in a language that speak of a subject, newest first."""
    return in_order(speaking_of(subject, language=language, at=at, most=most, before=before), at=at)


def speaking_of(subject: Subject, *, language: str, at: datetime, most: int, before: int = 0) -> list[int]:
    """The numbers of visible stories in a language that speak of a subject, newest first."""
    shows(f"subject:{subject.pk}:stories:{language}")
    rows = subject.article_subjects.filter(
        visible_from__lte=at, article__language=language, article__live=True
    ).order_by("-visible_from", "-article_id")
    return _story_ids(rows, most=most, before=before)


def _story_ids(
    rows: QuerySet[Contribution] | QuerySet[ArticleSubject], *, most: int, before: int
) -> list[int]:
    """Each story once, however often it names the person or the subject: rows, and so pages, are stories."""
    pairs = rows.values_list("article_id", "visible_from").distinct()
    return [pk for pk, _visible_from in pairs[before : before + most]]


def in_order(ids: Sequence[int], *, at: datetime) -> list[Article]:
    """The visible ones of these stories, in the order of their ids; none without ids, and no query."""
    if not ids:
        return []
    found = {story.pk: story for story in for_cards(visible_articles(at=at).filter(pk__in=ids))}
    shows(*(f"article:{pk}:address" for pk in ids if pk not in found))
    return [found[pk] for pk in ids if pk in found]


def cards_of(ids: Sequence[int], *, at: datetime) -> list[StoryCard]:
    """The cards of the visible ones of these stories, in the order of their ids."""

    def load(missing: list[int]) -> dict[int, Callable[[], StoryCard | None]]:
        made: dict[int, Callable[[], StoryCard | None]] = {pk: partial(_not_shown, pk) for pk in missing}
        return made | {story.pk: partial(story_card, story) for story in in_order(missing, at=at)}

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
    rows = family.only("title", "language", "canonical_path").order_by("language")
    return [Translation(row.language, row.address, row.headline) for row in rows]


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


def carries_publicly(*, document: Model, at: datetime) -> bool:
    """Whether a story or a plain page that readers may see at an instant offers a document.

    By Wagtail's index of references, which is written with the page; whether the page itself is public is
    asked of the page, so taking it back closes the document at once. What only the closed part of a story
    offers is closed with it.
    """
    holders = ReferenceIndex.get_references_to(document).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    ids = {int(pk) for pk in holders.values_list("object_id", flat=True)}
    if not ids:
        return False
    return (
        _is_shown_by_a_story(document, ids=ids, at=at) or PlainPage.objects.live().filter(pk__in=ids).exists()
    )


def keeps_back(*, picture: Model, at: datetime) -> bool:
    """Whether a picture is shown by pages, and by none that readers may see at an instant.

    A picture that stands in the closed part of a story only is kept back. What is no page (a portrait, say)
    is always public, and so is the picture it shows.
    """
    page_type = ContentType.objects.get_for_model(Page)
    holders = ReferenceIndex.get_references_to(picture).values_list("base_content_type_id", "object_id")
    found = set(holders)
    if not found or any(holder_type != page_type.pk for holder_type, _pk in found):
        shows(f"picture:{picture.pk}")
        return False
    ids = {int(pk) for _holder_type, pk in found}
    if _is_shown_by_a_story(picture, ids=ids, at=at):
        return False
    stories = ContentType.objects.get_for_model(Article)
    return not Page.objects.live().filter(pk__in=ids).exclude(content_type=stories).exists()


def _is_shown_by_a_story(thing: Model, *, ids: set[int], at: datetime) -> bool:
    """Whether one of these stories shows a picture or a document to anybody at an instant."""
    stories = visible_articles(at=at).filter(pk__in=ids)
    found = stories.filter(access=Article.Access.EVERYBODY).first()
    if found is None:
        closed = stories.exclude(access=Article.Access.EVERYBODY).select_related("lead_picture")
        kind = type(thing)
        showing = (one for one in closed if thing in (one.lead_picture, *_shown_openly(one, kind=kind)))
        found = next(showing, None)
    if found is None:
        return False
    shows(f"article:{found.pk}")
    return True


def _shown_openly(story: Article, *, kind: type[Model]) -> Iterator[Model]:
    """The pictures or documents in the part of a story that anybody reads."""
    blocks = story.body_for(disclosure_for(article=story)).blocks
    told = (found for block in blocks for found in block.block.extract_references(block.value))
    numbers = {int(number) for model, number, *_path in told if issubclass(kind, model)}
    yield from kind._default_manager.filter(pk__in=numbers)


def subjects_of(article_ids: Sequence[int]) -> list[Subject]:
    """The subjects of these stories, those that most of them speak of first."""
    shows(*(f"article:{pk}:text" for pk in article_ids))
    subjects = Subject.objects.filter(article_subjects__article_id__in=article_ids)
    counted = subjects.annotate(mentions=Count("article_subjects__pk")).order_by("-mentions", "title")
    found = list(counted.prefetch_related("names"))
    # Also of those that whoever asks passes over: their kind may change.
    shows(*(f"subject:{subject.pk}" for subject in found))
    return found

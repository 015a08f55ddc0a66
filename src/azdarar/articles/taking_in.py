"""Stories of an archive, written many at once.

What is written for each is what adding and publishing it would leave (``tests/rooms/articles`` compares them
row by row), with three differences, all told in ADR 0019: no revision, which a story gets when somebody first
changes it; one entry in the log instead of two; one announcement for all.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamValue
from wagtail.models import Page, PageLogEntry

from azdarar.articles.blocks import MEMBERS_BREAK
from azdarar.articles.body import derive_excerpt, derive_reading_minutes, joined
from azdarar.articles.digest import TEXT_BLOCKS, Digest, Wording, headline_key
from azdarar.articles.digesting import Waiting, ask_for_digest
from azdarar.articles.disclosure import disclosure_for
from azdarar.articles.models import (
    Article,
    ArticleSpace,
    ArticleSubject,
    Contribution,
    Contributor,
)
from azdarar.articles.models.references import write_references
from azdarar.articles.placing import place_in_tree, settle_addresses
from azdarar.articles.publication import NotPublishableError, hard_problems, publication_problems
from azdarar.articles.receivers import TAKEN_IN
from azdarar.articles.signals import articles_taken_in
from azdarar.articles.standing import NOWHERE, Standing, changed_tags, standing_of
from azdarar.errors import AzdararError
from azdarar.language.analysis import Analysed, analyse
from azdarar.language.slugs import slugify
from azdarar.press.actions import announce
from azdarar.rows import blank, point, reserve_ids, rising_uuid, write_rows, write_values
from azdarar.subjects.models import Subject

#: The columns an import fills: all others have values of ours.
_TOLD = frozenset(
    {
        "title",
        "kicker",
        "standfirst",
        "dateline",
        "lead_alt_text",
        "lead_caption",
        "post_scriptum",
        "original_address",
        "original_language",
        "address_slug",
        "access",
        "form",
    }
)
_TOLD_FIELDS = [one for one in Article._meta.fields if one.name in _TOLD]


class NoSpaceError(AzdararError):
    """The paper has no place for stories in this language."""

    code: ClassVar[str] = "articles.no-space"
    sentence = _(
        "The paper does not publish in “%(language)s”: nothing was saved. Add the language in the settings."
    )


@dataclass(slots=True)
class Incoming:
    """A story of an archive before it is one of the paper's.

    Args:
        article: unsaved, without rows of its own.
        at: when it was published there; None for one that stays a draft.
        signatures: unsaved, in the order of the byline.
    """

    article: Article
    language: str
    at: datetime | None
    signatures: Sequence[Contribution] = ()
    subjects: Sequence[Subject] = ()
    _is_checked: bool = False
    _waiting: Waiting | None = None

    def begin_digest(self) -> None:
        """Have what follows from its words made in another process, where one stands ready.

        Its words are final from now on. What is not for everybody is digested here, when it is written.
        """
        if self._waiting is None and not self.article.is_closed_to_anybody:
            wording = _wording_of(self.article, language=self.language)
            self._waiting = ask_for_digest(wording) if wording else None

    def digest(self) -> Digest:
        """What follows from its words: as much of them as anybody may read."""
        return self._waiting.digest() if self._waiting else _digest_of_open_part(self.article)

    def check(self) -> None:
        """Refuse it where it cannot be taken, before anything is written.

        Raises:
            NotPublishableError: ``articles.not-publishable``.
            ValidationError: a field does not hold what it may.
        """
        if self._is_checked:
            return
        if self.at is not None:
            judge(self.article, is_archive=True)
            if self.at.year < 1000:
                raise ValidationError({"published_at": _("The year needs four digits.")})
        _clean_told_fields(self.article)
        self.article.clean_told()
        self._is_checked = True


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A story just taken in, and as much of it as anybody may read, as the search holds it.

    ``about`` are those of kicker, standfirst and dateline.
    """

    article: Article
    headline: Analysed
    about: Analysed
    text: Analysed


@transaction.atomic
def take_in_articles(incoming: Sequence[Incoming], *, at: datetime) -> list[Article]:
    """Write many stories of an archive: public at once, each at its own date, or drafts.

    One transaction for all. Within it ``articles_taken_in`` is sent, so that whoever keeps something of every
    story writes it along; after the commit one announcement tells of all of them. A few hundred at once.

    Args:
        at: the caller's clock: when they came here.

    Returns:
        The stories, in their order.

    Raises:
        NoSpaceError, NotPublishableError, ValidationError: one of them cannot be taken; nothing was written.
    """
    spaces = {language: space_of(language) for language in {one.language for one in incoming}}
    for one in incoming:
        one.check()
        one.begin_digest()
    taken = [_fill(one, spaces[one.language], at=at) for one in incoming]
    settle_addresses([one.article for one in incoming if one.at is not None])
    stories = [one.article for one in incoming]
    numbers = iter(reserve_ids(Page, len(stories)))  # for all languages at once: none is written yet
    for language, space in spaces.items():
        place_in_tree([one.article for one in incoming if one.language == language], space, numbers)
    signatures, subjects = _child_rows(incoming)
    standing = [_standing(story) for story in stories]
    for story, here in zip(stories, standing, strict=True):
        story.announced_tags = here.written()
    write_rows(Page, stories)
    write_rows(Article, stories)
    write_rows(Contribution, signatures)
    write_rows(ArticleSubject, subjects)
    write_references(stories)
    instant = connection.ops.adapt_datetimefield_value(at)
    write_values(PageLogEntry, _ENTRY, [_entry_values(story, instant) for story in stories])
    articles_taken_in.send(sender=Article, taken=[one for one in taken if one.article.live])
    _announce(stories, standing, at=at)
    for story in stories:
        story._state.adding, story._cluster_related_objects = False, {}
    return stories


def blank_article() -> Article:
    """A story without words, made quickly; see ``rows.blank``."""
    story = blank(Article)
    story._cluster_related_objects = {}
    story.translation_key, story.announced_tags = rising_uuid(), []
    return story


def blank_signature(contributor: Contributor) -> Contribution:
    """Somebody's signature below a story that is still to come, made quickly; see ``rows.blank``."""
    signature = blank(Contribution)
    point(signature, "contributor", contributor)
    return signature


def body_of(blocks: Iterable[tuple[str, Any]]) -> StreamValue:
    """A body of blocks, each a type and its value, as it is stored: Wagtail makes values of it when asked."""
    stream = Article._meta.get_field("body").stream_block
    kinds = stream.child_blocks
    raw = [
        {
            "type": kind,
            # What a paragraph stores is what it is made of; others store numbers of what they show.
            "value": value if kind == "paragraph" else _stored(kinds[kind], value),
            "id": str(uuid.uuid4()),
        }
        for kind, value in blocks
    ]
    return StreamValue(stream, raw, is_lazy=True)


def _stored(kind: Any, value: Any) -> Any:
    return kind.get_prep_value(kind.normalize(value))


def space_of(language: str) -> ArticleSpace:
    """The place of a language's stories, with its locale at hand.

    Raises:
        NoSpaceError: ``articles.no-space``.
    """
    spaces = ArticleSpace.objects.filter(locale__language_code=language).select_related("locale")
    space: ArticleSpace | None = spaces.first()
    if space is None:
        raise NoSpaceError(language=language)
    return space


def judge(article: Article, *, is_archive: bool) -> None:
    """Refuse a story that breaks a condition; an archive's, one that even such a story must keep."""
    problems = hard_problems(article) if is_archive else publication_problems(article)
    if problems:
        raise NotPublishableError(headline=article.title, problems=problems)


def _clean_told_fields(story: Article) -> None:
    """Refuse what a column may not hold, as ``clean_fields`` does, which looks at all sixty of a story."""
    refused: dict[str, ValidationError] = {}
    for column in _TOLD_FIELDS:
        value = story.__dict__[column.attname]
        if not (column.blank and value in column.empty_values):
            try:
                setattr(story, column.attname, column.clean(value, story))
            except ValidationError as refusal:
                refused[column.name] = refusal
    if refused:
        raise ValidationError(refused)


def _fill(one: Incoming, space: ArticleSpace, *, at: datetime) -> TakenIn:
    """Give a story what is the same for all, and what follows from its own words."""
    story = one.article
    point(story, "locale", space.locale)
    story.language = space.locale.language_code
    digest = one.digest()
    story.slug = story.translation_key.hex
    story.draft_title = story.title
    story.published_at = one.at or story.published_at
    story.visible_from = one.at
    story.live, story.has_unpublished_changes = one.at is not None, one.at is None
    story.first_published_at = story.last_published_at = at if story.live else None
    story.latest_revision_created_at = at
    story.worked_on_at = story.published_at or at
    story.headline_key = digest.key
    story.excerpt, story.reading_minutes = digest.excerpt, digest.minutes
    if story.live:
        story.address_slug = story.address_slug or digest.slug or story.translation_key.hex[:12]
    return TakenIn(story, headline=digest.headline, about=digest.about, text=digest.text)


def _about(story: Article) -> str:
    return "\n".join([story.kicker, story.standfirst, story.dateline])


def _wording_of(story: Article, *, language: str) -> Wording | None:
    """The words of a story that is open to everybody; None where only its blocks themselves know them."""
    html: list[tuple[str, str]] = []
    for block in story.body.raw_data:
        kind, value = block["type"], block["value"]
        if kind == MEMBERS_BREAK:
            return None
        if kind not in TEXT_BLOCKS:
            continue
        text = value.get("text") if isinstance(value, dict) else value if kind == "paragraph" else None
        if not isinstance(text, str):
            return None
        html.append((kind, text))
    return Wording(
        title=story.title,
        standfirst=story.standfirst,
        about=_about(story),
        language=language,
        html=tuple(html),
    )


def _digest_of_open_part(story: Article) -> Digest:
    """Digest as much of a story as anybody may read; all of it counts for the time it takes."""
    text = story.body_for(disclosure_for(article=story))
    parts = list(text.parts())
    return Digest(
        excerpt=derive_excerpt(standfirst=story.standfirst, parts=parts, language=story.language),
        minutes=derive_reading_minutes(body=story.body, language=story.language),
        slug=slugify(story.title, language=story.language),
        key=headline_key(story.title),
        headline=analyse(story.title, language=story.language),
        about=analyse(_about(story), language=story.language),
        text=analyse(joined(parts), language=story.language),
    )


def _child_rows(incoming: Sequence[Incoming]) -> tuple[list[Contribution], list[Any]]:
    """The rows that hang on stories, with their numbers.

    A story has several subjects: their rows are told by their columns alone, because making a model's object
    costs more than writing its row.
    """
    signatures: list[Contribution] = []
    for one in incoming:
        for place, row in enumerate(one.signatures):
            row.article_id, row.sort_order = one.article.pk, place
            row.visible_from = one.article.visible_from
            signatures.append(row)
    subjects: list[Any] = [
        SimpleNamespace(
            pk=None,
            article_id=one.article.pk,
            subject=subject,
            subject_id=subject.pk,
            sort_order=place,
            visible_from=one.article.visible_from,
        )
        for one in incoming
        for place, subject in enumerate(one.subjects)
    ]
    for number, signature in zip(reserve_ids(Contribution, len(signatures)), signatures, strict=True):
        signature.pk = number
    for number, spoken_of in zip(reserve_ids(ArticleSubject, len(subjects)), subjects, strict=True):
        spoken_of.pk = spoken_of.id = number
    held: dict[int, dict[str, list[Any]]] = {
        one.article.pk: {name: [] for name in _CHILDREN} for one in incoming
    }
    for row in signatures:
        held[row.article_id]["contributions"].append(row)
    for row in subjects:
        held[row.article_id]["article_subjects"].append(row)
    for one in incoming:  # what hangs on a story, as those who read it ask for it
        one.article._cluster_related_objects = held[one.article.pk]
    return signatures, subjects


#: The relations of rows that hang on a story.
_CHILDREN = ("contributions", "article_subjects", "corrections", "recommendations")


def _standing(story: Article) -> Standing:
    """Where a story stands; see ``receivers.current_standing``."""
    held = story._cluster_related_objects
    return standing_of(
        story,
        signatures=held["contributions"],
        subject_ids=(row.subject_id for row in held["article_subjects"]),
    )


def _entry_values(story: Article, instant: Any) -> tuple[Any, ...]:
    action = "wagtail.publish" if story.live else "wagtail.create"
    return (story.content_type_id, story.title, action, "{}", instant, True, False, story.pk)


#: The columns of ``_entry_values``.
_ENTRY = ("content_type", "label", "action", "data", "timestamp", "content_changed", "deleted", "page")


def _announce(stories: Sequence[Article], standing: Sequence[Standing], *, at: datetime) -> None:
    """Tell the lists that hold the stories: nothing shows yet a story that was not here before."""
    public = [(story, here) for story, here in zip(stories, standing, strict=True) if story.live]
    if public:
        tags = set[str]().union(*(here.lists for _story, here in public))
        later = [(story, here) for story, here in public if story.visible_from > at]
        # Until its instant a story may be picked or linked by what then waits for it alone.
        tags |= set[str]().union(*(changed_tags(story, NOWHERE, here) for story, here in later))
        due = sorted({story.visible_from for story, _here in later})
        announce(TAKEN_IN, tags=tags, at=at, data={"articles": len(public)}, due=due, takes_away=False)

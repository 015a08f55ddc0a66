"""What the desk's screens read: bounded numbers of queries and rows, whatever the paper has grown to.

Nothing here counts stories or walks the page tree; lists go by keyset, along the ``articles_desk`` indexes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import reduce
from operator import and_

from django.conf import settings
from django.db.models import Case, Prefetch, Q, QuerySet, Value, When
from django.utils.dateparse import parse_datetime

from azdarar.accounts.models import User
from azdarar.articles.models import (
    Article,
    ArticleSpace,
    Contribution,
    Section,
    editable_by,
    headline_key,
    seen_by,
)
from azdarar.articles.queries import credits_of
from azdarar.fronts.models import Front
from azdarar.language.typography import TypesetText
from azdarar.newsroom.numbers import number_in
from azdarar.search.desk.queries import stories_called

#: Stories on one screen of the list.
PAGE_SIZE = 50

#: How long a story counts as in hand after somebody last changed it.
_IN_HAND = timedelta(days=60)

DRAFT, PUBLIC, SCHEDULED, WITHDRAWN = "draft", "public", "scheduled", "withdrawn"


@dataclass(frozen=True, slots=True)
class DeskStory:
    """A story as the desk's lists show it. ``at`` is the instant its state speaks of."""

    id: int
    headline: TypesetText
    language: str
    section: str
    names: str
    state: str
    has_changes: bool
    at: datetime
    worked_on_at: datetime
    address: str
    is_mine: bool
    may_edit: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where one screen of the list ends: its last story's instant and number."""

    worked_on_at: datetime
    story: int

    def __str__(self) -> str:
        return f"{self.worked_on_at.isoformat()}~{self.story}"

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """Read a place back from an address; anything else is None."""
        instant, _mark, number = text.partition("~")
        try:
            at = parse_datetime(instant.replace(" ", "+"))
        except ValueError:
            return None
        return cls(at, number_in(number)) if at and at.tzinfo and number_in(number) else None


@dataclass(frozen=True, slots=True)
class DeskFilter:
    """What the desk wants to see; empty fields do not restrict."""

    language: str = ""
    section: int = 0
    state: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class DeskPage:
    """One screen of the list; ``older`` and ``newer`` lead on, where there is more."""

    stories: Sequence[DeskStory] = field(default_factory=tuple)
    older: Place | None = None
    newer: Place | None = None


def desk_page(
    wanted: DeskFilter,
    *,
    at: datetime,
    user: User,
    before: Place | None = None,
    after: Place | None = None,
) -> DeskPage:
    """Return one screen of stories, last worked on first.

    Three queries, whatever the number of stories: the rows, their bylines, the contributors' names. Where
    words are looked for, one more for each language and index, which know their other spellings.

    Args:
        at: the instant that tells the public from the scheduled.
        user: who looks: others' drafts of other desks are not in the list.
        before: go on after this place, towards older stories.
        after: go back before this place, towards newer ones; wins over ``before``.
    """
    stories = _filtered(wanted, at=at, user=user)
    if after is not None:
        stories = stories.filter(worked_on_at__gte=after.worked_on_at).exclude(
            worked_on_at=after.worked_on_at, page_ptr__lte=after.story
        )
        rows = list(stories.order_by("worked_on_at", "page_ptr")[: PAGE_SIZE + 1])
        has_newer, has_older = len(rows) > PAGE_SIZE, True
        rows = rows[:PAGE_SIZE][::-1]
    else:
        if before is not None:
            stories = stories.filter(worked_on_at__lte=before.worked_on_at).exclude(
                worked_on_at=before.worked_on_at, page_ptr__gte=before.story
            )
        rows = list(stories.order_by("-worked_on_at", "-page_ptr")[: PAGE_SIZE + 1])
        has_newer, has_older = before is not None, len(rows) > PAGE_SIZE
        rows = rows[:PAGE_SIZE]
    return DeskPage(
        stories=[desk_story(row, at=at, user=user) for row in rows],
        older=_place(rows[-1]) if rows and has_older else None,
        newer=_place(rows[0]) if rows and has_newer else None,
    )


def _filtered(wanted: DeskFilter, *, at: datetime, user: User) -> QuerySet[Article]:
    stories = for_desk(Article.objects.filter(seen_by(user, at=at)), user=user)
    if wanted.language:
        stories = stories.filter(language=wanted.language)
    if wanted.section:
        stories = stories.filter(section=wanted.section)
    if words := headline_key(wanted.words).split():
        # As they are written, and names in the other spellings that the index knows.
        named = reduce(and_, (Q(headline_key__contains=word) for word in words))
        stories = stories.filter(named | Q(pk__in=stories_called(wanted.words, at=at)))
    match wanted.state:
        case "draft":
            stories = stories.filter(visible_from=None, withdrawn_at=None)
        case "withdrawn":
            stories = stories.filter(visible_from=None, withdrawn_at__isnull=False)
        case "scheduled":
            # The languages are named so that the index on language and instant serves: few are ahead.
            stories = stories.filter(visible_from__gt=at, language__in=_languages())
        case "public":
            stories = stories.filter(visible_from__lte=at)
    return stories


def for_desk(stories: QuerySet[Article], *, user: User) -> QuerySet[Article]:
    """Prepare stories for ``desk_story``: no bodies, no query for each."""
    editable = editable_by(user)
    may_edit = Case(When(editable, then=Value(True)), default=Value(False)) if editable else Value(True)
    signatures = Contribution.objects.select_related("contributor").prefetch_related("contributor__profiles")
    prepared: QuerySet[Article] = (
        stories.select_related("section", "owner")
        .annotate(may_edit=may_edit)
        .defer("body", "post_scriptum", "standfirst", "excerpt")
        .prefetch_related(Prefetch("contributions", queryset=signatures.order_by("sort_order")))
    )
    return prepared


def desk_story(story: Article, *, at: datetime, user: User) -> DeskStory:
    """Return one story as the desk's lists show it; it was prepared with ``for_desk``."""
    state = state_of(story, at=at)
    may_edit = bool(story.may_edit)  # annotated by ``for_desk``
    instants = {PUBLIC: story.visible_from, SCHEDULED: story.visible_from, WITHDRAWN: story.withdrawn_at}
    credits = credits_of(story)
    return DeskStory(
        id=story.pk,
        headline=TypesetText((may_edit and story.draft_title) or story.title, story.language),
        language=story.language,
        section=story.section.name if story.section else "",
        names=", ".join(credit.name for credit in credits) or (str(story.owner) if story.owner else ""),
        state=state,
        has_changes=may_edit and story.live and story.has_unpublished_changes,
        at=instants.get(state) or story.worked_on_at,
        worked_on_at=story.worked_on_at,
        address=story.address if state == PUBLIC else "",
        is_mine=story.owner_id == user.pk,
        may_edit=may_edit,
    )


def state_of(story: Article, *, at: datetime) -> str:
    """Say in one word what readers get of a story: draft, public, scheduled or withdrawn."""
    if story.is_visible(at=at):
        return PUBLIC
    if story.live and story.visible_from:
        return SCHEDULED
    return WITHDRAWN if story.withdrawn_at else DRAFT


def my_drafts(user: User, *, at: datetime, most: int = 8) -> list[DeskStory]:
    """What somebody has in hand: own drafts, and own public stories with changes not yet public."""
    own = Article.objects.filter(seen_by(user, at=at), owner=user)
    mine = for_desk(own, user=user).order_by("-worked_on_at", "-page_ptr")
    drafts = mine.filter(visible_from=None, withdrawn_at=None)
    # Bounded in time: nothing indexes unpublished changes, and older ones were given up.
    changed = mine.filter(live=True, has_unpublished_changes=True, worked_on_at__gt=at - _IN_HAND)
    rows = sorted([*drafts[:most], *changed[:most]], key=lambda row: row.worked_on_at, reverse=True)
    return [desk_story(row, at=at, user=user) for row in rows[:most]]


def last_published(*, at: datetime, user: User, most: int = 8) -> list[DeskStory]:
    """The newest public stories, all languages together."""
    newest: list[Article] = []
    for code in _languages():
        public = Article.objects.filter(language=code, live=True, visible_from__lte=at)
        stories = for_desk(public, user=user)
        newest += stories.order_by("-visible_from", "-page_ptr")[:most]
    newest.sort(key=lambda story: (story.visible_from, story.pk), reverse=True)
    return [desk_story(row, at=at, user=user) for row in newest[:most]]


def coming_up(*, at: datetime, user: User, most: int = 8) -> list[DeskStory]:
    """Published stories whose instant has not come yet, the next first: those that somebody may see."""
    ahead = Article.objects.filter(language__in=_languages(), live=True, visible_from__gt=at)
    rows = for_desk(ahead.filter(seen_by(user, at=at)), user=user)
    return [desk_story(row, at=at, user=user) for row in rows.order_by("visible_from", "page_ptr")[:most]]


def section_choices(*, language: str = "") -> list[tuple[str, str]]:
    """Sections to choose from in a form, in the order of the menus; of every language, they say which."""
    rows = Section.objects.select_related("locale").order_by("locale__language_code", "rank", "name")
    if language:
        rows = rows.filter(locale__language_code=language)
    return [(str(row.pk), row.name if language else f"{row.name} ({row.language})") for row in rows]


def writing_places(user: User) -> list[tuple[str, int]]:
    """Where somebody may begin a story: (language, page number of its space), in the paper's order."""
    spaces = {space.locale.language_code: space for space in ArticleSpace.objects.select_related("locale")}
    return [
        (code, spaces[code].pk)
        for code in _languages()
        if code in spaces and spaces[code].permissions_for_user(user).can_add_subpage()
    ]


def translating_places(user: User, story: Article) -> set[str]:
    """The languages into which somebody may translate a story."""
    return {
        space.locale.language_code
        for space in ArticleSpace.objects.select_related("locale")
        if space.permissions_for_user(user).can_receive_translation(story)
    }


def front_places(user: User) -> list[tuple[str, int]]:
    """The front pages somebody may arrange: (language, page number)."""
    fronts = {front.locale.language_code: front for front in Front.objects.select_related("locale")}
    return [
        (code, fronts[code].pk)
        for code in _languages()
        if code in fronts and fronts[code].permissions_for_user(user).can_edit()
    ]


def _languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


def _place(story: Article) -> Place:
    return Place(story.worked_on_at, story.pk)

"""Everything the house keeps, searched at once, each for whoever may see it.

The index says which things hold the words; whether somebody may see one is asked here, of the database, for
what is shown. Stories are in two groups: those in hand (drafts, scheduled, withdrawn, changes that are not
public, closed texts), searched as their writers left them by those who may edit them, and the paper's, as
readers have them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.permissions import policy_registry

from azdarar.accounts.models import User
from azdarar.accounts.queries import EDITING, scopes_with
from azdarar.articles.disclosure import disclosure_for
from azdarar.articles.models import Article, Contributor, Section, editable_by
from azdarar.media.models import Picture, StoryDocument
from azdarar.newsroom.queries import DeskStory, desk_story, for_desk
from azdarar.search import queries as paper
from azdarar.search.asking import ALL_LANGUAGES, Asked
from azdarar.search.desk.queries import (
    DeskSearch,
    Narrowed,
    desk_search,
    owner_mark,
    section_mark,
    with_errors_mended,
)
from azdarar.search.desk.things import Kind
from azdarar.search.queries import AlsoFound, Snippet
from azdarar.subjects.models import Subject

#: Things of each group on the screen of all of them, and on the screen of one.
FEW, MANY = 6, 30
#: Nobody turns further.
LAST_PAGE = 50
_ANY = {"add", "change", "delete", "view"}


@dataclass(frozen=True, slots=True)
class FoundThing:
    """One thing that was found. ``story`` and ``picture`` are there for those kinds alone."""

    title: Snippet
    language: str
    address: str = ""
    detail: str = ""
    snippets: tuple[Snippet, ...] = ()
    story: DeskStory | None = None
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The things of one kind."""

    name: str
    label: Any
    icon: str
    things: tuple[FoundThing, ...]
    has_more: bool = False


@dataclass(frozen=True, slots=True)
class Everything:
    """What one search found.

    Args:
        also: other spellings that were looked for.
        corrected: (word typed, word looked for instead).
        is_plain: the newsroom's index is being made: only stories of the paper can be found now.
    """

    asked: Asked
    groups: tuple[Group, ...] = ()
    also: tuple[AlsoFound, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()
    is_plain: bool = False

    @property
    def count(self) -> int:
        """How many things are shown."""
        return sum(len(group.things) for group in self.groups)


@dataclass(frozen=True, slots=True)
class _Looking:
    """Who looks, for what, when, and how much of it is wanted."""

    user: User
    search: DeskSearch
    found: paper.Found
    at: datetime
    most: int
    skip: int


def find_everything(asked: Asked, *, user: User, at: datetime, only: str = "", page: int = 1) -> Everything:
    """Find what somebody may see of all that the house keeps.

    Args:
        asked: words; what it is narrowed to counts for the paper's stories alone.
        only: the name of one group, of which more is wanted; pages are those of it.
    """
    if asked.is_empty or asked.is_too_long or not 1 <= page <= LAST_PAGE:
        return Everything(asked)
    most = MANY if only else FEW
    everywhere = replace(asked, languages=(ALL_LANGUAGES,), page=page if only else 1)
    found = paper.search(everywhere, at=at, per_page=most)
    looking = _Looking(user, desk_search(asked, at=at), found, at, most, (page - 1) * most)
    groups = _groups(looking, only)
    if not any(group.things for group in groups) and not asked.only_as_typed:
        mended = with_errors_mended(looking.search)
        if mended is not None:
            looking = replace(looking, search=mended)
            groups = _groups(looking, only)
    search = looking.search
    return Everything(
        asked,
        groups=tuple(group for group in groups if group.things),
        also=_also([*found.also, *search.also]),
        corrected=found.corrected or search.corrected,
        is_plain=search.is_plain or found.is_plain,
    )


def _groups(looking: _Looking, only: str) -> list[Group]:
    return [
        Group(name, label, icon, *find(looking))
        for name, label, icon, may_see, find in _GROUPS
        if (not only or only == name) and may_see(looking.user)
    ]


Found = tuple[tuple[FoundThing, ...], bool]


def _stories_in_hand(looking: _Looking) -> Found:
    user, search = looking.user, looking.search
    found = search.things(Kind.STORY, most=looking.most, skip=looking.skip, narrowed=_narrowed_for(user))
    mine = editable_by(user)
    stories = for_desk(Article.objects.filter(mine, pk__in=found.keys), user=user)
    rows = _by_key(stories.select_related("latest_revision"))
    things = (
        _story(rows[key], looking, snippets=_sentences_of_draft(rows[key], looking))
        for key in found.keys
        if key in rows
    )
    return tuple(things), found.has_more


def _stories_of_the_paper(looking: _Looking) -> Found:
    in_hand = looking.search.things(Kind.STORY, most=looking.most, narrowed=_narrowed_for(looking.user))
    results = {result.card.id: result for result in looking.found.results}
    mine = editable_by(looking.user)
    twice = set(
        Article.objects.filter(mine, pk__in=set(in_hand.keys) & set(results)).values_list("pk", flat=True)
    )
    rows = _by_key(for_desk(Article.objects.filter(pk__in=results), user=looking.user))
    things = (
        _story(rows[key], looking, snippets=result.snippets)
        for key, result in results.items()
        if key in rows and key not in twice
    )
    return tuple(things), looking.found.has_more


def _story(row: Article, looking: _Looking, *, snippets: tuple[Snippet, ...]) -> FoundThing:
    story = desk_story(row, at=looking.at, user=looking.user)
    return FoundThing(
        title=looking.search.marked(str(story.headline), language=story.language),
        language=story.language,
        address=reverse("wagtailadmin_pages:edit", args=[story.id]) if story.may_edit else story.address,
        detail=" · ".join(filter(None, (story.section, story.names))),
        snippets=snippets,
        story=story,
    )


def _sentences_of_draft(story: Article, looking: _Looking) -> tuple[Snippet, ...]:
    """Sentences of a story as its last writer left it, as much of it as this person may read."""
    latest = story.get_latest_revision_as_object() if story.latest_revision else story
    text = latest.body_for(disclosure_for(article=latest, reader=looking.user)).plain()
    return looking.search.sentences(f"{latest.standfirst}\n\n{text}", language=story.language)[:1]


def _pictures(looking: _Looking) -> Found:
    policy = policy_registry.get_by_type(Picture)
    seen = policy.instances_user_has_any_permission_for(looking.user, ["change", "delete", "choose"])
    editable = policy.instances_user_has_any_permission_for(looking.user, ["change", "delete"])
    found = looking.search.things(Kind.PICTURE, most=looking.most, skip=looking.skip)
    rows = _by_key(seen.filter(pk__in=found.keys).prefetch_related("renditions"))
    may_edit = set(editable.filter(pk__in=found.keys).values_list("pk", flat=True))
    language = _first_language()
    things = (
        FoundThing(
            title=looking.search.marked(rows[key].title, language=language),
            language="",
            address=reverse("wagtailimages:edit", args=[key]) if key in may_edit else "",
            snippets=_lines(
                looking, [rows[key].caption or rows[key].alt_text, rows[key].credit_line], language
            ),
            picture=rows[key],
        )
        for key in found.keys
        if key in rows
    )
    return tuple(things), found.has_more


def _contributors(looking: _Looking) -> Found:
    found = looking.search.things(Kind.CONTRIBUTOR, most=looking.most, skip=looking.skip)
    rows = _by_key(Contributor.objects.filter(pk__in=found.keys).prefetch_related("profiles"))
    may_edit = policy_registry.get_by_type(Contributor).user_has_permission(looking.user, "change")
    place = Contributor.snippet_viewset.get_url_name("edit") if may_edit else ""
    things = (
        FoundThing(
            title=looking.search.marked(rows[key].name, language=_first_language()),
            language="",
            address=reverse(place, args=[key]) if place else "",
            detail=_names(
                profile.name for profile in rows[key].profiles.all() if profile.name != rows[key].name
            ),
        )
        for key in found.keys
        if key in rows
    )
    return tuple(things), found.has_more


def _subjects(looking: _Looking) -> Found:
    found = looking.search.things(Kind.SUBJECT, most=looking.most, skip=looking.skip)
    rows = _by_key(Subject.objects.filter(pk__in=found.keys).prefetch_related("names"))
    may_edit = policy_registry.get_by_type(Subject).user_has_permission(looking.user, "change")
    things = (
        FoundThing(
            title=looking.search.marked(rows[key].title, language=_first_language()),
            language="",
            address=reverse("newsroom_subject", args=[key]) if may_edit else "",
            detail=_names(name.text for name in rows[key].names.all() if name.text != rows[key].title),
        )
        for key in found.keys
        if key in rows
    )
    return tuple(things), found.has_more


def _documents(looking: _Looking) -> Found:
    policy = policy_registry.get_by_type(StoryDocument)
    seen = policy.instances_user_has_any_permission_for(looking.user, ["change", "delete", "choose"])
    editable = policy.instances_user_has_any_permission_for(looking.user, ["change", "delete"])
    found = looking.search.things(Kind.DOCUMENT, most=looking.most, skip=looking.skip)
    rows = _by_key(seen.filter(pk__in=found.keys))
    may_edit = set(editable.filter(pk__in=found.keys).values_list("pk", flat=True))
    things = (
        FoundThing(
            title=looking.search.marked(rows[key].title, language=_first_language()),
            language="",
            address=reverse("wagtaildocs:edit", args=[key]) if key in may_edit else "",
            detail=rows[key].filename,
            snippets=_lines(looking, [rows[key].description], _first_language()),
        )
        for key in found.keys
        if key in rows
    )
    return tuple(things), found.has_more


def _narrowed_for(user: User) -> Narrowed | None:
    """By which marks the stories in hand are narrowed to somebody's; None for whoever edits all of them.

    Wider rather than narrower than what they may: each story is asked about afterwards.
    """
    if not editable_by(user):
        return None
    scopes = scopes_with(user, EDITING)
    narrowed: dict[str, Sequence[str]] = {}
    for code, _name in settings.LANGUAGES:
        here = [scope for scope in scopes if not scope.languages or code in scope.languages]
        if any(not scope.sections for scope in here):
            continue
        keys = {key for scope in here for key in scope.sections}
        sections = Section.objects.filter(translation_key__in=keys, locale__language_code=code)
        marks = [section_mark(pk) for pk in sections.values_list("pk", flat=True)] if keys else []
        narrowed[code] = [*marks, owner_mark(user.pk)]
    return narrowed


def _lines(looking: _Looking, texts: Iterable[str], language: str) -> tuple[Snippet, ...]:
    return tuple(looking.search.marked(text, language=language) for text in texts if text)


def _names(names: Iterable[str], *, most: int = 6) -> str:
    return ", ".join(list(dict.fromkeys(filter(None, names)))[:most])


def _by_key(rows: Iterable[Any]) -> dict[int, Any]:
    return {row.pk: row for row in rows}


def _also(every: Iterable[AlsoFound]) -> tuple[AlsoFound, ...]:
    forms: dict[str, dict[str, None]] = {}
    for one in every:
        forms.setdefault(one.word, {}).update(dict.fromkeys(one.forms))
    return tuple(AlsoFound(word, tuple(spellings)) for word, spellings in forms.items())


def _first_language() -> str:
    return str(settings.LANGUAGES[0][0])


def _sees_some(model: Any, actions: Iterable[str]) -> Callable[[User], bool]:
    return lambda user: bool(policy_registry.get_by_type(model).user_has_any_permission(user, set(actions)))


_GROUPS: tuple[tuple[str, Any, str, Callable[[User], bool], Callable[[_Looking], Found]], ...] = (
    ("in-hand", _("Stories in hand"), "edit", user_has_any_page_permission, _stories_in_hand),
    (
        "paper",
        _("Stories in the paper"),
        "doc-full-inverse",
        user_has_any_page_permission,
        _stories_of_the_paper,
    ),
    ("pictures", _("Pictures"), "image", _sees_some(Picture, {*_ANY, "choose"}), _pictures),
    (
        "contributors",
        _("Contributors"),
        "user",
        _sees_some(Contributor, _ANY),
        _contributors,
    ),
    ("subjects", _("Subjects"), "tag", _sees_some(Subject, _ANY), _subjects),
    ("documents", _("Documents"), "doc-full", _sees_some(StoryDocument, {*_ANY, "choose"}), _documents),
)
#: The names of the groups, in the order they are shown.
GROUP_NAMES = tuple(name for name, *_rest in _GROUPS)

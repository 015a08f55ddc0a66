"""Every write to what people pick: for a story, a section, or the paper in a language.

Picks of a story hang on the story itself and are part of its drafts: what is changed here is changed there
too, so that publishing an older draft does not bring back what was taken away.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _
from modelcluster.models import get_serializable_data_for_fields
from wagtail.models import ReferenceIndex, Revision

from azdarar.articles.models import (
    ENDS_TOO_EARLY,
    Article,
    Contributor,
    Recommendation,
    Section,
    ends_too_early,
)
from azdarar.errors import AzdararError
from azdarar.fronts.models import PaperPick, SectionPick
from azdarar.press.actions import announce

_Row = Recommendation | SectionPick | PaperPick
_LONGEST_WORD = 300


class PickedAlreadyError(AzdararError):
    """A story is picked once in a place."""

    code: ClassVar[str] = "fronts.picked-already"
    sentence = _(
        "That story is among these picks already. Nothing was changed; change its word or dates there."
    )


class PicksItselfError(AzdararError):
    """A story does not recommend itself."""

    code: ClassVar[str] = "fronts.picks-itself"
    sentence = _("A story cannot be recommended under itself. Nothing was changed; choose another story.")


class EndsTooEarlyError(AzdararError):
    """A pick that would never be shown."""

    code: ClassVar[str] = "fronts.pick-ends-too-early"
    sentence = ENDS_TOO_EARLY


class UnknownPickError(AzdararError):
    """Somebody else took it away meanwhile."""

    code: ClassVar[str] = "fronts.unknown-pick"
    sentence = _("That pick is no longer there: somebody took it away meanwhile. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class PickPlace:
    """Where picks are shown: under a story, in a section, or wherever the paper has nothing nearer."""

    story: Article | None = None
    section: Section | None = None
    language: str = ""

    @property
    def rows(self) -> QuerySet[Any]:
        """What is picked there, in order."""
        found: QuerySet[Any]
        if self.story is not None:
            found = Recommendation.objects.filter(article=self.story)
        elif self.section is not None:
            found = SectionPick.objects.filter(section=self.section)
        else:
            found = PaperPick.objects.filter(language=self.language)
        return found.order_by("sort_order", "pk")

    def row(self, story: Article, **values: Any) -> _Row:
        """A pick there that is not written yet."""
        if self.story is not None:
            return Recommendation(article=self.story, recommended=story, **values)
        if self.section is not None:
            return SectionPick(section=self.section, article=story, **values)
        return PaperPick(language=self.language, article=story, **values)

    @property
    def field(self) -> str:
        """The column that names the picked story."""
        return "article" if self.story is None else "recommended"


@dataclass(frozen=True, slots=True)
class PickWords:
    """What an editor says of a pick."""

    reason: str = ""
    chosen_by: Contributor | None = None
    begins_at: datetime | None = None
    ends_at: datetime | None = None

    def values(self) -> Mapping[str, Any]:
        """The same as columns.

        Raises:
            EndsTooEarlyError: ``fronts.pick-ends-too-early``.
        """
        if ends_too_early(self.begins_at, self.ends_at):
            raise EndsTooEarlyError
        return {
            "reason": self.reason.strip()[:_LONGEST_WORD],
            "chosen_by": self.chosen_by,
            "begins_at": self.begins_at,
            "ends_at": self.ends_at,
        }


@transaction.atomic
def pick_story(*, place: PickPlace, story: Article, words: PickWords, at: datetime) -> _Row:
    """Pick a story, after what is picked there.

    Raises:
        PicksItselfError: ``fronts.picks-itself``.
        PickedAlreadyError: ``fronts.picked-already``.
        EndsTooEarlyError: ``fronts.pick-ends-too-early``.
    """
    if place.story is not None and place.story.pk == story.pk:
        raise PicksItselfError
    if place.rows.filter(**{place.field: story}).exists():
        raise PickedAlreadyError
    last = place.rows.aggregate(last=Max("sort_order"))["last"]
    row = place.row(story, sort_order=0 if last is None else last + 1, **words.values())
    row.save()
    _settle(place, at=at)
    return row


@transaction.atomic
def change_pick(*, place: PickPlace, number: int, words: PickWords, at: datetime) -> None:
    """Change the word, the name or the dates of a pick.

    Raises:
        UnknownPickError: ``fronts.unknown-pick``.
        EndsTooEarlyError: ``fronts.pick-ends-too-early``.
    """
    row = _row(place, number)
    for name, value in words.values().items():
        setattr(row, name, value)
    row.save()
    _settle(place, at=at)


@transaction.atomic
def unpick(*, place: PickPlace, number: int, at: datetime) -> None:
    """Take a pick away.

    Raises:
        UnknownPickError: ``fronts.unknown-pick``.
    """
    _row(place, number).delete()
    _settle(place, at=at)


@transaction.atomic
def move_pick(*, place: PickPlace, number: int, is_up: bool, at: datetime) -> None:
    """Let a pick change places with the one before or after it; at the end of the list nothing happens.

    Raises:
        UnknownPickError: ``fronts.unknown-pick``.
    """
    moved = _row(place, number)
    rows = list(place.rows)
    here = rows.index(moved)
    there = max(0, min(here + (-1 if is_up else 1), len(rows) - 1))
    rows.insert(there, rows.pop(here))
    for order, row in enumerate(rows):
        if row.sort_order != order:
            row.sort_order = order
            row.save()
    _settle(place, at=at)


def _row(place: PickPlace, number: int) -> Any:
    row = place.rows.filter(pk=number).first()
    if row is None:
        raise UnknownPickError
    return row


def _settle(place: PickPlace, *, at: datetime) -> None:
    """Let pages, drafts and the index of references follow what hangs on a story; other rows are watched."""
    story = place.story
    if story is None:
        return
    rows = list(Recommendation.objects.filter(article=story.pk).order_by("sort_order", "pk"))
    told = [get_serializable_data_for_fields(row) for row in rows]
    for revision in Revision.objects.filter(
        pk__in={story.latest_revision_id, story.live_revision_id} - {None}
    ):
        revision.content = {**revision.content, "recommendations": told}
        revision.save(update_fields=["content"])
    ReferenceIndex.create_or_update_for_object(Article.objects.get(pk=story.pk))
    announce("fronts.story-picks-changed", tags=[f"article:{story.pk}:picks"], at=at)

"""Lists as rows keep them: read, changed in one transaction, and told to the pages that show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from azdarar.onward.models import ReadOn
from azdarar.press.actions import announce

FACT = "onward.lists-changed"
#: Entries of a list that a page shows where nothing is taken out of it.
HEAD_RELATED, HEAD_DISCOVER = 4, 3


@dataclass(slots=True)
class Lists:
    """The lists of one story: entries as ``ReadOn`` keeps them."""

    related: list[list[Any]] = field(default_factory=list)
    discover: list[int] = field(default_factory=list)
    remembered_on: int | None = None


def tag_of(article_id: int) -> str:
    """What a page shows that looked at the first entries of a story's lists."""
    return f"article:{article_id}:onward"


def tag_of_rest(article_id: int) -> str:
    """What a page shows besides that had to look further down, because something was taken out."""
    return f"article:{article_id}:onward:more"


def stored_lists(ids: Iterable[int]) -> dict[int, Lists]:
    """The lists of these stories that were made."""
    return _lists_in(ReadOn.objects.filter(pk__in=list(ids)))


def _lists_in(rows: QuerySet[ReadOn]) -> dict[int, Lists]:
    told = rows.values_list("pk", "related", "discover", "remembered_on")
    return {pk: Lists(related, discover, day) for pk, related, discover, day in told}


@transaction.atomic
def keep_lists(
    made: Mapping[int, Lists],
    *,
    version: int,
    at: datetime,
    others: Sequence[str] = (),
) -> set[str]:
    """Write lists, and announce those that pages show otherwise than before; returns what was announced.

    Args:
        others: more tags to announce.
    """
    # Read here: another process may have changed them since these were chosen.
    before = _lists_in(ReadOn.objects.select_for_update().filter(pk__in=list(made)))
    rows = [
        ReadOn(
            article_id=pk,
            related=lists.related,
            discover=lists.discover,
            remembered_on=lists.remembered_on,
            version=version,
            made_at=at,
        )
        for pk, lists in made.items()
    ]
    ReadOn.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=["related", "discover", "remembered_on", "version", "made_at"],
    )
    tags = {*others, *(tag for pk, lists in made.items() for tag in _changed(pk, before.get(pk), lists))}
    if tags:
        # Nothing is taken away: what readers may not see any more was announced with the story itself.
        announce(FACT, tags=tags, at=at, takes_away=False)
    return tags


def _changed(pk: int, before: Lists | None, after: Lists) -> Iterable[str]:
    if before is None:
        return (tag_of(pk), tag_of_rest(pk))
    if _head(before) != _head(after):
        return (tag_of(pk), tag_of_rest(pk))
    is_same = _shown(before.related) == _shown(after.related) and before.discover == after.discover
    return () if is_same else (tag_of_rest(pk),)


def _head(lists: Lists) -> tuple[Any, ...]:
    return _shown(lists.related[:HEAD_RELATED]), lists.discover[:HEAD_DISCOVER], lists.remembered_on


def _shown(related: list[list[Any]]) -> list[tuple[Any, ...]]:
    """Of each entry what can be seen: not how near it is."""
    return [(entry[0], *entry[2:]) for entry in related]

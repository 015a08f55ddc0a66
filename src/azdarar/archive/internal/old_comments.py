"""The comments of the old site below a story, in the order of their threads."""

import html
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from azdarar.archive.models import ImportedComment
from azdarar.formats.clean_html import plain_text
from azdarar.language.typography import TypesetText
from azdarar.press.ahead import Ahead, looked_up
from azdarar.press.showing import shows

#: Answers to answers beyond this are shown as deep as this: a line must stay wide enough to read.
DEEPEST = 3
_TAG = re.compile(r"<[A-Za-z/!][^<>]*>")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+\w")


@dataclass(frozen=True, slots=True)
class OldComment:
    """One comment as it is shown: no more of whoever wrote it than the name they signed with."""

    id: int
    name: str
    said_at: datetime | None
    text: TypesetText
    depth: int


def count_old_comments(page_id: int) -> int:
    """How many comments of the old site readers may ask to see below a story: one query."""
    shown = _shown(page_id)
    return looked_up("old comments", page_id, shown.count)


def look_up_old_comments(ahead: Ahead, page_ids: Sequence[int]) -> None:
    """Count the comments below these stories, before their pages ask for it."""
    counted = _open().filter(page_id__in=page_ids).order_by()
    counts = counted.values("page_id").annotate(comments=Count("pk")).values_list("page_id", "comments")
    ahead.add("old comments", dict.fromkeys(page_ids, 0) | dict(counts))


def old_comments(page_id: int, *, language: str, start: int, end: int) -> list[OldComment]:
    """The comments from one place in the threads to another: two queries, texts only of what is returned.

    An answer follows what it answers; one whose question is hidden, or not in the backup, stands where the
    question would.
    """
    rows = _shown(page_id).values_list("pk", "foreign_id", "parent_foreign_id")
    placed = list(_in_threads(list(rows)))[start:end]
    found = ImportedComment.objects.in_bulk([pk for pk, _depth in placed])
    return [
        OldComment(
            id=pk,
            name=_without_address(found[pk].author),
            said_at=found[pk].said_at,
            text=TypesetText(_words(found[pk].text), language),
            depth=depth,
        )
        for pk, depth in placed
        if pk in found
    ]


def _shown(page_id: int) -> QuerySet[ImportedComment]:
    shows(f"article:{page_id}:comments")
    return _open().filter(page_id=page_id)


def _open() -> QuerySet[ImportedComment]:
    return ImportedComment.objects.filter(is_public=True, hidden_at=None)


def _in_threads(rows: Sequence[tuple[int, str, str]]) -> Iterator[tuple[int, int]]:
    """Numbers with their depth. Without recursion: a backup may hold a thread of any depth, or a circle."""
    known = {foreign_id for _pk, foreign_id, _parent in rows}
    answers: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for pk, foreign_id, parent in rows:
        answers[parent if parent in known and parent != foreign_id else ""].append((pk, foreign_id))
    seen: set[int] = set()
    for first in (answers[""], [(pk, foreign_id) for pk, foreign_id, _parent in rows]):
        waiting = [(pk, foreign_id, 0) for pk, foreign_id in reversed(first)]
        while waiting:
            pk, foreign_id, depth = waiting.pop()
            if pk in seen:
                continue
            seen.add(pk)
            yield pk, min(depth, DEEPEST)
            waiting += [(pk, own, depth + 1) for pk, own in reversed(answers.get(foreign_id, []))]


def _words(text: str) -> str:
    """A comment as plain paragraphs, whichever way it was written; addresses of people are taken out."""
    told = plain_text(text) if _TAG.search(text) else html.unescape(text)
    lines = (" ".join(line.split()) for line in told.splitlines())
    return _without_address("\n\n".join(line for line in lines if line))


def _without_address(text: str) -> str:
    return _ADDRESS.sub("…", text)

"""Pressed pages: their bytes on the disk, the ones asked for in memory, and whether they still hold.

A page is one file, written whole and renamed, with the page in gzip, brotli and zstandard (as it stands it
is unpacked from the last). The folder is shared by every process of the paper and survives a restart; what is
damaged, or of another version, is removed and pressed again. In memory each process keeps what it is asked
for, in the codings it is asked for, and lets go of what was not asked for longest.
"""

from __future__ import annotations

import logging
import threading
import time
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Protocol

from azdarar.press.internal.changes import Changes, marks
from azdarar.press.internal.page_files import (
    CODINGS,
    DamagedPageError,
    Head,
    file_of,
    read_body,
    read_head,
    read_names,
    read_sizes,
    remove_page,
    unpacked,
    write_page,
)

__all__ = ["CODINGS", "Changes", "Freshness", "PageStore", "PressedPage", "marks"]

logger = logging.getLogger(__name__)

#: A page that changed only by addition may be served as it was for so long, in seconds, while it is pressed.
OLD_FOR_S = 1.0
#: A clock may be put back by so much before pages count as pressed in the future.
_CLOCK_SLACK_S = 1.0
#: What a page costs in memory besides its bytes, about.
_PAGE_OVERHEAD = 2_500
#: A larger page is served from its file every time: it must not push a hundred others out.
_LARGEST_KEPT = 2 * 2**20


class Freshness(Enum):
    """Whether a page may be served: as it is; for a moment more; not before it is pressed again."""

    FRESH = "fresh"
    OLD = "old"
    STALE = "stale"


#: Looked up once: each served request returns it.
_FRESH = Freshness.FRESH


class Dated(Protocol):
    """What was made of things that may change since: a page, or a part of one that is remembered.

    Attributes:
        marks: what it shows, as numbers.
        counter: of the changes, when its making began, at ``pressed_at``.
        until: the instant until which it said itself that it holds; all in seconds since the epoch.
        checked: the counter of the changes at which it was last found to hold, -1 before.
        holds_until: until when the clock lets it, as was found then.
    """

    marks: array[int]
    counter: int
    pressed_at: float
    until: float
    checked: int
    holds_until: float


@dataclass(slots=True, eq=False)
class PressedPage(Head):
    """A page as it was pressed: its head, the bytes that were asked for, and when it was found to hold.

    Attributes:
        bodies: by coding; ``PageStore.body`` reads what is missing.
        hits: how often this process served it.
        was_asked: set by whoever serves it; pages that were not are let go of first.
        is_without_file: every coding is held here because there is no file: the disk refused it.
        checked, holds_until: as ``Dated`` has them.
    """

    bodies: dict[str, bytes] = field(default_factory=dict)
    hits: int = 0
    was_asked: bool = False
    is_without_file: bool = False
    checked: int = -1
    holds_until: float = 0.0


class PageStore:
    """The pressed pages of a paper, as one process sees them.

    Args:
        folder: ``pages`` and the file of changes live in it; made where it is missing.
        memory_bytes: what pages may take in this process.
    """

    def __init__(self, folder: Path, *, memory_bytes: int) -> None:
        self.folder = folder
        self.pages_folder = folder / "pages"
        self.memory_bytes = memory_bytes
        self.changes = Changes(folder / "changes")
        #: The last failure to write, so that it is told once; empty while the disk takes pages.
        self.disk_problem = ""
        self._pages: dict[str, PressedPage] = {}
        self._held_bytes = 0
        self._lock = threading.Lock()

    @property
    def held_bytes(self) -> int:
        """What the pages in memory take, about."""
        return self._held_bytes

    def held(self) -> list[PressedPage]:
        """The pages in memory, in no order."""
        return list(self._pages.values())

    def get(self, key: str) -> PressedPage | None:
        """The page, if it is in memory; no file is touched. The caller sets ``hits`` and ``was_asked``."""
        return self._pages.get(key)

    def load(self, key: str) -> PressedPage | None:
        """The newest page of a key, from memory or its file; None where there is none that can be read.

        What another process pressed since is taken before what this one remembers.
        """
        held = self._pages.get(key)
        if held is not None and (held.is_without_file or self.is_fresh(held)):
            return held
        head = self._head(key)
        if head is None:
            return held if held is not None and held.is_without_file else None
        if held is not None and held.counter >= head.counter and held.pressed_at >= head.pressed_at:
            return held
        page = _page_of(head)
        self._hold(page)
        return page

    def body(self, page: PressedPage, coding: str) -> bytes | None:
        """The page's bytes in a coding of ``CODINGS`` or ``identity``.

        Returns:
            None when its file is gone, damaged (then it is removed, and the log says so) or another page's.
        """
        body = page.bodies.get(coding)
        if body is not None:
            return body
        try:
            if page.is_without_file:
                return unpacked(page.bodies["zstd"])
            body = read_body(file_of(self.pages_folder, page.key), coding, etag=page.etag)
        except (OSError, DamagedPageError) as problem:
            self._give_up(page.key, problem)
            return None
        if len(body) <= _LARGEST_KEPT:
            self._hold_body(page, coding, body)
        return body

    def keep(self, page: PressedPage, bodies: dict[str, bytes], tags: frozenset[str]) -> None:
        """Write a page to its file, and hold it; where the disk refuses, that is noted and the page held."""
        try:
            write_page(file_of(self.pages_folder, page.key), page, tags, bodies)
            self.disk_problem = ""
        except OSError as problem:
            if not self.disk_problem:
                logger.error("a pressed page was not written: %s", problem, extra={"page": page.key})
            self.disk_problem = str(problem)
            page.is_without_file = True
            page.bodies = dict(bodies)
        self._hold(page)

    def drop(self, key: str) -> None:
        """Forget a page, here and on the disk."""
        self._let_go(key)
        remove_page(file_of(self.pages_folder, key))

    def tags_of(self, key: str) -> tuple[str, ...]:
        """What a page shows, in the rooms' words; empty where its file cannot be read."""
        try:
            return read_names(file_of(self.pages_folder, key))
        except (OSError, DamagedPageError):
            return ()

    def sizes_of(self, key: str) -> dict[str, int]:
        """How many bytes a page has in each coding; empty where its file cannot be read."""
        try:
            return read_sizes(file_of(self.pages_folder, key))
        except (OSError, DamagedPageError):
            return {}

    def sweep(self, *, before: float) -> int:
        """Remove what processes killed while they wrote left before an instant; returns how many."""
        swept = 0
        for file in self.pages_folder.glob("??/??/.*"):
            try:
                if file.stat().st_mtime < before:
                    file.unlink()
                    swept += 1
            except OSError:
                continue
        return swept

    def heads(self) -> Iterator[PressedPage]:
        """Every page on the disk, without its bytes, in no order; one at a time."""
        for file in self.pages_folder.glob("??/??/*"):
            try:
                yield _page_of(read_head(file))
            except (OSError, DamagedPageError):
                continue

    def is_fresh(self, page: Dated, *, now: float | None = None) -> bool:
        """Whether nothing a page, or a part of one, shows has changed since it was pressed."""
        return self.freshness(page, now=time.time() if now is None else now) is Freshness.FRESH

    def freshness(self, page: Dated, *, now: float) -> Freshness:
        """Whether a page may be served at an instant (seconds since the epoch).

        One comparison of numbers until something changes anywhere; then a look-up for each of its tags, once.
        """
        counter = self.changes.look()
        if page.checked == counter and page.pressed_at - _CLOCK_SLACK_S <= now < page.holds_until:
            return _FRESH
        if now < page.pressed_at - _CLOCK_SLACK_S:
            return Freshness.STALE
        newest, takes_away = self.changes.newest(page.marks, since=page.counter)
        due = self.changes.next_due(page.marks, after=page.pressed_at)
        if not newest:
            page.checked, page.holds_until = counter, min(page.until, due)
            return Freshness.FRESH if now < page.holds_until else Freshness.STALE
        if takes_away or now >= min(page.until, due):
            return Freshness.STALE
        told = self.changes.told(newest)
        return Freshness.OLD if told and 0 <= now - told.at < OLD_FOR_S else Freshness.STALE

    def may_be_shown_still(self, page: PressedPage, *, now: float) -> bool:
        """Whether a page that cannot be pressed again may stay: nothing it shows was taken back."""
        _newest, takes_away = self.changes.newest(page.marks, since=page.counter)
        due = self.changes.next_due(page.marks, after=page.pressed_at)
        return not takes_away and now < due

    def why_not_fresh(self, page: PressedPage, *, now: float) -> str:
        """What made a page old: the fact that was announced, ``due``, ``until``, ``clock``, or ``""``."""
        if self.is_fresh(page, now=now):
            return ""
        newest, _takes_away = self.changes.newest(page.marks, since=page.counter)
        if newest and newest == self.changes.horizon:
            return "press.began-anew"
        if newest:
            told = self.changes.told(newest)
            return told.fact if told else "changed"
        if now < page.pressed_at:
            return "clock"
        return "until" if now >= page.until else "due"

    # Inside

    def _head(self, key: str) -> Head | None:
        try:
            head = read_head(file_of(self.pages_folder, key))
        except FileNotFoundError:
            return None
        except (OSError, DamagedPageError) as problem:
            self._give_up(key, problem)
            return None
        return head if head.key == key else None

    def _give_up(self, key: str, problem: Exception) -> None:
        self._let_go(key)
        if isinstance(problem, DamagedPageError):
            logger.error("a damaged pressed page was removed: %s", problem, extra={"page": key})
            remove_page(file_of(self.pages_folder, key))
        elif not isinstance(problem, FileNotFoundError):
            logger.error("a pressed page could not be read: %s", problem, extra={"page": key})

    def _hold(self, page: PressedPage) -> None:
        with self._lock:
            before = self._pages.pop(page.key, None)
            if before is not None:
                self._held_bytes -= _weight(before)
                page.hits += before.hits
            self._pages[page.key] = page
            self._held_bytes += _weight(page)
            self._shrink()

    def _let_go(self, key: str) -> None:
        with self._lock:
            page = self._pages.pop(key, None)
            if page is not None:
                self._held_bytes -= _weight(page)

    def _hold_body(self, page: PressedPage, coding: str, body: bytes) -> None:
        """Keep a page's bytes with it, if it is still held and no other thread has read them meanwhile."""
        with self._lock:
            if self._pages.get(page.key) is page and coding not in page.bodies:
                page.bodies[coding] = body
                self._held_bytes += len(body)
                self._shrink()

    def _shrink(self) -> None:
        """Let go of what was not asked for longest: what was, since the last time, is passed over once."""
        while self._held_bytes > self.memory_bytes and len(self._pages) > 1:
            key = next(iter(self._pages))
            page = self._pages.pop(key)
            if page.was_asked:
                page.was_asked = False
                self._pages[key] = page
            else:
                self._held_bytes -= _weight(page)


def _weight(page: PressedPage) -> int:
    return _PAGE_OVERHEAD + 8 * len(page.marks) + sum(map(len, page.bodies.values()))


def _page_of(head: Head) -> PressedPage:
    return PressedPage(**{name: getattr(head, name) for name in Head.__slots__})

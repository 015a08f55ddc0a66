"""What becomes of requests: counted by each process for itself, told in one small file for each.

No service and no shared memory: a process that serves or presses adds to a ``Counters`` (an attribute each,
for the fast path), and ``Statistics`` writes them every few seconds to a file of its own, whole and renamed.
Whoever wants to know adds the files up. A process that has died leaves its file behind; the background
worker folds it into ``totals.json`` and removes it, so that their number does not grow.
"""

from __future__ import annotations

import fcntl
import heapq
import logging
import os
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from azdarar.press.internal.count_sheets import (
    ANSWERED,
    COUNTED,
    HOUR_S,
    MINUTE_S,
    MOST_FAILED,
    MOST_HOT,
    MOST_SLOW,
    TOLD_FOR_S,
    Sheet,
    add_counts,
    read_sheet,
    write_sheet,
)

__all__ = [
    "ANSWERED",
    "COUNTED",
    "Counters",
    "Counts",
    "FailedRender",
    "SlowRender",
    "Statistics",
    "Told",
    "fold_the_dead",
    "told",
]

logger = logging.getLogger(__name__)

EVERY_S = 5.0
_TOTALS, _LOCK = "totals.json", "lock"


class Counters:
    """What one process has counted since it began; whoever serves adds to an attribute.

    A request is counted once: as one of ``hits`` (a page from the store), ``not_modified`` (the same,
    answered with 304), ``served_old`` (a page for the second its next pressing takes), ``misses`` (had to
    wait for a pressing), ``passed_on`` (Django answered) or ``refused`` (at the edge). ``presses`` and
    ``failures`` count renderings, whoever asked for them. An addition that two threads make at once may be
    lost: these are figures for people, and no lock is worth their last digit.
    """

    __slots__ = (*COUNTED, "failed", "slowest")

    def __init__(self) -> None:
        self.hits = self.not_modified = self.served_old = self.misses = 0
        self.passed_on = self.refused = self.presses = self.failures = 0
        self.slowest: dict[str, tuple[float, float, str]] = {}
        self.failed: dict[str, tuple[float, int, str]] = {}

    def note_pressed(self, key: str, *, render_ms: float, why: str, at: float) -> None:
        """Count a pressing, and remember it while it is among the slowest of the day."""
        self.presses += 1
        if key in self.failed:
            self.note_settled(key, at=at)
        slowest = self.slowest
        if len(slowest) >= MOST_SLOW and key not in slowest:
            name, (least, since, _why) = min(slowest.items(), key=lambda item: item[1][0])
            if render_ms <= least and at - since < TOLD_FOR_S:
                return
            slowest.pop(name, None)
        slowest[key] = (render_ms, at, why)

    def note_failed(self, key: str, *, at: float, times: int, why: str) -> None:
        """Count a rendering that failed, and remember it until the page can be pressed again."""
        self.failures += 1
        self.failed.pop(key, None)
        self.failed[key] = (at, times, why)
        while len(self.failed) > MOST_FAILED:
            self.failed.pop(next(iter(self.failed)))

    def note_settled(self, key: str, *, at: float) -> None:
        """Say that a page fails no longer, whichever process told that it did: it was pressed, or is gone."""
        self.failed[key] = (at, 0, "")

    def counted(self) -> list[int]:
        """Return the counts in the order of ``COUNTED``."""
        return [getattr(self, name) for name in COUNTED]


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted in some span of time."""

    hits: int = 0
    not_modified: int = 0
    served_old: int = 0
    misses: int = 0
    passed_on: int = 0
    refused: int = 0
    presses: int = 0
    failures: int = 0

    @property
    def requests(self) -> int:
        """Everything that was answered, refusals included."""
        return sum(getattr(self, name) for name in ANSWERED)

    @property
    def from_store(self) -> int:
        """Requests for pages that were there already."""
        return self.hits + self.not_modified + self.served_old

    @property
    def hit_rate(self) -> float | None:
        """How many of the requests for pages meant for everybody found them pressed; None without any."""
        asked = self.from_store + self.misses
        return self.from_store / asked if asked else None


@dataclass(frozen=True, slots=True)
class SlowRender:
    """A pressing that took long."""

    key: str
    render_ms: float
    at: float
    why: str


@dataclass(frozen=True, slots=True)
class FailedRender:
    """A page that could not be pressed when it was last tried."""

    key: str
    at: float
    times: int
    why: str


@dataclass(frozen=True, slots=True)
class Told:
    """What all processes have counted, living and dead, added up."""

    last_minutes: Counts
    last_hour: Counts
    last_day: Counts
    ever: Counts
    by_hour: tuple[tuple[int, Counts], ...]  # (seconds since the epoch, counts), oldest first, without gaps
    slowest: tuple[SlowRender, ...]
    failed: tuple[FailedRender, ...]  # last first
    hottest: tuple[tuple[str, int], ...]
    processes: int


class Statistics:
    """One process's file of counts, written every few seconds by a thread of its own.

    Made in the process that counts, not before it is forked: a lock tells the others that it lives.

    Args:
        folder: where all processes of a paper leave their files.
        hottest: keys of pages, each with a number that grows with how often they are asked for.
    """

    def __init__(
        self,
        folder: Path,
        counters: Counters,
        *,
        hottest: Callable[[], Iterable[tuple[str, int]]] = tuple,
    ) -> None:
        self._folder = folder
        self._counters = counters
        self._hottest = hottest
        self._name = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._seen = [0] * len(COUNTED)
        self._sheet = Sheet()
        self._lock: int | None = None
        self._is_in_trouble = False
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to write; returns at once."""
        self._thread = threading.Thread(target=self._keep_writing, name="press statistics", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Write a last time and end."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(timeout=EVERY_S)
        self.write_now()

    def write_now(self) -> bool:
        """Write at this instant; for a process that has no thread for it."""
        return self.write(now=time.time())

    def write(self, *, now: float) -> bool:
        """Write what was counted; a disk that takes nothing is said once, and tried again."""
        self._take_over(now)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if self._lock is None:
                # Under the lock, or it could be taken for a dead one's before it is held.
                with _locked(self._folder, fcntl.LOCK_SH):
                    self._lock = _hold(self._folder / f"{self._name}.alive")
            write_sheet(self._folder / f"{self._name}.json", self._sheet)
        except OSError as error:
            if not self._is_in_trouble:
                logger.warning("press statistics cannot be written", extra={"why": str(error)})
            self._is_in_trouble = True
            return False
        self._is_in_trouble = False
        return True

    def _take_over(self, now: float) -> None:
        """Enter what was counted since the last time under this minute and this hour."""
        counted = self._counters.counted()
        since = [new - old for new, old in zip(counted, self._seen, strict=True)]
        self._seen = counted
        sheet = self._sheet
        add_counts(sheet.total, since)
        for kept, span in ((sheet.minutes, MINUTE_S), (sheet.hours, HOUR_S)):
            add_counts(kept.setdefault(int(now // span), [0] * len(COUNTED)), since)
        sheet.slowest, sheet.failed = dict(self._counters.slowest), dict(self._counters.failed)
        sheet.hottest = dict(heapq.nlargest(MOST_HOT, self._hottest(), key=lambda item: item[1]))
        sheet.forget_old(now)

    def _keep_writing(self) -> None:
        while not self._ended.wait(EVERY_S):
            try:
                self.write(now=time.time())
            except Exception:
                logger.exception("press statistics failed")


def told(folder: Path, *, now: float) -> Told:
    """Add up what all processes have told."""
    with _locked(folder, fcntl.LOCK_SH):
        sheets = [sheet for path in _files(folder) if (sheet := read_sheet(path)) is not None]
    whole = Sheet()
    for sheet in sheets:
        whole.add(sheet)
    whole.forget_old(now)
    hour, minute = int(now // HOUR_S), int(now // MINUTE_S)
    return Told(
        last_minutes=_sum(row for at, row in whole.minutes.items() if at > minute - 5),
        last_hour=_sum(whole.minutes.values()),
        last_day=_sum(row for at, row in whole.hours.items() if at > hour - 24),
        ever=_sum([whole.total]),
        by_hour=tuple((at * HOUR_S, _sum([whole.hours.get(at, [])])) for at in range(hour - 23, hour + 1)),
        slowest=tuple(
            SlowRender(key, *row) for key, row in sorted(whole.slowest.items(), key=lambda item: -item[1][0])
        ),
        failed=tuple(
            FailedRender(key, *row)
            for key, row in sorted(whole.failed.items(), key=lambda item: -item[1][0])
            if row[1]
        ),
        hottest=tuple(sorted(whole.hottest.items(), key=lambda item: -item[1])),
        processes=sum(_is_held(path) for path in folder.glob("*.alive")),
    )


def fold_the_dead(folder: Path, *, now: float) -> int:
    """Add the files of processes that have ended to the totals and remove them; returns how many."""
    if not folder.is_dir():
        return 0
    with _locked(folder, fcntl.LOCK_EX):
        names = {path.stem for path in (*folder.glob("*.alive"), *_files(folder))} - {Path(_TOTALS).stem}
        dead = [name for name in names if not _is_held(folder / f"{name}.alive")]
        if not dead:
            return 0
        totals = read_sheet(folder / _TOTALS) or Sheet()
        for name in dead:
            sheet = read_sheet(folder / f"{name}.json")
            if sheet is not None:
                # Who is gone serves no page: what is hot, the living know.
                sheet.hottest = {}
                totals.add(sheet)
        totals.forget_old(now)
        write_sheet(folder / _TOTALS, totals)
        for name in dead:
            for left in (folder / f"{name}.json", folder / f"{name}.alive", *folder.glob(f".{name}.*")):
                left.unlink(missing_ok=True)
    return len(dead)


def _files(folder: Path) -> list[Path]:
    """Return the files that are whole; one that is being written has a name with a dot before it."""
    return sorted(path for path in folder.glob("*.json") if not path.name.startswith("."))


def _hold(path: Path) -> int:
    """Take the lock that says that this process lives; the kernel lets go of it when it ends."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return handle


def _is_held(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(handle)


@contextmanager
def _locked(folder: Path, how: int) -> Iterator[None]:
    """Let nobody fold while files are read; where no lock can be had, nobody folds either."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        yield
        return
    try:
        fcntl.flock(handle, how)
        yield
    finally:
        os.close(handle)


def _sum(rows: Iterable[list[int]]) -> Counts:
    whole = [0] * len(COUNTED)
    for row in rows:
        add_counts(whole, row)
    return Counts(*whole)

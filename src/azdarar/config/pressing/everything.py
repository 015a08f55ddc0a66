"""Press many pages, on every processor; what is fresh is passed over, so that it can be done in parts."""

from __future__ import annotations

import logging
import os
import re
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from types import FrameType

from django.db import DatabaseError
from django.utils import timezone

from azdarar.config.collector import collect_seldom
from azdarar.errors import AzdararError
from azdarar.press.ahead import Ahead
from azdarar.press.at_home import press_at_home, statistics_at_home
from azdarar.press.pressing import PageFailedError, PersonalPageError, Press

#: Few enough that a wish to stop is heeded within a second.
_AT_ONCE = 20
#: What the addresses of stories look like; whatever else does is asked for in vain.
_STORY = re.compile(r"/[^/]+/\d{4}/\d\d/\d\d/[^/]+/")
#: Stories for which what they need is looked up together.
_WORTH_IT = 3
_MOST_FAILURES_TOLD = 20
#: If so many pages fail before the first goes well, something is wrong that concerns them all.
_ALL_FAIL = 60
#: Readers and editors come first where the paper is served meanwhile.
_NICENESS = 10


class PresserDiedError(AzdararError):
    """A process that pressed pages was ended from outside."""

    code = "config.presser-died"
    sentence = (
        "A process that pressed pages was ended from outside, perhaps for want of memory. The %(done)d pages "
        "done so far stay as they are; the same command goes on with the others."
    )


@dataclass(slots=True)
class Tally:
    """What became of the pages so far.

    Attributes:
        fresh: were pressed already, and hold.
        absent: no page is there, or none that may be kept.
        failed: key and reason of the first that failed; ``failures`` counts all.
    """

    pressed: int = 0
    fresh: int = 0
    absent: int = 0
    failures: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    render_ms: float = 0.0
    bytes_pressed: int = 0

    @property
    def done(self) -> int:
        """How many pages were looked at."""
        return self.pressed + self.fresh + self.absent + self.failures

    def add(self, other: Tally) -> None:
        """Take another tally in."""
        for name in ("pressed", "fresh", "absent", "failures", "render_ms", "bytes_pressed"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.failed = (self.failed + other.failed)[:_MOST_FAILURES_TOLD]


def press_many(
    keys: Sequence[str],
    *,
    press: Press | None = None,
    processes: int = 1,
    progress: Callable[[Tally], None] = lambda tally: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Tally:
    """Press what is old or missing among these pages, in their order; returns what became of them.

    With ``should_stop`` it ends after the pages in hand; when nothing but failures comes, by itself.

    Args:
        press: another than the paper's, for this process alone.
        processes: with more than one they are begun beside this one.

    Raises:
        PresserDiedError: ``config.presser-died``.
    """
    tally = Tally()

    def must_end() -> bool:
        return should_stop() or tally.failures == tally.done >= _ALL_FAIL

    parts = (keys[first : first + _AT_ONCE] for first in range(0, len(keys), _AT_ONCE))
    if processes == 1:
        for part in parts:
            if must_end():
                break
            tally.add(press_some(part, press=press))
            progress(tally)
        return tally
    try:
        with _pool(processes) as pool:
            for done in _each_done(pool, parts, most=processes * 3, should_stop=must_end):
                tally.add(done)
                progress(tally)
    except BrokenProcessPool:
        raise PresserDiedError(done=tally.done) from None
    return tally


def press_some(keys: Sequence[str], *, press: Press | None = None) -> Tally:
    """Press what is old or missing among a few pages, in this process."""
    press, tally = press or press_at_home(), Tally()
    wanted = [key for key in keys if not _is_fresh(press, key)]
    tally.fresh = len(keys) - len(wanted)
    ahead = _looked_up(press, wanted)
    for key in wanted:
        try:
            page = press.press(key, why="all", ahead=ahead)
        except (PageFailedError, PersonalPageError) as refusal:
            tally.failures += 1
            tally.failed.append((key, str(refusal)))
            continue
        if page is None:
            tally.absent += 1
        elif failure := press.failures.get(key):
            tally.failures += 1
            tally.failed.append((key, failure.why))
        else:
            tally.pressed += 1
            tally.render_ms += page.render_ms
            tally.bytes_pressed += page.size
    statistics_at_home().write_now()
    return tally


def _is_fresh(press: Press, key: str) -> bool:
    page = press.store.load(key)
    return page is not None and press.store.is_fresh(page)


def _looked_up(press: Press, keys: Sequence[str]) -> Ahead | None:
    """What the stories among some pages need, asked of the database once for all of them."""
    # A process of the pool reads this module before Django is there.
    from azdarar.reader.story import look_up_stories

    paths = [key for key in keys if _STORY.fullmatch(key)]
    if len(paths) < _WORTH_IT:
        return None
    ahead = Ahead(counter=press.store.changes.look(), began=time.time())
    try:
        look_up_stories(ahead, paths, at=timezone.now())
    except DatabaseError:  # each page asks for itself, and says what hinders it
        return None
    return ahead


class Stop:
    """Whether somebody pressed Ctrl-C, or a service manager wants this to end."""

    def __init__(self) -> None:
        self._is_asked = False

    def ask(self, number: int, frame: FrameType | None) -> None:
        """A signal came; the second ends at once."""
        if self._is_asked:
            raise KeyboardInterrupt
        self._is_asked = True

    def is_asked(self) -> bool:
        """Whether to stop."""
        return self._is_asked


@contextmanager
def stopping() -> Iterator[Stop]:
    """Take SIGINT and SIGTERM as a wish to stop after the pages in hand."""
    stop, before = Stop(), {}
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            before[number] = signal.signal(number, stop.ask)
    except ValueError:
        # Not the main thread: whoever called has its own way to stop.
        pass
    try:
        yield stop
    finally:
        for number, action in before.items():
            signal.signal(number, action)


def _pool(processes: int) -> ProcessPoolExecutor:
    # Not forked: a thread of this process may hold a lock of the database at that moment.
    return ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_begin)


def _begin() -> None:
    """Make a process of the pool ready: it heeds its parent alone, and stands back behind those who serve."""
    from azdarar.config.process_family import end_with_parent

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    os.nice(_NICENESS)
    import django

    django.setup()
    collect_seldom()
    keep_quiet()


def keep_quiet() -> None:
    """Write no line of the log for each page that is rendered: there are as many as there are stories."""
    logging.getLogger("azdarar.requests").setLevel(logging.WARNING)


def _each_done(
    pool: ProcessPoolExecutor, parts: Iterator[Sequence[str]], *, most: int, should_stop: Callable[[], bool]
) -> Iterator[Tally]:
    """Hand out parts, a few ahead, and yield what became of each."""
    waiting: set[Future[Tally]] = set()
    while True:
        if should_stop():
            waiting = {future for future in waiting if not future.cancel()}
        else:
            for part in parts:
                waiting.add(pool.submit(press_some, part))
                if len(waiting) >= most:
                    break
        if not waiting:
            return
        done, waiting = wait(waiting, timeout=0.5, return_when=FIRST_COMPLETED)
        for future in done:
            yield future.result()

"""Keeps the processes of a paper alive: begun again when they die, replaced when they grow, handed over.

The socket readers come by belongs to the parent and is never closed while it lives, so that nobody is refused
between two processes. For new code the parent becomes the new program under the same process id (``exec``),
with the socket, the lock and the old processes in its hands: these answer until the new ones are ready.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType

from azdarar.config.process_family import end_with_parent

logger = logging.getLogger(__name__)

#: What ends sooner than this did not come up: the next one waits, longer each time.
SHORT_LIFE_S = 1.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 5.0
LOOK_EVERY_S = 10.0
READY_WITHIN_S = 60.0

Work = Callable[[Callable[[], None]], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of process.

    Attributes:
        work: what it does until SIGTERM; calls what it is given once it answers.
        stop_s: what it has from SIGTERM to its end.
        largest_mb: one that grew beyond is replaced; 0 for none.
    """

    name: str
    count: int
    work: Work
    stop_s: float
    largest_mb: int = 0


@dataclass(slots=True)
class _Kept:
    """One process that is kept alive, or the place where the next one will be."""

    kind: Kind
    process: BaseProcess | None = None
    ready: int = -1
    is_ready: bool = False
    begun: float = 0.0
    not_before: float = 0.0
    pause: float = 0.0


class Keeper:
    """Keeps processes until it is told to stop or to hand over.

    Args:
        kinds: in the order in which they are stopped.
        on_all_ready: called once, when every process answers.
    """

    def __init__(self, kinds: list[Kind], *, on_all_ready: Callable[[], None]) -> None:
        self._places = [_Kept(kind) for kind in kinds for _number in range(kind.count)]
        self._kinds = kinds
        self._leaving: list[tuple[BaseProcess, float]] = []
        self._on_all_ready: Callable[[], None] | None = on_all_ready
        self._asked = ""
        self._wake_reader, self._wake_writer = os.pipe()
        os.set_blocking(self._wake_writer, False)
        self._looked = time.monotonic()

    @property
    def process_ids(self) -> list[list[int]]:
        """Every process that lives, by kinds in the order in which they are stopped; then what leaves."""
        kinds = [[place.process for place in self._places if place.kind is kind] for kind in self._kinds]
        kinds.append([process for process, _until in self._leaving])
        return [[one.pid for one in kind if one is not None and one.pid] for kind in kinds]

    def run(self) -> str:
        """Keep them until a signal: returns ``stop`` (all have ended) or ``reload`` (all are still there)."""
        for number, asked in (
            (signal.SIGTERM, "stop"),
            (signal.SIGINT, "stop"),
            (signal.SIGHUP, "reload"),
        ):
            signal.signal(number, self._handler(asked))
        while not self._asked:
            self._begin_missing()
            self._wait()
            self._take_readiness()
            self._bury()
            self._look()
        if self._asked == "stop":
            self._stop_all()
        return self._asked

    def go_on(self) -> None:
        """Forget that a reload was asked for; ``run`` may be called again."""
        self._asked = ""

    def _handler(self, asked: str) -> Callable[[int, FrameType | None], None]:
        def handle(_number: int, _frame: FrameType | None) -> None:
            self._asked = "stop" if self._asked == "stop" else asked
            with suppress(BlockingIOError):
                os.write(self._wake_writer, b"x")

        return handle

    def _begin_missing(self) -> None:
        now = time.monotonic()
        for place in self._places:
            if place.process is None and now >= place.not_before:
                self._begin(place)

    def _begin(self, place: _Kept) -> None:
        reader, writer = os.pipe()
        process = multiprocessing.get_context("fork").Process(
            target=_be_child, args=(place.kind.work, writer, [self._wake_reader, self._wake_writer, reader])
        )
        process.start()
        os.close(writer)
        os.set_blocking(reader, False)
        place.process, place.ready, place.begun, place.is_ready = process, reader, time.monotonic(), False

    def _wait(self) -> None:
        watched: list[int] = [self._wake_reader]
        watched += [place.process.sentinel for place in self._places if place.process is not None]
        watched += [process.sentinel for process, _until in self._leaving]
        watched += [place.ready for place in self._places if place.ready >= 0]
        now = time.monotonic()
        pauses = [place.not_before - now for place in self._places if place.process is None]
        ends = [until - now for _process, until in self._leaving]
        for ready in wait(watched, timeout=max(0.0, min([LOOK_EVERY_S, *pauses, *ends]))):
            if ready == self._wake_reader:
                os.read(self._wake_reader, 1024)

    def _take_readiness(self) -> None:
        for place in self._places:
            if place.ready < 0:
                continue
            with suppress(BlockingIOError):
                place.is_ready = bool(os.read(place.ready, 1))
                os.close(place.ready)
                place.ready = -1
        if self._on_all_ready is not None and all(place.is_ready for place in self._places):
            tell, self._on_all_ready = self._on_all_ready, None
            tell()

    def _bury(self) -> None:
        now = time.monotonic()
        for place in self._places:
            process = place.process
            if process is None or process.is_alive():
                continue
            process.join()
            place.process, place.is_ready = None, False
            lived = now - place.begun
            place.pause = (
                min(LONGEST_PAUSE_S, place.pause * 2 or FIRST_PAUSE_S) if lived < SHORT_LIFE_S else 0.0
            )
            place.not_before = now + place.pause
            logger.error(
                "a process ended by itself and is begun again",
                extra={"kind": place.kind.name, "code": process.exitcode},
            )
        leaving, self._leaving = self._leaving, []
        for process, until in leaving:
            if process.is_alive() and now > until:
                process.kill()
            if process.is_alive():
                self._leaving.append((process, until))
            else:
                process.join()

    def _look(self) -> None:
        """Replace what grew too large: the next one answers before the old one ends."""
        now = time.monotonic()
        if now - self._looked < LOOK_EVERY_S:
            return
        self._looked = now
        for place in self._places:
            process, most = place.process, place.kind.largest_mb
            if process is not None and most and place.is_ready and _memory_mb(process.pid) > most:
                logger.warning("a process grew too large and is replaced", extra={"kind": place.kind.name})
                self._leaving.append((process, now + place.kind.stop_s))
                self._begin(place)
                process.terminate()

    def _stop_all(self) -> None:
        for kind in self._kinds:
            stopping = [place.process for place in self._places if place.kind is kind]
            stop([process for process in stopping if process is not None], within_s=kind.stop_s)
        stop([process for process, _until in self._leaving], within_s=0.0)


def stop(processes: list[BaseProcess], *, within_s: float) -> None:
    """Ask processes to end, and end those that do not."""
    for process in processes:
        process.terminate()
    until = time.monotonic() + within_s
    for process in processes:
        process.join(max(0.0, until - time.monotonic()))
        if process.is_alive():
            logger.warning("a process did not stop in time and was killed")
            process.kill()
            process.join()


def _be_child(work: Work, ready: int, not_mine: list[int]) -> None:
    for number in not_mine:
        os.close(number)
    end_with_parent()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)

    def tell() -> None:
        os.write(ready, b"r")
        os.close(ready)

    work(tell)


def _memory_mb(process_id: int | None) -> float:
    """What a process has in memory; 0 where that cannot be told."""
    with suppress(OSError, ValueError, IndexError):
        pages = Path(f"/proc/{process_id}/statm").read_text(encoding="ascii").split()
        # Shared pages came with the fork: only its own count.
        return (int(pages[1]) - int(pages[2])) * os.sysconf("SC_PAGE_SIZE") / 2**20
    return 0.0

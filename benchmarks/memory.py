"""The memory of a process and of all it started, looked at while something runs."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_EVERY_S = 0.5
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(slots=True)
class Memory:
    """The most that was seen, in MB: pages in memory, those of shared libraries once for each process."""

    peak_mb: int = 0


@contextmanager
def memory_watched() -> Iterator[Memory]:
    """Look at the memory of this process and its descendants twice a second while the block runs (Linux)."""
    seen, ended = Memory(), threading.Event()

    def watch() -> None:
        while True:
            seen.peak_mb = max(seen.peak_mb, sum(map(_held, [os.getpid(), *_descendants(os.getpid())])))
            if ended.wait(_EVERY_S):
                return

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join()


def _descendants(process: int) -> Iterator[int]:
    for tasks in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, tasks.read_text(encoding="ascii").split()):
                yield child
                yield from _descendants(child)


def _held(process: int) -> int:
    with suppress(OSError):
        pages = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()
        return int(pages[1]) * _PAGE // 2**20
    return 0

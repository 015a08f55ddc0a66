"""What processes take of a machine, by the kernel's own tables (Linux): memory, and the processors' time."""

import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_EVERY_S = 0.5
_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICKS = os.sysconf("SC_CLK_TCK")


def children_of(process: int) -> list[int]:
    """The processes that a process began, from whichever of its threads; none where it has ended."""
    children: list[int] = []
    with suppress(OSError):
        for tasks in Path(f"/proc/{process}/task").glob("*/children"):
            with suppress(OSError):
                children += map(int, tasks.read_text(encoding="ascii").split())
    return children


def tree_of(process: int) -> list[int]:
    """A process and all that descend from it."""
    found = [process]
    for one in found:
        found += children_of(one)
    return found


def processor_s(processes: Iterable[int]) -> float:
    """Seconds of the processors these processes have taken."""
    ticks = 0
    for process in processes:
        with suppress(OSError):
            fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / _TICKS


def resident_mb(process: int) -> float:
    """What a process has in memory, all that it shares with others included, in megabytes."""
    with suppress(OSError):
        pages = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()
        return int(pages[1]) * _PAGE / 2**20
    return 0.0


def memory_mb(process: int) -> float:
    """What a process takes by itself and its share of what it has with others (PSS), in megabytes."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


@dataclass(slots=True)
class Memory:
    """The most that was seen, in MB: pages in memory, those of shared libraries once for each process."""

    peak_mb: int = 0


@contextmanager
def memory_watched() -> Iterator[Memory]:
    """Look at the memory of this process and its descendants twice a second while the block runs."""
    seen, ended = Memory(), threading.Event()

    def watch() -> None:
        while True:
            seen.peak_mb = max(seen.peak_mb, int(sum(map(resident_mb, tree_of(os.getpid())))))
            if ended.wait(_EVERY_S):
                return

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join()

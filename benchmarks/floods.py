"""What readers of a pressed page notice while others flood the paper, hold on to it, or bring in new code.

``python -m benchmarks.floods``. One worker. The load comes from this process: idle connections, heads and
bodies that never end, readers who take nothing; made-up queries and addresses; the program replaced again and
again.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import secrets
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from urllib.parse import urlsplit

from azdarar.press.store import PageStore
from benchmarks.budget import BUDGETS, Report, slowest_hundredth
from benchmarks.paper import ServedPaper, served
from benchmarks.processes import children_of, processor_s, resident_mb

PAGE = "/fr/"
_AT_ONCE = 200

Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def measure() -> Report:
    """Flood a paper in each way in turn."""
    report, budget = Report("floods"), BUDGETS["floods"]
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder) / "home", demonstration=True, WORKERS="1") as paper,
    ):
        asyncio.run(_measure(paper, Path(folder) / "home", report, budget))
    return report


async def _measure(paper: ServedPaper, home: Path, report: Report, budget: dict[str, float]) -> None:
    await _slow_ones(paper, report, budget)
    await _made_up_queries(paper, report, budget)
    await _made_up_addresses(paper, home, report, budget)
    await _new_code(paper, report, budget)


async def _slow_ones(paper: ServedPaper, report: Report, budget: dict[str, float]) -> None:
    kinds = {
        "idle": _request(PAGE),
        "slow_heads": b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
        "slow_bodies": _request("/account/login/", "Content-Length: 60000", method="POST") + b"a",
        "slow_readers": _request(PAGE) * 50,
    }
    async with contextlib.AsyncExitStack() as stack:
        for kind, told in kinds.items():
            for _ in range(int(budget[kind]) // _AT_ONCE):
                opened = [stack.enter_async_context(_connected(paper)) for _ in range(_AT_ONCE)]
                for _reader, writer in await asyncio.gather(*opened):
                    writer.transport.pause_reading()
                    writer.write(told)
        pages = await _latencies(paper, PAGE, 300)
        forms = await _latencies(paper, "/account/login/", 30)
        report.most("a page under slow and idle ones, p99", pages, budget["page_p99_ms"], " ms")
        report.most("the sign-in page meanwhile, slowest", forms, budget["form_ms"], " ms")
        largest = round(max(map(resident_mb, _children(paper))))
        report.most("the front's memory meanwhile", largest, budget["memory_mb"], " MB")
    began = time.monotonic()
    while await _latencies(paper, PAGE, 20) > budget["page_p99_ms"]:
        await asyncio.sleep(0.2)
    report.most("well again after", round(time.monotonic() - began, 1), budget["well_again_s"], " s")


async def _made_up_queries(paper: ServedPaper, report: Report, budget: dict[str, float]) -> None:
    await _settle(paper)
    rendered = _renderings(paper, PAGE)
    count = int(budget["queries"])
    await _ask_all(paper, (f"{PAGE}?utm_{secrets.token_hex(3)}={number}" for number in range(count)), {200})
    report.most(f"renderings by {count} made-up queries", _renderings(paper, PAGE) - rendered, 0)


async def _made_up_addresses(
    paper: ServedPaper, home: Path, report: Report, budget: dict[str, float]
) -> None:
    await _ask_all(paper, ["/fr/nothing/"], {404})
    before_s = processor_s(_children(paper))
    count = int(budget["paths"])
    shapes = ("/fr/{}/", "/{}", "/fr/2026/01/02/{}/", "/fr/authors/{}/", "/2012/05/{}/")
    made_up = [shapes[number % 5].format(secrets.token_hex(6)) for number in range(count)]
    await _ask_all(paper, made_up, {404})
    used = (processor_s(_children(paper)) - before_s) * 1000 / count
    store = PageStore(home / "press", memory_bytes=2**20)
    kept = {page.key for page in store.heads()} & set(made_up)
    report.most(f"pages kept of {count} made-up addresses", len(kept), 0)
    report.most("processor's time for each, helped ones among them", round(used, 2), budget["path_ms"], " ms")


async def _new_code(paper: ServedPaper, report: Report, budget: dict[str, float]) -> None:
    """Fresh connections at a steady pace while the program is replaced."""
    failed = answered = 0
    is_over = asyncio.Event()

    async def fresh() -> None:
        nonlocal failed, answered
        while not is_over.is_set():
            try:
                async with _connected(paper) as (reader, writer):
                    writer.write(_request(PAGE, "Connection: close"))
                    failed += await _status(reader) != 200
                    answered += 1
            except (OSError, asyncio.IncompleteReadError):
                failed += 1
            await asyncio.sleep(0.02)

    asking = [asyncio.create_task(fresh()) for _ in range(4)]
    for _ in range(int(budget["reloads"])):
        before = _children(paper)
        os.kill(paper.process_id, signal.SIGHUP)
        while before & _children(paper) or len(_children(paper)) < len(before):
            await asyncio.sleep(0.1)
    is_over.set()
    await asyncio.gather(*asking)
    report.note(f"{answered} fresh requests while the program was replaced {int(budget['reloads'])} times")
    report.most("of them failed", failed, 0)


# Asking


@contextlib.asynccontextmanager
async def _connected(paper: ServedPaper) -> AsyncIterator[Stream]:
    place = urlsplit(paper.url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


def _request(path: str, *headers: str, method: str = "GET") -> bytes:
    lines = "".join(f"{line}\r\n" for line in headers)
    return f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: br\r\n{lines}\r\n".encode()


async def _status(reader: asyncio.StreamReader) -> int:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
    await reader.readexactly(int(length or 0))
    return int(head[9:12])


async def _latencies(paper: ServedPaper, path: str, count: int) -> float:
    """The slowest hundredth of answers on fresh connections, in milliseconds."""
    taken = []
    for _ in range(count):
        began = time.perf_counter()
        async with _connected(paper) as (reader, writer):
            writer.write(_request(path, "Connection: close"))
            await _status(reader)
        taken.append((time.perf_counter() - began) * 1000)
    return round(slowest_hundredth(taken), 1)


async def _ask_all(paper: ServedPaper, paths: Iterable[str], expected: set[int]) -> None:
    """Ask for each address on a few connections at once."""
    waiting = iter(paths)

    async def some() -> None:
        async with _connected(paper) as (reader, writer):
            for path in waiting:
                writer.write(_request(path))
                status = await _status(reader)
                if status not in expected:
                    raise SystemExit(f"{path} was answered with {status}.")

    await asyncio.gather(*(some() for _ in range(4)))


async def _settle(paper: ServedPaper) -> None:
    """Wait until the worker has pressed what it presses by itself."""
    said = -1
    while said != (said := len(paper.output.read_text(encoding="utf-8"))):
        await asyncio.sleep(2)


# Looking


def _renderings(paper: ServedPaper, path: str) -> int:
    return sum(f"path={path} " in line for line in paper.output.read_text(encoding="utf-8").splitlines())


def _children(paper: ServedPaper) -> set[int]:
    """Front and back; the background worker leads a group of its own."""
    return {child for child in children_of(paper.process_id) if os.getpgid(child) != child}


if __name__ == "__main__":
    raise SystemExit(bool(measure().missed))

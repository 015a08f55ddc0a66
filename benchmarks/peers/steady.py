"""So many requests a second beside so many connections that do nothing, and how long each answer took.

``python -m benchmarks.peers.steady HOST PORT ADDRESSES IDLE RATE SECONDS`` prints one JSON object. A request
is due at its instant whether or not earlier ones were answered, and its time counts from there: a server that
stops for a moment is charged for everybody who would have asked meanwhile.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from collections import deque
from pathlib import Path
from statistics import median

from benchmarks.budget import slowest_hundredth

CONNECTIONS = 64
#: How often an idle connection asks for a page, so that it stays one that is kept alive.
IDLE_ASKS_EVERY_S = 240.0


class Asking(asyncio.Protocol):
    """One kept-alive connection: one request at a time, answers told by their length."""

    def __init__(self, tally: Tally, *, is_idle: bool) -> None:
        self.tally = tally
        self.is_idle = is_idle
        self.transport: asyncio.Transport | None = None
        self.due: deque[float] = deque()
        self.buffer = b""
        self.left = 0
        self.is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport, self.is_open = transport, True  # type: ignore[assignment]

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False
        if not self.tally.is_over:
            self.tally.lost += 1
            self.tally.errors += len(self.due)
            self.due.clear()

    def ask(self, request: bytes, due: float) -> None:
        self.due.append(due)
        assert self.transport is not None  # noqa: S101
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        if self.left:
            taken = min(self.left, len(data))
            self.left -= taken
            data = data[taken:]
            if not self.left:
                self.answered()
        self.buffer += data
        while self.buffer:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self.buffer[:end].lower()
            if not head.startswith((b"http/1.1 200", b"http/1.1 304")):
                self.tally.errors += 1
            at = head.find(b"content-length:")
            length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            body = len(self.buffer) - end - 4
            self.left = max(0, length - body)
            self.buffer = self.buffer[end + 4 + length :]
            if not self.left:
                self.answered()

    def answered(self) -> None:
        if not self.due:
            return
        took = time.perf_counter() - self.due.popleft()
        (self.tally.woken if self.is_idle else self.tally.took).append(took)


class Tally:
    """What was asked and answered."""

    def __init__(self) -> None:
        self.took: list[float] = []
        self.woken: list[float] = []
        self.errors = self.lost = 0
        self.is_over = False


async def ask_steadily(
    host: str, port: int, addresses: list[str], *, idle: int, rate: int, seconds: float
) -> dict[str, float]:
    """Open the idle connections, then ask at the given rate over a few others."""
    loop = asyncio.get_running_loop()
    tally = Tally()
    requests = [
        f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept-Encoding: br, gzip\r\n\r\n".encode()
        for path in addresses
    ]

    async def opened(*, is_idle: bool = False) -> Asking:
        return (await loop.create_connection(lambda: Asking(tally, is_idle=is_idle), host, port))[1]

    resting: list[Asking] = []
    while len(resting) < idle:
        resting += await asyncio.gather(*(opened(is_idle=True) for _ in range(min(200, idle - len(resting)))))
        for one in resting[-200:]:
            one.ask(requests[0], time.perf_counter())
        await asyncio.sleep(0.05)
    asking = [await opened() for _ in range(CONNECTIONS)]
    await asyncio.sleep(1.0)
    failed_before = tally.errors
    tally.took.clear()
    begun = time.perf_counter()
    asked = await _ask(asking, resting, requests, opened, rate=rate, seconds=seconds, begun=begun)
    await asyncio.sleep(1.0)
    tally.is_over = True
    took = tally.took or [float("inf")]
    return {
        "asked": asked,
        "answered": len(tally.took),
        "answered_to_idle": len(tally.woken),
        "errors": tally.errors,
        "errors_of_opening": failed_before,
        "lost_connections": tally.lost,
        "idle_open": sum(one.is_open for one in resting),
        "p50_ms": median(took) * 1000,
        "p99_ms": slowest_hundredth(took) * 1000,
        "longest_ms": max(took) * 1000,
    }


async def _ask(asking, resting, requests, opened, *, rate, seconds, begun):  # type: ignore[no-untyped-def]
    asked = woken = 0
    while (now := time.perf_counter() - begun) < seconds:
        while asked < now * rate:
            one = asking[asked % len(asking)]
            if not one.is_open:
                one = asking[asked % len(asking)] = await opened()
            one.ask(requests[asked % len(requests)], begun + asked / rate)
            asked += 1
        while resting and woken < now / IDLE_ASKS_EVERY_S * len(resting):
            one = resting[woken % len(resting)]
            if one.is_open:
                one.ask(requests[0], time.perf_counter())
            woken += 1
        await asyncio.sleep(0.001)
    return asked


def main(host: str, port: str, addresses: str, idle: str, rate: str, seconds: str) -> None:
    """Read the arguments, allow as many files as there are connections, and print what was measured."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(65_536, most), most))
    paths = [line.split("\t")[0] for line in Path(addresses).read_text(encoding="utf-8").splitlines()]
    told = asyncio.run(
        ask_steadily(host, int(port), paths, idle=int(idle), rate=int(rate), seconds=float(seconds))
    )
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])

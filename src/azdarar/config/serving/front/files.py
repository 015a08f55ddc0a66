"""Files as the front serves them: static ones under names that carry their hash, and pictures of stories.

A static file is read once and kept, in the codings it was compressed in at collection. A picture is served
while a permit holds: the back says whether readers may see it, and under which tags that may change.
"""

from __future__ import annotations

import asyncio
import json
import mimetypes
import time
from array import array
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from azdarar.config.serving import wire
from azdarar.config.serving.front import ranges
from azdarar.config.serving.front.exchange import Exchange
from azdarar.config.serving.front.heads import Block, RefusedError
from azdarar.config.serving.front.passing import Gate, Passing
from azdarar.press.store import Changes

#: Files kept in memory take so much together; a larger one is read anew each time.
MEMORY_BYTES = 24 * 2**20
LARGEST_KEPT = 2**20
_A_YEAR_S = 365 * 24 * 3600
_SUFFIXES = {"br": ".br", "gzip": ".gz"}
#: A permit that hangs on no story is asked for again after this, in seconds.
_LOOSE_PERMIT_S = 10.0
_MOST_PERMITS = 20_000
_ASK_S = 10.0
#: A browser shows neither as a page of the paper.
_POLICY = ("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
_IMMUTABLE = ("cache-control", f"public, max-age={_A_YEAR_S}, immutable")
#: A browser may keep a picture; a cache in front asks each time, because its story may be taken back.
_PICTURE_IMMUTABLE = ("cache-control", f"public, max-age={_A_YEAR_S}, s-maxage=0, immutable")

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in memory, with the headers that go with each coding of it."""

    etag: str
    bodies: dict[str, bytes]
    headers: dict[str, Headers]
    size: int


@dataclass(frozen=True, slots=True)
class Permit:
    """That readers may see a picture, until something it hangs on changes."""

    marks: array[int]
    counter: int
    granted_at: float
    until: float


@dataclass(frozen=True, slots=True)
class Places:
    """Where files lie, and what goes with every one of them."""

    static_url: str
    static_root: Path
    pictures_url: str
    pictures_root: Path
    #: Headers of every answer of the paper, such as that https is to be kept to.
    headers: Headers = field(default=())


class Files:
    """Static files and pictures; one for each process of the front."""

    def __init__(self, places: Places, *, changes: Changes, passing: Passing, gate: Gate) -> None:
        self._places = places
        self._changes = changes
        self._passing = passing
        self._gate = gate
        self._static = _hashed_names(places.static_root)
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._held_bytes = 0
        self._permits: OrderedDict[str, Permit] = OrderedDict()

    def from_memory(self, path: str, block: Block) -> tuple[int, Headers, bytes] | None:
        """Status, headers and body of the answer with a static file that is in memory."""
        kept = self._kept.get(path)
        if kept is None:
            return None
        self._kept.move_to_end(path)
        return _answer_with(kept, block)

    async def answer(self, exchange: Exchange, *, is_siege: bool) -> bool:
        """Answer with a file; False for what is none of ours, or what Django has to decide.

        Raises:
            RefusedError: 404 for a static file there is not; no page is made for whoever asks for one.
        """
        path = exchange.line.path
        if path.startswith(self._places.static_url):
            return await self._answer_static(exchange, path)
        if path.startswith(self._places.pictures_url):
            return await self._answer_picture(exchange, path, is_siege=is_siege)
        return False

    async def _answer_static(self, exchange: Exchange, path: str) -> bool:
        if self._static is None:
            return False
        name = path.removeprefix(self._places.static_url)
        if name not in self._static:
            raise RefusedError(404)
        kept = self._kept.get(path) or await asyncio.to_thread(self._read_static, name)
        if kept is None:
            raise RefusedError(404)
        self._keep(path, kept)
        exchange.answer(*_answer_with(kept, exchange.block))
        return True

    def _read_static(self, name: str) -> Kept | None:
        file = self._places.static_root / name
        try:
            bodies = {"identity": file.read_bytes()}
        except OSError:
            return None
        for coding, suffix in _SUFFIXES.items():
            compressed = file.with_name(file.name + suffix)
            if compressed.is_file():
                bodies[coding] = compressed.read_bytes()
        etag = file.name
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        if kind.startswith("text/") or kind in (
            "application/javascript",
            "application/json",
            "image/svg+xml",
        ):
            kind += "; charset=utf-8"
        common = [
            *self._places.headers,
            ("content-type", kind),
            ("access-control-allow-origin", "*"),
            _IMMUTABLE,
            _POLICY,
        ]
        if len(bodies) > 1:
            common.append(("vary", "Accept-Encoding"))
        headers: dict[str, Headers] = {}
        for coding in bodies:
            told = [*common, ("etag", f'"{etag}"')]
            headers[coding] = tuple([*told, ("content-encoding", coding)] if coding != "identity" else told)
        return Kept(etag, bodies, headers, sum(map(len, bodies.values())))

    def _keep(self, path: str, kept: Kept) -> None:
        if kept.size > LARGEST_KEPT or path in self._kept:
            return
        self._kept[path] = kept
        self._held_bytes += kept.size
        while self._held_bytes > MEMORY_BYTES:
            _path, gone = self._kept.popitem(last=False)
            self._held_bytes -= gone.size

    # Pictures

    async def _answer_picture(self, exchange: Exchange, path: str, *, is_siege: bool) -> bool:
        name = path.removeprefix(self._places.pictures_url)
        now = time.time()
        if not self._holds(self._permits.get(name), now) and not await self._ask_permit(
            name, is_siege=is_siege
        ):
            return False
        etag, block = name.rpartition("/")[2], exchange.block
        headers = (
            *self._places.headers,
            ("content-type", _KINDS.get(name.rpartition(".")[2], "application/octet-stream")),
            ("etag", f'"{etag}"'),
            ranges.ACCEPTED,
            _PICTURE_IMMUTABLE,
            _POLICY,
        )
        if block.has(etag):
            exchange.answer(304, headers, b"")
            return True
        opened = await asyncio.to_thread(_opened, self._places.pictures_root / name)
        if opened is None:
            return False
        with opened:
            await _send(exchange, opened, headers, etag)
        return True

    def _holds(self, permit: Permit | None, now: float) -> bool:
        if permit is None or not permit.granted_at - 1 <= now < permit.until:
            return False
        counter = self._changes.look()
        if counter == permit.counter:
            return True
        newest, _takes_away = self._changes.newest(permit.marks, since=permit.counter)
        return not newest and now < self._changes.next_due(permit.marks, after=permit.granted_at)

    async def _ask_permit(self, name: str, *, is_siege: bool) -> bool:
        """Ask the back whether readers may see a picture; an answer that hangs on nothing is not kept."""
        counter, now = self._changes.look(), time.time()
        async with self._gate():
            told: dict[str, Any] = await self._passing.ask({"kind": "picture", "name": name}, within_s=_ASK_S)
        self._permits.pop(name, None)
        if not told["is_open"]:
            if is_siege:
                raise RefusedError(404)
            return False
        if not told["marks"]:
            return False
        marks = array("Q", told["marks"])
        until = now + (_LOOSE_PERMIT_S if told["is_loose"] else _A_YEAR_S)
        due = self._changes.next_due(marks, after=now)
        self._permits[name] = Permit(marks, counter, now, min(until, due))
        while len(self._permits) > _MOST_PERMITS:
            self._permits.popitem(last=False)
        return True


def _answer_with(kept: Kept, block: Block) -> tuple[int, Headers, bytes]:
    """Status, headers and body, in the best coding there is; what a browser has already is not sent."""
    coding = next((coding for coding in block.codings if coding in kept.bodies), "identity")
    headers = kept.headers[coding]
    if block.has(kept.etag):
        return 304, tuple(header for header in headers if header[0] != "content-encoding"), b""
    return 200, headers, kept.bodies[coding]


_KINDS = {
    "avif": "image/avif",
    "webp": "image/webp",
    "jpg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
}


def _hashed_names(static_root: Path) -> frozenset[str] | None:
    """The names under which files were collected; None where nothing was, and Django finds them itself."""
    try:
        manifest = json.loads((static_root / "staticfiles.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return frozenset(manifest["paths"].values())


async def _send(exchange: Exchange, opened: Any, headers: Headers, etag: str) -> None:
    """Send a file, or the part of it that is asked for."""
    size = _size(opened)
    is_get = exchange.line.method == "GET"
    asked = ranges.range_asked(exchange.block, etag=etag, size=size) if is_get else None
    if asked is None:
        exchange.begin(200, headers, length=size)
    elif not asked:
        exchange.answer(416, (*headers, ranges.content_range(asked, size=size)), b"")
        return
    else:
        exchange.begin(206, (*headers, ranges.content_range(asked, size=size)), length=len(asked))
        opened.seek(asked.start)
    left = size if asked is None else len(asked)
    while left and (piece := opened.read(min(left, wire.PIECE))):
        left -= len(piece)
        await exchange.send(piece)
    exchange.end()


def _opened(path: Path) -> Any:
    try:
        return path.open("rb")
    except OSError:
        return None


def _size(opened: Any) -> int:
    size = opened.seek(0, 2)
    opened.seek(0)
    return int(size)

"""Ask the back: a question over a socket of the house, an answer as it comes; only so many at once."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from azdarar.config.serving import wire
from azdarar.config.serving.front.exchange import Exchange
from azdarar.config.serving.front.heads import RefusedError
from azdarar.reader.missing import GENERAL_HEADER

logger = logging.getLogger(__name__)

#: Longest answers of Django: a reader's page, and what staff do with whole archives.
READER_S, STAFF_S = 60.0, 600.0
_HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "transfer-encoding", "upgrade", "date", "content-length"}
)


class Gate:
    """So many questions at once; the next ones wait in line, as long as the line is short enough.

    Args:
        most: questions under way.
        waiting: in line; more are refused with 503.
    """

    def __init__(self, most: int, *, waiting: int) -> None:
        self.most = most
        self._free = most
        self._most_waiting = waiting
        self._line: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[None]:
        """Go through, in the order of asking.

        Raises:
            RefusedError: 503: too many wait already.
        """
        if self._free:
            self._free -= 1
        else:
            if len(self._line) >= self._most_waiting:
                raise RefusedError(503)
            turn = asyncio.get_running_loop().create_future()
            self._line.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():
                    self._leave()
                else:
                    with suppress(ValueError):
                        self._line.remove(turn)
                raise
        try:
            yield
        finally:
            self._leave()

    def _leave(self) -> None:
        while self._line:
            turn = self._line.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


class GeneralPageError(Exception):
    """Nothing stands at the address, and the general page of a language is the answer."""

    def __init__(self, language: str) -> None:
        super().__init__(language)
        self.language = language


class Passing:
    """Passes on to Django what is no pressed page.

    Args:
        door: the socket of the back.
    """

    def __init__(self, door: Path) -> None:
        self._door = str(door)

    async def pass_on(
        self, exchange: Exchange, *, gate: Gate, within_s: float, is_handed_on: bool, is_general_enough: bool
    ) -> int:
        """Have Django answer.

        Args:
            gate: where this kind of question waits.
            within_s: the time it has for the first byte.
            is_handed_on: whether it gets the body as it arrives; else the body is whole before it is asked.
            is_general_enough: whether no page of their own need be made for who comes in vain.

        Returns:
            The status of the answer.

        Raises:
            GeneralPageError: the general page is the answer.
            RefusedError: 503: too many ask already, or the back did not answer.
        """
        body = None if is_handed_on else await exchange.body.whole()
        length = exchange.block.length if is_handed_on else exchange.body.size
        question = {**_question(exchange, length), "is_general_enough": is_general_enough}
        async with gate(), self._ask(question) as (reader, writer):
            sending = asyncio.ensure_future(_send(exchange, writer, body))
            try:
                # The head may come before the body has gone: a refusal of what is being sent.
                async with asyncio.timeout(None if is_handed_on else within_s):
                    head = await _head(reader)
                if not sending.done():
                    sending.cancel()
                await self._answer(exchange, head, reader)
                return int(head["status"])
            finally:
                if not sending.done():
                    sending.cancel()
                with suppress(asyncio.CancelledError, OSError):
                    await sending

    async def ask(self, question: dict[str, Any], *, within_s: float) -> dict[str, Any]:
        """Ask something that is answered with a head alone.

        Raises:
            RefusedError: 503: the back did not answer.
        """
        async with self._ask({**question, "length": 0}) as (reader, _writer), asyncio.timeout(within_s):
            return await _head(reader)

    @asynccontextmanager
    async def _ask(
        self, question: dict[str, Any]
    ) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        try:
            reader, writer = await asyncio.open_unix_connection(self._door, limit=256 * 1024)
        except OSError as problem:
            logger.error("the back does not answer: %s", problem)
            raise RefusedError(503) from problem
        try:
            writer.write(wire.packed(question))
            yield reader, writer
        except TimeoutError as problem:
            logger.error("the back did not answer in time")
            raise RefusedError(503) from problem
        finally:
            writer.close()

    async def _answer(self, exchange: Exchange, head: dict[str, Any], reader: asyncio.StreamReader) -> None:
        headers = [(name, value) for name, value in head["headers"] if name.lower() not in _HOP_BY_HOP]
        language = next((value for name, value in headers if name == GENERAL_HEADER), "")
        if language:
            raise GeneralPageError(language)
        length = next((value for name, value in head["headers"] if name.lower() == "content-length"), "")
        exchange.begin(head["status"], headers, length=int(length) if length.isdecimal() else None)
        if head.get("file"):
            await _send_file(exchange, head["file"])
        async for piece in _pieces(reader):
            await exchange.send(piece)
        exchange.end()


def _question(exchange: Exchange, length: int) -> dict[str, Any]:
    line, block = exchange.line, exchange.block
    return {
        "kind": "request",
        "method": line.method,
        "path": line.path,
        "query": line.query,
        "headers": block.values,
        "peer": exchange.connection.peer,
        "length": length,
    }


async def _send(exchange: Exchange, writer: asyncio.StreamWriter, body: Any) -> None:
    """Send the body of a request to the back, kept or as it arrives."""
    if body is not None:
        while piece := body.read(wire.PIECE):
            writer.write(piece)
            await writer.drain()
        return
    if exchange.body.is_handed_on:
        async for piece in exchange.body.pieces():
            writer.write(piece)
            await writer.drain()


async def _head(reader: asyncio.StreamReader) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(await _piece(reader))
    return told


async def _pieces(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while piece := await _piece(reader):
        yield piece


async def _piece(reader: asyncio.StreamReader) -> bytes:
    """The next piece of an answer; the last one is empty.

    Raises:
        RefusedError: 503: the back broke off.
    """
    try:
        (length,) = wire.LENGTH.unpack(await reader.readexactly(wire.LENGTH.size))
        return await reader.readexactly(length)
    except (asyncio.IncompleteReadError, ConnectionError) as problem:
        # A connection that is lost is the back's here, which must not be taken for the reader's.
        logger.error("the back broke off an answer: %s", type(problem).__name__)
        raise RefusedError(503) from problem


async def _send_file(exchange: Exchange, file: dict[str, Any]) -> None:
    """Send a file the back has named, so that no thread waits for a slow reader.

    Raises:
        RefusedError: 503: it is gone.
    """
    try:
        opened = await asyncio.to_thread(open, file["path"], "rb")
    except OSError as problem:
        raise RefusedError(503) from problem
    with opened:
        opened.seek(file["from"])
        while piece := opened.read(wire.PIECE):
            await exchange.send(piece)

"""One request and its answer: the body as it arrives, with its limits; the answer as it is made."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from typing import IO, Protocol

from azdarar.config.edge import refusals
from azdarar.config.serving.front.answers import head_of
from azdarar.config.serving.front.bodies import Chunked, Measured
from azdarar.config.serving.front.heads import Block, Line, RefusedError

#: A body longer than this waits in a temporary file.
IN_MEMORY = 256 * 1024
#: Pieces of a body that is handed on as it arrives, before the sender has to wait.
_MOST_WAITING = 512 * 1024
#: Whoever is not signed in sends a body within this; staff at this pace at least (bytes a second).
BODY_S = 10.0
SLOWEST_SENDER = 2_048
_NO_BODY = frozenset({204, 304})

Headers = Sequence[tuple[str, str]]


class Carrier(Protocol):
    """What an exchange asks of the connection it came by."""

    transport: asyncio.Transport
    exchange: Exchange | None
    #: The address of whoever asks.
    peer: str

    @property
    def date_end(self) -> bytes: ...
    @property
    def is_draining(self) -> bool: ...
    async def drained(self) -> None: ...
    def finish(self, *, is_last: bool) -> None: ...
    def give_back(self, rest: bytes) -> None: ...
    def count_refused(self) -> None: ...


class Body:
    """The body of a request: kept until it is whole, or handed on piece by piece."""

    def __init__(self, exchange: Exchange, *, most: int) -> None:
        block = exchange.block
        self._exchange = exchange
        self._decoder: Measured | Chunked = Chunked() if block.is_chunked else Measured(block.length)
        self._most = most
        self._file: IO[bytes] | None = None
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0
        self._moved: asyncio.Future[None] | None = None
        self.is_handed_on = False
        self.size = 0

    @property
    def is_whole(self) -> bool:
        return self._decoder.is_whole

    def take(self, data: bytes) -> bytes:
        """Take what arrived; returns what comes after the body.

        Raises:
            RefusedError: 400 for what is no chunk, 413 for more than may be.
        """
        mine, rest = self._decoder.take(data)
        self.size += len(mine)
        if self.size > self._most:
            raise RefusedError(413)
        if mine and self.is_handed_on:
            self._waiting.append(mine)
            self._waiting_bytes += len(mine)
            if self._waiting_bytes > _MOST_WAITING:
                self._exchange.connection.transport.pause_reading()
        elif mine:
            if self._file is None:
                self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - see close
            self._file.write(mine)
        self._wake()
        return rest

    async def whole(self) -> IO[bytes] | None:
        """Wait for the whole body; None when it is empty."""
        while not self.is_whole:
            await self._move()
        if self._file is not None:
            self._file.seek(0)
        return self._file

    async def pieces(self) -> AsyncIterator[bytes]:
        """The body as it arrives; the sender waits while nobody takes it."""
        while self._waiting or not self.is_whole:
            if not self._waiting:
                await self._move()
                continue
            piece = b"".join(self._waiting)
            self._waiting.clear()
            self._waiting_bytes = 0
            self._exchange.connection.transport.resume_reading()
            yield piece

    def close(self) -> None:
        """Leave nothing behind."""
        self._waiting.clear()
        if self._file is not None:
            self._file.close()

    async def _move(self) -> None:
        self._moved = asyncio.get_running_loop().create_future()
        await self._moved

    def _wake(self) -> None:
        moved, self._moved = self._moved, None
        if moved is not None and not moved.done():
            moved.set_result(None)


class Exchange:
    """A request that is being answered.

    Args:
        most: bytes its body may have.
        is_trusted_sender: whether it may take its time to send, at a pace, as staff with a session may.
    """

    def __init__(
        self, connection: Carrier, line: Line, block: Block, *, most: int, is_trusted_sender: bool, now: float
    ) -> None:
        self.connection = connection
        self.line = line
        self.block = block
        self.body = Body(self, most=most)
        self.task: asyncio.Task[None] | None = None
        self.is_last = block.is_closing or line.is_of_1_0
        self.has_begun = False
        self._begun_at = now
        self._is_trusted_sender = is_trusted_sender
        self._is_chunked = False
        self._is_bodiless = line.method == "HEAD"
        self._left: int | None = None

    # What arrives

    def received(self, data: bytes) -> None:
        """Take bytes that arrived while this exchange is the present one.

        Raises:
            RefusedError: 400 or 413.
        """
        if not self.body.is_whole:
            data = self.body.take(data)
        if data:
            self.connection.give_back(data)

    def say_go_on(self) -> None:
        """Tell a sender that waits for the word to send the body."""
        if self.block.awaits_word and not self.body.is_whole and not self.body.size:
            self.connection.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def is_late(self, now: float) -> bool:
        """Whether the body should have been here by now."""
        if self.body.is_whole:
            return False
        allowed = BODY_S + (self.body.size / SLOWEST_SENDER if self._is_trusted_sender else 0.0)
        return now - self._begun_at > allowed

    def expire(self) -> None:
        """End what takes too long to send."""
        self.refuse(408)

    def abandon(self) -> None:
        """The other side is gone."""
        if self.task is not None:
            self.task.cancel()
        self.body.close()

    # What is answered

    def begin(self, status: int, headers: Headers, *, length: int | None) -> None:
        """Write the head of the answer.

        Args:
            headers: without length, date and connection.
            length: of the body; None when nobody knows, then it goes in chunks.
        """
        self.has_begun = True
        self._is_bodiless = self._is_bodiless or status in _NO_BODY
        told = list(headers)
        if length is not None:
            told += [("content-length", str(length))] if status not in _NO_BODY else []
            self._left = 0 if self._is_bodiless else length
        elif not self._is_bodiless and not self.line.is_of_1_0:
            self._is_chunked = True
            told.append(("transfer-encoding", "chunked"))
        else:
            self.is_last = self.is_last or not self._is_bodiless
        if not self.body.is_whole or self.connection.is_draining:
            self.is_last = True
        if self.is_last:
            told.append(("connection", "close"))
        self._write(head_of(status, told) + self.connection.date_end)

    async def send(self, piece: bytes) -> None:
        """Write a piece of the body; waits while the reader has not taken what came before."""
        if piece and not self._is_bodiless:
            if self._is_chunked:
                piece = b"%x\r\n%b\r\n" % (len(piece), piece)
            elif self._left is not None:
                piece = piece[: self._left]
                self._left -= len(piece)
            self._write(piece)
        await self.connection.drained()

    def end(self) -> None:
        """The answer is whole."""
        if self._is_chunked:
            self._write(b"0\r\n\r\n")
        if self._left:  # fewer bytes than were promised: the reader must see that something is missing
            self.break_off()
            return
        self._leave()

    def answer(self, status: int, headers: Headers, body: bytes) -> None:
        """Write a whole answer."""
        self.begin(status, headers, length=len(body))
        if not self._is_bodiless:
            self._write(body)
        self._left = 0
        self._leave()

    def write_whole(self, answer: bytes, *, closes: bool) -> None:
        """Write an answer that is made already, head and all."""
        self.has_begun = True
        self.is_last = closes
        self._left = 0
        self._write(answer)
        self._leave()

    def refuse(self, status: int, *, retry_after_s: int | None = None, sentence: str = "") -> None:
        """Answer with a sentence and end the connection; a sender that does not stop is not waited for."""
        if self.task is not None and self.task is not asyncio.current_task():
            self.task.cancel()
        if self.has_begun:
            self.break_off()
            return
        self.is_last = True
        headers = list(refusals.HEADERS)
        if retry_after_s is not None:
            headers.append(("retry-after", str(retry_after_s)))
        self.connection.count_refused()
        self.answer(status, headers, (sentence or refusals.refusal(status)).encode())

    def break_off(self) -> None:
        """End under an answer that cannot be finished."""
        self.body.close()
        self.connection.transport.abort()

    def _leave(self) -> None:
        self.body.close()
        if self.connection.exchange is self:
            self.connection.finish(is_last=self.is_last)

    def _write(self, data: bytes) -> None:
        self.connection.transport.write(data)

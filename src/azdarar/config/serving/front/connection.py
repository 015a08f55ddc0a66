"""One connection: heads are gathered, requests answered in their order, and nobody may hold it for ever.

A request whose halves are both known is answered within ``data_received``. Everything else becomes an
``Exchange``. Every state has a deadline, which the front looks at each second: a head has five seconds, a
reader who takes nothing of an answer is let go, and so is whoever keeps an idle connection longest.
"""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Protocol, cast

from azdarar.config.edge import refusals
from azdarar.config.serving.front.exchange import Exchange
from azdarar.config.serving.front.heads import END, LINE_END, LONGEST_HEAD, RefusedError
from azdarar.press.statistics import Counters

HEAD_S = 5.0
IDLE_S = 75.0
#: What was refused is read on for so long, and so far, that the sender can still read why.
LINGER_S = 2.0
LINGER_BYTES = 4 * 2**20
#: A reader takes an answer at least at this pace (bytes a second) once the first grace is over.
SLOWEST_READER = 2_048
READER_GRACE_S = 10.0
#: Requests that wait behind the present one, in bytes, before the sender has to wait.
_MOST_AHEAD = 64 * 1024


class Holder(Protocol):
    """What a connection asks of the front that holds it."""

    now: float
    date_end: bytes
    is_draining: bool
    let_go_slow: int
    counters: Counters

    @property
    def connections(self) -> MutableMapping[Connection, None]: ...
    def connected(self, connection: Connection) -> None: ...
    def answer_at_once(self, connection: Connection, data: bytes) -> bool: ...
    def asked(self, connection: Connection, head: bytes) -> None: ...
    def refusal(self, status: int) -> bytes: ...


class Connection(asyncio.Protocol):
    """The protocol of one socket."""

    __slots__ = (
        "_ahead", "_can_write", "_front", "_lingered", "_pending", "_pending_since", "deadline", "exchange",
        "is_lingering", "peer", "transport",
    )  # fmt: skip

    def __init__(self, front: Holder) -> None:
        self._front = front
        self._ahead = b""
        self._can_write: asyncio.Future[None] | None = None
        self._lingered = 0
        self._pending = 0
        self._pending_since = 0.0
        self.deadline = 0.0
        self.exchange: Exchange | None = None
        self.is_lingering = False
        self.peer = ""
        self.transport: asyncio.Transport = cast("asyncio.Transport", None)

    # What the loop tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        name = transport.get_extra_info("peername")
        self.peer = name[0] if name else ""
        self.deadline = self._front.now + HEAD_S
        self._front.connected(self)

    def connection_lost(self, problem: Exception | None) -> None:
        self._front.connections.pop(self, None)
        if self._can_write is not None and not self._can_write.done():
            self._can_write.set_exception(ConnectionResetError())
            self._can_write.exception()
        if self.exchange is not None:
            self.exchange.abandon()

    def data_received(self, data: bytes) -> None:
        exchange = self.exchange
        if exchange is not None:
            self._during(exchange, data)
        elif self.is_lingering:
            self._lingered += len(data)
            if self._lingered > LINGER_BYTES:
                self.transport.abort()
        elif self._ahead:
            self._ahead += data
            self._begin()
        elif self._front.answer_at_once(self, data):
            if not self.is_lingering:
                self.deadline = self._front.now + IDLE_S
        else:
            self.deadline = self._front.now + HEAD_S
            self._ahead = data
            self._begin()

    def eof_received(self) -> bool:
        # Who has sent all may still wait for the answer.
        exchange = self.exchange
        if exchange is None or not exchange.body.is_whole:
            self.transport.close()
            return False
        exchange.is_last = True
        return True

    def pause_writing(self) -> None:
        self._can_write = asyncio.get_running_loop().create_future()
        if self.exchange is None and not self.is_lingering:
            self._go_on()

    def resume_writing(self) -> None:
        waiting, self._can_write = self._can_write, None
        if waiting is not None and not waiting.done():
            waiting.set_result(None)
        if self.exchange is None and not self.is_lingering:
            self._go_on()

    # What an exchange asks

    @property
    def date_end(self) -> bytes:
        return self._front.date_end

    @property
    def is_draining(self) -> bool:
        """Whether this process ends soon, so that nobody should send it another request."""
        return self._front.is_draining

    def count_refused(self) -> None:
        self._front.counters.refused += 1

    async def drained(self) -> None:
        """Wait until the reader has taken most of what was written.

        Raises:
            ConnectionResetError: the reader is gone.
        """
        if self.transport.is_closing():
            raise ConnectionResetError
        if self._can_write is not None:
            await self._can_write

    def finish(self, *, is_last: bool) -> None:
        """An exchange is over: go on with what waits, or end."""
        exchange, self.exchange = self.exchange, None
        if self.transport.is_closing():
            return
        if is_last or exchange is None or not exchange.body.is_whole:
            self.end()
            return
        self.deadline = self._front.now + IDLE_S
        self._go_on()

    def end(self) -> None:
        """Send what is written, then close; what still arrives is read away for a moment.

        Closing under unread bytes makes the kernel say that the connection was reset, and then many clients
        do not show the answer they already have.
        """
        self.is_lingering = True
        self._ahead = b""
        self.deadline = self._front.now + LINGER_S
        with suppress(OSError):  # whoever asked may be gone already
            self.transport.write_eof()
        self.transport.resume_reading()

    def refuse(self, status: int) -> None:
        """Answer outside any exchange with a refusal, and end."""
        self._front.counters.refused += 1
        self.transport.write(self._front.refusal(status))
        self.end()

    # What the front asks each second

    def look(self, now: float) -> None:
        """End what takes too long."""
        pending = self.transport.get_write_buffer_size()
        if pending:
            self._look_at_reader(pending, now)
            return
        if self._pending:
            # What was taken slowly is taken now: the connection is idle from here on.
            self._pending = 0
            self.deadline = max(self.deadline, now + LINGER_S)
        if now < self.deadline:
            return
        exchange = self.exchange
        if exchange is not None:
            if exchange.is_late(now):
                self._front.let_go_slow += 1
                exchange.expire()
        elif self._ahead:
            self.refuse(408)
        elif self.is_lingering:
            self.transport.abort()
        else:
            self.transport.close()

    def _look_at_reader(self, pending: int, now: float) -> None:
        """Let go of a reader who takes less than the slowest line would."""
        if not self._pending:
            self._pending, self._pending_since = pending, now
            return
        waited = now - self._pending_since
        if waited < READER_GRACE_S:
            return
        if self._pending - pending < SLOWEST_READER * waited and not self._has_written_since(pending):
            self._front.let_go_slow += 1
            self.transport.abort()
        else:
            self._pending, self._pending_since = pending, now

    def _has_written_since(self, pending: int) -> bool:
        """Whether more is pending than before because an answer goes on: then the reader took some of it."""
        return self.exchange is not None and pending > self._pending

    # Inside

    def _go_on(self) -> None:
        """Answer what waits, and read on; not before the reader has taken most of what was answered."""
        if self._can_write is not None:
            self.transport.pause_reading()
        elif not self.transport.is_closing():
            self.transport.resume_reading()
            self._begin()

    def _begin(self) -> None:
        """Begin with the next request, as far as its head is here, and the reader takes the answers."""
        while self.exchange is None and self._ahead and self._can_write is None and not self.is_lingering:
            if self._ahead.startswith(LINE_END):  # an empty line after a body, which some old clients send
                self._ahead = self._ahead[2:]
                continue
            end = self._ahead.find(END)
            try:
                if end < 0:
                    _refuse_hopeless(self._ahead)
                    return
                head, self._ahead = self._ahead[:end], self._ahead[end + 4 :]
                self._front.asked(self, head)
                if self.exchange is None and not self.is_lingering:
                    self.deadline = self._front.now + IDLE_S
            except RefusedError as refused:
                self.refuse(refused.status)

    def take_ahead(self) -> bytes:
        """Give an exchange what arrived behind its head."""
        ahead, self._ahead = self._ahead, b""
        return ahead

    def give_back(self, rest: bytes) -> None:
        """Keep what arrived behind the body of the present request."""
        self._ahead += rest
        if len(self._ahead) > _MOST_AHEAD:
            self.transport.pause_reading()

    def _during(self, exchange: Exchange, data: bytes) -> None:
        try:
            exchange.received(data)
        except RefusedError as refused:
            exchange.refuse(refused.status)


def _refuse_hopeless(head: bytes) -> None:
    """Refuse what can become no request any more, before its time is over.

    Raises:
        RefusedError: 400, 414 or 431.
    """
    end = head.find(b"\n")
    if end < 0:
        if len(head) > refusals.LONGEST_ADDRESS + 64:
            raise RefusedError(414)
        if not 0x21 <= head[0] <= 0x7E:
            raise RefusedError(400)
    elif head[end - 1 : end] != b"\r":
        raise RefusedError(400)
    if len(head) > LONGEST_HEAD:
        raise RefusedError(431)

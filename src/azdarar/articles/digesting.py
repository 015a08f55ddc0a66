"""Digests made in a process of their own, while the stories they are of are placed and written.

An import has two dear halves, and a machine at least two cores. The process is handed words and gives back
what is derived from them (``digest``), in the order they came; it holds no connection, writes nothing, and
ends with whoever started it.
"""

import contextlib
import os
import select
import struct
import subprocess
from collections import deque
from collections.abc import Iterator
from contextvars import ContextVar

from azdarar.articles.digest import Digest, Wording, digest_of
from azdarar.formats.child_processes import end_child, start_child

_HEAD = struct.Struct("<I")
#: Wordings are handed over when they are so large together.
_FULL_BYTES = 2**16
_READ_BYTES = 2**20
_current: ContextVar["_Process | None"] = ContextVar("digesting", default=None)


class Waiting:
    """A digest that was asked for. ``owed_by`` is the process that is making it."""

    __slots__ = ("_made", "owed_by", "wording")

    def __init__(self, wording: Wording) -> None:
        self.wording = wording
        self.owed_by: _Process | None = None
        self._made: Digest | None = None

    def settle(self, made: Digest | None) -> None:
        """Know the answer, or that there will be none."""
        self._made, self.owed_by = made, None

    def digest(self) -> Digest:
        """The digest; made here where nobody else makes it."""
        while self.owed_by is not None:
            self.owed_by.exchange(is_waiting=True)
        if self._made is None:
            self._made = digest_of(self.wording)
        return self._made


def ask_for_digest(wording: Wording) -> Waiting:
    """Have a story digested: within ``digests_made_elsewhere`` by another process, else when it is wanted."""
    process = _current.get()
    waiting = Waiting(wording)
    if process is not None:
        process.give(waiting)
    return waiting


@contextlib.contextmanager
def digests_made_elsewhere() -> Iterator[None]:
    """Have digests made in a process of their own; should it die, they are made here."""
    process = _Process()
    token = _current.set(process)
    try:
        yield
    finally:
        _current.reset(token)
        process.end()


class _Process:
    """The other process, and what it owes. Starts with the first wording."""

    def __init__(self) -> None:
        import msgspec  # an import alone needs it, and readers are served by whoever loads this module

        self._process: subprocess.Popen[bytes] | None = None
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(Digest | None).decode
        self._broken = (OSError, msgspec.DecodeError)
        self._out, self._in = bytearray(), bytearray()
        self._owed: deque[Waiting] = deque()
        self._is_dead = False

    def give(self, waiting: Waiting) -> None:
        """Hand a wording over, or put it with those that go next."""
        if self._is_dead:
            return
        try:
            told = self._encode(waiting.wording)
        except UnicodeEncodeError:  # half a letter: let it be digested here
            return
        waiting.owed_by = self
        self._owed.append(waiting)
        self._out += _HEAD.pack(len(told))
        self._out += told
        if len(self._out) >= _FULL_BYTES:
            self.exchange(is_waiting=False)

    def end(self) -> None:
        """End the process."""
        if self._process is not None:
            end_child(self._process)

    def exchange(self, *, is_waiting: bool) -> None:
        """Write what waits and read what came, as far as both go at once; with ``is_waiting`` something."""
        try:
            into, outof = self._streams()
            poll = select.poll()
            poll.register(outof, select.POLLIN)
            if self._out:
                poll.register(into, select.POLLOUT)
            for stream, event in poll.poll(None if is_waiting else 0):
                if stream == into and event & select.POLLOUT:
                    del self._out[: os.write(into, self._out)]
                elif stream == outof:
                    self._take(os.read(outof, _READ_BYTES))
                else:
                    raise BrokenPipeError
        except self._broken:
            self._is_dead = True
            while self._owed:
                self._owed.popleft().settle(None)

    def _take(self, piece: bytes) -> None:
        if not piece:
            raise BrokenPipeError
        self._in += piece
        place, size = 0, _HEAD.size
        while len(self._in) - place >= size:
            (length,) = _HEAD.unpack_from(self._in, place)
            if len(self._in) - place - size < length:
                break
            made = self._decode(bytes(self._in[place + size : place + size + length]))
            self._owed.popleft().settle(made)
            place += size + length
        del self._in[:place]

    def _streams(self) -> tuple[int, int]:
        if self._process is None:
            self._process = start_child(__name__)
            if self._process.stdin is not None:
                os.set_blocking(self._process.stdin.fileno(), False)
        process = self._process
        if process.stdin is None or process.stdout is None:
            raise BrokenPipeError
        return process.stdin.fileno(), process.stdout.fileno()


def main() -> None:
    """What runs on the far side: digest what comes, until nobody sends any more."""
    import msgspec

    decode, encode = msgspec.msgpack.Decoder(Wording).decode, msgspec.msgpack.Encoder().encode
    source = os.fdopen(0, "rb", _READ_BYTES)
    while len(head := source.read(_HEAD.size)) == _HEAD.size:
        (length,) = _HEAD.unpack(head)
        told = encode(_digest_or_none(decode(source.read(length))))
        answer = memoryview(_HEAD.pack(len(told)) + told)
        while answer:
            answer = answer[os.write(1, answer) :]
    os._exit(0)


def _digest_or_none(wording: Wording) -> Digest | None:
    """A digest; None where it cannot be made: whoever asked tries it, and says why."""
    try:
        return digest_of(wording)
    except Exception:  # noqa: BLE001 (the border of the process)
        return None

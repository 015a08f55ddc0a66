"""What runs on the far side: one reader behind walls, its records on the way out.

The first frame in says what to read; every frame out is a letter, a length and plain values. Nothing else is
ever said: whatever the reader prints goes nowhere.
"""

from __future__ import annotations

import contextlib
import errno
import importlib
import os
import struct
import time
import traceback
from collections.abc import Callable
from typing import Any

import msgspec

from azdarar.errors import AzdararError
from azdarar.formats.internal import confined_walls
from azdarar.formats.internal.confined_errors import NotConvertedError
from azdarar.formats.internal.confined_item import Unconverted
from azdarar.formats.internal.confined_records import Packer, RefusedValueError, Unpacker, without_odd_text

HEADER = struct.Struct("<cI")
#: Frames are sent when they are so large, hold so many records, or so much time has passed.
_FULL_BYTES, _FULL_RECORDS, _WAIT_SECONDS = 2**18, 1000, 0.05


def main() -> None:
    """Read what the first frame asks for, and give it."""
    out = os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(nothing, stream)
    asked = msgspec.msgpack.decode(_read_all(0))
    os.dup2(nothing, 0)
    sender = _Sender(out)
    try:
        _run(asked, sender)
    except MemoryError:
        # What the reader held is gone with its calls: there is room to send what it gave before.
        with contextlib.suppress(MemoryError):
            sender.flush()
        sender.send(b"M", None)
    except PermissionError as problem:
        sender.send_failure(b"P", str(problem.strerror or problem), problem)
    except AzdararError as error:
        sender.flush()
        try:
            sender.send(b"E", sender.packed(error))
        except RefusedValueError as problem:
            sender.send_failure(b"F", f"{error} ({problem})", error)
    except RecursionError:
        sender.send_failure(b"F", RecursionError.__name__, None)
    except Exception as problem:  # noqa: BLE001 - the border of the process: told to who waits
        kind = b"P" if getattr(problem, "errno", 0) == errno.EPERM else b"F"
        sender.send_failure(kind, f"{type(problem).__name__}: {problem}"[:300], problem)
    os._exit(0)


def _run(asked: dict[str, Any], sender: _Sender) -> None:
    read, convert = _found(asked["reader"]), _found(asked["convert"]) if asked["convert"] else None
    unpacker = Unpacker(modules=[name.partition(":")[0] for name in asked["classes"]])
    for name in asked["classes"]:
        unpacker.learn(name)
    arguments, options, more = (unpacker.unpack(asked[part]) for part in ("arguments", "options", "more"))
    walls = confined_walls.put_up(**asked["walls"])
    sender.send(b"H", walls)
    reader = read(*arguments, **options)
    iterator = iter(reader)
    try:
        while True:
            try:
                item = next(iterator)
            except StopIteration as end:
                sender.flush()
                result = end.value
                break
            sender.give(item if convert is None else _converted(item, convert, more, name=asked["name"]))
    finally:
        if asked["told"]:
            sender.flush()
            sender.send(b"T", sender.packed({name: getattr(reader, name) for name in asked["told"]}))
    sender.send(b"R", sender.packed(result))


def _found(path: str) -> Callable[..., Any]:
    module, _, name = path.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


def _converted(item: Any, convert: Callable[..., Any], options: dict[str, Any], *, name: str) -> Any:
    try:
        return convert(item, **options)
    except (MemoryError, PermissionError):
        raise
    except AzdararError as error:
        return Unconverted(item=item, error=error)
    except Exception as problem:  # noqa: BLE001 - one item of many: the others are converted all the same
        return Unconverted(item=item, error=NotConvertedError(name=name, reason=type(problem).__name__))


def _read_all(stream: int) -> bytes:
    pieces = []
    while piece := os.read(stream, 2**20):
        pieces.append(piece)
    return b"".join(pieces)


class _Sender:
    """Frames into a pipe; where the pipe is full, the reader waits."""

    def __init__(self, out: int) -> None:
        self._out = out
        self._packer = Packer()
        self._encode = msgspec.msgpack.Encoder().encode
        self._waiting: list[bytes] = []
        self._size = 0
        self._sent_at = time.monotonic()

    def give(self, item: Any) -> None:
        """One record: sent with others."""
        encoded = self._encoded(self.packed(item))
        self._waiting.append(encoded)
        self._size += len(encoded)
        now = time.monotonic()
        is_full = self._size >= _FULL_BYTES or len(self._waiting) >= _FULL_RECORDS
        if is_full or now - self._sent_at > _WAIT_SECONDS:
            self.flush()

    def packed(self, value: Any) -> Any:
        """A value in plain ones; classes it is the first to use are named first."""
        packed = self._packer.pack(value)
        if self._packer.new_classes:
            self.flush()
            self.send(b"C", self._packer.new_classes)
            self._packer.new_classes = []
        return packed

    def flush(self) -> None:
        """Send what waits."""
        if self._waiting:
            body = b"".join([struct.pack(">BH", 0xDC, len(self._waiting)), *self._waiting])
            self._waiting, self._size = [], 0
            self._write(HEADER.pack(b"B", len(body)), body)
        self._sent_at = time.monotonic()

    def send(self, kind: bytes, value: Any) -> None:
        """One frame, at once."""
        body = self._encoded(value)
        self._write(HEADER.pack(kind, len(body)), body)

    def send_failure(self, kind: bytes, reason: str, problem: BaseException | None) -> None:
        """What nobody planned, with the place it happened at."""
        self.flush()
        trace = "".join(traceback.format_exception(problem)[-8:])[-4000:] if problem else ""
        self.send(kind, [reason, trace])

    def _encoded(self, value: Any) -> bytes:
        try:
            return self._encode(value)
        except UnicodeEncodeError:
            return self._encode(without_odd_text(value))

    def _write(self, *parts: bytes) -> None:
        for part in parts:
            rest = memoryview(part)
            while rest:
                rest = rest[os.write(self._out, rest) :]

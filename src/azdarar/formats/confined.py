"""Reading foreign bytes in a process of its own, behind walls.

A parser is the part of a program that strangers write to. Here it runs in a child process that has no
network, starts no process, changes no file, reads only what it was given, and has limits on memory, time and
open files. Its records come through a pipe, each field of its declared type; nothing the child says is
interpreted. Where the child is stopped or dies, what came before was given, and a sentence says why.

It is also the second core of an import: the child reads and converts while the parent writes. The pipe holds
about a megabyte; when it is full the child waits.

Source: docs/adr/0018-foreign-bytes.md, with what was measured.
"""

from __future__ import annotations

import contextlib
import logging
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Never, Self, cast

import msgspec

from azdarar.errors import AzdararError
from azdarar.formats.child_processes import end_child, start_child
from azdarar.formats.internal import confined_child
from azdarar.formats.internal.confined_child import HEADER
from azdarar.formats.internal.confined_errors import (
    ConfinementError,
    CrashedError,
    FailedError,
    ForbiddenError,
    GarbledError,
    NotConvertedError,
    OutOfMemoryError,
    OutOfTimeError,
)
from azdarar.formats.internal.confined_item import Unconverted
from azdarar.formats.internal.confined_records import Packer, RefusedValueError, Unpacker
from azdarar.formats.internal.marking import Phrase, gettext_noop

__all__ = [
    "Confined",
    "ConfinementError",
    "CrashedError",
    "FailedError",
    "ForbiddenError",
    "GarbledError",
    "Limits",
    "NotConvertedError",
    "OutOfMemoryError",
    "OutOfTimeError",
    "Unconverted",
    "confined",
]

_log = logging.getLogger(__name__)
#: Linux: what may wait in the pipe. Larger pipes were no quicker.
_PIPE_BYTES, _SET_PIPE_SIZE = 2**20, 1031


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the reading of one source may take.

    ``memory_bytes`` counts what the child writes to, not files it looks at. ``silence_seconds`` is how long
    it may run without giving anything. ``record_bytes`` bounds a single record. ``scratch_bytes`` above 0
    gives it a folder for files of up to that size, removed at the end (``tempfile`` uses it); else it writes
    nowhere. ``allows_network`` is for readers whose source is a database elsewhere.
    """

    memory_bytes: int = 512 * 2**20
    cpu_seconds: int = 3600
    silence_seconds: int = 120
    open_files: int = 64
    record_bytes: int = 256 * 2**20
    scratch_bytes: int = 0
    allows_network: bool = False


def confined(
    reader: str,
    /,
    *arguments: Any,
    limits: Limits = Limits(),
    convert: str = "",
    convert_options: Mapping[str, Any] | None = None,
    told: Iterable[str] = (),
    readable: Iterable[Path] = (),
    **options: Any,
) -> Confined:
    """Run a reader of ``azdarar.formats`` in a child process and give its records.

    The child starts with the first record asked for and ends with the last, when the result is closed, or
    when nobody holds it any more. Starting costs about a tenth of a second; a record of an article's size
    some 20 µs on either side.

    Args:
        reader: ``azdarar.formats.wxr:read_files``: called with ``arguments`` and ``options``, it gives an
            iterator. Values that go in and out are builtins, paths, instants and dataclasses of the formats.
        convert: a function called in the child with each item, whose answer is given instead of it. Where it
            fails, the answer is ``Unconverted``, and the next item is converted all the same.
        convert_options: its further arguments, by name.
        told: attributes of what ``reader`` returns (``site``, ``repairs``) that are wanted after the last
            record: they are in ``told``, also after an error.
        readable: files and folders the child may read, beside the paths among the arguments.

    Raises:
        AzdararError: while iterating: the reader's own, or a ``ConfinementError``: after every record that
            came before it.
    """
    return Confined(
        reader,
        arguments=arguments,
        options=options,
        limits=limits,
        convert=convert,
        convert_options=dict(convert_options or {}),
        told=tuple(told),
        readable=tuple(readable),
    )


class Confined:
    """The records of one confined reader. ``result`` is what its generator returned, after the last.

    ``walls`` says which hold on this machine: ``limits``, ``hook``, ``files``, ``calls``, ``network``.
    """

    def __init__(
        self,
        reader: str,
        *,
        arguments: tuple[Any, ...],
        options: dict[str, Any],
        limits: Limits,
        convert: str,
        convert_options: dict[str, Any],
        told: tuple[str, ...],
        readable: tuple[Path, ...],
    ) -> None:
        self.result: Any = None
        self.told: dict[str, Any] = {}
        self.walls: tuple[str, ...] = ()
        paths = [*_paths_in([arguments, options]), *readable]
        self._name = next((path.name for path in paths), reader.partition(":")[0].rpartition(".")[2])
        self._limits = limits
        packer = Packer()
        self._asked: dict[str, Any] = {
            "name": self._name,
            "reader": reader,
            "convert": convert,
            "arguments": packer.pack(arguments),
            "options": packer.pack(options),
            "more": packer.pack(convert_options),
            "classes": packer.new_classes,
            "told": told,
        }
        self._readable = [os.path.abspath(path) for path in paths]
        modules = {path.partition(":")[0] for path in (reader, convert) if path}
        self._unpacker = Unpacker(modules=modules)
        self._process: subprocess.Popen[bytes] | None = None
        self._records = self._read()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        return next(self._records)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *ended: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child, wherever it is."""
        self._records.close()

    def _read(self) -> Generator[Any, None, None]:
        # This generator and its owner hold each other. Where both are dropped half read, it is chance which
        # part of such a ring is ended first: what is to be ended is held from outside it.
        ending = contextlib.ExitStack()
        end = weakref.finalize(self, ending.close)
        try:
            stream = cast("IO[bytes]", self._started(ending).stdout)
            while True:
                kind, body = self._frame(stream)
                if kind == b"R":
                    self.result = self._unpacked(body)
                    return
                yield from self._taken(kind, body)
        finally:
            end()

    def _started(self, ending: contextlib.ExitStack) -> subprocess.Popen[bytes]:
        scratch = ""
        if self._limits.scratch_bytes:
            scratch = tempfile.mkdtemp(prefix="azdarar-reader-")
            ending.callback(shutil.rmtree, scratch, ignore_errors=True)
        walls = {
            "memory_bytes": self._limits.memory_bytes,
            "cpu_seconds": self._limits.cpu_seconds,
            "open_files": self._limits.open_files,
            "readable": self._readable,
            "scratch": scratch,
            "scratch_bytes": self._limits.scratch_bytes,
            "allows_network": self._limits.allows_network,
        }
        process = start_child(confined_child.__name__, environment={"TMPDIR": scratch} if scratch else {})
        ending.callback(end_child, process)
        with contextlib.suppress(BrokenPipeError), cast("IO[bytes]", process.stdin) as into:
            into.write(msgspec.msgpack.encode({**self._asked, "walls": walls}))
        _enlarge(process.stdout)
        self._process = process
        return process

    def _frame(self, stream: IO[bytes]) -> tuple[bytes, bytes]:
        head = self._bytes(stream, HEADER.size)
        kind, size = HEADER.unpack(head)
        if size > self._limits.record_bytes:
            raise self._garbled(f"{size // 2**20} MB at once")
        return kind, self._bytes(stream, size)

    def _bytes(self, stream: IO[bytes], size: int) -> bytes:
        found = bytearray()
        waiting = select.poll()
        waiting.register(stream.fileno(), select.POLLIN)
        while len(found) < size:
            if not waiting.poll(self._limits.silence_seconds * 1000):
                raise OutOfTimeError(name=self._name, limit=self._limits.silence_seconds)
            piece = os.read(stream.fileno(), min(size - len(found), _PIPE_BYTES))
            if not piece:
                self._explain_end()
            found += piece
        return bytes(found)

    def _taken(self, kind: bytes, body: bytes) -> Iterator[Any]:
        match kind:
            case b"B":
                for one in self._listed(body):
                    yield self._value(one)
            case b"C":
                for name in self._listed(body):
                    self._learn(name)
            case b"H":
                self.walls = tuple(self._listed(body))
            case b"T":
                told = self._unpacked(body)
                if not isinstance(told, dict):
                    raise self._garbled("nothing told")
                self.told = told
            case b"E":
                error = self._unpacked(body)
                raise error if isinstance(error, AzdararError) else self._garbled("E")
            case b"M":
                raise OutOfMemoryError(name=self._name, limit=self._limits.memory_bytes // 2**20)
            case b"P" | b"F":
                self._refuse(kind, self._listed(body))
            case _:
                raise self._garbled("an unknown frame")

    def _refuse(self, kind: bytes, told: list[Any]) -> Never:
        reason, trace = (str(part) for part in (*told, "", "")[:2])
        _log.warning("A reader failed: %s\n%s", reason, trace)
        raise (ForbiddenError if kind == b"P" else FailedError)(name=self._name, reason=reason)

    def _explain_end(self) -> Never:
        """The child ended without saying so: by what, its exit code tells."""
        code = 0
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                code = self._process.wait(timeout=5)
        if code == -signal.SIGXCPU:
            raise OutOfTimeError(name=self._name, limit=self._limits.cpu_seconds)
        names = {-one.value: one.name for one in signal.Signals}
        told = Phrase(gettext_noop("exit code %(code)s"), code=code)
        raise CrashedError(name=self._name, reason=names.get(code, told))

    def _garbled(self, reason: str) -> GarbledError:
        _log.warning("What a reader gave back was refused: %s", reason)
        return GarbledError(name=self._name, reason=reason)

    def _decoded(self, body: bytes) -> Any:
        try:
            return msgspec.msgpack.decode(body)
        except (msgspec.DecodeError, RecursionError) as problem:
            raise self._garbled("no values") from problem

    def _listed(self, body: bytes) -> list[Any]:
        told = self._decoded(body)
        if not isinstance(told, list):
            raise self._garbled("no list")
        return told

    def _unpacked(self, body: bytes) -> Any:
        return self._value(self._decoded(body))

    def _value(self, packed: Any) -> Any:
        try:
            return self._unpacker.unpack(packed)
        except (RefusedValueError, RecursionError) as problem:
            raise self._garbled(str(problem)) from problem

    def _learn(self, name: Any) -> None:
        try:
            self._unpacker.learn(str(name))
        except RefusedValueError as problem:
            raise self._garbled(str(problem)) from problem


def _paths_in(value: Any) -> Iterator[Path]:
    match value:
        case Path():
            yield value
        case list() | tuple() | set() | frozenset():
            for part in value:
                yield from _paths_in(part)
        case dict():
            yield from _paths_in(list(value.values()))


def _enlarge(stream: IO[bytes] | None) -> None:
    if stream is not None and sys.platform.startswith("linux"):
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(stream.fileno(), _SET_PIPE_SIZE, _PIPE_BYTES)

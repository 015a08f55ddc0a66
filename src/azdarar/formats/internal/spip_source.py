"""Opening a backup: unpack it where it is gzip, bring UTF-16 to UTF-8, and say what it is by its content."""

from __future__ import annotations

import codecs
import io
import os
import re
import zlib
from collections.abc import Callable, Iterator
from itertools import chain
from typing import BinaryIO, Literal, Self

from azdarar.formats.internal.marking import Phrase, gettext_noop
from azdarar.formats.internal.spip_errors import CompressedBackupError, NotASPIPBackupError
from azdarar.formats.internal.xml_errors import EmptyFileError, UnreadableFileError
from azdarar.formats.internal.xml_stream import Source, name_of_source

Kind = Literal["mysql", "sqlite", "xml"]

CHUNK_BYTES = 2**18
_HEAD_BYTES = 2**16
#: A text that unpacks to more than this, at more than so many times its size, is an attack.
_FREE_BYTES = 64 * 2**20
_MAX_RATIO = 100
_GZIP = b"\x1f\x8b"
_SQLITE = b"SQLite format 3\x00"
_PACKED = (
    (b"PK\x03\x04", gettext_noop("a ZIP archive")),
    (b"BZh", gettext_noop("a bzip2 file")),
    (b"\xfd7zXZ\x00", gettext_noop("an xz file")),
    (b"7z\xbc\xaf", gettext_noop("a 7-Zip archive")),
    (b"Rar!", gettext_noop("a RAR archive")),
    (b"\x28\xb5\x2f\xfd", gettext_noop("a Zstandard file")),
)
_XML_ROOT = re.compile(rb"<SPIP[\s>]")
_SQL = re.compile(
    rb"(?im)^\s*(?:--|#|/\*|SET\s|USE\s|CREATE\s|INSERT\s|REPLACE\s|DROP\s|LOCK\s|BEGIN|START\s)"
)


class ByteReader:
    """Pieces of bytes as something to read from."""

    def __init__(self, pieces: Iterator[bytes], *, close: Callable[[], None] = lambda: None) -> None:
        self._pieces, self._close = pieces, close
        self._rest = b""

    def read(self, size: int) -> bytes:
        """The next bytes: as many as asked for, fewer before the end, none at the end."""
        if not self._rest:
            self._rest = next(self._pieces, b"")
        given, self._rest = self._rest[:size], self._rest[size:]
        return given

    def read_all(self, limit: int) -> bytes:
        """Everything, up to a limit."""
        found: list[bytes] = []
        while limit > 0 and (piece := self.read(min(limit, CHUNK_BYTES))):
            found.append(piece)
            limit -= len(piece)
        return b"".join(found)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *told: object) -> None:
        self._close()


class Backup:
    """One backup, opened from its beginning each time it is asked for."""

    def __init__(self, source: Source, *, name: str = "") -> None:
        self.name = name or name_of_source(source)
        self._source = source
        with self.open() as opened:
            self.head = opened.read_all(_HEAD_BYTES)
        self.kind = self._find_kind()

    @property
    def plain_path(self) -> str | None:
        """The file's path, where the source is a file and not packed."""
        if not isinstance(self._source, str | os.PathLike):
            return None
        stream, close = self._raw()
        is_packed = stream.read(2) == _GZIP
        close()
        return None if is_packed else os.fspath(self._source)

    def open(self) -> ByteReader:
        """The content, unpacked, as UTF-8 or whatever one-byte encoding it is in."""
        stream, close = self._raw()
        pieces = _begun(iter(lambda: stream.read(CHUNK_BYTES), b""))
        start = next(pieces)
        pieces = chain([start], pieces)
        if start.startswith(_GZIP):
            pieces = _begun(_unpacked(pieces, name=self.name))
            start = next(pieces)
            pieces = chain([start], pieces)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and start[2:4] != b"\x00\x00":
            pieces = _recoded(pieces)
        elif start.startswith(codecs.BOM_UTF8):
            next(pieces)
            pieces = chain([start[3:]], pieces)
        return ByteReader(pieces, close=close)

    def _raw(self) -> tuple[BinaryIO, Callable[[], None]]:
        if isinstance(self._source, bytes):
            return io.BytesIO(self._source), lambda: None
        if isinstance(self._source, str | os.PathLike):
            try:
                stream = open(self._source, "rb")  # noqa: SIM115 - closed by who reads it
            except (OSError, ValueError) as problem:
                reason = (getattr(problem, "strerror", None) or str(problem)).lower()
                raise UnreadableFileError(name=self.name, reason=reason) from problem
            return stream, stream.close
        self._source.seek(0)
        return self._source, lambda: None

    def _find_kind(self) -> Kind:
        head = self.head
        if not head.strip(b"\x00 \t\r\n"):
            raise EmptyFileError(name=self.name)
        if head.startswith(_SQLITE):
            return "sqlite"
        for signature, kind in _PACKED:
            if head.startswith(signature):
                raise CompressedBackupError(name=self.name, kind=Phrase(kind))
        if head.startswith(b"** This file contains an SQLite 2"):
            raise NotASPIPBackupError(
                name=self.name,
                found=Phrase(gettext_noop("a database of SQLite 2, which nothing reads any more")),
            )
        start = head.lstrip()
        if start.startswith(b"<"):
            if _XML_ROOT.search(head):
                return "xml"
            is_page = re.match(rb"(?i)<(?:!doctype html|html|head|body)", start)
            raise NotASPIPBackupError(
                name=self.name,
                found=Phrase(gettext_noop("a web page") if is_page else gettext_noop("another XML file")),
            )
        if _SQL.search(head):
            return "mysql"
        raise NotASPIPBackupError(name=self.name, found=Phrase(gettext_noop("no dump of a database")))


def _begun(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces, of which the first is there, however empty the file."""
    yield next(pieces, b"")
    yield from pieces


def _unpacked(pieces: Iterator[bytes], *, name: str) -> Iterator[bytes]:
    """gzip, piece by piece, with an eye on how much comes out of how little."""
    unpacker = zlib.decompressobj(wbits=31)
    taken = given = 0
    for piece in pieces:
        taken += len(piece)
        data = piece
        while data:
            try:
                out = unpacker.decompress(data, CHUNK_BYTES)
            except zlib.error as problem:
                raise CompressedBackupError(
                    name=name, kind=Phrase(gettext_noop("a damaged gzip file"))
                ) from problem
            given += len(out)
            if given > _FREE_BYTES and given > taken * _MAX_RATIO:
                raise CompressedBackupError(
                    name=name, kind=Phrase(gettext_noop("packed more than a hundred times"))
                )
            if out:
                yield out
            data = unpacker.unconsumed_tail
            if unpacker.eof:
                data = unpacker.unused_data
                if not data.startswith(_GZIP):
                    return
                unpacker = zlib.decompressobj(wbits=31)


def _recoded(pieces: Iterator[bytes]) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder("utf-16")("replace")
    for piece in pieces:
        yield decoder.decode(piece).encode("utf-8", "replace")

"""Opening wrappers nobody vouches for: gzip, bzip2, xz, ZIP and tar, piece by piece.

Names inside an archive are only words: they become relative parts that were looked at one by one, or the
whole archive is refused. What comes out is counted against what went in. An archive within an archive stays
closed.
"""

from __future__ import annotations

import bz2
import lzma
import re
import stat
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from azdarar.errors import AzdararError
from azdarar.formats.internal.marking import Phrase, gettext_noop

Wrapper = Literal["", "gzip", "bzip2", "xz", "zip", "tar", "foreign"]

PIECE_BYTES = 2**18
#: What unpacks to more than this, at more than so many times its size, is an attack.
_FREE_BYTES, _MAX_RATIO = 64 * 2**20, 100
_MAX_BYTES, _MAX_MEMBERS, _MAX_DEPTH = 5 * 2**30, 100_000, 64
_SIGNATURES: tuple[tuple[bytes, Wrapper], ...] = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"7z\xbc\xaf", "foreign"),
    (b"Rar!", "foreign"),
    (b"\x28\xb5\x2f\xfd", "foreign"),
)
_FURNITURE = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")


class ArchiveRefusedError(AzdararError):
    """A wrapper that is damaged, unknown, or made to do harm; nothing of it stays."""

    code = "formats.archive-refused"
    sentence = gettext_noop("“%(name)s” is refused: %(reason)s Nothing of it was kept.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file of an archive begins; ``parts`` are the folders and the name, each harmless."""

    parts: tuple[str, ...]
    size: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """The next bytes of the member before it."""

    data: bytes


def wrapper_of(head: bytes) -> Wrapper:
    """What a file is packed in, by its first bytes (a tar needs 262 of them)."""
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    return "tar" if head[257:262] == b"ustar" else ""


def pieces_of(
    path: Path, *, only: tuple[str, ...] | None = None, limit: int = _MAX_BYTES
) -> Iterator[Member | Piece]:
    """Everything in a wrapper: a member, then its pieces.

    Args:
        only: the parts of the one member that is wanted.
        limit: bytes after which to stop, without complaint, for a look at the beginning.

    Raises:
        ArchiveRefusedError: ``formats.archive-refused``.
    """
    with path.open("rb") as stream:
        head = stream.read(512)
    count = _Count(name=path.name, packed=path.stat().st_size)
    try:
        match wrapper_of(head):
            case "zip":
                yield from _of_zip(path, count, only=only, limit=limit)
            case "tar":
                with path.open("rb") as stream:
                    yield from _of_tar(stream, count, only=only, limit=limit)
            case "gzip" | "bzip2" | "xz" as kind:
                yield from _of_stream(path, kind, count, only=only, limit=limit)
            case _:
                raise _refusal(path.name, gettext_noop("it is packed in a way that is not read here."))
    except (
        zipfile.BadZipFile,
        tarfile.TarError,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        NotImplementedError,
    ) as problem:
        raise _refusal(path.name, gettext_noop("it is damaged or cut off.")) from problem
    except RuntimeError as problem:
        raise _refusal(path.name, gettext_noop("it is locked with a password.")) from problem


def members_of(path: Path) -> list[Member]:
    """The names in a ZIP, harmless or refused, without unpacking anything."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = _Names(path.name)
            return [
                Member(parts=parts, size=info.file_size)
                for info in _listed(archive, path.name)
                if (parts := names.take(info.filename)) and not info.is_dir()
            ]
    except zipfile.BadZipFile as problem:
        raise _refusal(path.name, gettext_noop("it is damaged or cut off.")) from problem


def _refusal(name: str, reason: str, **data: str) -> ArchiveRefusedError:
    return ArchiveRefusedError(name=name, reason=Phrase(reason, **data))


class _Count:
    """What came out of how much."""

    def __init__(self, *, name: str, packed: int) -> None:
        self.name, self._packed, self.given = name, packed, 0

    def add(self, size: int) -> None:
        self.given += size
        if self.given > _FREE_BYTES and self.given > self._packed * _MAX_RATIO:
            raise _refusal(self.name, gettext_noop("it is packed more than a hundred times."))
        if self.given > _MAX_BYTES:
            raise _refusal(self.name, gettext_noop("it holds more than 5 GB. Unpack it and give the folder."))


class _Names:
    """Names as harmless parts, no two alike on any file system."""

    def __init__(self, archive: str) -> None:
        self._archive, self._known, self._count = archive, set[str](), 0

    def take(self, name: str) -> tuple[str, ...]:
        """The parts of a name; none for what systems leave lying about."""
        self._count += 1
        if self._count > _MAX_MEMBERS:
            raise _refusal(self._archive, gettext_noop("it holds more than 100,000 files."))
        parts = tuple(part for part in re.split(r"[/\\]", name) if part not in ("", "."))
        is_odd = name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name) or ".." in parts
        if is_odd or len(parts) > _MAX_DEPTH or any(_is_harmful(part) for part in parts):
            why = gettext_noop("it holds a file with a name that leads astray (%(file)s).")
            raise _refusal(self._archive, why, file=name[:120])
        if any(part in _FURNITURE for part in parts):
            return ()
        folded = unicodedata.normalize("NFC", "/".join(parts)).casefold()
        if folded in self._known and not name.endswith("/"):
            why = gettext_noop("it holds two files of one name (%(file)s).")
            raise _refusal(self._archive, why, file=name[:120])
        self._known.add(folded)
        return parts


def _is_harmful(part: str) -> bool:
    return len(part.encode("utf-8", "replace")) > 255 or any(
        ord(letter) < 32 or ord(letter) == 127 for letter in part
    )


def _listed(archive: zipfile.ZipFile, name: str) -> list[zipfile.ZipInfo]:
    infos = archive.infolist()
    if len(infos) > _MAX_MEMBERS:
        raise _refusal(name, gettext_noop("it holds more than 100,000 files."))
    for info in infos:
        mode = info.external_attr >> 16
        if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise _refusal(name, gettext_noop("it holds a link or a device."))
    return infos


def _of_zip(
    path: Path, count: _Count, *, only: tuple[str, ...] | None, limit: int
) -> Iterator[Member | Piece]:
    with zipfile.ZipFile(path) as archive:
        names = _Names(path.name)
        for info in _listed(archive, path.name):
            parts = names.take(info.filename)
            if not parts or info.is_dir() or (only is not None and parts != only):
                continue
            yield Member(parts=parts, size=info.file_size)
            with archive.open(info) as stream:
                yield from _pieces(stream, count, limit=limit)


def _pieces(stream: IO[bytes], count: _Count, *, limit: int) -> Iterator[Piece]:
    while limit > 0 and (data := stream.read(min(PIECE_BYTES, limit))):
        limit -= len(data)
        count.add(len(data))
        yield Piece(data=data)


def _of_tar(
    stream: IO[bytes], count: _Count, *, only: tuple[str, ...] | None, limit: int
) -> Iterator[Member | Piece]:
    names = _Names(count.name)
    with tarfile.open(fileobj=stream, mode="r|", errorlevel=1) as archive:
        for info in archive:
            if not (info.isreg() or info.isdir()):
                raise _refusal(count.name, gettext_noop("it holds a link or a device."))
            parts = names.take(info.name + ("/" if info.isdir() else ""))
            if not parts or info.isdir() or (only is not None and parts != only):
                continue
            yield Member(parts=parts, size=info.size)
            opened = archive.extractfile(info)
            if opened is not None:
                yield from _pieces(opened, count, limit=limit)


def _of_stream(
    path: Path,
    kind: Literal["gzip", "bzip2", "xz"],
    count: _Count,
    *,
    only: tuple[str, ...] | None,
    limit: int,
) -> Iterator[Member | Piece]:
    with path.open("rb") as packed:
        stream = _Unpacked(packed, kind)
        head = stream.read(512)
        if wrapper_of(head) == "tar":
            yield from _of_tar(_Counted(_Again(head, stream), count), count, only=only, limit=limit)  # type: ignore[arg-type]
            return
        if wrapper_of(head):
            raise _refusal(path.name, gettext_noop("it is an archive within an archive. Unpack it by hand."))
        name = re.sub(r"\.(?:gz|bz2|xz|t[bgx]z2?)$", "", path.name, flags=re.IGNORECASE)
        yield Member(parts=(name,))
        yield from _pieces(_Again(head, stream), count, limit=limit)  # type: ignore[arg-type]


class _Unpacked:
    """A packed stream, unpacked as it is read; several streams one after another are one."""

    def __init__(self, packed: IO[bytes], kind: Literal["gzip", "bzip2", "xz"]) -> None:
        self._packed = packed
        self._kind = kind
        self._one = self._new()
        self._waiting, self._is_over = b"", False

    def _new(self) -> zlib._Decompress | bz2.BZ2Decompressor | lzma.LZMADecompressor:
        match self._kind:
            case "gzip":
                return zlib.decompressobj(wbits=31)
            case "bzip2":
                return bz2.BZ2Decompressor()
            case "xz":
                return lzma.LZMADecompressor(memlimit=256 * 2**20)

    def read(self, size: int) -> bytes:
        """Up to ``size`` bytes; none at the end."""
        while not self._is_over:
            given = self._next(size)
            if given:
                return given
        return b""

    def _next(self, size: int) -> bytes:
        if self._one.eof:
            rest = self._one.unused_data or self._packed.read(PIECE_BYTES)
            if not rest.strip(b"\x00"):
                self._is_over = True
                return b""
            self._one, self._waiting = self._new(), rest
        if isinstance(self._one, bz2.BZ2Decompressor | lzma.LZMADecompressor):
            data = self._waiting or (self._packed.read(PIECE_BYTES) if self._one.needs_input else b"")
            self._waiting = b""
            if not data and self._one.needs_input:
                raise EOFError
            return self._one.decompress(data, size)
        data = self._one.unconsumed_tail or self._waiting or self._packed.read(PIECE_BYTES)
        self._waiting = b""
        if not data:
            raise EOFError
        return self._one.decompress(data, size)


class _Again:
    """A stream whose first bytes were looked at already."""

    def __init__(self, head: bytes, stream: _Unpacked) -> None:
        self._head, self._stream = head, stream

    def read(self, size: int) -> bytes:
        """Up to ``size`` bytes; none at the end."""
        given, self._head = self._head[:size], self._head[size:]
        return given or self._stream.read(size)


class _Counted:
    """A stream of which everything read is counted, also what is passed over."""

    def __init__(self, stream: _Again, count: _Count) -> None:
        self._stream, self._count = stream, count

    def read(self, size: int) -> bytes:
        """Exactly ``size`` bytes, fewer at the end."""
        found = bytearray()
        while len(found) < size and (data := self._stream.read(size - len(found))):
            found += data
        self._count.add(len(found))
        return bytes(found)

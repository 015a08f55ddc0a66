"""A pressed page as one file.

Little-endian: kind and version (8 bytes), digest of all that follows (16), lengths of the head, the marks,
the names, and of the page in each coding (4 each), then these parts in that order. The head and the names
are JSON, the marks 64-bit numbers. The page as it stands is not kept: it is unpacked from zstandard, in less
time than a disk needs for its bytes.
"""

from __future__ import annotations

import gzip
import json
import os
import struct
import tempfile
from array import array
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b, sha256
from pathlib import Path

import brotli
import zstandard

#: Codings a page is kept in, the one readers' browsers are best served with first.
CODINGS = ("br", "zstd", "gzip")
IDENTITY = "identity"

_MAGIC = b"AZDPAGE\x01"
_LENGTHS = struct.Struct("<6I")
_DIGEST_BYTES = 16
_PREAMBLE = len(_MAGIC) + _DIGEST_BYTES + _LENGTHS.size
#: What compresses a page in a few milliseconds; the best levels take a hundred for the last hundredth.
_BROTLI_LEVEL, _GZIP_LEVEL, _ZSTD_LEVEL = 5, 6, 9


class DamagedPageError(Exception):
    """A page's file is not whole, or of another version."""


@dataclass(slots=True, eq=False)
class Head:
    """What a file says of its page, besides the bytes.

    Attributes:
        key: path, and ``?page=N`` where there are several.
        headers: what is sent with every coding of it, names in lower case; without its length, coding,
            validators and ``vary``.
        etag: of the unpacked bytes and these headers, without quotes.
        counter: of the changes, when its rendering began.
        marks: what it shows, as numbers; ``read_names`` has the words.
        until: seconds since the epoch after which it no longer holds, whatever was announced.
        size: bytes unpacked.
    """

    key: str
    status: int
    headers: tuple[tuple[str, str], ...]
    etag: str
    last_modified: float
    pressed_at: float
    counter: int
    until: float
    marks: array[int]
    render_ms: float
    why: str
    size: int


def file_of(folder: Path, key: str) -> Path:
    """Where the page of a key is kept."""
    name = sha256(key.encode()).hexdigest()
    return folder / name[:2] / name[2:4] / name[4:]


def packed(body: bytes) -> dict[str, bytes]:
    """A page in every coding of ``CODINGS``."""
    return {
        "br": brotli.compress(body, quality=_BROTLI_LEVEL, mode=brotli.MODE_TEXT),
        "zstd": zstandard.ZstdCompressor(level=_ZSTD_LEVEL, write_content_size=True).compress(body),
        "gzip": gzip.compress(body, compresslevel=_GZIP_LEVEL, mtime=0),
    }


def unpacked(zstd: bytes) -> bytes:
    """A page as it stands."""
    return zstandard.ZstdDecompressor().decompress(zstd)


def write_page(file: Path, head: Head, tags: frozenset[str], bodies: Mapping[str, bytes]) -> None:
    """Write a page whole, or not at all.

    Raises:
        OSError: the disk refused; what was there before stands.
    """
    parts = [_head_bytes(head), head.marks.tobytes(), json.dumps(sorted(tags), ensure_ascii=False).encode()]
    parts += [bodies[coding] for coding in CODINGS]
    told = _LENGTHS.pack(*map(len, parts)) + b"".join(parts)
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as written:
            written.write(_MAGIC + _digest(told) + told)
        os.replace(temporary, file)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def read_head(file: Path) -> Head:
    """What a file says of its page; the bytes themselves are neither read nor checked.

    Raises:
        DamagedPageError: it is not whole, or of another version.
        OSError: it is not there, or cannot be read.
    """
    with file.open("rb") as opened:
        preamble = opened.read(_PREAMBLE)
        lengths = _lengths(preamble)
        if os.fstat(opened.fileno()).st_size != _PREAMBLE + sum(lengths):
            raise DamagedPageError(f"{file.name} is shorter or longer than it says")
        return _head(opened.read(lengths[0]), opened.read(lengths[1]))


def read_body(file: Path, coding: str, *, etag: str) -> bytes:
    """The page in a coding, or as it stands; the whole file is checked.

    Raises:
        DamagedPageError: it is not whole, or of another version.
        OSError: it is not there, cannot be read, or holds another page by now.
    """
    parts = _parts(file)
    if _head(parts[0], parts[1]).etag != etag:
        raise FileNotFoundError(f"{file.name} holds a newer page")
    if coding == IDENTITY:
        return unpacked(parts[3 + CODINGS.index("zstd")])
    return parts[3 + CODINGS.index(coding)]


def read_names(file: Path) -> tuple[str, ...]:
    """The tags of a page in words; errors as ``read_body``."""
    parts = _parts(file)
    return tuple(json.loads(parts[2]))


def read_sizes(file: Path) -> dict[str, int]:
    """How many bytes a page has in each coding; errors as ``read_head``."""
    with file.open("rb") as opened:
        lengths = _lengths(opened.read(_PREAMBLE))
    return dict(zip(CODINGS, lengths[3:], strict=True))


def remove_page(file: Path) -> None:
    """Remove a page's file, if it is there and the disk lets us."""
    with suppress(OSError):
        file.unlink()


def _parts(file: Path) -> list[bytes]:
    data = file.read_bytes()
    lengths = _lengths(data[:_PREAMBLE])
    told = data[len(_MAGIC) + _DIGEST_BYTES :]
    if _digest(told) != data[len(_MAGIC) : len(_MAGIC) + _DIGEST_BYTES]:
        raise DamagedPageError(f"{file.name} is not what was written")
    parts, place = [], _PREAMBLE
    for length in lengths:
        parts.append(data[place : place + length])
        place += length
    return parts


def _lengths(preamble: bytes) -> tuple[int, ...]:
    if len(preamble) < _PREAMBLE or preamble[: len(_MAGIC)] != _MAGIC:
        raise DamagedPageError("it is no pressed page of this version")
    return _LENGTHS.unpack_from(preamble, _PREAMBLE - _LENGTHS.size)


def _head_bytes(head: Head) -> bytes:
    told = {
        "key": head.key,
        "status": head.status,
        "headers": head.headers,
        "etag": head.etag,
        "last_modified": head.last_modified,
        "pressed_at": head.pressed_at,
        "counter": head.counter,
        "until": None if head.until == float("inf") else head.until,
        "render_ms": round(head.render_ms, 2),
        "why": head.why,
        "size": head.size,
    }
    return json.dumps(told, ensure_ascii=False).encode()


def _head(told: bytes, marks_told: bytes) -> Head:
    try:
        read = json.loads(told)
        marks = array("Q")
        marks.frombytes(marks_told)
        read["headers"] = tuple((name, value) for name, value in read["headers"])
        read["until"] = float("inf") if read["until"] is None else read["until"]
        return Head(marks=marks, **read)
    except (ValueError, TypeError, KeyError) as problem:
        raise DamagedPageError(f"its head cannot be read: {problem}") from None


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=_DIGEST_BYTES).digest()

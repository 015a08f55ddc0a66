"""The size, the frames and the end of a picture, from its bytes, without decoding a pixel.

Every reader walks the file's own structure to its end: that tells a cut-off file from a whole one, counts the
frames of an animation, and costs the same for one megapixel as for two hundred. Pillow is not asked, because
some of its readers reserve memory for all pixels before one can look at their number.

Source: ITU-T T.81 (JPEG), PNG third edition with APNG, GIF89a, RFC 9649 (WebP), AV1 Image File Format 1.1 on
ISO 14496-12.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass


class CutOff(Exception):
    """The file ends before its structure does."""


class Damaged(Exception):
    """The file's structure contradicts itself."""


@dataclass(slots=True)
class Header:
    """What a file says of its picture; filled while it is read: a cut-off file still says its size."""

    width: int = 0
    height: int = 0
    frames: int = 1

    def enclose(self, width: int, height: int) -> None:
        """Take a size in, where a file names several."""
        if width * height > self.width * self.height:
            self.width, self.height = width, height


#: A marker that ends entropy-coded data: neither a stuffed byte, nor a restart, nor padding.
_JPEG_MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_SCAN, _JPEG_END = 0xDA, 0xD9
_ISO_CONTAINERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"iprp", b"ipco"}
_MAX_BOXES = 20_000


def read_jpeg(data: bytes, header: Header) -> None:
    """Read a JPEG to its end-of-image marker."""
    position = 2
    while True:
        while _byte(data, position) == 0xFF and _byte(data, position + 1) == 0xFF:
            position += 1
        if _byte(data, position) != 0xFF:
            raise Damaged
        marker = _byte(data, position + 1)
        position += 2
        if marker == _JPEG_END:
            return
        if marker == 0x01 or 0xD0 <= marker <= 0xD8:
            continue
        length = _number(data, position, 2)
        if length < 2:
            raise Damaged
        if marker in _JPEG_FRAMES and not header.width:
            header.height, header.width = _number(data, position + 3, 2), _number(data, position + 5, 2)
        position += length
        if marker == _JPEG_SCAN:
            found = _JPEG_MARKER.search(data, position)
            if found is None:
                raise CutOff
            position = found.start()


def read_png(data: bytes, header: Header) -> None:
    """Read a PNG or APNG to its last chunk; the check sums of what is needed to draw must be right."""
    position = 8
    while True:
        length = _number(data, position, 4)
        kind = _bytes(data, position + 4, 4)
        start = position + 8
        if kind == b"IEND":
            return
        if kind == b"IHDR" and not header.width:
            header.width, header.height = _number(data, start, 4), _number(data, start + 4, 4)
        elif kind == b"acTL":
            header.frames = max(_number(data, start, 4), 1)
        if kind in (b"IHDR", b"IDAT", b"PLTE"):
            body = _bytes(data, start, length)
            if zlib.crc32(body, zlib.crc32(kind)) != _number(data, start + length, 4):
                raise Damaged
        position = start + length + 4


def read_gif(data: bytes, header: Header) -> None:
    """Read a GIF to its trailer, or to a clean end without one, which browsers show."""
    header.width, header.height = _number(data, 6, 2, "little"), _number(data, 8, 2, "little")
    frames = 0
    position = 13 + _color_table(_byte(data, 10))
    while position < len(data) and data[position] != 0x3B:
        kind = data[position]
        if kind == 0x21:
            position = _after_blocks(data, position + 2)
        elif kind == 0x2C:
            frames += 1
            left, top, wide, high = (_number(data, position + at, 2, "little") for at in (1, 3, 5, 7))
            header.enclose(max(header.width, left + wide), max(header.height, top + high))
            header.frames = frames
            position = _after_blocks(data, position + 11 + _color_table(_byte(data, position + 9)))
        elif kind == 0x00:
            position += 1
        else:
            raise Damaged
    if not frames:
        raise CutOff


def read_webp(data: bytes, header: Header) -> None:
    """Read a WebP; every chunk must be whole."""
    end = 8 + _number(data, 4, 4, "little")
    frames = 0
    position = 12
    while position + 8 <= min(end, len(data)):
        kind = _bytes(data, position, 4)
        length = _number(data, position + 4, 4, "little")
        start = position + 8
        if kind == b"ANMF":
            frames += 1
            header.frames = frames
        elif not header.width:
            _webp_size(data, kind, start, header)
        if start + length > len(data):
            raise CutOff
        position = start + length + length % 2
    # One byte may be missing: the padding of the last chunk, which some writers leave out.
    if end > len(data) + 1:
        raise CutOff


def read_avif(data: bytes, header: Header) -> None:
    """Read an AVIF picture or sequence: the largest image in it, and the samples of its tracks."""
    has_data = False
    for kind, start, end in _boxes(data, 0, len(data)):
        has_data = has_data or kind in (b"mdat", b"idat")
        if kind == b"ispe":
            header.enclose(_number(data, start + 4, 4), _number(data, start + 8, 4))
        elif kind == b"tkhd" and end - start >= 8:
            header.enclose(_number(data, end - 8, 4) >> 16, _number(data, end - 4, 4) >> 16)
        elif kind == b"stsz":
            header.frames = max(header.frames, _number(data, start + 8, 4))
    if not has_data:
        raise CutOff


def _boxes(data: bytes, position: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """All boxes of an ISO file that may say something, containers opened."""
    waiting = [(position, end)]
    count = 0
    while waiting:
        position, end = waiting.pop()
        while position + 8 <= end:
            count += 1
            length, kind = _number(data, position, 4), _bytes(data, position + 4, 4)
            start = position + 8
            if length == 1:
                length, start = _number(data, position + 8, 8), position + 16
            after = end if length == 0 else position + length
            if after > end:
                raise CutOff
            if after < start or count > _MAX_BOXES:
                raise Damaged
            if kind == b"meta":
                waiting.append((start + 4, after))
            elif kind in _ISO_CONTAINERS:
                waiting.append((start, after))
            yield kind, start, after
            position = after


def _webp_size(data: bytes, kind: bytes, start: int, header: Header) -> None:
    match kind:
        case b"VP8X":
            header.width = _number(data, start + 4, 3, "little") + 1
            header.height = _number(data, start + 7, 3, "little") + 1
        case b"VP8 ":
            if _bytes(data, start + 3, 3) != b"\x9d\x01\x2a":
                raise Damaged
            header.width = _number(data, start + 6, 2, "little") & 0x3FFF
            header.height = _number(data, start + 8, 2, "little") & 0x3FFF
        case b"VP8L":
            if _byte(data, start) != 0x2F:
                raise Damaged
            bits = _number(data, start + 1, 4, "little")
            header.width, header.height = (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1


def _color_table(flags: int) -> int:
    return 3 * 2 ** ((flags & 0x07) + 1) if flags & 0x80 else 0


def _after_blocks(data: bytes, position: int) -> int:
    while length := _byte(data, position):
        position += length + 1
    return position + 1


def _byte(data: bytes, position: int) -> int:
    if position >= len(data):
        raise CutOff
    return data[position]


def _bytes(data: bytes, position: int, length: int) -> bytes:
    if position + length > len(data):
        raise CutOff
    return data[position : position + length]


def _number(data: bytes, position: int, length: int, order: str = "big") -> int:
    return int.from_bytes(_bytes(data, position, length), "little" if order == "little" else "big")

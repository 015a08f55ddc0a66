"""Pictures drawn for the tests, and what photographers write into them."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image


def drawn(kind: str, *, size: tuple[int, int] = (60, 40), frames: int = 1, **options: Any) -> bytes:
    """A noisy picture in one of Pillow's formats."""
    pictures = [Image.effect_noise(size, 40 + 9 * number).convert("RGB") for number in range(frames)]
    if frames > 1:
        options |= {"save_all": True, "append_images": pictures[1:]}
    file = io.BytesIO()
    pictures[0].save(file, kind, **options)
    return file.getvalue()


def png_of(width: int, height: int, *, frames: int = 1) -> bytes:
    """A PNG that says it is this large and holds next to nothing."""
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))]
    if frames > 1:
        chunks.append((b"acTL", struct.pack(">II", frames, 0)))
    chunks += [(b"IDAT", zlib.compress(b"\x00" * 64)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def with_iim(datasets: list[tuple[int, int, bytes]], *, tail: bytes = b"") -> bytes:
    """A JPEG with IPTC-IIM datasets (record, number, value) in its Photoshop segment."""
    block = b"".join(
        b"\x1c" + bytes((record, number)) + struct.pack(">H", len(value)) + value
        for record, number, value in datasets
    )
    block += tail
    resource = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(block)) + block + b"\x00" * (len(block) % 2)
    body = b"Photoshop 3.0\x00" + resource
    jpeg = drawn("JPEG")
    return jpeg[:2] + b"\xff\xed" + struct.pack(">H", len(body) + 2) + body + jpeg[2:]


def exif_of(
    *, gps: dict[int, Any] | None = None, details: dict[int, Any] | None = None, **tags: Any
) -> Image.Exif:
    """EXIF data by Pillow's tag names, with its two inner directories."""
    from PIL import ExifTags

    exif = Image.Exif()
    for name, value in tags.items():
        exif[ExifTags.Base[name]] = value
    if details:
        exif.get_ifd(ExifTags.IFD.Exif).update(details)
    if gps:
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(gps)
    return exif

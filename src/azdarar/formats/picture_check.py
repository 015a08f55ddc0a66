"""What a picture file really is, before anything decodes it.

The name and the declared type of an upload mean nothing here. The bytes are asked: which format, how many
pixels in how many frames, and whether the file is whole. A file of 200 megapixels is refused by its header
and costs nothing; a film named ``.jpg`` is refused by what it is. What passes can be given to a decoder,
which must still be ready for damage inside the compressed data.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from azdarar.errors import AzdararError
from azdarar.formats.internal.marking import gettext_noop
from azdarar.formats.internal.picture_headers import (
    CutOff,
    Damaged,
    Header,
    read_avif,
    read_gif,
    read_jpeg,
    read_png,
    read_webp,
)
from azdarar.formats.xml import Source, name_of_source

__all__ = [
    "MAX_BYTES",
    "MAX_PIXELS",
    "DamagedPictureError",
    "EmptyPictureError",
    "NotAPictureError",
    "PictureError",
    "PictureFacts",
    "PictureTooHeavyError",
    "PictureTypeError",
    "TooManyPixelsError",
    "TruncatedPictureError",
    "UnreadablePictureError",
    "inspect_picture",
]

MAX_PIXELS = 50_000_000
MAX_BYTES = 25 * 2**20


class PictureError(AzdararError):
    """Any refusal of a picture file; ``data`` always has ``name``."""

    code = "formats.picture-refused"
    sentence = gettext_noop("“%(name)s” cannot be taken as a picture.")


class UnreadablePictureError(PictureError):
    """The file could not be opened."""

    code = "formats.picture-unreadable"
    sentence = gettext_noop("“%(name)s” cannot be opened: %(reason)s. Check that it is still where it was.")


class EmptyPictureError(PictureError):
    """A file of zero bytes."""

    code = "formats.picture-empty"
    sentence = gettext_noop("“%(name)s” is empty. Choose the file again; the copy was probably interrupted.")


class PictureTooHeavyError(PictureError):
    """More bytes than allowed."""

    code = "formats.picture-too-heavy"
    sentence = gettext_noop(
        "“%(name)s” weighs %(megabytes)s MB or more; %(limit)s MB are allowed. Export it again with more "
        "compression or fewer pixels."
    )


class NotAPictureError(PictureError):
    """A file of another kind, whatever its name says."""

    code = "formats.not-a-picture"
    sentence = gettext_noop(
        "“%(name)s” is %(kind)s, not a picture, whatever its name says. Choose a picture."
    )


class PictureTypeError(PictureError):
    """A picture of a type that browsers do not all show, or that may carry programs."""

    code = "formats.picture-type"
    sentence = gettext_noop(
        "“%(name)s” is %(kind)s. Save it as JPEG, PNG, WebP, AVIF or GIF and choose it again."
    )


class TooManyPixelsError(PictureError):
    """More pixels, all frames counted, than can be worked on safely."""

    code = "formats.picture-too-large"
    sentence = gettext_noop(
        "“%(name)s” is too large: %(width)s × %(height)s pixels, frames: %(frames)s, which makes "
        "%(megapixels)s million; %(limit)s million are allowed. Save a smaller version."
    )


class TruncatedPictureError(PictureError):
    """The end of the file is missing."""

    code = "formats.picture-truncated"
    sentence = gettext_noop("“%(name)s” is cut off: its end is missing. Copy or download it again.")


class DamagedPictureError(PictureError):
    """The beginning is a picture's, the rest makes no sense."""

    code = "formats.picture-damaged"
    sentence = gettext_noop(
        "“%(name)s” is damaged and cannot be read as %(format)s. Take the original again."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFacts:
    """What a picture file is. ``format`` is JPEG, PNG, WEBP, AVIF or GIF."""

    format: str
    width: int
    height: int
    frames: int
    size_bytes: int

    @property
    def is_animated(self) -> bool:
        """Whether it has more than one frame."""
        return self.frames > 1


_READERS = {"JPEG": read_jpeg, "PNG": read_png, "WEBP": read_webp, "AVIF": read_avif, "GIF": read_gif}
_ALLOWED = (
    (re.compile(rb"\xff\xd8\xff"), "JPEG"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "PNG"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "WEBP"),
    (re.compile(rb"....ftypavi[fs]", re.DOTALL), "AVIF"),
    (re.compile(rb"....ftyp(?:mif1|miaf|msf1).{0,64}?avi[fs]", re.DOTALL), "AVIF"),
    (re.compile(rb"GIF8[79]a"), "GIF"),
)
_OTHER_PICTURES = (
    (re.compile(rb"II\*\x00|MM\x00\*|II\+\x00|MM\x00\+"), gettext_noop("a TIFF picture")),
    (re.compile(rb"....ftyp(?:hei|hev|mif1|msf1)", re.DOTALL), gettext_noop("a HEIC picture")),
    (re.compile(rb"BM.{4}\x00\x00\x00\x00", re.DOTALL), gettext_noop("a BMP picture")),
    (re.compile(rb"8BPS"), gettext_noop("a Photoshop file")),
    (re.compile(rb"%!PS|\xc5\xd0\xd3\xc6"), gettext_noop("a PostScript (EPS) file")),
    (re.compile(rb"\x00\x00\x01\x00|\x00\x00\x02\x00"), gettext_noop("an icon")),
    (re.compile(rb"icns"), gettext_noop("an icon")),
    (re.compile(rb"\xff\x0a|\x00\x00\x00\x0cJXL "), gettext_noop("a JPEG XL picture")),
    (re.compile(rb"\x00\x00\x00\x0cjP  |\xff\x4f\xff\x51"), gettext_noop("a JPEG 2000 picture")),
    (
        re.compile(rb"(?is)(?:\xef\xbb\xbf)?\s*<(?!!doctype\s+html|html|head|body)(?:svg\b|.{0,900}?<svg\b)"),
        gettext_noop("an SVG drawing"),
    ),
)
_OTHER_FILES = (
    (re.compile(rb"....ftyp", re.DOTALL), gettext_noop("a film or sound (MP4, MOV or the like)")),
    (re.compile(rb"\x1a\x45\xdf\xa3"), gettext_noop("a film (Matroska or WebM)")),
    (re.compile(rb"RIFF....AVI ", re.DOTALL), gettext_noop("a film (AVI)")),
    (re.compile(rb"RIFF....WAVE", re.DOTALL), gettext_noop("a sound (WAV)")),
    (re.compile(rb"OggS"), gettext_noop("a film or sound (Ogg)")),
    (re.compile(rb"ID3|\xff[\xfb\xf3\xf2]"), gettext_noop("a sound (MP3)")),
    (re.compile(rb"FLV\x01"), gettext_noop("a film (Flash)")),
    (re.compile(rb"%PDF-"), gettext_noop("a PDF document")),
    (re.compile(rb"PK\x03\x04"), gettext_noop("a ZIP archive or an office document")),
    (re.compile(rb"\x1f\x8b|BZh|7z\xbc\xaf|Rar!"), gettext_noop("an archive")),
    (re.compile(rb"MZ|\x7fELF"), gettext_noop("a program")),
    (
        re.compile(rb"(?i)(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|body|script)\b"),
        gettext_noop("a web page"),
    ),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml"), gettext_noop("an XML file")),
)


def inspect_picture(
    source: Source, *, name: str = "", max_pixels: int = MAX_PIXELS, max_bytes: int = MAX_BYTES
) -> PictureFacts:
    """Say what a picture file is, or refuse it.

    Reads the file once and decodes nothing. A stream is read from its current position and left at its end.

    Args:
        source: a path, bytes, or a binary stream.
        name: what the person calls the file, for sentences.
        max_pixels: width × height × frames.

    Raises:
        PictureError: one subclass for each reason; the sentence says what to do.
    """
    name = name or name_of_source(source)
    data = _read(source, name=name, max_bytes=max_bytes)
    head = data[:1024]
    found = next((kind for pattern, kind in _ALLOWED if pattern.match(head)), "")
    if not found:
        raise _other(head, name=name)
    header = Header()
    refusal: PictureError | None = None
    try:
        _READERS[found](data, header)
    except CutOff:
        refusal = TruncatedPictureError(name=name)
    except Damaged:
        refusal = DamagedPictureError(name=name, format=found)
    # Of a cut-off file that is also too large, the size is the answer that helps.
    _refuse_large(header, name=name, max_pixels=max_pixels)
    if refusal is None and not (header.width and header.height):
        refusal = DamagedPictureError(name=name, format=found)
    if refusal is not None:
        raise refusal
    return PictureFacts(
        format=found, width=header.width, height=header.height, frames=header.frames, size_bytes=len(data)
    )


def _refuse_large(header: Header, *, name: str, max_pixels: int) -> None:
    pixels = header.width * header.height * header.frames
    if pixels > max_pixels:
        raise TooManyPixelsError(
            name=name,
            width=header.width,
            height=header.height,
            frames=header.frames,
            megapixels=round(pixels / 1_000_000),
            limit=round(max_pixels / 1_000_000),
        )


def _read(source: Source, *, name: str, max_bytes: int) -> bytes:
    try:
        if isinstance(source, bytes):
            data, size = source, len(source)
        elif isinstance(source, str | os.PathLike):
            with open(source, "rb") as stream:
                data, size = stream.read(max_bytes + 1), os.fstat(stream.fileno()).st_size
        else:
            data = source.read(max_bytes + 1)
            size = len(data)
            if size > max_bytes and source.seekable():
                size = source.seek(0, os.SEEK_END)
    except (OSError, ValueError) as problem:
        reason = (getattr(problem, "strerror", None) or str(problem)).lower()
        raise UnreadablePictureError(name=name, reason=reason) from problem
    if not data:
        raise EmptyPictureError(name=name)
    if size > max_bytes:
        megabytes, limit = f"{size / 2**20:.1f}", f"{max_bytes / 2**20:.0f}"
        raise PictureTooHeavyError(name=name, megabytes=megabytes, limit=limit)
    return data


def _other(head: bytes, *, name: str) -> PictureError:
    kind = next((told for pattern, told in _OTHER_PICTURES if pattern.match(head)), "")
    if kind:
        return PictureTypeError(name=name, kind=kind)
    kind = next((told for pattern, told in _OTHER_FILES if pattern.match(head)), "")
    if not kind:
        kind = gettext_noop("a text") if _is_text(head) else gettext_noop("a file of an unknown kind")
    return NotAPictureError(name=name, kind=kind)


def _is_text(head: bytes) -> bool:
    return not re.search(rb"[\x00-\x08\x0e-\x1f]", head)

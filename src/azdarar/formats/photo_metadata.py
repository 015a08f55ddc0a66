"""What photographers and agencies write into a picture: caption, credit, rights, alt text, place, date.

XMP is read first, then IPTC-IIM, then EXIF: XMP is the only one without length limits and character-set
guesses, EXIF the one cameras fill by themselves. The first that says something counts; where another says
something else, it is told in ``conflicts`` for a person to judge. A value that is only cut off, as IIM does
at 32 or 64 bytes, is no conflict.

Nothing here decides or changes: the form shows, the person confirms, and renditions lose the position
whatever ``has_gps`` says.

Source: IPTC Photo Metadata Standard 2025.1 (property names, XMP and IIM mapping); EXIF 3.0 for its tags.
"""

from __future__ import annotations

import io
import math
import re
import struct
import unicodedata
import warnings
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from PIL import ExifTags, Image

from azdarar.formats.internal import iim, xmp
from azdarar.formats.internal.photo_dates import PhotoDate, read_date
from azdarar.formats.xml import XMLError

__all__ = ["Conflict", "PhotoMetadata", "read_photo_metadata"]

#: What Pillow raises on damaged files, met by feeding it damaged files.
_DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    EOFError,
    RuntimeError,
    AssertionError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)
_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF")
_PHOTOSHOP_IIM = 0x0404
_TIFF_IIM, _TIFF_XMP = 33723, 700
#: What cameras write into ImageDescription when nobody wrote a caption.
_CAMERA_WORDS = re.compile(
    r"(?i)(?:olympus|kodak|minolta|konica|sony|samsung|nikon|canon|fujifilm|panasonic|casio|digital|camera|dsc"
    r"|dcim|picture|image|exif_jpeg_picture|exif|jpeg|default|oznor|hdr\w*|cof|[\W_\d])*"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two places that say different things; the first was kept."""

    field: str
    kept: str
    kept_from: str
    other: str
    other_from: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoMetadata:
    """The metadata of one picture; everything may be empty.

    ``created_at`` is aware and there only when a possible time zone was written; ``created_date`` is the day
    in the picture's own time. ``problems`` are sentences about what could not be read.
    """

    headline: str = ""
    title: str = ""
    caption: str = ""
    alt_text: str = ""
    extended_description: str = ""
    creators: tuple[str, ...] = ()
    credit_line: str = ""
    source: str = ""
    copyright_notice: str = ""
    usage_terms: str = ""
    special_instructions: str = ""
    created_text: str = ""
    created_date: date | None = None
    created_at: datetime | None = None
    city: str = ""
    state: str = ""
    country: str = ""
    keywords: tuple[str, ...] = ()
    digital_source_type: str = ""
    licensor_url: str = ""
    web_statement_url: str = ""
    data_mining: str = ""
    has_gps: bool = False
    conflicts: tuple[Conflict, ...] = ()
    problems: tuple[str, ...] = ()


def read_photo_metadata(data: bytes, *, language: str = "") -> PhotoMetadata:
    """Read what a picture says of itself.

    Reads headers only; no pixel is decoded. Meant for pictures that ``inspect_picture`` let through, and for
    TIFF files of agencies.

    Args:
        data: the whole file.
        language: where a text is there in several languages, the one to take.

    Returns:
        What could be read. Never raises: what is damaged is told in ``problems``.
    """
    reader = _Reader(language)
    try:
        with warnings.catch_warnings():
            # Pillow warns of damaged EXIF and large pictures; the first is told below, the second is
            # inspect_picture's to judge.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
                reader.read(picture)
    except _DAMAGE as problem:
        reader.problems.append(f"The file cannot be read as a picture: {_reason(problem)}.")
    return reader.result()


class _Reader:
    """Gathers the values of one picture, by field and origin, in order of trust."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._said: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        self._has_gps = False
        self.problems: list[str] = []

    def read(self, picture: Image.Image) -> None:
        for part in (self._read_xmp, self._read_iim, self._read_exif):
            try:
                part(picture)
            except _DAMAGE as problem:
                name = part.__name__.removeprefix("_read_").upper()
                self.problems.append(f"The {name} metadata is damaged: {_reason(problem)}.")

    def _say(self, field: str, origin: str, texts: Iterable[str]) -> None:
        clean = tuple(filter(None, map(_clean, texts)))
        if clean:
            self._said.setdefault(field, []).append((origin, clean))

    def _read_xmp(self, picture: Image.Image) -> None:
        packet = _packet(picture)
        if not packet:
            return
        try:
            found = xmp.XMP(packet, language=self._language)
        except XMLError as problem:
            self.problems.append(f"The XMP metadata cannot be read. {problem}")
            return
        for field, namespace, local in _XMP_TEXTS:
            self._say(field, "XMP", [found.text(namespace, local)])
        for field, namespace, local in _XMP_LISTS:
            self._say(field, "XMP", found.texts(namespace, local))
        places = found.values(xmp.IPTC_EXTENSION, "LocationShown") + found.values(
            xmp.IPTC_EXTENSION, "LocationCreated"
        )
        for field, local in (("city", "City"), ("state", "ProvinceState"), ("country", "CountryName")):
            if field not in self._said:
                texts = [place.field(xmp.IPTC_EXTENSION, local) for place in places]
                self._say(field, "XMP", list(filter(None, texts))[:1])
        licensors = found.values(xmp.PLUS, "Licensor")
        addresses = [licensor.field(xmp.PLUS, "LicensorURL") for licensor in licensors]
        self._say("licensor_url", "XMP", list(filter(None, addresses))[:1])
        self._has_gps = bool(
            (found.text(xmp.EXIF, "GPSLatitude") and found.text(xmp.EXIF, "GPSLongitude"))
            or any(place.field(xmp.EXIF, "GPSLatitude") for place in places)
        )
        if found.text(xmp.NOTE, "HasExtendedXMP"):
            self.problems.append("A part of the XMP metadata is stored apart and was not read.")

    def _read_iim(self, picture: Image.Image) -> None:
        block = _iim_block(picture)
        if not block:
            return
        datasets, is_damaged = iim.read_datasets(block)
        if is_damaged:
            self.problems.append("The IPTC metadata is damaged; what came before the damage was read.")
        charset = (datasets.get(iim.ENVELOPE_CHARSET) or [b""])[0]
        if any(
            iim.is_misdeclared(value, charset=charset) for values in datasets.values() for value in values[:1]
        ):
            self.problems.append(
                "The IPTC metadata says it is UTF-8 and is not; it was read as Windows-1252."
            )
        for field, dataset in _IIM.items():
            values = datasets.get((2, dataset), [])
            texts = [iim.decode(value) for value in values]
            self._say(field, "IPTC", texts if field in ("creators", "keywords") else texts[:1])
        days, times = datasets.get((2, 55), []), datasets.get((2, 60), [])
        if days:
            parts = [iim.decode(value) for value in (*days[:1], *times[:1])]
            self._say("created", "IPTC", [" ".join(part.strip() for part in parts)])

    def _read_exif(self, picture: Image.Image) -> None:
        exif = picture.getexif()
        if not exif:
            return
        caption = _exif_text(exif.get(ExifTags.Base.ImageDescription))
        self._say("caption", "EXIF", [] if _CAMERA_WORDS.fullmatch(caption) else [caption])
        artist = _exif_text(exif.get(ExifTags.Base.Artist))
        self._say("creators", "EXIF", re.split(r"\s*;\s*", artist))
        self._say("copyright_notice", "EXIF", [_exif_text(exif.get(ExifTags.Base.Copyright))])
        details = exif.get_ifd(ExifTags.IFD.Exif)
        taken = _exif_text(details.get(ExifTags.Base.DateTimeOriginal))
        self._say("created", "EXIF", [taken + _exif_text(details.get(ExifTags.Base.OffsetTimeOriginal))])
        self._has_gps = self._has_gps or _has_position(exif.get_ifd(ExifTags.IFD.GPSInfo))

    def result(self) -> PhotoMetadata:
        created = self._created()
        return PhotoMetadata(
            **{field: self._one(field) for field in _ONE},
            creators=self._first("creators"),
            keywords=self._first("keywords"),
            created_text=created.text,
            created_date=created.day,
            created_at=created.instant,
            has_gps=self._has_gps,
            conflicts=tuple(self._conflicts()),
            problems=tuple(self.problems),
        )

    def _first(self, field: str) -> tuple[str, ...]:
        said = self._said.get(field)
        return tuple(dict.fromkeys(said[0][1])) if said else ()

    def _one(self, field: str) -> str:
        return next(iter(self._first(field)), "")

    def _created(self) -> PhotoDate:
        read = [read_date(texts[0]) for _, texts in self._said.get("created", [])]
        self.problems.extend(dict.fromkeys(found.problem for found in read if found.problem))
        dated = [found for found in read if found.day]
        # The same day said twice: the one that also knows the instant knows more.
        exact = [found for found in dated if found.instant and found.day == dated[0].day]
        return next(iter([*exact, *dated, *read]), PhotoDate())

    def _conflicts(self) -> Iterator[Conflict]:
        for field, said in self._said.items():
            kept_from, kept = said[0]
            for other_from, other in said[1:]:
                if field != "keywords" and not _agree(field, kept, other):
                    yield Conflict(
                        field=field,
                        kept="; ".join(kept),
                        kept_from=kept_from,
                        other="; ".join(other),
                        other_from=other_from,
                    )


_XMP_TEXTS = (
    ("headline", xmp.PHOTOSHOP, "Headline"),
    ("title", xmp.DC, "title"),
    ("caption", xmp.DC, "description"),
    ("alt_text", xmp.IPTC_CORE, "AltTextAccessibility"),
    ("extended_description", xmp.IPTC_CORE, "ExtDescrAccessibility"),
    ("credit_line", xmp.PHOTOSHOP, "Credit"),
    ("source", xmp.PHOTOSHOP, "Source"),
    ("copyright_notice", xmp.DC, "rights"),
    ("usage_terms", xmp.RIGHTS, "UsageTerms"),
    ("special_instructions", xmp.PHOTOSHOP, "Instructions"),
    ("created", xmp.PHOTOSHOP, "DateCreated"),
    ("city", xmp.PHOTOSHOP, "City"),
    ("state", xmp.PHOTOSHOP, "State"),
    ("country", xmp.PHOTOSHOP, "Country"),
    ("digital_source_type", xmp.IPTC_EXTENSION, "DigitalSourceType"),
    ("web_statement_url", xmp.RIGHTS, "WebStatement"),
    ("data_mining", xmp.PLUS, "DataMining"),
)
_XMP_LISTS = (("creators", xmp.DC, "creator"), ("keywords", xmp.DC, "subject"))
_IIM = {
    "headline": 105,
    "title": 5,
    "caption": 120,
    "creators": 80,
    "credit_line": 110,
    "source": 115,
    "copyright_notice": 116,
    "special_instructions": 40,
    "city": 90,
    "state": 95,
    "country": 101,
    "keywords": 25,
}
_ONE = (*(field for field, *_ in _XMP_TEXTS if field != "created"), "licensor_url")


def _packet(picture: Image.Image) -> bytes:
    found: Any = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or b""
    if not found and hasattr(picture, "tag_v2"):
        found = picture.tag_v2.get(_TIFF_XMP, b"")
    return found.encode("utf-8", "replace") if isinstance(found, str) else bytes(found)


def _iim_block(picture: Image.Image) -> bytes:
    resources: Any = picture.info.get("photoshop")
    found: Any = resources.get(_PHOTOSHOP_IIM, b"") if isinstance(resources, dict) else b""
    if not found and hasattr(picture, "tag_v2"):
        # As bytes: old writers declare them as numbers, of which Pillow's own accessor keeps only the first.
        found = getattr(picture.tag_v2, "_tagdata", {}).get(_TIFF_IIM, b"")
    return found if isinstance(found, bytes) else b""


def _exif_text(value: object) -> str:
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    if not isinstance(value, str):
        return ""
    text = value.partition("\x00")[0].strip()
    try:
        # EXIF means ASCII; writers put UTF-8 there, which Pillow hands out as Latin-1.
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _has_position(gps: dict[int, Any]) -> bool:
    """Whether coordinates are there. Programs also write the block with no number in it."""
    try:
        numbers = [float(number) for tag in (2, 4) for number in gps.get(tag, ())]
    except (TypeError, ValueError, ArithmeticError):
        return True
    return any(math.isfinite(number) for number in numbers)


def _clean(text: str) -> str:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ufeff]", "", text).strip()


def _agree(field: str, kept: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if field == "created":
        days = [read_date(texts[0]).day for texts in (kept, other)]
        return None in days or days[0] == days[1]
    left, right = (["".join(text.split()).casefold() for text in texts] for texts in (kept, other))
    # Cut-off values agree with the whole one; of several creators, IIM and EXIF often know the first only.
    return all(any(one.startswith(two) or two.startswith(one) for one in left) for two in right)


def _reason(problem: BaseException) -> str:
    return re.sub(r"<_io\.[^>]*>", "the data", str(problem) or type(problem).__name__).rstrip(".")

"""From stored bytes to text, whatever a site's twenty years did to its encodings.

Each value is judged by itself, because dumps mix: UTF-8 where it is valid; bytes that are not are read as
Windows-1252 (or as the one-byte encoding the dump declares); and UTF-8 that was once taken for Latin-1 and
encoded again is brought back, where that explains every accented letter of the value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from azdarar.formats.internal.marking import ngettext_noop

_DECLARED = {
    "armscii8": "iso8859_1",  # Python has no ARMSCII-8; its letters would be lost either way
    "cp1250": "cp1250",
    "cp1251": "cp1251",
    "cp1257": "cp1257",
    "cp866": "cp866",
    "greek": "iso8859_7",
    "hebrew": "iso8859_8",
    "koi8r": "koi8_r",
    "koi8u": "koi8_u",
    "latin2": "iso8859_2",
    "latin5": "iso8859_9",
    "latin7": "iso8859_13",
}
#: What MySQL calls latin1: Windows-1252, its five holes filled with control characters.
_BYTE_OF = {bytes([byte]).decode("cp1252", "replace"): byte for byte in range(0x80, 0x100)}
_BYTE_OF.pop("\ufffd", None)
_BYTE_OF |= {chr(byte): byte for byte in range(0x80, 0xA0) if chr(byte) not in _BYTE_OF}
_CHARACTER_OF = {byte: character for character, byte in reversed(_BYTE_OF.items())}
_SURROGATE = re.compile("[\udc80-\udcff]")
_MORE = "".join(re.escape(character) for character, byte in _BYTE_OF.items() if byte < 0xC0)
_TWICE = re.compile(f"[\u00c2-\u00df][{_MORE}]|[\u00e0-\u00ef][{_MORE}]{{2}}|[\u00f0-\u00f4][{_MORE}]{{3}}")
#: The same in bytes, roughly: looking for it costs a tenth.
_PERHAPS_TWICE = re.compile(rb"\xc3[\x82-\xb4](?:\xc2|\xc5|\xc6|\xcb|\xe2)")
_HIGH = re.compile("[" + "".join(map(re.escape, _BYTE_OF)) + "]")
#: So many sequences must be wrong for each letter that is right, for a value that is a mixture.
_CERTAIN = 3

_REPAIRS = {
    "double-encoding": ngettext_noop(
        "%(count)s text was encoded twice and brought back to what was written (in %(first)s).",
        "%(count)s texts were encoded twice and brought back to what was written (first in %(first)s).",
        "count",
    ),
    "wrong-encoding": ngettext_noop(
        "%(count)s text was not in the backup's own encoding and was read as Windows-1252 (in %(first)s).",
        "%(count)s texts were not in the backup's own encoding and were read as Windows-1252 "
        "(first in %(first)s).",
        "count",
    ),
}


@dataclass(frozen=True, slots=True)
class EncodingRepair:
    """One kind of repair made while reading: ``kind``, in how many texts, and where first."""

    kind: str
    count: int
    first: str

    @property
    def sentence(self) -> str:
        """The sentence as the catalogues hold it; it names ``data``."""
        return _REPAIRS[self.kind]

    @property
    def data(self) -> dict[str, Any]:
        """What the sentence speaks of."""
        return {"count": self.count, "first": self.first}

    def __str__(self) -> str:
        return self.sentence % self.data


class TextDecoder:
    """Decodes values and counts what it had to repair. ``place`` is where a value stands, for the report."""

    def __init__(self) -> None:
        self.declared = ""
        self.place = ""
        #: How many texts were repaired so far.
        self.mended = 0
        self._counts: dict[str, int] = {}
        self._first: dict[str, str] = {}

    @property
    def repairs(self) -> tuple[EncodingRepair, ...]:
        """What was repaired so far."""
        return tuple(EncodingRepair(kind, count, self._first[kind]) for kind, count in self._counts.items())

    def decode(self, raw: bytes) -> str:
        """The text of a value."""
        if raw.isascii():
            return raw.decode("ascii")
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            return self._other(raw)
        return self._unfolded(text) if _PERHAPS_TWICE.search(raw) else text

    def _unfolded(self, text: str) -> str:
        """A text as it was before it was encoded twice, or once more."""
        for _ in range(2):
            once = _brought_back(text)
            if once == text:
                break
            self._count("double-encoding")
            text = once
        return text

    def _other(self, raw: bytes) -> str:
        declared = _DECLARED.get(self.declared)
        if declared:
            return raw.decode(declared, "replace")
        if self.declared not in ("latin1", "cp1252"):
            self._count("wrong-encoding")
        text = raw.decode("utf-8", "surrogateescape")
        return _SURROGATE.sub(lambda found: _CHARACTER_OF[ord(found[0]) - 0xDC00], text)

    def _count(self, kind: str) -> None:
        self._counts[kind] = self._counts.get(kind, 0) + 1
        self._first.setdefault(kind, self.place)
        self.mended += 1


def _brought_back(text: str) -> str:
    sequences = _TWICE.findall(text)
    stray = len(_HIGH.findall(text)) - sum(map(len, sequences))
    if stray and len(sequences) < _CERTAIN * stray:
        return text
    return _TWICE.sub(_once, text)


def _once(found: re.Match[str]) -> str:
    try:
        return bytes(_BYTE_OF[character] for character in found[0]).decode("utf-8")
    except UnicodeDecodeError:
        return found[0]

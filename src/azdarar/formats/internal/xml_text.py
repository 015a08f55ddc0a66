"""From the bytes of an XML file to text a strict parser accepts.

Order: say what the file is when it is not XML, find its encoding, decode, drop what stands before the
root, then repair what real exports get wrong. Each repair keeps the meaning a person would see, is
counted, and keeps line breaks, so that line numbers in errors stay those of the file.
"""

from __future__ import annotations

import codecs
import html.entities
import re
from dataclasses import dataclass
from typing import Any

from azdarar.formats.internal.marking import ngettext_noop
from azdarar.formats.internal.xml_errors import (
    CompressedFileError,
    EmptyFileError,
    HTMLGivenError,
    NotXMLError,
    UnknownEncodingError,
)

#: Enough bytes to see signatures, a byte-order mark, leading blank lines and the XML declaration.
HEAD_BYTES = 4096
#: Longest thing that must be seen whole to be judged: an entity name (the longest of HTML has 31 letters).
_LOOKAHEAD = 64
#: A stray "]]>" is judged by what follows it; after this much white space it is taken for a real end.
_CDATA_LOOKAHEAD = 4096

_SIGNATURES = (
    (b"PK\x03\x04", "ZIP"),
    (b"PK\x05\x06", "ZIP"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNMARKED = (
    (re.compile(rb"(?:[\s]\x00\x00\x00)*<\x00\x00\x00"), "utf-32-le"),
    (re.compile(rb"(?:\x00\x00\x00[\s])*\x00\x00\x00<"), "utf-32-be"),
    (re.compile(rb"(?:[\s]\x00)*<\x00"), "utf-16-le"),
    (re.compile(rb"(?:\x00[\s])*\x00<"), "utf-16-be"),
)
_DECLARED = re.compile(rb"\s*<\?xml\s[^>]{0,400}?encoding\s*=\s*[\"']([^\"']{1,40})[\"']", re.IGNORECASE)
#: Text encodings that only say which letter a byte is. Anything else is refused, UTF-7 above all.
_READABLE = re.compile(
    r"utf-8|ascii|iso8859-\d+|latin[-_]?1|cp125\d|cp1125|cp866|koi8-[ru]|mac-(?:roman|cyrillic)"
    r"|shift_jis|euc_(?:jp|kr)|gb2312|gbk|gb18030|big5|armscii-8"
)
_BLANK = "\ufeff\x00 \t\r\n\x0b\x0c"
_DECLARATION = re.compile(r"<\?xml\s[^>]{0,1000}?\?>")
_XML_START = re.compile(r"<[!?\w:]")
#: Comments are taken whole (atomic), so that a long row of them is read once and not in every division.
_HTML_START = re.compile(
    r"(?>(?:<!--(?>.*?-->)\s*)*)<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Repair:
    """One kind of repair made while reading: ``kind``, how often, and the first line."""

    kind: str
    count: int
    first_line: int

    @property
    def sentence(self) -> str:
        """The sentence as the catalogues hold it; it names ``data``."""
        return _REPAIRS[self.kind]

    @property
    def data(self) -> dict[str, Any]:
        """What the sentence speaks of."""
        return {"count": self.count, "line": self.first_line}

    def __str__(self) -> str:
        return self.sentence % self.data


_REPAIRS = {
    "control-character": ngettext_noop(
        "%(count)s control character, forbidden in XML, was taken out (line %(line)s).",
        "%(count)s control characters, forbidden in XML, were taken out (first at line %(line)s).",
        "count",
    ),
    "wrong-encoding": ngettext_noop(
        "%(count)s byte not in the file's own encoding was read as Windows-1252 (line %(line)s).",
        "%(count)s bytes not in the file's own encoding were read as Windows-1252 (first at line %(line)s).",
        "count",
    ),
    "bare-ampersand": ngettext_noop(
        "%(count)s “&” that should be “&amp;” was kept as “&” (line %(line)s).",
        "%(count)s “&” that should be “&amp;” were kept as “&” (first at line %(line)s).",
        "count",
    ),
    "named-character": ngettext_noop(
        "%(count)s HTML character name was written out (line %(line)s).",
        "%(count)s HTML character names were written out (first at line %(line)s).",
        "count",
    ),
    "stray-cdata-end": ngettext_noop(
        "%(count)s “]]>” inside a text was kept as text (line %(line)s).",
        "%(count)s “]]>” inside a text were kept as text (first at line %(line)s).",
        "count",
    ),
}


def refuse_by_signature(head: bytes, *, name: str) -> None:
    """Refuse empty, compressed and tar files by their first bytes.

    Raises:
        EmptyFileError, CompressedFileError: each with its sentence.
    """
    if not head:
        raise EmptyFileError(name=name)
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            raise CompressedFileError(name=name, kind=kind)
    if head[257:262] == b"ustar":
        raise CompressedFileError(name=name, kind="tar")


def find_encoding(head: bytes, *, name: str) -> tuple[str, int]:
    """Give the encoding and the length of the byte-order mark.

    A mark decides, then the shape of the first character, then the declaration; without any, UTF-8.

    Raises:
        UnknownEncodingError: the declaration names an encoding outside the list.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return encoding, len(mark)
    for pattern, encoding in _UNMARKED:
        if pattern.match(head):
            return encoding, 0
    declared = _DECLARED.match(head)
    if declared is None:
        return "utf-8", 0
    wanted = declared[1].decode("ascii", "replace")
    try:
        found = codecs.lookup(wanted).name
    except LookupError:
        raise UnknownEncodingError(name=name, encoding=wanted) from None
    if found.startswith(("utf-16", "utf-32")):
        # The declaration could only be read because the bytes are not what it says.
        return "utf-8", 0
    if not _READABLE.fullmatch(found):
        raise UnknownEncodingError(name=name, encoding=wanted)
    return found, 0


def is_blank(text: str) -> bool:
    """Whether nothing but white space, marks and padding has been seen."""
    return not text.strip(_BLANK)


def cut_lead(text: str, *, name: str) -> tuple[str, int]:
    """Drop blank lines, marks and the XML declaration; return the rest and the lines dropped.

    Args:
        text: the beginning of the file, not blank, with the whole declaration.

    Raises:
        HTMLGivenError, NotXMLError: the text is not the beginning of XML.
    """
    rest = text.lstrip(_BLANK)
    declaration = _DECLARATION.match(rest)
    if declaration:
        rest = rest[declaration.end() :].lstrip(_BLANK)
    if _HTML_START.match(rest[:HEAD_BYTES]):
        raise HTMLGivenError(name=name)
    if rest and not _XML_START.match(rest):
        raise NotXMLError(name=name, begins=" ".join(rest[:40].split()))
    return rest, text.count("\n", 0, len(text) - len(rest))


class TextRepairer:
    """Repairs text piece by piece; what it did is in ``repairs``.

    Comments are taken out here (their line breaks stay), so that a parser never has to hold one. Character
    names of HTML become their characters and unknown ones stay visible text, so that no entity is left for a
    parser to expand. Linear in the text.

    Args:
        keep_stray_cdata_ends: take “]]>” for text unless an end tag, a CDATA section or a comment follows.
            Only for formats without mixed content, such as WXR.
    """

    def __init__(self, *, lines_before: int = 0, keep_stray_cdata_ends: bool = False) -> None:
        self._data = ""
        self._state = "markup"
        self._line = 1 + lines_before
        self._keep_stray = keep_stray_cdata_ends
        self._counts: dict[str, list[int]] = {}

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """What was done so far, one record a kind."""
        return tuple(Repair(kind, count, line) for kind, (count, line) in sorted(self._counts.items()))

    def feed(self, text: str, *, final: bool = False) -> str:
        """Take a piece of decoded text, give the repaired text that is certain by now."""
        self._line += text.count("\n")
        text = _FORBIDDEN.sub(lambda found: self._replace_character(found, text), text)
        self._data += text
        self._is_final = final
        self._cut = len(self._data) if final else max(len(self._data) - _LOOKAHEAD, 0)
        self._out: list[str] = []
        position = 0
        while position < self._cut:
            moved = _STEPS[self._state](self, position)
            if moved == position:
                break
            position = moved
        self._data = self._data[position:]
        return "".join(self._out)

    def _note(self, kind: str, data: str, position: int) -> None:
        # Lines are counted once a kind: counting them at each repair would be quadratic.
        if kind in self._counts:
            self._counts[kind][0] += 1
        else:
            self._counts[kind] = [1, self._line - data.count("\n", position)]

    def _replace_character(self, found: re.Match[str], text: str) -> str:
        character = found[0]
        if "\udc80" <= character <= "\udcff":
            self._note("wrong-encoding", text, found.start())
            return bytes([ord(character) - 0xDC00]).decode("cp1252", "replace")
        self._note("control-character", text, found.start())
        return " " if character in "\x0b\x0c" else ""

    def _in_markup(self, position: int) -> int:
        data, out = self._data, self._out
        found = _OF_INTEREST.search(data, position)
        if found is None or found.start() >= self._cut:
            out.append(data[position : self._cut])
            return self._cut
        out.append(data[position : found.start()])
        match found[0]:
            case "<!--":
                self._state = "comment"
            case "<![CDATA[":
                self._state = "cdata"
                out.append("<![CDATA[")
            case "]]>":
                self._note("stray-cdata-end", data, found.start())
                out.append("]]&gt;")
            case _:
                return self._reference(found.start())
        return found.end()

    def _reference(self, position: int) -> int:
        found = _REFERENCE.match(self._data, position)
        character = _referred(found) if found else None
        if found is None or character is None:
            self._note("bare-ampersand", self._data, position)
            self._out.append("&amp;")
            return position + 1
        if character == "":
            self._note("control-character", self._data, position)
        elif found["name"]:
            self._note("named-character", self._data, position)
        self._out.append("".join(f"&#{ord(letter)};" for letter in character))
        return found.end()

    def _in_comment(self, position: int) -> int:
        data, end = self._data, self._data.find("-->", position)
        if end == -1:
            self._out.append("\n" * data.count("\n", position, self._cut))
            return self._cut
        self._out.append("\n" * data.count("\n", position, end))
        self._state = "markup"
        return end + 3

    def _in_cdata(self, position: int) -> int:
        data, out = self._data, self._out
        end = data.find("]]>", position)
        if end == -1 or end >= self._cut:
            out.append(data[position : self._cut])
            return self._cut
        out.append(data[position:end])
        if self._keep_stray:
            after = _WHITE.match(data, end + 3)
            next_at = after.end() if after else end + 3
            undecided = len(data) - next_at < len("<![CDATA[") and next_at - end < _CDATA_LOOKAHEAD
            if undecided and not self._is_final:
                # Held back whole: the next piece decides.
                return end
            if next_at < len(data) and not _AFTER_CDATA.match(data, next_at):
                self._note("stray-cdata-end", data, end)
                out.append("]]]]><![CDATA[>")
                return end + 3
        self._state = "markup"
        out.append("]]>")
        return end + 3


_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_OF_INTEREST = re.compile(r"<!--|<!\[CDATA\[|\]\]>|&(?!(?:amp|lt|gt|quot|apos);)")
_REFERENCE = re.compile(
    r"&(?:#(?P<decimal>[0-9]{1,7})|#[xX](?P<hex>[0-9a-fA-F]{1,6})|(?P<name>[A-Za-z][A-Za-z0-9]{1,31}));"
)
_WHITE = re.compile(r"[ \t\r\n]*")
_AFTER_CDATA = re.compile(r"</|<!\[CDATA\[|<!--")
_STEPS = {
    "markup": TextRepairer._in_markup,
    "comment": TextRepairer._in_comment,
    "cdata": TextRepairer._in_cdata,
}


def _referred(found: re.Match[str]) -> str | None:
    """The characters a reference means; "" when XML forbids them, None when there is no such reference."""
    if found["name"]:
        return html.entities.html5.get(found["name"] + ";")
    number = int(found["decimal"]) if found["decimal"] else int(found["hex"], 16)
    if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF or number in (0xFFFE, 0xFFFF):
        return ""
    if number < 0x20 and number not in (0x9, 0xA, 0xD):
        return ""
    return chr(number)

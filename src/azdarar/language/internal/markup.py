"""Set the text of an HTML fragment without touching its tags.

The fragment is read once, from left to right. Text nodes of one paragraph and one language are gathered over
the inline tags between them and set as one line; then each node takes its own part back. Elements that are
not prose (code, formulas, scripts) go through as they came, and stand in the line as one unknown word.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from .characters import OBJECT, words
from .line import Line
from .typographies import typography_of

_INLINE = words(
    "a abbr acronym b bdi bdo big cite data del dfn em font i ins label mark q rb rp rt ruby s small span "
    "strike strong time tt u var wbr"
)
# What is not prose; a superscript is a note call, an exponent or the letters of an ordinal already set.
_OPAQUE = words("code pre kbd samp script style math svg textarea template object iframe noscript sup sub")
_VOID = words("area base br col embed hr img input link meta param source track wbr")
_OBJECTS = words("img input embed")
_TAG_START = re.compile(r"<(?:(?P<end>/)?(?P<name>[A-Za-z][^\s/>]*)|!--|[!?])")
_TAG_BODY = re.compile(r"""(?>(?:[^"'>]++|"[^"]*+"|'[^']*+')*)>""")
_LANGUAGE = re.compile(r"""\s(?:xml:)?lang\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)


@dataclass
class _Token:
    """A tag, a comment or a stretch of text, as it stands in the fragment."""

    kind: str  # "text", "open", "close", "other"
    raw: str
    name: str = ""


@dataclass
class _Piece:
    """A part of a paragraph: text to set, or something that passes through and stands for ``text``."""

    raw: str
    text: str
    settable: bool = False


@dataclass
class _Paragraph:
    """The pieces of one paragraph that are in one language, in order, with their slots in the output."""

    language: str
    pieces: list[_Piece] = field(default_factory=list)
    slots: list[int] = field(default_factory=list)


class FragmentSetter:
    """Walks through one fragment; good for one call of ``run``."""

    def __init__(self, language: str) -> None:
        self._base = language
        self._output: list[str] = []
        self._stack: list[tuple[str, str]] = []
        self._open: Counter[str] = Counter()
        self._paragraphs: dict[int, _Paragraph] = {}
        # How many elements of another language are open: each is a paragraph of its own, inside the outer
        # one.
        self._depth_of_language = 0

    def run(self, fragment: str) -> str:
        opaque, depth = "", 0
        for token in _tokens(fragment):
            if opaque:
                depth += (token.kind == "open") - (token.kind == "close") if token.name == opaque else 0
                opaque = opaque if depth else ""
                self._pass(token.raw)
            elif token.kind == "text":
                self._text(token.raw)
            elif token.kind == "open" and token.name in _OPAQUE and not token.raw.endswith("/>"):
                opaque, depth = token.name, 1
                self._pass(token.raw, stands_for=OBJECT)
            else:
                self._tag(token)
        self._flush(0)
        return "".join(self._output)

    def _language(self) -> str:
        return self._stack[-1][1] if self._stack else self._base

    def _paragraph(self) -> _Paragraph:
        return self._paragraphs.setdefault(self._depth_of_language, _Paragraph(self._language()))

    def _add(self, piece: _Piece) -> None:
        paragraph = self._paragraph()
        paragraph.slots.append(len(self._output))
        paragraph.pieces.append(piece)
        self._output.append(piece.raw)

    def _text(self, raw: str) -> None:
        self._add(_Piece(raw, html.unescape(raw), settable=True))

    def _pass(self, raw: str, *, stands_for: str = "") -> None:
        self._add(_Piece(raw, stands_for))

    def _tag(self, token: _Token) -> None:
        if token.kind == "other" or token.name in _VOID:
            self._void(token)
        elif token.kind == "open" and not token.raw.endswith("/>"):
            self._enter(token)
        elif token.kind == "close" and self._open[token.name]:
            self._leave(token)
        else:
            self._pass(token.raw)

    def _void(self, token: _Token) -> None:
        if token.name == "br":
            self._pass(token.raw, stands_for="\n")
        elif token.name in _OBJECTS:
            self._pass(token.raw, stands_for=OBJECT)
        elif token.name in _VOID and token.name != "wbr":
            self._flush(self._depth_of_language)
            self._output.append(token.raw)
        else:
            self._pass(token.raw)

    def _enter(self, token: _Token) -> None:
        outer = self._language()
        language = _language_of(token.raw) or outer
        if token.name not in _INLINE:
            self._flush(0)
        elif language != outer:
            self._pass("", stands_for=OBJECT)
        self._stack.append((token.name, language))
        self._open[token.name] += 1
        if language != outer:
            self._depth_of_language += 1
        self._pass(token.raw)

    def _leave(self, token: _Token) -> None:
        """Close elements up to the one this tag names; unclosed ones inside it end with it."""
        self._pass(token.raw)
        while True:
            name, language = self._stack.pop()
            self._open[name] -= 1
            if name not in _INLINE:
                self._flush(0)
            if language != self._language():
                self._flush(self._depth_of_language)
                self._depth_of_language -= 1
            if name == token.name:
                return

    def _flush(self, depth: int) -> None:
        """Set the paragraphs at this depth of languages and below."""
        for level in [level for level in self._paragraphs if level >= depth]:
            paragraph = self._paragraphs.pop(level)
            for slot, text in zip(paragraph.slots, _set_pieces(paragraph), strict=True):
                self._output[slot] = text


def _set_pieces(paragraph: _Paragraph) -> Iterator[str]:
    """Set one paragraph and give each of its pieces back as HTML."""
    typography = typography_of(paragraph.language)
    pieces = paragraph.pieces
    if typography is None or not any(piece.settable for piece in pieces):
        yield from (piece.raw for piece in pieces)
        return
    texts = [piece.text for piece in pieces]
    line = _joined(texts)
    typography.set_line(line)
    superscripts = typography.superscript_spans(line.text)
    for piece, text in zip(pieces, marked_pieces(line, superscripts), strict=True):
        if piece.settable:
            yield text
        else:
            # What a rule put beside an opaque element stays beside it.
            before, _, after = text.partition(piece.text) if piece.text else (text, "", "")
            yield before + piece.raw + after


def marked_pieces(line: Line, superscripts: list[tuple[int, int]]) -> list[str]:
    """Give the pieces of a line as escaped text with ``<sup>`` around the given spans.

    A span that runs over a cut is left as it is: half an element cannot be written.
    """
    bounds = [0, *line.cuts, len(line.text)]
    # At one place an element ends before the piece does, and begins after it.
    places = [(cut, 1, "") for cut in line.cuts]
    piece = 0
    for start, end in superscripts:
        while bounds[piece + 1] <= start:
            piece += 1
        if end <= bounds[piece + 1]:
            places += ((start, 2, "<sup>"), (end, 0, "</sup>"))
    places.sort()
    line.cuts = [place for place, _, _ in places]
    first, *others = (html.escape(text, quote=False) for text in line.pieces())
    pieces = [[first]]
    for (_, _, tag), text in zip(places, others, strict=True):
        if tag:
            pieces[-1] += (tag, text)
        else:
            pieces.append([text])
    return ["".join(parts) for parts in pieces]


def _joined(texts: list[str]) -> Line:
    cuts, length = [], 0
    for text in texts[:-1]:
        length += len(text)
        cuts.append(length)
    return Line("".join(texts), cuts=cuts)


def _language_of(tag: str) -> str:
    match = _LANGUAGE.search(tag)
    return next((group for group in match.groups() if group), "") if match else ""


def _tokens(fragment: str) -> Iterator[_Token]:
    """Read tags, comments and text. A tag that never ends is passed on with everything behind it."""
    last = 0
    while (match := _TAG_START.search(fragment, last)) is not None:
        start = match.start()
        if start > last:
            yield _Token("text", fragment[last:start])
        end = _end_of_tag(fragment, match)
        if end < 0:
            yield _Token("other", fragment[start:])
            return
        name = (match["name"] or "").lower()
        kind = "other" if not name else "close" if match["end"] else "open"
        yield _Token(kind, fragment[start:end], name)
        last = end
        if kind == "open" and name in ("script", "style", "textarea", "iframe", "noscript", "template"):
            last = _end_of_raw_text(fragment, name, end)
            if last > end:
                yield _Token("other", fragment[end:last])
    if last < len(fragment):
        yield _Token("text", fragment[last:])


def _end_of_tag(fragment: str, match: re.Match[str]) -> int:
    if match.group() == "<!--":
        end = fragment.find("-->", match.end())
        return end + 3 if end >= 0 else -1
    body = _TAG_BODY.match(fragment, match.end())
    return body.end() if body else -1


def _end_of_raw_text(fragment: str, name: str, start: int) -> int:
    closing = re.compile(f"</{name}", re.IGNORECASE).search(fragment, start)
    return closing.start() if closing else len(fragment)

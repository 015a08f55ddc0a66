"""What the parts of one conversion share: the report, the notes, and how to convert a piece within."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from lxml.etree import _Element, tostring

from azdarar.formats.blocks import (
    Block,
    Change,
    Embed,
    Footnotes,
    Gallery,
    Heading,
    ListBlock,
    Note,
    Paragraphs,
    Picture,
    Preformatted,
    PullQuote,
    Quotation,
    RawRefused,
    Table,
)
from azdarar.formats.clean_html import clean_inline, plain_text
from azdarar.formats.internal.foreign_html import escaped
from azdarar.formats.internal.marking import Phrase, gettext_noop

_SNIPPET_LENGTH = 120
_SOURCE_LENGTH = 20_000
_WHAT = {
    Embed: gettext_noop("embed"),
    Footnotes: gettext_noop("footnote"),
    Gallery: gettext_noop("gallery"),
    ListBlock: gettext_noop("list"),
    Picture: gettext_noop("picture"),
    Preformatted: gettext_noop("code"),
    PullQuote: gettext_noop("pull quote"),
    Quotation: gettext_noop("quotation"),
    RawRefused: gettext_noop("part that was not taken over"),
    Table: gettext_noop("table"),
}
_OTHER = gettext_noop("block")


@dataclass(slots=True, kw_only=True)
class Context:
    """One conversion; ``convert`` reads a piece of content within it."""

    convert: Callable[[str], list[Block]]
    #: Texts of WordPress's own footnotes, by their id.
    footnotes: dict[str, str]
    #: Blocks kept under a number of their own, for many texts.
    reusable: Mapping[int, str] = field(default_factory=dict)
    #: How often such a block was read into this text.
    reused: int = 0
    changes: list[Change] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    #: Conversions within conversions: above 1, what is read stands inside something.
    depth: int = 0
    #: A part for members begins inside something, so that where it ends cannot be shown: all is for members.
    is_closed_inside: bool = False
    _told: set[tuple[str, str]] = field(default_factory=set)
    _marks: dict[str, str] = field(default_factory=dict)

    def tell(self, code: str, snippet: str = "", **data: str) -> None:
        """Add to the report."""
        self.changes.append(Change(code=code, snippet=shorten(snippet), data=data))

    def tell_once(self, code: str, name: str) -> None:
        """Add to the report, once for each name."""
        if (code, name) not in self._told:
            self._told.add((code, name))
            self.tell(code, name=name)

    def refuse(self, what: str, source: str) -> RawRefused:
        """Keep the source of something that is not taken over, and tell."""
        self.tell("raw-refused", source, what=what)
        return RawRefused(reason=what, source=source[:_SOURCE_LENGTH])

    def refuse_element(self, element: _Element) -> RawRefused:
        """Keep the source of an element."""
        return self.refuse(f"<{element.tag!s}>", source_of(element))

    def note_of(self, note_id: str) -> str:
        """The reference to a note known by its id, which may be referred to again; "" where there is none."""
        if note_id in self._marks:
            return self._marks[note_id]
        text = self.footnotes.pop(note_id, None)
        if text is None:
            return ""
        self._marks[note_id] = self.add_note(text)
        return self._marks[note_id]

    def add_note(self, text: str) -> str:
        """Add a footnote and give its reference."""
        mark = str(len(self.notes) + 1)
        self.notes.append(Note(mark=mark, html=clean_inline(text)))
        return f"[^{mark}]"


def shorten(text: str) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text[: _SNIPPET_LENGTH * 4].split())
    return line if len(line) <= _SNIPPET_LENGTH else line[: _SNIPPET_LENGTH - 1] + "…"


def source_of(element: _Element) -> str:
    """An element as HTML again."""
    return str(tostring(element, encoding="unicode", method="html", with_tail=False))


def text_of(element: _Element) -> str:
    """All text of an element, white space collapsed."""
    return " ".join(str(element.xpath("string()")).split())


def words_of(element: _Element) -> str:
    """All text of an element on one line; words of two blocks stay apart."""
    return " ".join(plain_text(source_of(element)).split())


def has_class(element: _Element, *names: str) -> bool:
    """Whether an element has one of these classes."""
    return not set(names).isdisjoint((element.get("class") or "").split())


def inline_of(blocks: Iterable[Block]) -> tuple[str, list[Block]]:
    """Write blocks as one inline HTML; what cannot stand inside a line is given back."""
    lines: list[str] = []
    others: list[Block] = []
    for block in blocks:
        match block:
            case Paragraphs():
                lines.append(clean_inline(block.html))
            case Heading():
                lines.append(clean_inline(f"<strong>{escaped(block.text)}</strong>"))
            case _:
                others.append(block)
    return "<br>".join(filter(None, lines)), others


def rich_of(blocks: Iterable[Block]) -> tuple[str, list[Block]]:
    """Write blocks as rich HTML; what is no text is given back."""
    parts: list[str] = []
    others: list[Block] = []
    for block in blocks:
        match block:
            case Paragraphs() | ListBlock() | Quotation():
                parts.append(block.html)
            case Heading():
                parts.append(f"<p><strong>{escaped(block.text)}</strong></p>")
            case _:
                others.append(block)
    return "".join(parts), others


def move_out(context: Context, blocks: Iterable[Block], *, inside: str) -> list[Block]:
    """Tell that blocks leave what they stood in, which is named by a marked word."""
    moved = list(blocks)
    for block in moved:
        what = Phrase(_WHAT.get(type(block), _OTHER))
        context.tell("block-moved", what=what, inside=Phrase(inside))
    return moved


def plain_of(blocks: Iterable[Block]) -> tuple[str, list[Block]]:
    """Write blocks as plain text on one line; what is no text is given back."""
    inline, others = inline_of(blocks)
    return re.sub(r"\s+", " ", plain_text(inline)).strip(), others

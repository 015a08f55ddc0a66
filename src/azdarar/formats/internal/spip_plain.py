"""The short way: a SPIP text in which every shortcut stands by itself, read line by line.

Nine texts of ten in a newspaper's archive are paragraphs with a heading, a word in bold, a link, a note, a
picture between two of them. For those this gives what the whole reader gives, at a tenth of its cost; for
any text it is not certain of, it gives None. A test compares the two on texts made of every shortcut.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from azdarar.formats.blocks import Block, Footnotes, Heading, ListBlock, ListItem, Note, Paragraphs
from azdarar.formats.clean_html import clean_inline
from azdarar.formats.internal.paragraphs import VISIBLE, ParagraphBuilder
from azdarar.formats.internal.spip_lines import BREAK, DASH, LONG_DASH
from azdarar.formats.internal.spip_links import ObjectLink, target_of
from azdarar.formats.internal.spip_models import MODEL, document_of

#: What is for the whole reader to judge, wherever it stands.
_DOUBTFUL = re.compile(r"\\|~|&[#A-Za-z]|\]\]\]|\[\[\[")
_WORDS = r"[^\s{}\[\]<>|&][^{}\[\]<>|&\n]*"
#: Each branch begins with a letter of its own, for speed; a brace left over before one is a doubt.
_TOKEN = re.compile(
    rf"\{{\{{({_WORDS})\}}\}}(?!\}})|\{{({_WORDS})\}}(?!\}})"
    rf"|\[\[((?:[^{{}}\[\]<>|\n]|\{{{_WORDS}\}}(?!\}}))+)\]\]"
    r"|\[([^*?#(/|{}\[\]<>&\n-][^{}\[\]<>|&\n]*|)->([^\s{}\[\]<>|\"'&`^]{1,500})\]"
)
_MARKS = re.compile(rf"\{{({_WORDS})\}}")
_FORBIDDEN = re.compile(r"<|\{|\}|\[|\]|://")
_HEADING = re.compile(r"\{\{\{([^*#{}\[\]<>|&\n~][^{}\[\]<>|&\n~]*)\}\}\}[ \t]*")
_ITEM = re.compile(r"-([*#])(?![*#])[ \t]*(?=\S)")
_PLAIN_ADDRESS = re.compile(r"(?:https?://|mailto:|/)[A-Za-z0-9._~:/?#@!$(+*),;=%-]+")
_BLANK = " \t\u00a0"


class _Doubt(Exception):
    """Something is not certain: the whole reader is asked."""


def read_plainly(
    text: str, *, breaks_lines: bool, title_of: Callable[[str, int], str]
) -> tuple[tuple[Block, ...], tuple[ObjectLink, ...]] | None:
    """The blocks and links of a tidied text, or None where the whole reader has to read it."""
    if _DOUBTFUL.search(text):
        return None
    reader = _PlainReader(breaks_lines=breaks_lines, title_of=title_of)
    try:
        return reader.read(text), tuple(reader.links)
    except _Doubt:
        return None


class _PlainReader:
    """One text."""

    def __init__(self, *, breaks_lines: bool, title_of: Callable[[str, int], str]) -> None:
        self._breaks_lines, self._title_of = breaks_lines, title_of
        self._blocks: list[Block] = []
        self._paragraphs: list[str] = []
        self._items: list[ListItem] = []
        self._is_ordered = False
        self._line = ParagraphBuilder()
        self._has_line = False
        self._notes: list[Note] = []
        self.links: list[ObjectLink] = []

    def read(self, text: str) -> tuple[Block, ...]:
        for line in text.split("\n"):
            if not line.strip(_BLANK):
                self._end_all()
            elif not self._whole_line(line):
                self._add_line(line)
        self._end_all()
        self._end_text()
        if self._notes:
            self._blocks.append(Footnotes(notes=tuple(self._notes)))
        return tuple(self._blocks)

    def _whole_line(self, line: str) -> bool:
        """Read a line that is a heading, a document or an item of a list; False for a line of text."""
        match line[0]:
            case "{":
                found = _HEADING.fullmatch(line)
                if found is None:
                    return False
                self._add_heading(found[1])
            case "<":
                self._add_document(line)
            case "-":
                item = _ITEM.match(line)
                if item is None:
                    return False
                self._add_item(line[item.end() :], is_ordered=item[1] == "#")
            case "|" | "_":
                if not BREAK.match(line):
                    raise _Doubt
                return False
            case _:
                return False
        return True

    def _add_heading(self, text: str) -> None:
        if self._items or not VISIBLE.search(text):
            raise _Doubt
        text = re.sub(r"\s+", " ", text).strip()
        if "://" in text:
            raise _Doubt
        self._add_block(Heading(text=text, level=2))

    def _add_document(self, line: str) -> None:
        found = MODEL.fullmatch(line.rstrip(" \t"))
        is_simple = found and not self._items and (self._breaks_lines or not self._has_line)
        if not found or not is_simple or line.count("<") > 1:
            raise _Doubt
        block = document_of(found, source=found[0], written=found["arguments"] or "")
        if block is None:
            raise _Doubt
        self._add_block(block)

    def _add_item(self, text: str, *, is_ordered: bool) -> None:
        if self._items and is_ordered != self._is_ordered:
            raise _Doubt
        if not self._items:
            self._end_paragraph()
        self._is_ordered = is_ordered
        self._add_text(text)
        written = self._line.end()
        if not written:
            raise _Doubt
        self._items.append(ListItem(html=written))

    def _add_line(self, line: str) -> None:
        if self._items or not VISIBLE.search(line):
            raise _Doubt
        sign, is_broken = "", self._breaks_lines
        if line[0] in "-_":
            found = LONG_DASH.match(line) or DASH.match(line) or BREAK.match(line)
            if found is None or line.startswith(("----", "____", "-?", "-!")):
                raise _Doubt
            sign = "" if line[0] == "_" else "— " if line.startswith("--") else "– "
            line, is_broken = line[found.end() :], True
            if not VISIBLE.search(line):
                raise _Doubt
        if self._has_line:
            if is_broken:
                self._line.add_break()
            else:
                self._line.add_text("\n")
        self._has_line = True
        self._add_text(sign + line)

    def _add_text(self, text: str) -> None:
        if "{" not in text and "[" not in text:
            self._add_words(text)
            return
        position = 0
        for found in _TOKEN.finditer(text):
            self._add_words(text[position : found.start()])
            self._add_token(found)
            position = found.end()
        self._add_words(text[position:])

    def _add_words(self, text: str) -> None:
        if text:
            if _FORBIDDEN.search(text):
                raise _Doubt
            self._line.add_text(text)

    def _add_token(self, found: re.Match[str]) -> None:
        strong, em, note, text, target = found.groups()
        if strong is not None or em is not None:
            self._line.open_mark("strong" if strong is not None else "em")
            self._add_words(strong if strong is not None else em)
            self._line.close_mark()
        elif note is not None:
            self._add_note(note.strip())
        else:
            self._add_link(text.strip(), target)

    def _add_note(self, text: str) -> None:
        if not text or "://" in text:
            raise _Doubt
        mark = str(len(self._notes) + 1)
        self._notes.append(Note(mark=mark, html=clean_inline(_MARKS.sub(r"<em>\1</em>", text))))
        self._line.add_text(f"[^{mark}]")

    def _add_link(self, text: str, target: str) -> None:
        to = target_of(target, has_own_text=bool(text))
        is_object = to.kind == "object" and to.is_known
        if (not is_object and (to.kind != "address" or not text)) or not _PLAIN_ADDRESS.fullmatch(to.href):
            raise _Doubt
        if to.link:
            self.links.append(to.link)
            text = text or self._title_of(to.link.kind, to.link.object_id) or to.text
        if "://" in text or "->" in text:
            raise _Doubt
        self._line.open_mark("a", f' href="{html.escape(to.href)}"')
        self._line.add_text(text)
        self._line.close_mark()

    def _add_block(self, block: Block) -> None:
        self._end_paragraph()
        self._end_text()
        self._blocks.append(block)

    def _end_all(self) -> None:
        self._end_paragraph()
        if self._items:
            self._end_text()
            self._blocks.append(ListBlock(is_ordered=self._is_ordered, items=tuple(self._items)))
            self._items = []

    def _end_paragraph(self) -> None:
        written = self._line.end() if self._has_line else ""
        self._has_line = False
        if written:
            self._paragraphs.append(written)

    def _end_text(self) -> None:
        if self._paragraphs:
            self._blocks.append(Paragraphs(html="".join(f"<p>{text}</p>" for text in self._paragraphs)))
            self._paragraphs = []

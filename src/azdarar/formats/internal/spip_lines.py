"""The lines of a SPIP text: paragraphs, lists, tables, rules; and the marks within them.

Takes a text in which whole things are atoms already, and writes HTML that is well nested whatever the text
does: a mark that is open where a paragraph, an item or a cell ends is closed there and opened again after,
as readers saw it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from azdarar.formats.internal.spip_atoms import ATOM, PLACEHOLDER, Atom

#: A paragraph ends here.
END = f'<{PLACEHOLDER} n="p"></{PLACEHOLDER}>'
_MAX_LIST_DEPTH = 10
_MAX_ROW_LINES = 60
#: A pair of marks reaches over so many paragraphs; farther apart, it is two slips of the hand.
_MAX_REACH = 4

_STRONG, _STRONG_END, _EM, _EM_END = "\ufdd2", "\ufdd3", "\ufdd4", "\ufdd5"
_MARK_TAGS = {_STRONG: "strong", _STRONG_END: "strong", _EM: "em", _EM_END: "em"}
_BRACES = re.compile(r"\{\{[ ]*\}\}|\{[ ]*\}|\{\{*|\}\}*|\n[ \t]*\n")
_PIECES = re.compile("(\ufdd0[0-9]+\ufdd1|[\ufdd2-\ufdd5])")
_UNITS = re.compile("\ufdd0([0-9]+)\ufdd1")
_RULE = re.compile(r"(?:-{4,}|_{4,})")
_ITEM = re.compile(r"-([*#]{1,50})(?![*#])[ \t]*")
_TERM = re.compile(r"-([?!])[ \t]+")
BREAK = re.compile(r"_[ \t\u00a0]+")
LONG_DASH = re.compile(r"--(?![->])[ \t]*")
DASH = re.compile(r"-(?![-*#>?!0-9])[ \t]*(?=\S)")
_ROW_END = re.compile(r"\|[ \t]*\Z")
_HEAD_CELL = re.compile("[ \t\u00a0]*\ufdd2([^\ufdd2\ufdd3]*)\ufdd3[ \t\u00a0]*")
_CAPTION = re.compile(r"\|\|(.*)\|\|[ \t]*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    is_head: bool = False


def paired(text: str) -> str:
    """Put signs for the marks that have both their ends; a brace that stands alone stays a brace."""
    if "}" not in text:
        return text
    out: list[str] = []
    opened: dict[int, list[tuple[int, int]]] = {1: [], 2: []}
    latest: list[int] = []
    paragraph, position = 0, 0
    for found in _BRACES.finditer(text):
        out.append(text[position : found.start()])
        position = found.end()
        run = found[0]
        if run[0] == "\n":
            paragraph += 1
            out.append(run)
        elif run[0] == "{" and run[-1] == "}":
            out.append(run)
        elif run[0] == "{":
            for size in _sizes(len(run)):
                opened[size].append((len(out), paragraph))
                latest.append(size)
                out.append("{" * size)
        else:
            _close(len(run), out, opened, latest, paragraph)
    return "".join([*out, text[position:]])


def _close(
    left: int, out: list[str], opened: dict[int, list[tuple[int, int]]], latest: list[int], paragraph: int
) -> None:
    """End the marks that a run of braces ends, the one opened last first where both could be meant."""
    while left:
        while latest and not opened[latest[-1]]:
            latest.pop()
        size = 1 if left == 1 or (left % 2 and latest and latest[-1] == 1) else 2
        if not opened[size] and left > 1 and opened[3 - size]:
            size = 3 - size
        left -= size
        start = opened[size].pop() if opened[size] else None
        if start is None or paragraph - start[1] > _MAX_REACH:
            out.append("}" * size)
            continue
        out[start[0]] = _STRONG if size == 2 else _EM
        out.append(_STRONG_END if size == 2 else _EM_END)


def _sizes(length: int) -> list[int]:
    return [2] * (length // 2) + [1] * (length % 2)


class Lines:
    """Writes one text as HTML."""

    def __init__(
        self, atoms: Sequence[Atom], *, breaks_lines: bool, tell_once: Callable[[str, str], None]
    ) -> None:
        self._atoms, self._breaks_lines, self._tell_once = atoms, breaks_lines, tell_once
        self._out: list[str] = []
        self._lists: list[tuple[str, int]] = []
        self._marks: list[str] = []
        self._depths = {"em": 0, "strong": 0}
        self._terms = False
        self._boxes = 0
        self._verses = 0
        #: Whether nothing stands on the line, and whether a line break would be one too many.
        self._is_bare = True

    def write(self, text: str) -> str:
        """The HTML of a whole text."""
        text = paired(text)
        _match_boxes(self._atoms, text)
        lines = text.split("\n")
        number = 0
        while number < len(lines):
            number += self._line(lines, number)
        self._end_lists()
        return "".join(self._out) + "".join(f"</{tag}>" for tag in reversed(self._marks))

    def write_inline(self, text: str) -> str:
        """The HTML of a text within a line; its line ends are line breaks or spaces."""
        text = paired(text)
        _match_boxes(self._atoms, text)
        for number, line in enumerate(text.split("\n")):
            if number:
                self._line_end()
            rest = BREAK.match(line)
            self._text(line[rest.end() :] if rest else line)
        return "".join(self._out) + "".join(f"</{tag}>" for tag in reversed(self._marks))

    def _line(self, lines: list[str], number: int) -> int:
        """Write the line with this number, and the lines after that belong to it; give how many."""
        line = lines[number]
        if not line.strip(" \t\u00a0"):
            self._end_lists()
            self._end_paragraph()
            return 1
        if line[0] == "|":
            rows = _rows(lines, number)
            if rows:
                self._end_lists()
                self._end_paragraph()
                used = self._table(rows)
                return used
        self._one_line(line, is_first=number == 0 or not lines[number - 1].strip(" \t\u00a0"))
        return 1

    def _one_line(self, line: str, *, is_first: bool) -> None:
        rule = _RULE.match(line)
        if rule:
            self._end_lists()
            self._end_paragraph()
            self._out.append("<hr>")
            self._is_bare = True
            line = line[rule.end() :].strip("-_ \t\u00a0")
            if not line:
                return
        if item := _ITEM.match(line):
            self._item(item[1])
            self._text(line[item.end() :])
        elif term := _TERM.match(line):
            self._term("dt" if term[1] == "?" else "dd")
            self._text(line[term.end() :])
        elif dash := (LONG_DASH.match(line) or DASH.match(line) or BREAK.match(line)):
            if not is_first:
                self._break()
            sign = "" if line[0] == "_" else "— " if line.startswith("--") else "– "
            self._text(sign + line[dash.end() :])
        else:
            if not is_first:
                self._line_end()
            self._text(line)

    def _text(self, text: str) -> None:
        for piece in _PIECES.split(text):
            if not piece:
                continue
            if piece in _MARK_TAGS:
                self._mark(piece)
            elif found := ATOM.fullmatch(piece):
                self._atom(self._atoms[int(found[1])])
            else:
                self._out.append(piece.replace("<", "&lt;").replace(">", "&gt;"))
                self._is_bare = self._is_bare and not piece.strip()

    def _mark(self, sign: str) -> None:
        tag = _MARK_TAGS[sign]
        if sign in (_STRONG, _EM):
            self._depths[tag] += 1
            if self._depths[tag] == 1:
                self._marks.append(tag)
                self._out.append(f"<{tag}>")
            return
        if tag not in self._marks:
            return
        self._depths[tag] -= 1
        if self._depths[tag]:
            return
        at = len(self._marks) - 1 - self._marks[::-1].index(tag)
        after = self._marks[at + 1 :]
        self._out += [*(f"</{inner}>" for inner in reversed(after)), f"</{tag}>"]
        self._out += [f"<{inner}>" for inner in after]
        del self._marks[at]

    def _atom(self, atom: Atom) -> None:
        match atom.kind:
            case "inline":
                self._out.append(atom.html)
                self._is_bare = False
            case "break":
                self._out.append("<br>")
                self._is_bare = True
            case "block":
                self._between(atom.html)
            case "open":
                self._open(atom)
            case "close":
                self._close(atom)

    def _open(self, atom: Atom) -> None:
        if atom.name in ("quote", "poesie", "poetry"):
            if not atom.is_closed:
                return
            if not self._lists:
                self._end_paragraph()
            self._verses += atom.name != "quote"
        elif atom.is_closed:
            self._boxes += 1
        self._between(atom.html)

    def _close(self, atom: Atom) -> None:
        if atom.name in ("quote", "poesie", "poetry"):
            if not atom.is_closed:
                return
            self._verses -= atom.name != "quote"
        elif atom.is_closed:
            self._boxes -= 1
        self._between(atom.html)

    def _between(self, html: str) -> None:
        """Write what stands between paragraphs, outside of every mark."""
        closing = [f"</{tag}>" for tag in reversed(self._marks)]
        self._out += [*closing, html, *(f"<{tag}>" for tag in self._marks)]
        self._is_bare = True

    def _end_paragraph(self) -> None:
        self._between(END)

    def _line_end(self) -> None:
        """A line that ends where the sentence does not."""
        is_kept = (self._breaks_lines or self._verses > 0) and not self._boxes
        self._out.append("<br>" if is_kept and not self._is_bare else "\n")
        self._is_bare = True

    def _break(self) -> None:
        self._out.append("\n" if self._is_bare else "<br>")
        self._is_bare = True

    def _item(self, signs: str) -> None:
        tag, depth = "ul" if signs[-1] == "*" else "ol", min(len(signs), _MAX_LIST_DEPTH)
        if not self._lists:
            self._end_paragraph()
        while len(self._lists) > 1 and self._lists[-1][1] > depth:
            self._between(f"</li></{self._lists.pop()[0]}>")
        if not self._lists or self._lists[-1][1] < depth:
            self._lists.append((tag, depth))
            self._between(f"<{tag}><li>")
        elif self._lists[-1][0] == tag:
            self._lists[-1] = (tag, depth)
            self._between("</li><li>")
        else:
            self._between(f"</li></{self._lists.pop()[0]}><{tag}><li>")
            self._lists.append((tag, depth))

    def _term(self, tag: str) -> None:
        if self._lists:
            self._end_lists()
        if not self._terms:
            self._end_paragraph()
            self._between("<dl>")
            self._terms = True
        self._between(f"<{tag}>")

    def _end_lists(self) -> None:
        while self._lists:
            self._between(f"</li></{self._lists.pop()[0]}>")
        if self._terms:
            self._between("</dl>")
            self._terms = False

    def _table(self, rows: list[str]) -> int:
        used = sum(row.count("\n") + 1 for row in rows)
        caption = ""
        if found := _CAPTION.fullmatch(rows[0]):
            told = [part.strip() for part in found[1].split("|") if part.strip()]
            caption = "<br>".join(map(self._piece, told))
            rows = rows[1:]
        grid = _grid([_cells(row) for row in rows])
        if any(cell.text in ("<", "^") for row in grid for cell in row):
            self._tell_once("cells-split", "table")
        html = [f"<table><caption>{caption}</caption>" if caption else "<table>"]
        for row in grid:
            html.append("<tr>")
            for cell in row:
                tag = "th" if cell.is_head else "td"
                shown = "" if cell.text in ("<", "^") else self._cell(cell.text)
                html.append(f"<{tag}>{shown}</{tag}>")
            html.append("</tr>")
        self._between("".join([*html, "</table>"]))
        return used

    def _cell(self, text: str) -> str:
        writer = Lines(self._atoms, breaks_lines=self._breaks_lines, tell_once=self._tell_once)
        return writer.write(text.strip())

    def _piece(self, text: str) -> str:
        writer = Lines(self._atoms, breaks_lines=False, tell_once=self._tell_once)
        return writer.write_inline(text)


def _rows(lines: list[str], number: int) -> list[str]:
    """The rows of a table that begins at a line; none where it is no table."""
    rows: list[str] = []
    while number < len(lines) and lines[number].startswith("|"):
        row, length = [lines[number]], 1
        while not (_ROW_END.search(row[-1]) and (len(row) > 1 or len(row[0].rstrip()) > 1)):
            following = number + length
            is_over = following >= len(lines) or length >= _MAX_ROW_LINES
            if is_over or not lines[following].strip() or lines[following].startswith("|"):
                return rows
            row.append(lines[following])
            length += 1
        rows.append("\n".join(row))
        number += length
    return rows


def _cells(row: str) -> list[_Cell]:
    """The cells of a row; a row of bold cells only is a head."""
    parts = row.strip().removeprefix("|").removesuffix("|").split("|")
    cells = [_Cell(part.strip()) for part in parts]
    heads = [_HEAD_CELL.fullmatch(cell.text) for cell in cells]
    is_head = any(heads) and all(head or cell.text == "<" for head, cell in zip(heads, cells, strict=True))
    if not is_head:
        return cells
    return [_Cell(head[1] if head else "<", is_head=True) for head in heads]


def _grid(rows: list[list[_Cell]]) -> list[list[_Cell]]:
    """Rows of equal length; only the first may be a head."""
    width = max((len(row) for row in rows), default=0)
    grid: list[list[_Cell]] = []
    for number, row in enumerate(rows):
        kept = row if number == 0 else [_bold(cell) if cell.is_head else cell for cell in row]
        grid.append(kept + [_Cell("")] * (width - len(row)))
    return grid


def _bold(cell: _Cell) -> _Cell:
    return cell if cell.text == "<" else _Cell(f"{_STRONG}{cell.text}{_STRONG_END}")


def _match_boxes(atoms: Sequence[Atom], text: str) -> None:
    """Note which ends of boxes have the other end, within one text."""
    if all(atom.kind != "close" for atom in atoms):
        return
    opened: dict[str, list[Atom]] = {}
    for found in _UNITS.finditer(text):
        atom = atoms[int(found[1])]
        if atom.kind == "open":
            opened.setdefault(atom.name, []).append(atom)
        elif atom.kind == "close" and opened.get(atom.name):
            opened[atom.name].pop().is_closed = True
            atom.is_closed = True

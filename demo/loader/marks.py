"""From the lines of a text to its parts: the format writers use in the edition's files.

Parts are separated by blank lines; the first characters of a part say what it is (README.md beside this
folder shows every form). Only the form is looked at here: whether a picture or a story exists is asked later.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from demo.loader.inline import note_marks, plain, stray_mark
from demo.loader.mistakes import Place, Proof
from demo.loader.parts import (
    Box,
    Document,
    Embed,
    Gallery,
    Heading,
    Listing,
    Notes,
    Paragraphs,
    Part,
    Picture,
    PullQuote,
    Quotation,
    RelatedStory,
    Table,
    texts_of,
)

_KEY = r"[a-z0-9][a-z0-9-]*"
_GALLERY = re.compile(rf"!\[\[gallery: *({_KEY}(?: *, *{_KEY})+) *\]\](?: +(.+))?")
_PICTURE = re.compile(rf"!\[({_KEY})\](?: +(.+))?")
_ITEM = re.compile(r"(- |\d{1,2}\. )(.+)")
_NOTE = re.compile(r"\[\^([^\]\s]{1,12})\]: +(.+)")
_DIRECTIVE = re.compile(r"\{\{(story|embed|document): *([^{}]+?) *\}\}")
_BOX = re.compile(r":::box +(.+)")
_BOX_END = ":::"
_CAPTION = "Table:"
#: Openings that belong to a form of their own; a paragraph does not begin with them.
_RESERVED = ("#", "!", "|", ">", ":::", "{{", "[^", "- ", _CAPTION, "+++", "```", "<")

Lines = Sequence[tuple[int, str]]


def read_parts(lines: Lines, *, file: str, proof: Proof) -> tuple[Part, ...]:
    """Take a text apart.

    Args:
        lines: number and text of each line, in order.
        file: the file they come from, for mistakes.
        proof: where mistakes are noted; a part that cannot be read is left out.
    """
    reader = _Reader(file=file, proof=proof)
    parts = [part for chunk in _chunks(lines) if (part := reader.part(chunk)) is not None]
    reader.look_at_notes(parts)
    return tuple(_joined(parts))


def _chunks(lines: Lines) -> Iterator[Lines]:
    """Split at blank lines, except inside a box."""
    chunk: list[tuple[int, str]] = []
    in_box = False
    for number, line in lines:
        in_box = (in_box or bool(_BOX.match(line))) and line.strip() != _BOX_END
        if line.strip() or (in_box and chunk):
            chunk.append((number, line.rstrip()))
        elif chunk:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _joined(parts: Sequence[Part]) -> Iterator[Part]:
    """Join paragraphs that follow one another, as an editor's text field holds them."""
    running: Paragraphs | None = None
    for part in parts:
        if isinstance(part, Paragraphs):
            running = Paragraphs(running.place, running.texts + part.texts) if running else part
            continue
        if running:
            yield running
            running = None
        yield part
    if running:
        yield running


class _Reader:
    """Reads the chunks of one text."""

    def __init__(self, *, file: str, proof: Proof) -> None:
        self.file = file
        self.proof = proof

    def part(self, chunk: Lines) -> Part | None:
        """Read one chunk, or note why it cannot be read."""
        opening = chunk[0][1]
        for prefix, read in self._forms():
            if opening.startswith(prefix) or (prefix == "1. " and _ITEM.match(opening)):
                part = read(chunk)
                break
        else:
            part = self._paragraph(chunk)
        if part is not None:
            self._look_at_marks(part)
        return part

    def look_at_notes(self, parts: Sequence[Part]) -> None:
        """Each note is asked for and each mark has its note."""
        given = [
            (mark, part.place) for part in parts if isinstance(part, Notes) for mark, _text in part.notes
        ]
        asked = {
            mark: part.place
            for part in reversed(parts)
            if not isinstance(part, Notes)
            for text in texts_of(part)
            for mark in note_marks(text)
        }
        known = {mark for mark, _place in given}
        for mark, place in asked.items():
            if mark not in known:
                self.proof.note(place, f"The text asks for note {mark}, and there is none.")
        for mark, place in given:
            if mark not in asked:
                self.proof.note(place, f"Nothing in the text asks for note {mark}.")
        if len(known) != len(given):
            self.proof.note(given[0][1], "Two notes have the same mark.")

    def _forms(self) -> tuple[tuple[str, Callable[[Lines], Part | None]], ...]:
        return (
            ("## ", self._heading),
            (">> ", self._pull_quote),
            ("> ", self._quotation),
            ("![", self._picture),
            ("- ", self._list),
            ("1. ", self._list),
            ("|", self._table),
            (":::", self._box),
            ("{{", self._directive),
            ("[^", self._notes),
        )

    def _place(self, chunk: Lines) -> Place:
        return Place(self.file, chunk[0][0])

    def _mistake(self, line: int, sentence: str) -> None:
        self.proof.note(Place(self.file, line), sentence)

    def _is_alone(self, chunk: Lines, what: str) -> bool:
        if len(chunk) > 1:
            self._mistake(chunk[1][0], f"{what} is one line, with a blank line after it.")
        return len(chunk) == 1

    def _paragraph(self, chunk: Lines) -> Paragraphs | None:
        for number, line in chunk:
            if line.startswith(_RESERVED) or _ITEM.match(line):
                opening = line.split(" ", 1)[0]
                self._mistake(
                    number, f"“{opening}” does not begin a form known here, or lacks a blank line before."
                )
                return None
        return Paragraphs(self._place(chunk), (" ".join(line for _number, line in chunk),))

    def _heading(self, chunk: Lines) -> Heading | None:
        return (
            Heading(self._place(chunk), plain(chunk[0][1][3:]))
            if self._is_alone(chunk, "A sub-heading")
            else None
        )

    def _pull_quote(self, chunk: Lines) -> PullQuote | None:
        if not self._is_alone(chunk, "A pull quote"):
            return None
        return PullQuote(self._place(chunk), plain(chunk[0][1][3:]))

    def _quotation(self, chunk: Lines) -> Quotation | None:
        texts: list[str] = [""]
        attribution = ""
        for number, line in chunk:
            words = line.removeprefix(">").strip()
            if not line.startswith(">") or attribution:
                self._mistake(
                    number, "Every line of a quotation begins with “>”, and the last says who speaks."
                )
                return None
            if words.startswith("— "):
                attribution = plain(words[2:])
            elif words:
                texts[-1] = f"{texts[-1]} {words}".strip()
            else:
                texts.append("")
        return Quotation(self._place(chunk), tuple(text for text in texts if text), attribution)

    def _picture(self, chunk: Lines) -> Picture | Gallery | None:
        if not self._is_alone(chunk, "A picture"):
            return None
        place, line = self._place(chunk), chunk[0][1]
        if match := _GALLERY.fullmatch(line):
            keys = tuple(key.strip() for key in match[1].split(","))
            return Gallery(place, keys, plain(match[2] or ""))
        if match := _PICTURE.fullmatch(line):
            return Picture(place, match[1], plain(match[2] or ""))
        self.proof.note(place, "A picture is written ![key] caption, a gallery ![[gallery: key, key]] title.")
        return None

    def _list(self, chunk: Lines) -> Listing | None:
        found = [(number, _ITEM.fullmatch(line)) for number, line in chunk]
        is_ordered = not chunk[0][1].startswith("- ")
        items: list[str] = []
        for number, item in found:
            if item is None or (item[1] != "- ") is not is_ordered:
                self._mistake(number, "Every line of a list begins with “- ”, or every line with its number.")
                return None
            items.append(item[2])
        return Listing(self._place(chunk), is_ordered, tuple(items))

    def _table(self, chunk: Lines) -> Table | None:
        *rows, last = chunk
        caption = plain(last[1].removeprefix(_CAPTION).strip()) if last[1].startswith(_CAPTION) else ""
        rows = rows if caption else [*rows, last]
        cells: list[tuple[str, ...]] = []
        for number, line in rows:
            if not (line.startswith("|") and line.endswith("|") and len(line) > 1):
                self._mistake(number, "Every line of a table begins and ends with “|”.")
                return None
            cells.append(tuple(cell.strip() for cell in line[1:-1].split("|")))
            if len(cells[-1]) != len(cells[0]):
                self._mistake(number, f"This row has {len(cells[-1])} cells, the head has {len(cells[0])}.")
                return None
        return Table(self._place(chunk), tuple(map(plain, cells[0])), tuple(cells[1:]), caption)

    def _box(self, chunk: Lines) -> Box | None:
        title = _BOX.fullmatch(chunk[0][1])
        if title is None or chunk[-1][1].strip() != _BOX_END:
            self.proof.note(self._place(chunk), "A box begins with “:::box Title” and ends with “:::”.")
            return None
        inner = [self.part(part) for part in _chunks(chunk[1:-1])]
        parts = [part for part in inner if isinstance(part, Paragraphs | Listing)]
        if len(parts) < len(inner) or not parts:
            self.proof.note(self._place(chunk), "A box holds paragraphs and lists, nothing else.")
        return Box(self._place(chunk), plain(title[1]), tuple(parts))

    def _directive(self, chunk: Lines) -> Document | Embed | RelatedStory | None:
        place, match = self._place(chunk), _DIRECTIVE.fullmatch(chunk[0][1])
        said = [piece.strip() for piece in match[2].split("|")] if match and len(chunk) == 1 else []
        match (match[1] if match else "", said):
            case ("story", [story]):
                return RelatedStory(place, story)
            case ("document", [file, title]):
                return Document(place, file, title)
            case ("embed", [address, title, provider]):
                return Embed(place, address, title, provider)
        self.proof.note(
            place,
            "Alone on its line stands {{story: key}}, {{document: file | title}} or "
            "{{embed: address | title | site}}.",
        )
        return None

    def _notes(self, chunk: Lines) -> Notes | None:
        notes: list[tuple[str, str]] = []
        for number, line in chunk:
            note = _NOTE.fullmatch(line)
            if note is None:
                self._mistake(number, "A note is written [^mark]: text, on one line.")
                return None
            notes.append((note[1], note[2]))
        return Notes(self._place(chunk), tuple(notes))

    def _look_at_marks(self, part: Part) -> None:
        for text in texts_of(part):
            if mark := stray_mark(text):
                self.proof.note(part.place, f"“{mark}” opens or closes nothing in “{text[:60]}…”.")

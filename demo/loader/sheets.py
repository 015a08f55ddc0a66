"""One file of the edition and the tables in it, taken apart key by key with mistakes noted by line."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from demo.loader.edition import Texts
from demo.loader.mistakes import Place, Proof

LANGUAGES = ("fr", "en", "hy", "ru")
_FENCE = "+++"
_LINE_IN_MESSAGE = re.compile(r"\(at line (\d+), column \d+\)")
_KEY_OF_LINE = re.compile(r"([A-Za-z_]+(?:\.[a-z]+)?)\s*=")
_QUOTES = {"«": "»", "“": "”"}


class Sheet:
    """A file being read: its lines, its tables, and where its mistakes go."""

    def __init__(self, path: Path, *, folder: Path, proof: Proof) -> None:
        self.file = path.relative_to(folder).as_posix()
        self.proof = proof
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        if not path.is_file():
            self.note(1, "This file is missing.")
        if text != unicodedata.normalize("NFC", text):
            self.note(1, "This file is not in the composed form of Unicode (NFC).")
        self.lines = text.splitlines()

    def note(self, line: int, sentence: str) -> None:
        """Note a mistake on a line."""
        self.proof.note(Place(self.file, line), sentence)

    def tables(self, name: str) -> Iterator["Entry"]:
        """The tables of a list such as ``[[subject]]``, in order."""
        starts = [number for number, line in enumerate(self.lines, 1) if line.strip() == f"[[{name}]]"]
        found: Any = self._parsed(self.lines, offset=0)
        for step in name.split("."):
            rows = [found] if isinstance(found, dict) else found
            found = [item for row in rows for item in row.get(step, ())]
        yield from (Entry(table, sheet=self, line=line) for table, line in zip(found, starts, strict=True))

    def front_matter(self) -> tuple["Entry", list[tuple[int, str]]]:
        """The table between the two fences, and the numbered lines after them."""
        fences = [number for number, line in enumerate(self.lines, 1) if line.strip() == _FENCE]
        if len(fences) < 2 or fences[0] != 1:
            self.note(1, "The file begins with its data between two lines of “+++”.")
            return Entry({}, sheet=self, line=1), []
        end = fences[1]
        table = self._parsed(self.lines[1 : end - 1], offset=1)
        body = list(enumerate(self.lines[end:], end + 1))
        return Entry(table, sheet=self, line=1), body

    def _parsed(self, lines: Sequence[str], *, offset: int) -> dict[str, Any]:
        try:
            return tomllib.loads("\n".join(lines))
        except tomllib.TOMLDecodeError as error:
            at = _LINE_IN_MESSAGE.search(str(error))
            reason = _LINE_IN_MESSAGE.sub("", str(error)).strip()
            self.note(
                int(at[1]) + offset if at else len(lines) + offset, f"This is not valid TOML: {reason}."
            )
            return {}


class Entry:
    """One table; every key is asked for by name, and ``done`` notes those nobody asked for."""

    def __init__(self, table: Mapping[str, Any], *, sheet: Sheet, line: int) -> None:
        self.table = table
        self.sheet = sheet
        self.line = line
        self._asked: set[str] = set()

    @property
    def place(self) -> Place:
        """Where the table begins."""
        return Place(self.sheet.file, self.line)

    def note(self, name: str, sentence: str) -> None:
        """Note a mistake on the line of a key, else on the table's."""
        self.sheet.note(self.lines().get(name, self.line), sentence)

    def lines(self) -> dict[str, int]:
        """The line each key of the table stands on, dotted keys as they are written."""
        found: dict[str, int] = {}
        for number in range(self.line, len(self.sheet.lines) + 1):
            line = self.sheet.lines[number - 1]
            if number > self.line and line.startswith(("[", _FENCE)):
                break
            if key := _KEY_OF_LINE.match(line):
                found.setdefault(key[1], number)
                found.setdefault(key[1].partition(".")[0], number)
        return found

    def text(self, name: str, *, needed: bool = True) -> str:
        """A text; empty where it is not there."""
        value = self._value(name, str, "a text", needed=needed)
        text: str = value.strip() if value is not None else ""
        if needed and value is not None and not text:
            self.note(name, f"“{name}” is empty.")
        return text

    def reason(self, name: str) -> str:
        """A sentence somebody says, without the quotation marks around the whole of it."""
        text = self.text(name)
        closing = _QUOTES.get(text[:1], "")
        inner = text[1:-1]
        whole = bool(closing) and text.endswith(closing) and text[0] not in inner and closing not in inner
        return inner.strip() if whole else text

    def texts(self, name: str, *, needed: Sequence[str] = ()) -> Texts:
        """A text for each language, as ``name.fr``, ``name.en``…"""
        value = self._value(name, dict, "one text for each language", needed=bool(needed)) or {}
        good = {code: text.strip() for code, text in value.items() if isinstance(text, str) and text.strip()}
        for code in value.keys() - good.keys() | value.keys() - set(LANGUAGES):
            self.note(f"{name}.{code}", f"“{name}.{code}” is not a text in one of {', '.join(LANGUAGES)}.")
        for code in [code for code in needed if code not in good]:
            self.note(name, f"“{name}.{code}” is missing.")
        return good

    def number(self, name: str, *, default: int | None = None) -> int | None:
        """A whole number."""
        value = self._value(name, int, "a whole number", needed=False)
        return default if value is None else int(value)

    def flag(self, name: str) -> bool:
        """True or false; false where it is not there."""
        return bool(self._value(name, bool, "true or false", needed=False))

    def names(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        value = self._value(name, list, "a list of texts", needed=False) or []
        if not all(isinstance(item, str) and item.strip() for item in value):
            self.note(name, f"“{name}” is a list of texts, none of them empty.")
        return tuple(str(item).strip() for item in value)

    def instant(self, name: str, *, needed: bool = True) -> datetime | None:
        """A date and time with its offset from universal time."""
        value: datetime | None = self._value(name, datetime, "a date with its time", needed=needed)
        if value is not None and value.tzinfo is None:
            self.note(name, f"“{name}” does not say which clock it is of: add an offset such as +01:00.")
            return None
        return value

    def day(self, name: str) -> date | None:
        """A calendar day."""
        value = self._value(name, date, "a day", needed=True)
        if isinstance(value, datetime):
            self.note(name, f"“{name}” is a day, without a time.")
            return None
        day: date | None = value
        return day

    def rows(self, name: str) -> list["Entry"]:
        """The tables of a list inside this table."""
        value = self._value(name, list, "a list of tables", needed=False) or []
        if not all(isinstance(row, dict) for row in value):
            self.note(name, f"“{name}” is a list of tables.")
            return []
        return [_Row(row, within=self, name=name) for row in value]

    def row(self, name: str) -> "Entry | None":
        """One table inside this table."""
        value = self._value(name, dict, "a table", needed=False)
        return None if value is None else _Row(value, within=self, name=name)

    def raw(self, name: str) -> Any:
        """A value of any kind, for keys with two forms."""
        self._asked.add(name)
        return self.table.get(name)

    def done(self) -> None:
        """Note the keys nobody asked for: most often a spelling mistake."""
        for name in self.table.keys() - self._asked:
            self.note(name, f"“{name}” is not a key known here.")

    def _value(self, name: str, kind: type, what: str, *, needed: bool) -> Any:
        self._asked.add(name)
        value = self.table.get(name)
        if value is None:
            if needed:
                self.note(name, f"“{name}” is missing.")
            return None
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.note(name, f"“{name}” must be {what}.")
            return None
        return value


class _Row(Entry):
    """A table inside a table: its mistakes stand on the line of the list it belongs to."""

    def __init__(self, table: Mapping[str, Any], *, within: Entry, name: str) -> None:
        super().__init__(table, sheet=within.sheet, line=within.line)
        self._within, self._name = within, name

    def note(self, name: str, sentence: str) -> None:
        self._within.note(self._name, sentence)

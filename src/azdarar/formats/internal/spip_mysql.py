"""Reading a MySQL dump as a stream of rows, without a database.

What mysqldump and phpMyAdmin write: column lists or not, many rows in one statement, escapes, hexadecimal and
binary literals, conditional comments, comments between rows. The file is read once, in pieces; memory
follows the largest single value. A row that cannot be understood ends its statement, and is counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from azdarar.formats.internal.spip_declared import NAME, columns_of, unquoted
from azdarar.formats.internal.spip_rows import MAX_VALUE_BYTES, DumpRow, Value
from azdarar.formats.internal.spip_source import CHUNK_BYTES, ByteReader
from azdarar.formats.internal.spip_values import ESCAPING, PLAIN, Patterns, plain_row, text_of, value_of

_LONG = re.compile(rb"\s*(?:_\w+\s*)?(?:[xX]'|0x)")
_LONG_TEXT = re.compile(rb"\s*(?:_\w+\s*|[nN])?(['\"])")
_LOOKAHEAD = 2**16
_QUOTE = 39
#: Tables of SPIP have some thirty; a pattern of hundreds is not worth its making.
_MAX_PLAIN_COLUMNS = 90
_SPACE = re.compile(
    rb"(?>(?:\s++|--[ \t\r\n][^\n]*+(?:\n|\Z)|--\n|#[^\n]*+(?:\n|\Z)|/\*!\d*+|\*/"
    rb"|/\*(?!!)(?>(?:[^*]++|\*(?!/))*)\*/)+)"
)
_INSERT = re.compile(
    rb"(?:INSERT|REPLACE)(?:\s+(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE))*\s+(?:INTO\s+)?"
    rb"(?:" + NAME + rb"\s*\.\s*)?(?P<table>" + NAME + rb")\s*(?P<columns>\([^()]*\))?\s*VALUES?\s*",
    re.IGNORECASE,
)
_CREATE = re.compile(
    rb"CREATE\s+(?:TEMPORARY\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:" + NAME + rb"\s*\.\s*)?"
    rb"(?P<table>" + NAME + rb")\s*\(",
    re.IGNORECASE,
)
_CHARSET = re.compile(rb"SET\s+(?:NAMES|CHARACTER\s+SET)\s+'?(\w+)", re.IGNORECASE)
_TABLE_CHARSET = re.compile(rb"(?:CHARSET|CHARACTER\s+SET)\s*=?\s*(\w+)", re.IGNORECASE)
_NO_ESCAPES = re.compile(rb"SET\s[^;]*SQL_MODE[^;]*NO_BACKSLASH_ESCAPES", re.IGNORECASE)


@dataclass(slots=True)
class Dump:
    """The rows of one dump. ``wants`` says of a table's name whether its rows are read or only counted.

    ``places`` says of a table and its columns which values are looked at; None for all. Others may be None.
    """

    stream: ByteReader
    wants: Callable[[str], bool]
    places: Callable[[str, tuple[str, ...]], tuple[int, ...] | None] = lambda table, columns: None
    charset: str = ""
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    counted: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)
    #: The table in which the file ends in the middle of a statement; "" where it ends well.
    cut_off_in: str = ""
    _buffer: bytes = b""
    _position: int = 0
    _is_over: bool = False
    _has_names: bool = False
    _plain_rows: dict[int, re.Pattern[bytes]] = field(default_factory=dict)
    _patterns: Patterns = ESCAPING

    def rows(self) -> Iterator[DumpRow]:
        """The rows of the tables that are wanted, in file order; others are counted."""
        while True:
            self._skip_space()
            if self._position >= len(self._buffer):
                return
            found = _INSERT.match(self._buffer, self._position)
            if found:
                yield from self._insert(found)
                continue
            created = _CREATE.match(self._buffer, self._position)
            statement = self._statement(created)
            if statement is None:
                return
            self._declare(statement, created)

    def _statement(self, created: re.Match[bytes] | None) -> bytes | None:
        """The text of a statement that is no insertion, passed over."""
        end = self._reach(self._patterns.rest)
        if end is None:
            if self._is_over:
                rest = self._buffer[self._position :].strip(b"*/ \t\r\n;")
                if rest and created:
                    self.cut_off_in = unquoted(created["table"])
                self._position = len(self._buffer)
                return None
            # Longer than any statement that matters: go to the next line that begins one.
            self._resynchronise()
            return b""
        statement = self._buffer[self._position : end]
        self._position = end
        return statement

    def _declare(self, statement: bytes, created: re.Match[bytes] | None) -> None:
        if created:
            table = unquoted(created["table"])
            body = statement[created.end() - created.start() :]
            self.columns[table] = columns_of(body)
            charset = _TABLE_CHARSET.search(body[body.rfind(b")") :])
            if charset and not self._has_names:
                self.charset = charset[1].decode("ascii", "replace").lower()
            return
        head = statement[:1000]
        if re.match(rb"(?i)(?:INSERT|REPLACE)\b", head):
            self.unread["?"] += 1
        if names := _CHARSET.match(head):
            self.charset, self._has_names = names[1].decode("ascii", "replace").lower(), True
        if _NO_ESCAPES.match(head):
            self._patterns = PLAIN

    def _insert(self, found: re.Match[bytes]) -> Iterator[DumpRow]:
        table = unquoted(found["table"])
        told = found["columns"]
        columns = (
            tuple(map(unquoted, told.strip()[1:-1].split(b","))) if told else self.columns.get(table, ())
        )
        is_wanted = self.wants(table) and bool(columns)
        places = self.places(table, columns) if is_wanted else None
        self._position = found.end()
        while True:
            self._skip_space()
            if is_wanted:
                values = self._row(len(columns), places)
                if values is not None:
                    yield DumpRow(table, columns, values)
            else:
                values = self._passed(table)
            if values is None:
                self._give_up(table)
                return
            self._skip_space()
            sign = self._buffer[self._position : self._position + 1]
            self._position += 1
            if sign == b",":
                continue
            if sign != b";" and sign:
                self._position -= 1
                self._statement(None)
            if not sign:
                self.cut_off_in = table
            return

    def _passed(self, table: str) -> list[Value] | None:
        end = self._reach(self._patterns.row)
        if end is None:
            return None
        (self.unread if self.wants(table) else self.counted)[table] += 1
        self._position = end
        return []

    def _row(self, expected: int, places: tuple[int, ...] | None) -> list[Value] | None:
        start = self._position
        if self._buffer[start : start + 1] != b"(":
            return None
        plain = self._plain(expected, places)
        if plain is not None:
            return plain
        self._position += 1
        values: list[Value] = []
        pattern = self._patterns.value
        while True:
            found = pattern.match(self._buffer, self._position, self._position + _LOOKAHEAD)
            if found is not None:
                self._position = found.end()
                values.append(value_of(found, has_escapes=self._patterns.has_escapes))
                is_last = found["end"] == b")"
            else:
                long = self._long(pattern)
                if long is None:
                    return None
                value, is_last = long
                values.append(value)
            if is_last:
                return values if len(values) == expected else self._misfit(values, expected)

    def _plain(self, expected: int, places: tuple[int, ...] | None) -> list[Value] | None:
        """A row without oddities that is wholly at hand."""
        if not self._patterns.has_escapes or expected > _MAX_PLAIN_COLUMNS:
            return None
        pattern = self._plain_rows.get(expected)
        if pattern is None:
            pattern = self._plain_rows[expected] = plain_row(expected)
        found = pattern.match(self._buffer, self._position)
        if found is None:
            return None
        self._position = found.end()
        if places is None:
            return [_plain_value(value) for value in found.groups()]
        values: list[Value] = [None] * expected
        for place in places:
            values[place] = _plain_value(found[place + 1])
        return values

    def _long(self, pattern: re.Pattern[bytes]) -> tuple[Value, bool] | None:
        """A value longer than what is usual, or at the end of what is at hand; and whether it ends its row.

        The end of a long text is looked for quote by quote: a pattern would keep a note of each escape in it.
        """
        opened = _LONG_TEXT.match(self._buffer, self._position)
        if opened is None:
            if not self._may_go_on() or self._reach(pattern) is None:
                return None
            found = pattern.match(self._buffer, self._position)
            if found is None:
                return None
            self._position = found.end()
            return value_of(found, has_escapes=self._patterns.has_escapes), found["end"] == b")"
        self._position = opened.start(1)
        end = self._end_of_text(opened[1])
        if end is None:
            return None
        text = self._buffer[self._position : end]
        self._position = end
        self._skip_space()
        sign = self._buffer[self._position : self._position + 1]
        if sign not in (b",", b")"):
            return None
        self._position += 1
        return text_of(text, has_escapes=self._patterns.has_escapes), sign == b")"

    def _end_of_text(self, quote: bytes) -> int | None:
        """Where the text ends that begins here, reading on until it does; None where it never will."""
        at, step = 1, CHUNK_BYTES
        while True:
            found = self._buffer.find(quote, self._position + at)
            after = found + 1
            if found == -1 or (after == len(self._buffer) and not self._is_over):
                waiting = len(self._buffer) - self._position
                if self._is_over or waiting > MAX_VALUE_BYTES:
                    return None
                at = waiting if found == -1 else found - self._position
                self._fill(step)
                step = max(step, waiting)
            elif self._patterns.has_escapes and self._is_escaped(found):
                at = after - self._position
            elif self._buffer[after : after + 1] == quote:
                at = after + 1 - self._position
            else:
                return after

    def _is_escaped(self, place: int) -> bool:
        """Whether an odd number of escapes stands before a place."""
        first = place
        while self._buffer[first - 1 : first] == b"\\":
            first -= 1
        return bool((place - first) % 2)

    def _may_go_on(self) -> bool:
        """Whether reading on can help: the piece at hand is short, or a long number begins here."""
        if len(self._buffer) - self._position < _LOOKAHEAD:
            return True
        return _LONG.match(self._buffer, self._position) is not None

    def _misfit(self, values: list[Value], expected: int) -> list[Value]:
        """A row that is longer or shorter than its table: what there is, in order."""
        return (values + [None] * expected)[:expected]

    def _reach(self, pattern: re.Pattern[bytes]) -> int | None:
        """The end of what a pattern matches here, reading on until it does; None where it never will."""
        step = CHUNK_BYTES
        while True:
            found = pattern.match(self._buffer, self._position)
            if found is not None and (found.end() < len(self._buffer) or self._is_over):
                return found.end()
            waiting = len(self._buffer) - self._position
            if self._is_over or waiting > MAX_VALUE_BYTES:
                return found.end() if found is not None else None
            self._fill(step)
            step = max(step, waiting)

    def _give_up(self, table: str) -> None:
        if self._is_over and not re.search(rb";\s*\Z", self._buffer[-64:]):
            self.cut_off_in = table
            self._position = len(self._buffer)
            return
        self.unread[table] += 1
        self._resynchronise()

    def _resynchronise(self) -> None:
        """Go to the next line that begins a statement."""
        pattern = re.compile(
            rb"\n(?=(?:INSERT|REPLACE|CREATE|DROP|LOCK|UNLOCK|/\*!|-- )[ \t0-9])", re.IGNORECASE
        )
        while True:
            found = pattern.search(self._buffer, self._position)
            if found:
                self._position = found.end()
                return
            if self._is_over:
                self._position = len(self._buffer)
                return
            self._position = max(self._position, len(self._buffer) - 32)
            self._fill(CHUNK_BYTES)

    def _skip_space(self) -> None:
        while True:
            if len(self._buffer) - self._position < _LOOKAHEAD and not self._is_over:
                self._fill(CHUNK_BYTES)
                continue
            found = _SPACE.match(self._buffer, self._position)
            if found is None:
                return
            self._position = found.end()

    def _fill(self, size: int) -> None:
        # All of it at once: looking again after each piece would take the square of a value's length.
        data = self.stream.read_all(size)
        if not data:
            self._is_over = True
            return
        self._buffer = self._buffer[self._position :] + data
        self._position = 0


def _plain_value(written: bytes) -> Value:
    """What a value of a plain row says."""
    if written[0] != _QUOTE:
        return None if written == b"NULL" else written
    if b"\\" in written or b"''" in written[1:-1]:
        return text_of(written, has_escapes=True)
    return written[1:-1]

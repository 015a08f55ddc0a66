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

from azdarar.formats.internal.spip_rows import MAX_VALUE_BYTES, DumpRow, Value
from azdarar.formats.internal.spip_source import CHUNK_BYTES, ByteReader

_LOOKAHEAD = 2**16
_QUOTE = 39
#: Tables of SPIP have some thirty; a pattern of hundreds is not worth its making.
_MAX_PLAIN_COLUMNS = 90
_NAME = rb"(?:`(?:[^`]|``)+`|\"[^\"]+\"|[\w$]+)"
_SPACE = re.compile(
    rb"(?>(?:\s++|--[ \t\r\n][^\n]*+(?:\n|\Z)|--\n|#[^\n]*+(?:\n|\Z)|/\*!\d*+|\*/"
    rb"|/\*(?!!)(?>(?:[^*]++|\*(?!/))*)\*/)+)"
)
_INSERT = re.compile(
    rb"(?:INSERT|REPLACE)(?:\s+(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE))*\s+(?:INTO\s+)?"
    rb"(?:" + _NAME + rb"\s*\.\s*)?(?P<table>" + _NAME + rb")\s*(?P<columns>\([^()]*\))?\s*VALUES?\s*",
    re.IGNORECASE,
)
_CREATE = re.compile(
    rb"CREATE\s+(?:TEMPORARY\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:" + _NAME + rb"\s*\.\s*)?"
    rb"(?P<table>" + _NAME + rb")\s*\(",
    re.IGNORECASE,
)
_CHARSET = re.compile(rb"SET\s+(?:NAMES|CHARACTER\s+SET)\s+'?(\w+)", re.IGNORECASE)
_TABLE_CHARSET = re.compile(rb"(?:CHARSET|CHARACTER\s+SET)\s*=?\s*(\w+)", re.IGNORECASE)
_NO_ESCAPES = re.compile(rb"SET\s[^;]*SQL_MODE[^;]*NO_BACKSLASH_ESCAPES", re.IGNORECASE)
_SINGLE, _DOUBLE = rb"'(?>(?:[^'\\]++|\\.|'')*)'", rb"\"(?>(?:[^\"\\]++|\\.|\"\")*)\""
_SINGLE_PLAIN, _DOUBLE_PLAIN = rb"'(?>(?:[^']++|'')*)'", rb"\"(?>(?:[^\"]++|\"\")*)\""
_TOKEN = re.compile(_SINGLE + rb"|`[^`]+`|\"[^\"]+\"|[\w$]++|[(),]", re.DOTALL)
_KEYS = {
    b"primary",
    b"key",
    b"unique",
    b"index",
    b"fulltext",
    b"spatial",
    b"constraint",
    b"foreign",
    b"check",
}


def _value_pattern(single: bytes, double: bytes) -> re.Pattern[bytes]:
    return re.compile(
        rb"\s*+(?:(?P<text>(?:_\w++\s*+|[nN])?(?:" + single + rb"|" + double + rb"))"
        rb"|(?:_binary\s++)?(?:0x(?P<hex>[0-9A-Fa-f]*+)|[xX]'(?P<quoted>[0-9A-Fa-f]*+)')"
        rb"|(?:0b(?P<bits>[01]++)|[bB]'(?P<word>[01]*+)')"
        rb"|(?P<null>NULL\b)|(?P<number>[-+]?[0-9.]++(?:[eE][-+]?[0-9]++)?)"
        rb"|(?P<other>[A-Za-z_]\w*+(?:\([^()']*+\))?))\s*+(?:/\*[^*]*+\*/\s*+)?(?P<end>[,)])",
        re.DOTALL | re.IGNORECASE,
    )


def _plain_row(columns: int) -> re.Pattern[bytes]:
    """A whole row of plain values: most rows are, and one look at each is enough."""
    value = rb"(" + _SINGLE + rb"|[-+]?[0-9.]+|NULL)"
    return re.compile(rb"\(" + rb",[ ]?".join([value] * columns) + rb"\)(?=[\s,;])", re.DOTALL)


def _row_pattern(single: bytes, double: bytes) -> re.Pattern[bytes]:
    inner = rb"\((?>(?:[^'\"()]++|" + single + rb")*)\)"
    return re.compile(
        rb"\((?>(?:[^'\"()]++|" + single + rb"|" + double + rb"|" + inner + rb")*)\)", re.DOTALL
    )


def _rest_pattern(single: bytes, double: bytes) -> re.Pattern[bytes]:
    return re.compile(
        rb"(?>(?:[^'\"`;#/-]++|" + single + rb"|" + double + rb"|`[^`]*+`|--[ \t][^\n]*+(?=\n)|#[^\n]*+(?=\n)"
        rb"|/\*(?!!)(?>(?:[^*]++|\*(?!/))*)\*/|[/-])*);",
        re.DOTALL,
    )


_ESCAPING = (
    _value_pattern(_SINGLE, _DOUBLE),
    _row_pattern(_SINGLE, _DOUBLE),
    _rest_pattern(_SINGLE, _DOUBLE),
)
_PLAIN = (
    _value_pattern(_SINGLE_PLAIN, _DOUBLE_PLAIN),
    _row_pattern(_SINGLE_PLAIN, _DOUBLE_PLAIN),
    _rest_pattern(_SINGLE_PLAIN, _DOUBLE_PLAIN),
)
_LONG = re.compile(rb"\s*(?:_\w+\s*|[nNxX])?(?:['\"]|0x)")
_ESCAPE = re.compile(rb"\\(.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"0": b"\x00", b"Z": b"\x1a", b"b": b"\x08"}


@dataclass(slots=True)
class Dump:
    """The rows of one dump. ``wants`` says of a table's name whether its rows are read or only counted."""

    stream: ByteReader
    wants: Callable[[str], bool]
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
    _patterns: tuple[re.Pattern[bytes], re.Pattern[bytes], re.Pattern[bytes]] = _ESCAPING

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
        end = self._reach(self._patterns[2])
        if end is None:
            if self._is_over:
                rest = self._buffer[self._position :].strip(b"*/ \t\r\n;")
                if rest and created:
                    self.cut_off_in = _unquoted(created["table"])
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
            table = _unquoted(created["table"])
            body = statement[created.end() - created.start() :]
            self.columns[table] = _columns_of(body)
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
            self._patterns = _PLAIN

    def _insert(self, found: re.Match[bytes]) -> Iterator[DumpRow]:
        table = _unquoted(found["table"])
        told = found["columns"]
        columns = (
            tuple(map(_unquoted, told.strip()[1:-1].split(b","))) if told else self.columns.get(table, ())
        )
        is_wanted = self.wants(table) and bool(columns)
        self._position = found.end()
        while True:
            self._skip_space()
            if is_wanted:
                values = self._row(len(columns))
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
        end = self._reach(self._patterns[1])
        if end is None:
            return None
        (self.unread if self.wants(table) else self.counted)[table] += 1
        self._position = end
        return []

    def _row(self, expected: int) -> list[Value] | None:
        start = self._position
        if self._buffer[start : start + 1] != b"(":
            return None
        plain = self._plain(expected)
        if plain is not None:
            return plain
        self._position += 1
        values: list[Value] = []
        pattern = self._patterns[0]
        while True:
            found = pattern.match(self._buffer, self._position)
            if found is None:
                if not self._may_go_on() or self._reach(pattern) is None:
                    return None
                found = pattern.match(self._buffer, self._position)
                if found is None:
                    return None
            self._position = found.end()
            values.append(self._value(found))
            if found["end"] == b")":
                return values if len(values) == expected else self._misfit(values, expected)

    def _plain(self, expected: int) -> list[Value] | None:
        """A row without oddities that is wholly at hand."""
        if self._patterns is _PLAIN or expected > _MAX_PLAIN_COLUMNS:
            return None
        pattern = self._plain_rows.get(expected)
        if pattern is None:
            pattern = self._plain_rows[expected] = _plain_row(expected)
        found = pattern.match(self._buffer, self._position)
        if found is None:
            return None
        self._position = found.end()
        values: list[Value] = []
        for value in found.groups():
            if value[0] != _QUOTE:
                values.append(None if value == b"NULL" else value)
            elif b"\\" in value or b"''" in value[1:-1]:
                values.append(self._text(value))
            else:
                values.append(value[1:-1])
        return values

    def _may_go_on(self) -> bool:
        """Whether reading on can help: the piece at hand is short, or a long text begins here."""
        if len(self._buffer) - self._position < _LOOKAHEAD:
            return True
        return _LONG.match(self._buffer, self._position) is not None

    def _misfit(self, values: list[Value], expected: int) -> list[Value]:
        """A row that is longer or shorter than its table: what there is, in order."""
        return (values + [None] * expected)[:expected]

    def _value(self, found: re.Match[bytes]) -> Value:
        text = found["text"]
        if text is not None:
            return self._text(text)
        if found["null"] is not None:
            return None
        if found["number"] is not None:
            return found["number"]
        digits = found["hex"] if found["hex"] is not None else found["quoted"]
        if digits is not None:
            return bytes.fromhex((b"0" * (len(digits) % 2) + digits).decode("ascii"))
        bits = found["bits"] if found["bits"] is not None else found["word"]
        if bits is not None:
            return str(int(bits or b"0", 2)).encode("ascii")
        word = found["other"].upper()
        return {b"TRUE": b"1", b"FALSE": b"0"}.get(word)

    def _text(self, written: bytes) -> bytes:
        quote = written[-1:]
        body = written[written.index(quote) + 1 : -1]
        if quote * 2 in body:
            body = body.replace(quote * 2, quote) if self._patterns is _PLAIN else _undoubled(body, quote)
        if self._patterns is _PLAIN or b"\\" not in body:
            return body
        parts = [
            part.replace(b"\\r", b"\r").replace(b"\\n", b"\n").replace(b"\\'", b"'").replace(b'\\"', b'"')
            for part in body.split(b"\\\\")
        ]
        if any(b"\\" in part for part in parts):
            parts = [_ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), part) for part in parts]
        return b"\\".join(parts)

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
        data = self.stream.read(size)
        if not data:
            self._is_over = True
            return
        self._buffer = self._buffer[self._position :] + data
        self._position = 0


def table_names(stream: ByteReader) -> set[str]:
    """The names of all tables a dump declares or fills, by a quick look at the beginnings of its lines."""
    pattern = re.compile(
        rb"^(?:/\*!\d+ )?(?:CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?|(?:INSERT|REPLACE)\s+"
        rb"(?:(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE)\s+)*INTO\s+)"
        rb"(?:" + _NAME + rb"\.)?(" + _NAME + rb")\s*(?=[( v])",
        re.IGNORECASE | re.MULTILINE,
    )
    names: set[str] = set()
    rest = b""
    while data := stream.read(2**20):
        piece = rest + data
        names.update(_unquoted(found[1]) for found in pattern.finditer(piece))
        at = piece.rfind(b"\n", -4096)
        rest = piece[at:] if at != -1 else b""
    return names


def _unquoted(name: bytes) -> str:
    return name.strip().strip(b'`"').decode("utf-8", "replace").lower()


def _undoubled(body: bytes, quote: bytes) -> bytes:
    """Two quotes for one, where the first of them is not itself escaped."""
    parts = re.split(rb"(\\.)", body, flags=re.DOTALL)
    return b"".join(
        part if number % 2 else part.replace(quote * 2, quote) for number, part in enumerate(parts)
    )


def _columns_of(body: bytes) -> tuple[str, ...]:
    """The names of the columns a table is declared with."""
    columns: list[str] = []
    depth, is_first = 0, True
    for token in re.finditer(
        rb"'(?>(?:[^'\\]++|\\.|'')*)'|`[^`]+`|\"[^\"]+\"|[\w$]++|[(),]", body, re.DOTALL
    ):
        text = token[0]
        if text == b"(":
            depth += 1
        elif text == b")":
            if depth == 0:
                break
            depth -= 1
        elif text == b",":
            is_first = is_first or depth == 0
            continue
        elif depth == 0 and is_first and text.lower() not in _KEYS:
            columns.append(_unquoted(text))
        if depth == 0:
            is_first = False
    return tuple(columns)

"""Reading an SQLite backup as a stream of rows: the file only, nothing it might ask for.

It is opened for reading, without its journal, and told to trust nothing: no view, no virtual table, no
trigger, no function of its schema is run; whatever is not plain reading of a plain table is denied.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
import urllib.parse
from collections.abc import Callable, Iterator

from azdarar.formats.internal.marking import Phrase, gettext_noop
from azdarar.formats.internal.spip_errors import BrokenBackupError
from azdarar.formats.internal.spip_rows import MAX_VALUE_BYTES, DumpRow, Value
from azdarar.formats.internal.spip_source import CHUNK_BYTES, Backup

_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}
_MAX_COLUMNS = 500


class Database:
    """The tables of one file."""

    def __init__(self, backup: Backup) -> None:
        self._name = backup.name
        self._copy: str | None = None
        path = backup.plain_path
        if path is None:
            path = self._copy = _copied(backup)
        try:
            self._connection = _opened(path, name=backup.name)
        except BrokenBackupError:
            self._drop_copy()
            raise
        self._tables: dict[str, str] = {}

    def tables(self) -> list[str]:
        """The names of its plain tables."""
        try:
            found = self._connection.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY rowid"
            ).fetchall()
        except sqlite3.Error as problem:
            raise _broken(self._name, problem, 0) from problem
        for name, sql in found:
            text, told = _text(name), _text(sql)
            if not text.startswith("sqlite_") and not told.upper().startswith("CREATE VIRTUAL"):
                self._tables[text.lower()] = text
        return list(self._tables)

    def count(self, table: str) -> int:
        """How many rows a table has, counted by reading it."""
        return sum(1 for _row in self._select(table, "1"))

    def rows(self, table: str, *, records: Callable[[], int]) -> Iterator[DumpRow]:
        """The rows of a table in the order they were written."""
        cursor = self._select(table, "*")
        columns = tuple(str(told[0]).lower() for told in cursor.description)[:_MAX_COLUMNS]
        while True:
            try:
                row = cursor.fetchone()
            except sqlite3.Error as problem:
                raise _broken(self._name, problem, records()) from problem
            if row is None:
                return
            yield DumpRow(table, columns, [_value(value) for value in row[:_MAX_COLUMNS]])

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()
        self._drop_copy()

    def _drop_copy(self) -> None:
        if self._copy is not None:
            os.unlink(self._copy)
            self._copy = None

    def _select(self, table: str, what: str) -> sqlite3.Cursor:
        quoted = self._tables[table].replace('"', '""')
        try:
            return self._connection.execute(f'SELECT {what} FROM "{quoted}"')  # noqa: S608 - a quoted name
        except sqlite3.Error as problem:
            raise _broken(self._name, problem, 0) from problem


def _copied(backup: Backup) -> str:
    """SQLite reads files only: what is packed, or no file, is put into one, for as long as it is read."""
    with backup.open() as opened, tempfile.NamedTemporaryFile(prefix="azdarar-", delete=False) as copy:
        try:
            while piece := opened.read(CHUNK_BYTES):
                copy.write(piece)
        except BaseException:
            os.unlink(copy.name)
            raise
    return copy.name


def _opened(path: str, *, name: str) -> sqlite3.Connection:
    place = urllib.parse.quote(os.path.abspath(path))
    try:
        connection = sqlite3.connect(f"file:{place}?mode=ro&immutable=1", uri=True)
        connection.text_factory = bytes
        for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "query_only = ON"):
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error as problem:
        raise _broken(name, problem, 0) from problem
    if hasattr(connection, "setlimit"):
        # Not every build of the module has it; the length of each value is looked at as well.
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)
    connection.set_authorizer(_judge)
    return connection


def _broken(name: str, problem: sqlite3.Error, records: int) -> BrokenBackupError:
    reason = Phrase(
        gettext_noop("SQLite says: %(problem)s. Copy the file again while the site is not written to."),
        problem=str(problem),
    )
    return BrokenBackupError(name=name, records=records, reason=reason)


def _judge(action: int, first: str | None, second: str | None, base: str | None, trigger: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED and trigger is None else sqlite3.SQLITE_DENY


def _value(value: object) -> Value:
    match value:
        case None:
            return None
        case bytes():
            return value if len(value) <= MAX_VALUE_BYTES else value[:MAX_VALUE_BYTES]
        case _:
            return str(value).encode("ascii", "replace")


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")

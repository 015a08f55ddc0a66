"""A SPIP site whose database still answers: read over the network as a backup is read from a file.

Only reading: one transaction that sees every table as it was when it began, and may write nothing. Rows come
one by one, so that memory does not follow the tables. Texts are asked for in UTF-8, whatever the tables hold.
The password is in nothing that is said: not in names, not in sentences.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import pymysql
from pymysql.converters import encoders
from pymysql.cursors import Cursor, SSCursor

from azdarar.formats.internal.marking import Phrase, gettext_noop
from azdarar.formats.internal.spip_errors import BrokenBackupError, NoAnswerError
from azdarar.formats.internal.spip_rows import MAX_VALUE_BYTES, DumpRow
from azdarar.formats.spip import SPIPReader

__all__ = ["MySQLServer", "NoAnswerError", "read_server"]

_PORT = 3306
_ANSWER_SECONDS, _ROW_SECONDS = 15, 120


def read_server(
    address: str, *, password: str = "", prefix: str = "", only: Collection[str] = ()
) -> SPIPReader:
    """The records of a site, as ``SPIPReader`` gives them.

    Args:
        address: ``mysql://user@host:port/database``; ``?tls=yes`` asks for an encrypted connection and a
            certificate this machine trusts.

    Raises:
        NoAnswerError: ``formats.database-no-answer``: when built, and while iterating.
    """
    return SPIPReader(MySQLServer(address, password=password), prefix=prefix, only=only)


@dataclass(slots=True)
class MySQLServer:
    """One database elsewhere. ``name`` is what people may read."""

    address: str
    password: str = field(repr=False, default="")

    @property
    def name(self) -> str:
        """Host and database, and nothing else of the address."""
        parts = _split(self.address)
        return f"{parts.hostname or ''}{parts.path}" if parts else "mysql"

    def connect(self) -> MySQLTables:
        """Begin to read.

        Raises:
            NoAnswerError: nobody is there, or does not let us in.
        """
        parts = _split(self.address)
        database = unquote(parts.path.strip("/")) if parts else ""
        if parts is None or not parts.hostname or not database:
            told = Phrase(gettext_noop("The address has to be mysql://user@host/database."))
            raise NoAnswerError(name=self.name, reason=told)
        try:
            connection = pymysql.connect(
                host=parts.hostname,
                port=parts.port or _PORT,
                user=unquote(parts.username or ""),
                password=self.password,
                database=database,
                charset="utf8mb4",
                use_unicode=False,
                # Values as the server writes them: nothing is made of them on the way.
                conv=encoders,
                connect_timeout=_ANSWER_SECONDS,
                read_timeout=_ROW_SECONDS,
                write_timeout=_ANSWER_SECONDS,
                local_infile=False,
                ssl=ssl.create_default_context() if _wants_tls(parts) else None,
            )
        except (pymysql.MySQLError, OSError) as problem:
            raise self._no_answer(problem) from None
        return MySQLTables(connection, name=self.name)

    def _no_answer(self, problem: Exception) -> NoAnswerError:
        return NoAnswerError(name=self.name, reason=_reason(problem))


class MySQLTables:
    """The tables of one database, all as they were at one instant."""

    def __init__(self, connection: pymysql.Connection[Cursor], *, name: str) -> None:
        self._connection, self._name = connection, name
        self._tables: dict[str, str] = {}
        with self._asking(lambda: 0):
            for statement in (
                "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
                "SET SESSION TRANSACTION READ ONLY",
                "START TRANSACTION WITH CONSISTENT SNAPSHOT",
            ):
                self._connection.cursor().execute(statement)

    def tables(self) -> list[str]:
        """The names of its tables, views left out, in small letters."""
        with self._asking(lambda: 0), self._connection.cursor() as cursor:
            cursor.execute("SHOW FULL TABLES WHERE Table_type = 'BASE TABLE'")
            for row in cursor.fetchall():
                name = _text(row[0])
                self._tables[name.lower()] = name
        return sorted(self._tables)

    def count(self, table: str) -> int:
        """How many rows a table has."""
        with self._asking(lambda: 0), self._connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM {self._quoted(table)}")  # noqa: S608 - a quoted name
            found = cursor.fetchone()
        return int(_text(found[0])) if found else 0

    def rows(self, table: str, *, records: Callable[[], int]) -> Iterator[DumpRow]:
        """The rows of a table, as the server gives them."""
        with self._asking(records), self._connection.cursor(SSCursor) as cursor:
            cursor.execute(f"SELECT * FROM {self._quoted(table)}")  # noqa: S608 - a quoted name
            columns = tuple(_text(told[0]).lower() for told in cursor.description or ())
            while (row := cursor.fetchone()) is not None:
                values = [None if value is None else _bytes(value)[:MAX_VALUE_BYTES] for value in row]
                yield DumpRow(table, columns, values)

    def close(self) -> None:
        """Hang up."""
        # Whatever was still on its way is not waited for.
        self._connection._force_close()

    def _quoted(self, table: str) -> str:
        return "`" + self._tables[table].replace("`", "``") + "`"

    @contextmanager
    def _asking(self, records: Callable[[], int]) -> Iterator[None]:
        """Tell what goes wrong on the way as a sentence."""
        try:
            yield
        except (pymysql.MySQLError, OSError) as problem:
            raise BrokenBackupError(name=self._name, records=records(), reason=_reason(problem)) from None


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - a port that is none is found here
    except ValueError:
        return None
    return parts


def _wants_tls(parts: SplitResult) -> bool:
    asked = parse_qs(parts.query)
    return any(value not in ("0", "no", "") for name in ("tls", "ssl") for value in asked.get(name, []))


def _reason(problem: Exception) -> Phrase:
    """What went wrong in the server's own words; they name the user, never the password."""
    said = str(problem.args[-1] if problem.args else problem)[:300]
    return Phrase(gettext_noop("It says: “%(problem)s”."), problem=said)


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()

"""The tables of the engine on PostgreSQL: made when they are first written to, made anew beside the living.

They are no models: they hold nothing that is not made again from the stories, the paper may run without
them, and another set takes their place by being renamed. Each set is three tables: the stories, the words
typing errors are mended with, the names. ``search_about`` says how far a new set has come.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.utils import DataError, InternalError, OperationalError, ProgrammingError

from azdarar.search.internal.engine import DamagedIndexError

#: What the tables hold and how; another version is made anew, under another name.
FORMAT = 1
#: How long a search may take before it is given up.
LONGEST_SEARCH_MS = 5_000
_PARTS = ("stories", "words", "names")
# Without an index on the instant: the planner would walk along it and open every story on the way, which
# takes seconds. What is newest is found by the year, a lexeme like the words (``postgresql_grammar``).
_SCHEMA = """
    CREATE TABLE IF NOT EXISTS search_about (
        name text NOT NULL, said text NOT NULL, value bigint NOT NULL, PRIMARY KEY (name, said));
    CREATE TABLE IF NOT EXISTS {0}_stories (
        story_id bigint PRIMARY KEY, language text NOT NULL, visible_from timestamptz NOT NULL,
        visible_until timestamptz, marks text NOT NULL, document tsvector NOT NULL);
    CREATE INDEX IF NOT EXISTS {0}_document ON {0}_stories USING gin (document);
    CREATE TABLE IF NOT EXISTS {0}_words (
        language text NOT NULL, word text COLLATE "C" NOT NULL, filed bigint[] NOT NULL,
        PRIMARY KEY (language, word));
    CREATE INDEX IF NOT EXISTS {0}_words_filed ON {0}_words USING gin (filed);
    CREATE TABLE IF NOT EXISTS {0}_names (
        language text NOT NULL, word text NOT NULL, filed text[] NOT NULL, PRIMARY KEY (language, word));
    CREATE INDEX IF NOT EXISTS {0}_names_filed ON {0}_names USING gin (filed);
"""
_RENAMED = """
    ALTER TABLE {1}_{2} RENAME TO {0}_{2};
    ALTER INDEX {1}_{2}_pkey RENAME TO {0}_{2}_pkey;
"""


class Tables:
    """One index: the set of tables that answers, and while it is made anew the one beside it."""

    def __init__(self, name: str) -> None:
        self.living = f"search{FORMAT}_{name}"
        self.beside = f"{self.living}_next"

    def make(self, prefix: str) -> None:
        """Make a set of tables where there is none."""
        if not self.is_there(prefix):
            _run(_SCHEMA.format(prefix))

    def is_there(self, prefix: str) -> bool:
        """Whether there is such a set."""
        return ask("SELECT to_regclass(%s) IS NOT NULL", [f"{prefix}_stories"])[0][0] is True

    @contextmanager
    def writing(self) -> Iterator[list[str]]:
        """One transaction that writes to the sets given: the living one, and the one being made.

        Whoever begins a set waits for those who write, and those who write look for it after they have
        begun: no story is written only to the set that is about to go.
        """
        with said_plainly(), transaction.atomic():
            self.make(self.living)
            _run(f"LOCK TABLE {self.living}_stories IN ROW EXCLUSIVE MODE")
            yield [self.living, *([self.beside] if self.is_there(self.beside) else [])]

    def begin(self) -> tuple[int, int]:
        """Make a set beside the living one, or go on with one: the last number in it, how many are done."""
        with said_plainly(), transaction.atomic():
            self.make(self.living)
            _run(f"LOCK TABLE {self.living}_stories IN SHARE MODE")
            if not self.is_there(self.beside):
                self.make(self.beside)
                self.tell(0, 0)
            said = dict(ask("SELECT said, value FROM search_about WHERE name = %s", [self.beside]))
            return said.get("last", 0), said.get("done", 0)

    def tell(self, last: int, done: int) -> None:
        """Write down how far the set beside the living one has come."""
        for said, value in (("last", last), ("done", done)):
            _run(
                "INSERT INTO search_about VALUES (%s, %s, %s) "
                "ON CONFLICT (name, said) DO UPDATE SET value = excluded.value",
                [self.beside, said, value],
            )

    def take_over(self) -> None:
        """Put the new set in the living one's place; whoever searches meanwhile waits for a moment."""
        with said_plainly(), transaction.atomic():
            for part in _PARTS:
                _run(f"LOCK TABLE {self.living}_{part}, {self.beside}_{part} IN ACCESS EXCLUSIVE MODE")
            _run(f"DELETE FROM {self.beside}_stories WHERE language = ''")
            for part in _PARTS:
                _run(f"DROP TABLE {self.living}_{part}")
                _run(_RENAMED.format(self.living, self.beside, part))
            for index in ("document", "words_filed", "names_filed"):
                _run(f"ALTER INDEX {self.beside}_{index} RENAME TO {self.living}_{index}")
            _run("DELETE FROM search_about WHERE name = %s", [self.beside])
        with said_plainly():
            # The planner, and how rare a word is (``postgresql_fitness``), go by what this finds.
            _run(f"ANALYZE {self.living}_stories")

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether nobody else makes this index anew; nobody begins to while the block lasts.

        The lock is the connection's: it is gone with it, however the process ends.
        """
        key = [self.living]
        is_mine = bool(ask("SELECT pg_try_advisory_lock(hashtext(%s))", key)[0][0])
        try:
            yield is_mine
        finally:
            if is_mine:
                ask("SELECT pg_advisory_unlock(hashtext(%s))", key)


@contextmanager
def searching() -> Iterator[None]:
    """A search: through the indexes alone, bounded in time; raises ``DamagedIndexError`` if it cannot be.

    The planner knows nothing of what it costs to open a long text, and would rather read all of them.
    """
    with said_plainly(), transaction.atomic():
        _plan("off", f"{LONGEST_SEARCH_MS}ms")
        yield
        _plan("on", "0")


def _plan(scans: str, longest: str) -> None:
    ask(
        "SELECT set_config('enable_seqscan', %s, true), set_config('jit', %s, true), "
        "set_config('statement_timeout', %s, true)",
        [scans, scans, longest],
    )


@contextmanager
def said_plainly() -> Iterator[None]:
    """Tell missing and broken tables, and a search given up, in the words all engines use.

    Raises:
        DamagedIndexError: the index cannot answer.
    """
    try:
        yield
    except (ProgrammingError, InternalError, DataError) as fault:
        raise DamagedIndexError(_first_line(fault)) from fault
    except OperationalError as fault:
        if getattr(fault.__cause__, "sqlstate", "") == "57014":
            raise DamagedIndexError(_first_line(fault)) from fault
        raise


def _first_line(fault: Exception) -> str:
    return (str(fault).splitlines() or [""])[0]


def ask(sql: str, values: Any = None) -> list[tuple[Any, ...]]:
    """Rows of one statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _run(sql: str, values: Any = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)

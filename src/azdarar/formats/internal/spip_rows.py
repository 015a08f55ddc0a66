"""Rows, and whoever has them: a database in a file, a database that answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

Value = bytes | None

#: A value longer than this is no text of a paper.
MAX_VALUE_BYTES = 64 * 2**20


@dataclass(slots=True)
class DumpRow:
    """One row: its table as written, its columns, its values in their order."""

    table: str
    columns: tuple[str, ...]
    values: list[Value]


class Tables(Protocol):
    """A database that is open: what it holds, table by table."""

    def tables(self) -> list[str]:
        """The names of its plain tables, in small letters."""

    def count(self, table: str) -> int:
        """How many rows a table has."""

    def rows(self, table: str, *, records: Callable[[], int]) -> Iterator[DumpRow]:
        """The rows of a table; ``records`` tells how many came before, for the sentence when it breaks."""

    def close(self) -> None:
        """Let it go."""


@runtime_checkable
class Server(Protocol):
    """A database elsewhere."""

    @property
    def name(self) -> str:
        """What a person may read of its address: never a password."""

    def connect(self) -> Tables:
        """Begin to read it, from the beginning."""

"""What stories are compared by, in a file of its own beside the paper's database: ``onward.sqlite3``.

Everything in it follows from the stories: it may be deleted at any time, and is made anew.
"""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from azdarar.onward.internal.arrays import np
from azdarar.onward.internal.catalogue import Entry
from azdarar.onward.internal.space import Space

#: A file of another format is thrown away.
FORMAT = 1
_TABLES = """
CREATE TABLE IF NOT EXISTS space (
  language TEXT PRIMARY KEY, version INTEGER NOT NULL, arrays BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS story (
  article_id INTEGER PRIMARY KEY, number INTEGER NOT NULL, version INTEGER NOT NULL, language TEXT NOT NULL,
  minute INTEGER NOT NULL, section INTEGER NOT NULL, author INTEGER NOT NULL, quality REAL NOT NULL,
  is_wire INTEGER NOT NULL, family BLOB NOT NULL, vector BLOB NOT NULL, terms BLOB NOT NULL,
  weights BLOB NOT NULL, subjects BLOB NOT NULL, length INTEGER NOT NULL, forms TEXT NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS story_number ON story (number);
"""
_ENTRY = (
    "article_id, language, minute, section, author, vector, terms, weights, subjects, quality, is_wire,"
    " family, length"
)
#: The version of what is gone.
_GONE = -1


class Shelf:
    """The file; safe from several processes, one connection for one thread."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._open()
        except sqlite3.DatabaseError:
            self.throw_away()
            self._open()

    def _open(self) -> None:
        self._file = sqlite3.connect(self.path, timeout=10, isolation_level=None, check_same_thread=False)
        self._file.execute("PRAGMA journal_mode = WAL")
        # What a lost machine loses of it is made anew.
        self._file.execute("PRAGMA synchronous = NORMAL")
        told = self._file.execute("PRAGMA user_version").fetchone()[0]
        if told not in (0, FORMAT):
            raise sqlite3.DatabaseError
        self._file.executescript(_TABLES)
        self._file.execute(f"PRAGMA user_version = {FORMAT}")

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def throw_away(self) -> None:
        """Delete the file, damaged or of another format."""
        if hasattr(self, "_file"):
            self._file.close()
        for ending in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction."""
        self._file.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._file.execute("ROLLBACK")
            raise
        self._file.execute("COMMIT")

    # -- spaces --------------------------------------------------------------------------------

    def versions(self) -> dict[str, int]:
        """The version of each language's space."""
        return dict(self._file.execute("SELECT language, version FROM space"))

    def space(self, language: str) -> Space:
        """The space of a language."""
        row = self._file.execute("SELECT arrays FROM space WHERE language = ?", [language]).fetchone()
        with np.load(io.BytesIO(row[0]), allow_pickle=False) as told:
            return Space(
                told["terms"], told["idf"], told["projection"], told["cells"], *map(float, told["numbers"])
            )

    def keep_space(self, language: str, space: Space) -> int:
        """Keep a space in place of the one before; returns its version. Stories measured by another wait."""
        packed = io.BytesIO()
        numbers = np.array([space.average_length, space.sample])
        np.savez(
            packed,
            terms=space.terms,
            idf=space.idf,
            projection=space.projection,
            cells=space.cells,
            numbers=numbers,
        )
        with self.writing():
            version = self._file.execute("SELECT coalesce(max(version), 0) + 1 FROM space").fetchone()[0]
            self._file.execute(
                "INSERT OR REPLACE INTO space VALUES (?, ?, ?)", [language, version, packed.getvalue()]
            )
        return int(version)

    # -- stories -------------------------------------------------------------------------------

    def put(self, entries: Sequence[tuple[Entry, Sequence[str]]], *, version: int) -> None:
        """Keep stories, each with the words its terms were written as."""
        with self.writing():
            number = self.newest()
            self._file.executemany(
                f"INSERT OR REPLACE INTO story VALUES ({', '.join('?' * 16)})",  # noqa: S608 - signs only
                [
                    _row(entry, forms, number=number + place, version=version)
                    for place, (entry, forms) in enumerate(entries, start=1)
                ],
            )

    def remove(self, article_id: int) -> None:
        """Leave nothing of a story but that it is gone, so that other processes are told."""
        with self.writing():
            self._file.execute(
                "UPDATE story SET number = ?, version = ?, vector = x'', terms = x'', weights = x'',"
                " subjects = x'', forms = '' WHERE article_id = ?",
                [self.newest() + 1, _GONE, article_id],
            )

    def newest(self) -> int:
        """The number of the last change."""
        return int(self._file.execute("SELECT coalesce(max(number), 0) FROM story").fetchone()[0])

    def count(self, language: str, *, version: int) -> int:
        """How many stories of a language are measured by its space."""
        told = "SELECT count(*) FROM story WHERE language = ? AND version = ?"
        return int(self._file.execute(told, [language, version]).fetchone()[0])

    def held(self, ids: Sequence[int], *, versions: Sequence[int]) -> set[int]:
        """Which of these stories are measured by one of the spaces."""
        marks, told = ", ".join("?" * len(ids)), ", ".join("?" * len(versions))
        rows = self._file.execute(
            f"SELECT article_id FROM story WHERE article_id IN ({marks}) AND version IN ({told})",  # noqa: S608
            [*ids, *versions],
        )
        return {row[0] for row in rows}

    def entries(self, *, after: int, versions: Sequence[int]) -> Iterator[Entry]:
        """The stories kept after a change."""
        marks = ", ".join("?" * len(versions))
        # All of them are read along the table: sorting them would take as much memory as they do. The few
        # that are new are found by their numbers: in another order the whole table would be read for one.
        number, order = ("number", "number") if after else ("+number", "article_id")
        those = f"{number} > ? AND version IN ({marks})"
        told = f"SELECT {_ENTRY} FROM story WHERE {those} ORDER BY {order}"  # noqa: S608 - signs only
        rows = self._file.execute(told, [after, *versions])
        for row in rows:
            yield Entry(
                *row[:5],
                np.frombuffer(row[5], np.int8),
                np.frombuffer(row[6], np.uint32),
                np.frombuffer(row[7], np.uint8),
                tuple(np.frombuffer(row[8], np.int32).tolist()),
                row[9],
                bool(row[10]),
                *row[11:],
            )

    def gone(self, *, after: int) -> list[int]:
        """The stories taken away after a change."""
        told = "SELECT article_id FROM story WHERE number > ? AND version = ?"
        return [row[0] for row in self._file.execute(told, [after, _GONE])]

    def forms(self, article_id: int) -> dict[int, str]:
        """A story's words by their terms."""
        row = self._file.execute(
            "SELECT terms, forms FROM story WHERE article_id = ?", [article_id]
        ).fetchone()
        return (
            dict(zip(np.frombuffer(row[0], np.uint32).tolist(), row[1].split(" "), strict=False))
            if row
            else {}
        )


def _row(entry: Entry, forms: Sequence[str], *, number: int, version: int) -> tuple[Any, ...]:
    return (
        entry.article_id,
        number,
        version,
        entry.language,
        entry.minute,
        entry.section,
        entry.author,
        entry.quality,
        int(entry.is_wire),
        entry.family,
        entry.vector.tobytes(),
        entry.terms.astype(np.uint32).tobytes(),
        entry.weights.tobytes(),
        np.array(entry.subjects, np.int32).tobytes(),
        entry.length,
        " ".join(forms),
    )

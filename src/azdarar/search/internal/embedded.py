"""The engine that comes with the paper: FTS5 in a file of its own, in the same process (ADR 23).

A language has tables of its own, so that narrowing to it, which nearly every search does, costs nothing, and
words are weighed by how rare they are in it. A story's row id is its place (``embedded_places``), so that
"newest first" and "between two days" are the order and a range of the rows themselves. What one can narrow
by are tokens of a column that weighs nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from azdarar.search.internal import index_file
from azdarar.search.internal.embedded_matches import (
    beyond,
    in_order,
    look_through,
    marks_of,
    matches,
    newest_places,
    stories_at,
    years_of,
)
from azdarar.search.internal.embedded_places import bounds_of, hidden_places
from azdarar.search.internal.embedded_writing import replace
from azdarar.search.internal.engine import GUESSED_THROUGH, Document, Hits, Query, Stats, Term
from azdarar.search.internal.grammar import written
from azdarar.search.internal.index_file import answering, living, said_plainly, suffix


class EmbeddedEngine:
    """See ``engine.Engine``."""

    def __init__(self, reread: Callable[[Sequence[int]], Sequence[Document]]) -> None:
        """``reread`` makes the documents of stories as they stand, without those that are gone."""
        self._reread = reread

    # Writing

    def put(self, documents: Sequence[Document]) -> None:
        """See ``engine.Engine``."""
        self._write(documents, [document.story_id for document in documents])

    def remove(self, story_ids: Sequence[int]) -> None:
        """See ``engine.Engine``."""
        self._write([], story_ids)

    def _write(self, documents: Sequence[Document], gone: Sequence[int]) -> None:
        with said_plainly(), index_file.current() as file:
            replace(file, documents, gone)
            if file.told("building"):
                told = [(one,) for one in gone]
                file.connection.executemany("INSERT OR IGNORE INTO touched VALUES (?)", told)

    def rebuild(self, documents: Callable[[int], Iterable[Sequence[Document]]]) -> Iterator[int]:
        """See ``engine.Engine``."""
        with index_file.alone() as is_mine:
            if is_mine:
                yield from self._make_beside(documents)

    def _make_beside(self, documents: Callable[[int], Iterable[Sequence[Document]]]) -> Iterator[int]:
        with index_file.beside() as file:
            done, last = int(file.told("done") or 0), int(file.told("last") or 0)
            for batch in documents(last):
                done, last = done + len(batch), max([last, *(one.story_id for one in batch)])
                with said_plainly(), file.writing():
                    replace(file, batch, [one.story_id for one in batch])
                    file.tell("done", str(done))
                    file.tell("last", str(last))
                yield done
            with said_plainly():
                index_file.take_over(file, catch_up=lambda ids: replace(file, self._reread(ids), ids))

    def stats(self) -> Stats:
        """See ``engine.Engine``."""
        with said_plainly():
            file = living()
            file.holds_language("")
            run = file.connection.execute
            ends = [suffix(language) for language in sorted(file.languages)]
            size = sum(entry.stat().st_size for entry in index_file.folder().glob(f"{file.path.name}*"))
            return Stats(
                stories=sum(run(f"SELECT count(*) FROM stories_{end}").fetchone()[0] for end in ends),
                words=sum(run(f"SELECT count(*) FROM words_{end}").fetchone()[0] for end in ends),
                bytes=size,
            )

    # Reading

    def search(
        self, queries: Sequence[Query], *, at: datetime, is_newest_first: bool, skip: int, most: int
    ) -> Hits:
        """See ``engine.Engine``."""
        with said_plainly():
            file = answering()
            found = [
                look_through(file, query, at=at, is_ranked=not is_newest_first)
                for query in queries
                if file.holds_language(query.language)
            ]
            places = in_order(found, at=at, is_newest_first=is_newest_first)[skip : skip + most + 1]
            seen, is_open = sum(len(one.rows) for one in found), any(one.is_open for one in found)
            if len(places) <= most and is_open:
                places += beyond(found, skip=max(0, skip - seen), most=most + 1 - len(places))
            return Hits(
                ids=tuple(stories_at(file, places)),
                count=seen,
                is_open=is_open,
                years=years_of(found),
                marks=marks_of(found),
            )

    def guess(self, query: Query, *, at: datetime, most: int) -> list[int]:
        """See ``engine.Engine``."""
        with said_plainly():
            file = answering()
            if not file.holds_language(query.language):
                return []
            places = newest_places(matches(file, query, at=at), most=min(most, GUESSED_THROUGH))
            return stories_at(file, [(query.language, place) for place in places])

    def names_near(self, keys: Sequence[str], *, language: str) -> list[str]:
        """See ``engine.Engine``."""
        with said_plainly():
            file = answering()
            if not keys or not file.holds_language(language):
                return []
            places = ",".join("?" * len(keys))
            sql = f"SELECT DISTINCT written FROM names_{suffix(language)} WHERE key IN ({places})"
            return [written for (written,) in file.connection.execute(sql, list(keys))]

    def forms_beginning(self, start: str, *, language: str, most: int) -> list[str]:
        """See ``engine.Engine``."""
        with said_plainly():
            file = answering()
            if not start or not file.holds_language(language):
                return []
            words = f"words_{suffix(language)}"
            sql = f"SELECT form FROM {words} WHERE form >= ? AND form < ? ORDER BY form LIMIT ?"
            return [form for (form,) in file.connection.execute(sql, [start, start + "\U0010ffff", most])]

    def forms_near(self, numbers: Sequence[int], *, language: str) -> list[str]:
        """See ``engine.Engine``."""
        with said_plainly():
            file = answering()
            if not numbers or not file.holds_language(language):
                return []
            places, end = ",".join("?" * len(numbers)), suffix(language)
            sql = (
                f"SELECT form FROM words_{end} WHERE id IN "
                f"(SELECT word FROM spellings_{end} WHERE hash IN ({places}))"
            )
            return [form for (form,) in file.connection.execute(sql, list(numbers))]

    def holds(self, terms: Sequence[Term], *, language: str, at: datetime, most: int) -> list[int]:
        """See ``engine.Engine``."""
        with said_plainly():
            file = answering()
            if not file.holds_language(language):
                return [0] * len(terms)
            hidden, end = hidden_places(file, language, at=at), suffix(language)
            low, high = bounds_of(None, at=at)
            sql = (
                f"SELECT rowid FROM tokens_{end} WHERE tokens_{end} MATCH ? AND rowid BETWEEN ? AND ? "
                "ORDER BY rowid DESC LIMIT ?"
            )
            limit = most + len(hidden)
            found = (file.connection.execute(sql, [written(term), low, high, limit]) for term in terms)
            return [min(most, sum(place not in hidden for (place,) in rows)) for rows in found]

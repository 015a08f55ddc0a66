"""The engine in the paper's PostgreSQL: words in a ``tsvector``, one GIN index, the newest that match ranked.

PostgreSQL cannot weigh every story of a large archive that holds a common word, nor give them newest first
without opening each: both take a second. So the newest ``LOOKED_THROUGH`` are gathered by years, from the
index, and these alone are weighed (``ts_rank`` for each word, times how rare the word is: as near to BM25 as
it comes) and counted. The tables take part in the paper's transactions and are in its backups; they need be
in none (``postgresql_tables``).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.db import connection

from azdarar.search.internal.engine import (
    FRESHNESS,
    GUESSED_THROUGH,
    HALF_LIFE_DAYS,
    LOOKED_THROUGH,
    Document,
    Hits,
    Query,
    Stats,
    Term,
)
from azdarar.search.internal.postgresql_fitness import fitness
from azdarar.search.internal.postgresql_grammar import SAMPLED, any_of, asked, vector, written, year_mark
from azdarar.search.internal.postgresql_tables import Tables, ask, said_plainly, searching
from azdarar.search.internal.vocabulary import deletions, filed_under, is_kept, is_mendable

#: The years a search goes back in one step; what is older comes in one more.
_STEPS = (2, 6)
_VISIBLE = "visible_from <= %s AND (visible_until IS NULL OR visible_until > %s)"


@dataclass(frozen=True, slots=True)
class _Match:
    story_id: int
    language: str
    visible_from: datetime
    marks: str
    score: float


class PostgreSQLEngine:
    """See ``engine.Engine``."""

    def __init__(self, name: str) -> None:
        """``name``: of the index; each has tables of its own."""
        self._tables = Tables(name)

    # Writing

    def put(self, documents: Sequence[Document]) -> None:
        """See ``engine.Engine``."""
        with self._tables.writing() as sets:
            for prefix in sets:
                _write(prefix, documents, is_latest=True)

    def remove(self, story_ids: Sequence[int]) -> None:
        """See ``engine.Engine``."""
        with self._tables.writing() as sets:
            _run(f"DELETE FROM {sets[0]}_stories WHERE story_id = ANY(%s)", [list(story_ids)])
            for prefix in sets[1:]:
                _forget_ahead(prefix, story_ids)

    def rebuild(self, documents: Callable[[int], Iterable[Sequence[Document]]]) -> Iterator[int]:
        """See ``engine.Engine``."""
        tables = self._tables
        with tables.alone() as is_mine:
            if not is_mine:
                return
            last, done = tables.begin()
            for batch in documents(last):
                last, done = max([last, *(one.story_id for one in batch)]), done + len(batch)
                with tables.writing():
                    _write(tables.beside, batch, is_latest=False)
                    tables.tell(last, done)
                yield done
            tables.take_over()

    def stats(self) -> Stats:
        """See ``engine.Engine``."""
        name = self._tables.living
        with said_plainly():
            if not self._tables.is_there(name):
                return Stats(stories=0, words=0, bytes=0)
            (row,) = ask(
                f"SELECT (SELECT count(*) FROM {name}_stories), (SELECT count(*) FROM {name}_words), "
                f"pg_total_relation_size('{name}_stories') + pg_total_relation_size('{name}_words') "
                f"+ pg_total_relation_size('{name}_names')"
            )
            return Stats(stories=row[0], words=row[1], bytes=row[2])

    # Reading

    def search(
        self, queries: Sequence[Query], *, at: datetime, is_newest_first: bool, skip: int, most: int
    ) -> Hits:
        """See ``engine.Engine``."""
        if not queries:
            return Hits()
        with searching():
            score = ("0", []) if is_newest_first else fitness(queries, table=f"{self._tables.living}_stories")
            found = self._newest(queries, at=at, most=LOOKED_THROUGH + 1, score=score)
            is_open = len(found) > LOOKED_THROUGH
            found = found[:LOOKED_THROUGH]
            ids = [one.story_id for one in _in_order(found, at=at, is_newest_first=is_newest_first)]
            ids = ids[skip : skip + most + 1]
            if is_open and len(ids) <= most:
                ids += self._beyond(
                    queries, found, at=at, skip=max(0, skip - len(found)), most=most + 1 - len(ids)
                )
            years = Counter(one.visible_from.astimezone(UTC).year for one in found)
            if is_open:
                years.update(self._reckoned(queries, before=found[-1].visible_from))
        return Hits(tuple(ids), len(found), is_open, dict(sorted(years.items())), _marks(found))

    def guess(self, query: Query, *, at: datetime, most: int) -> list[int]:
        """See ``engine.Engine``."""
        with searching():
            found = self._newest([query], at=at, most=min(most, GUESSED_THROUGH), score=("0", []))
        return [one.story_id for one in found]

    def names_near(self, keys: Sequence[str], *, language: str) -> list[str]:
        """See ``engine.Engine``."""
        return self._filed("names", list(keys), language=language)

    def forms_beginning(self, start: str, *, language: str, most: int) -> list[str]:
        """See ``engine.Engine``."""
        sql = (
            f"SELECT word FROM {self._tables.living}_words "
            "WHERE language = %s AND word >= %s AND word < %s ORDER BY word LIMIT %s"
        )
        plain = start.replace("\0", "")
        with searching():
            rows = ask(sql, [language, plain, f"{plain}\U0010ffff", most])
            return [word for (word,) in rows]

    def forms_near(self, numbers: Sequence[int], *, language: str) -> list[str]:
        """See ``engine.Engine``."""
        return self._filed("words", list(numbers), language=language)

    def holds(self, terms: Sequence[Term], *, language: str, at: datetime, most: int) -> list[int]:
        """See ``engine.Engine``."""
        if not terms:
            return []
        narrowed = any_of([f".l{language}"])
        sql = (
            f"(SELECT count(*) FROM (SELECT 1 FROM {self._tables.living}_stories "
            f"WHERE document @@ %s::tsquery AND {_VISIBLE} LIMIT %s) counted)"
        )
        values = [value for term in terms for value in (f"{narrowed} & {written(term)}", at, at, most)]
        with searching():
            return list(ask(f"SELECT {', '.join([sql] * len(terms))}", values)[0])

    def _filed(self, part: str, keys: list[Any], *, language: str) -> list[str]:
        kind = "text" if part == "names" else "bigint"
        sql = (
            f"SELECT word FROM {self._tables.living}_{part} "
            f"WHERE filed && %s::{kind}[] AND language = %s ORDER BY word"
        )
        if not keys:
            return []
        with searching():
            return [word for (word,) in ask(sql, [keys, language])]

    def _newest(
        self, queries: Sequence[Query], *, at: datetime, most: int, score: tuple[str, list[Any]]
    ) -> list[_Match]:
        """The newest stories that match, newest first: this year's, older ones while there are too few."""
        found: list[_Match] = []
        for years in _steps(at.astimezone(UTC).year):
            found += self._step(queries, at=at, most=most - len(found), score=score, years=years)
            if len(found) >= most:
                break
        return found

    def _step(
        self,
        queries: Sequence[Query],
        *,
        at: datetime,
        most: int,
        score: tuple[str, list[Any]],
        years: str,
        before: datetime | None = None,
        skip: int = 0,
    ) -> list[_Match]:
        told, values = _conditions(queries, at=at, before=before)
        sql = (
            f"SELECT story_id, language, visible_from, marks, {score[0]} FROM ("
            f"SELECT * FROM {self._tables.living}_stories WHERE document @@ %s::tsquery AND {told} "
            f"ORDER BY visible_from DESC, story_id DESC LIMIT %s OFFSET %s) newest "
            f"ORDER BY visible_from DESC, story_id DESC"
        )
        match = f"({asked(queries)}){f' & {years}' if years else ''}"
        rows = ask(sql, [*score[1], match, *values, most, skip])
        return [_Match(*row) for row in rows]

    def _beyond(
        self, queries: Sequence[Query], found: Sequence[_Match], *, at: datetime, skip: int, most: int
    ) -> list[int]:
        """Stories older than those that were looked through, newest first."""
        rows = self._step(
            queries,
            at=at,
            most=most,
            score=("0", []),
            years="",
            before=found[-1].visible_from,
            skip=skip,
        )
        return [one.story_id for one in rows]

    def _reckoned(self, queries: Sequence[Query], *, before: datetime) -> dict[int, int]:
        """By year, how many older ones there are: reckoned from a sample."""
        told, values = _conditions(queries, at=before, before=before)
        sql = (
            "SELECT extract(year FROM visible_from AT TIME ZONE 'UTC')::int, count(*) * %s "
            f"FROM {self._tables.living}_stories WHERE document @@ %s::tsquery AND {told} GROUP BY 1"
        )
        rows = ask(sql, [SAMPLED, f"({asked(queries)}) & {any_of(['.z'])}", *values])
        return {year: int(times) for year, times in rows}


def _conditions(
    queries: Sequence[Query], *, at: datetime, before: datetime | None
) -> tuple[str, list[datetime]]:
    """What is asked of a story's instants: those of all queries are the same."""
    bounds = (
        ("visible_from >= %s", queries[0].since),
        ("visible_from < %s", queries[0].until),
        ("visible_from < %s", before),
    )
    given = [(text, instant) for text, instant in bounds if instant is not None]
    told = " AND ".join([_VISIBLE, *(text for text, _instant in given)])
    return told, [at, at, *(instant for _text, instant in given)]


def _steps(year: int) -> Iterator[str]:
    """Lexemes of the years that are looked at one step after the other, the newest first."""
    seen: list[str] = []
    for years in _STEPS:
        some = [year_mark(year - len(seen) - place) for place in range(years)]
        seen += some
        yield any_of(some)
    yield f"!{any_of(seen)}"


def _in_order(found: Sequence[_Match], *, at: datetime, is_newest_first: bool) -> list[_Match]:
    if is_newest_first:
        return list(found)

    def fit(one: _Match) -> float:
        days = (at - one.visible_from).total_seconds() / 86_400
        return -one.score * (1.0 + FRESHNESS * 0.5 ** (days / HALF_LIFE_DAYS))

    return sorted(found, key=fit)  # of two that fit alike, the newer is first as it was


def _marks(found: Sequence[_Match]) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for (marks, language), times in Counter((one.marks, one.language) for one in found).items():
        for mark in (*marks.split(), f"l{language}"):
            counted[mark] += times
    return dict(counted)


def _write(prefix: str, documents: Sequence[Document], *, is_latest: bool) -> None:
    """Write stories into a set of tables; ``is_latest``: over what is there of them."""
    columns = ("language", "visible_from", "visible_until", "marks", "document")
    taken = ", ".join(f"{name} = excluded.{name}" for name in columns)
    sql = (
        f"INSERT INTO {prefix}_stories (story_id, {', '.join(columns)}) "
        "VALUES (%s, %s, %s, %s, %s, %s::tsvector) ON CONFLICT (story_id) "
        f"DO {f'UPDATE SET {taken}' if is_latest else 'NOTHING'}"
    )
    rows = [
        (one.story_id, one.language, one.visible_from, one.visible_until, " ".join(one.marks), vector(one))
        for one in sorted(documents, key=lambda one: one.story_id)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)
    for language in sorted({one.language for one in documents}):
        some = [one for one in documents if one.language == language]
        forms = {form for one in some for form in one.forms if is_kept(form)}
        names = {name for one in some for name in one.names if filed_under(name, language=language)}
        _learn(f"{prefix}_words", language, forms, _numbers_of)
        _learn(f"{prefix}_names", language, names, partial(_keys, language))


def _keys(language: str, name: str) -> list[str]:
    return list(filed_under(name, language=language))


def _numbers_of(form: str) -> list[int]:
    return deletions(form) if is_mendable(form) else []


def _learn(table: str, language: str, words: Iterable[str], filed: Callable[[str], list[Any]]) -> None:
    """File words, as far as they are not yet, in one order everywhere: two writers never wait in a ring."""
    fresh = ask(
        f"SELECT word FROM unnest(%s::text[]) word WHERE NOT EXISTS "
        f"(SELECT 1 FROM {table} known WHERE known.language = %s AND known.word = word.word)",
        [sorted(words), language],
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [(language, word, filed(word)) for (word,) in sorted(fresh)],
        )


def _forget_ahead(prefix: str, story_ids: Sequence[int]) -> None:
    """Keep stories out of a set that is being made: a row of no language, which goes when it is done."""
    sql = (
        f"INSERT INTO {prefix}_stories VALUES (%s, '', 'infinity', NULL, '', '') "
        "ON CONFLICT (story_id) DO UPDATE SET language = '', visible_from = 'infinity', document = ''"
    )
    with connection.cursor() as cursor:
        cursor.executemany(sql, [(story_id,) for story_id in sorted(story_ids)])


def _run(sql: str, values: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)

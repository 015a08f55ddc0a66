"""The engine that comes with the paper: FTS5 in a file of its own, in the same process (ADR 23).

A language has tables of its own, so that narrowing to it, which nearly every search does, costs nothing, and
words are weighed by how rare they are in it. A story's row id is its place: the minute it became visible in,
times ``_PER_MINUTE``, and a number; "newest first" and "between two days" are then the order and a range of
the rows themselves. What one can narrow by are tokens of a column that weighs nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from azdarar.search.internal import index_file
from azdarar.search.internal.engine import (
    FRESHNESS,
    GUESSED_THROUGH,
    HALF_LIFE_DAYS,
    LOOKED_THROUGH,
    WEIGHTS,
    Document,
    Hits,
    Query,
    Stats,
    Term,
)
from azdarar.search.internal.grammar import EVERY, expression, written
from azdarar.search.internal.index_file import IndexFile, living, said_plainly, suffix
from azdarar.search.internal.vocabulary import deletions, is_kept, is_mendable, keys_of, unknown

_PER_MINUTE = 64
_YEAR_ONE = datetime(1, 1, 1, tzinfo=UTC)
_DAY = 24 * 60 * _PER_MINUTE
_LAST = 2**62


@dataclass(slots=True)
class _Matches:
    """The newest stories of one language that match: places, scores and marks, newest first."""

    file: IndexFile
    query: Query
    expression: str
    low: int
    high: int
    hidden: frozenset[int]
    rows: list[tuple[int, float, str]]
    is_open: bool


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
            _replace(file, documents, gone)
            if file.told("building"):
                told = [(one,) for one in gone]
                file.connection.executemany("INSERT OR IGNORE INTO touched VALUES (?)", told)

    def rebuild(self, documents: Callable[[int], Iterable[Sequence[Document]]]) -> Iterator[int]:
        """See ``engine.Engine``."""
        with index_file.beside() as file:
            done, last = int(file.told("done") or 0), int(file.told("last") or 0)
            for batch in documents(last):
                done, last = done + len(batch), max([last, *(one.story_id for one in batch)])
                with said_plainly(), file.writing():
                    _replace(file, batch, [one.story_id for one in batch])
                    file.tell("done", str(done))
                    file.tell("last", str(last))
                yield done
            with said_plainly():
                index_file.take_over(file, catch_up=lambda ids: _replace(file, self._reread(ids), ids))

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
            file = living()
            found = [
                _look_through(file, query, at=at, is_ranked=not is_newest_first)
                for query in queries
                if file.holds_language(query.language)
            ]
            places = _in_order(found, at=at, is_newest_first=is_newest_first)[skip : skip + most + 1]
            ids = _ids(file, places)
            if len(places) <= most and any(one.is_open for one in found):
                seen = sum(len(one.rows) for one in found)
                ids += _beyond(file, found, skip=max(0, skip - seen), most=most + 1 - len(places))
            is_open = any(one.is_open for one in found)
            return Hits(
                ids=tuple(ids),
                count=sum(len(one.rows) for one in found),
                is_open=is_open,
                years=_years(found),
                marks=_marks(found),
            )

    def guess(self, query: Query, *, at: datetime, most: int) -> list[int]:
        """See ``engine.Engine``."""
        with said_plainly():
            file = living()
            if not file.holds_language(query.language):
                return []
            bounds = _bounds(query, at=at)
            hidden = _hidden(file, query.language, at=at)
            end = suffix(query.language)
            sql = (
                f"SELECT rowid FROM tokens_{end} WHERE tokens_{end} MATCH ? AND rowid BETWEEN ? AND ? "
                "ORDER BY rowid DESC LIMIT ?"
            )
            limit = min(most + len(hidden), GUESSED_THROUGH)
            rows = file.connection.execute(sql, [expression(query), *bounds, limit])
            places = [place for (place,) in rows if place not in hidden][:most]
            return _ids(file, [(query.language, place) for place in places])

    def names_near(self, keys: Sequence[str], *, language: str) -> list[str]:
        """See ``engine.Engine``."""
        with said_plainly():
            file = living()
            if not keys or not file.holds_language(language):
                return []
            places = ",".join("?" * len(keys))
            sql = f"SELECT DISTINCT written FROM names_{suffix(language)} WHERE key IN ({places})"
            return [written for (written,) in file.connection.execute(sql, list(keys))]

    def forms_beginning(self, start: str, *, language: str, most: int) -> list[str]:
        """See ``engine.Engine``."""
        with said_plainly():
            file = living()
            if not start or not file.holds_language(language):
                return []
            words = f"words_{suffix(language)}"
            sql = f"SELECT form FROM {words} WHERE form >= ? AND form < ? ORDER BY form LIMIT ?"
            return [form for (form,) in file.connection.execute(sql, [start, start + "\U0010ffff", most])]

    def forms_near(self, numbers: Sequence[int], *, language: str) -> list[str]:
        """See ``engine.Engine``."""
        with said_plainly():
            file = living()
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
            file = living()
            if not file.holds_language(language):
                return [0] * len(terms)
            hidden, (low, high), end = _hidden(file, language, at=at), _bounds(None, at=at), suffix(language)
            sql = (
                f"SELECT rowid FROM tokens_{end} WHERE tokens_{end} MATCH ? AND rowid BETWEEN ? AND ? "
                "ORDER BY rowid DESC LIMIT ?"
            )
            limit = most + len(hidden)
            found = (file.connection.execute(sql, [written(term), low, high, limit]) for term in terms)
            return [min(most, sum(place not in hidden for (place,) in rows)) for rows in found]


def _place_of(instant: datetime) -> int:
    """The first place of an instant's minute."""
    return int((instant - _YEAR_ONE).total_seconds() // 60) * _PER_MINUTE


def _instant_of(place: int) -> float:
    """Seconds of Unix time at which a place's minute begins."""
    return place / _PER_MINUTE * 60 + _YEAR_ONE_S


_YEAR_ONE_S = (_YEAR_ONE - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()


def _bounds(query: Query | None, *, at: datetime) -> tuple[int, int]:
    """The places that are asked for: from, and up to; nothing beyond the minute that is."""
    low = _place_of(query.since) if query and query.since else 0
    high = _place_of(query.until) - 1 if query and query.until else _LAST
    return low, min(high, _place_of(at) + _PER_MINUTE - 1)


def _hidden(file: IndexFile, language: str, *, at: datetime) -> frozenset[int]:
    """Places within the bounds that readers may not see at an instant all the same: few."""
    end, now = suffix(language), at.timestamp()
    sql = (
        f"SELECT place FROM stories_{end} WHERE visible_from > ? AND place < ? "
        f"UNION ALL SELECT place FROM stories_{end} WHERE visible_until <= ?"
    )
    return frozenset(
        place for (place,) in file.connection.execute(sql, [now, _place_of(at) + _PER_MINUTE, now])
    )


def _look_through(file: IndexFile, query: Query, *, at: datetime, is_ranked: bool) -> _Matches:
    (low, high), hidden, told = _bounds(query, at=at), _hidden(file, query.language, at=at), expression(query)
    end = suffix(query.language)
    weight = f"bm25(tokens_{end}, {WEIGHTS[0]}, {WEIGHTS[1]}, {WEIGHTS[2]}, 0.0)" if is_ranked else "0.0"
    sql = (
        f"SELECT tokens_{end}.rowid, {weight}, stories_{end}.marks FROM tokens_{end} "
        f"CROSS JOIN stories_{end} ON stories_{end}.place = tokens_{end}.rowid "
        f"WHERE tokens_{end} MATCH ? AND tokens_{end}.rowid BETWEEN ? AND ? "
        f"ORDER BY tokens_{end}.rowid DESC LIMIT ?"
    )
    limit = LOOKED_THROUGH + len(hidden) + 1
    rows = file.connection.execute(sql, [told, low, high, limit]).fetchall()
    seen = [row for row in rows if row[0] not in hidden]
    return _Matches(
        file, query, told, low, high, hidden, seen[:LOOKED_THROUGH], is_open=len(seen) > LOOKED_THROUGH
    )


def _in_order(found: Sequence[_Matches], *, at: datetime, is_newest_first: bool) -> list[tuple[str, int]]:
    if is_newest_first:
        rows = [(-place, one.query.language) for one in found for place, _score, _marks in one.rows]
        return [(language, -place) for place, language in sorted(rows)]
    today, half = _place_of(at), HALF_LIFE_DAYS * _DAY
    fit = [
        (score * (1.0 + FRESHNESS * 0.5 ** ((today - place) / half)), -place, one.query.language)
        for one in found
        for place, score, _marks in one.rows
    ]
    fit.sort()
    return [(language, -place) for _score, place, language in fit]


def _beyond(file: IndexFile, found: Sequence[_Matches], *, skip: int, most: int) -> list[int]:
    """Stories older than those that were looked through, newest first."""
    places: list[tuple[int, str]] = []
    for one in found:
        if one.is_open:
            end = suffix(one.query.language)
            sql = (
                f"SELECT rowid FROM tokens_{end} WHERE tokens_{end} MATCH ? AND rowid BETWEEN ? AND ? "
                "ORDER BY rowid DESC LIMIT ?"
            )
            bounds = [one.expression, one.low, one.rows[-1][0] - 1, skip + most + len(one.hidden)]
            rows = file.connection.execute(sql, bounds)
            places += [(place, one.query.language) for (place,) in rows if place not in one.hidden]
    places.sort(reverse=True)
    return _ids(file, [(language, place) for place, language in places[skip : skip + most]])


def _ids(file: IndexFile, places: Sequence[tuple[str, int]]) -> list[int]:
    found = []
    for language, place in places:
        sql = f"SELECT story FROM stories_{suffix(language)} WHERE place = ?"
        row = file.connection.execute(sql, [place]).fetchone()
        if row is not None:
            found.append(row[0])
    return found


def _marks(found: Sequence[_Matches]) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for one in found:
        for marks, times in Counter(row[2] for row in one.rows).items():
            for mark in marks.split():
                counted[mark] += times
        if one.rows:
            counted[f"l{one.query.language}"] += len(one.rows)
    return dict(counted)


# Stories of a year that are counted one by one; beyond it the year is reckoned from how dense they lie.
_COUNTED_OF_A_YEAR = 200


def _years(found: Sequence[_Matches]) -> dict[int, int]:
    """Matches by year: counted, or for what was not looked through to the end, reckoned."""
    counted: Counter[int] = Counter()
    for one in found:
        edges = _year_edges(one.rows[-1][0] if one.rows else 0, one.rows[0][0] if one.rows else 0)
        counted.update(_year_of(place, edges) for place, _score, _marks in one.rows)
        if one.is_open:
            _reckon_older(one, counted)
    return dict(sorted(counted.items()))


def _reckon_older(one: _Matches, counted: Counter[int]) -> None:
    end = suffix(one.query.language)
    table = f"tokens_{end}"
    first = (
        f"SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid LIMIT 1"
    )
    nth = (
        f"SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid BETWEEN ? AND ? "
        f"ORDER BY rowid DESC LIMIT 1 OFFSET {_COUNTED_OF_A_YEAR - 1}"
    )
    rest = f"SELECT count(*) FROM {table} WHERE {table} MATCH ? AND rowid BETWEEN ? AND ?"
    run = one.file.connection.execute
    bound = one.rows[-1][0] - 1
    oldest = run(first, [one.expression, one.low, bound]).fetchone()
    if oldest is None:
        return
    for year, (low, high) in _year_spans(oldest[0], bound):
        reached = run(nth, [one.expression, low, high]).fetchone()
        if reached is None:
            counted[year] += run(rest, [one.expression, low, high]).fetchone()[0]
        else:
            counted[year] += round(_COUNTED_OF_A_YEAR * (high - low + 1) / max(1, high - reached[0] + 1))


def _year_spans(low: int, high: int) -> Iterator[tuple[int, tuple[int, int]]]:
    year = datetime.fromtimestamp(_instant_of(low), UTC).year
    while low <= high:
        end = _place_of(datetime(year + 1, 1, 1, tzinfo=UTC)) - 1
        yield year, (low, min(end, high))
        year, low = year + 1, end + 1


def _year_edges(low: int, high: int) -> list[tuple[int, int]]:
    """First places of the years between two places, newest first."""
    return [(span[0], year) for year, span in _year_spans(low, high)][::-1]


def _year_of(place: int, edges: Sequence[tuple[int, int]]) -> int:
    return next((year for first, year in edges if place >= first), edges[-1][1] if edges else 1)


def _replace(file: IndexFile, documents: Sequence[Document], gone: Sequence[int]) -> None:
    """Forget stories and write others, in the caller's transaction."""
    try:
        file.holds_language("")
        _take_out(file, gone)
        _write_in(file, documents)
    except BaseException:
        file.known.clear()  # what was learned is not written
        raise


def _take_out(file: IndexFile, story_ids: Sequence[int]) -> None:
    for language in sorted(file.languages):
        end = suffix(language)
        for story_id in story_ids:
            sql = f"DELETE FROM stories_{end} WHERE story = ? RETURNING place"
            row = file.connection.execute(sql, [story_id]).fetchone()
            if row is not None:
                file.connection.execute(f"DELETE FROM tokens_{end} WHERE rowid = ?", row)


def _write_in(file: IndexFile, documents: Sequence[Document]) -> None:
    # In the order of their places: what comes out of order is written in pieces.
    told = sorted(documents, key=lambda one: (one.language, one.visible_from, one.story_id))
    for language, group in groupby(told, key=lambda one: one.language):
        file.make_language(language)
        _write_language(file, language, list(group))


def _write_language(file: IndexFile, language: str, documents: Sequence[Document]) -> None:
    end, run = suffix(language), file.connection
    stories, tokens = [], []
    free = _FreePlaces(file, end)
    for one in documents:
        place = free.take(_place_of(one.visible_from))
        until = one.visible_until.timestamp() if one.visible_until else None
        marks = " ".join(one.marks)
        stories.append((place, one.story_id, one.visible_from.timestamp(), until, marks))
        tokens.append((place, one.headline, one.about, one.text, f"{EVERY} {marks}"))
    run.executemany(f"INSERT INTO stories_{end} VALUES (?, ?, ?, ?, ?)", stories)
    tokens.sort()
    run.executemany(
        f"INSERT INTO tokens_{end} (rowid, headline, about, text, marks) VALUES (?, ?, ?, ?, ?)", tokens
    )
    _learn(file, language, documents)


class _FreePlaces:
    """Places nobody has; a minute that is full takes from the minutes before it."""

    def __init__(self, file: IndexFile, end: str) -> None:
        self._run, self._end = file.connection.execute, end
        self._next: dict[int, int] = {}
        self._full: dict[int, int] = {}

    def take(self, minute: int) -> int:
        """A free place of a minute, told by its first place."""
        first = minute
        while True:
            minute = self._full.get(minute, minute)
            place = self._next.get(minute)
            if place is None:
                sql = f"SELECT max(place) FROM stories_{self._end} WHERE place BETWEEN ? AND ?"
                taken = self._run(sql, [minute, minute + _PER_MINUTE - 1]).fetchone()[0]
                place = minute if taken is None else taken + 1
            if place < minute + _PER_MINUTE:
                self._next[minute] = place + 1
                self._full[first] = minute
                return place
            minute -= _PER_MINUTE


def _learn(file: IndexFile, language: str, documents: Sequence[Document]) -> None:
    """Write down the words of stories, as far as the index does not hold them yet."""
    end, run = suffix(language), file.connection
    forms = file.known.setdefault(f"forms {language}", set())
    names = file.known.setdefault(f"names {language}", set())
    new_forms = unknown((form for one in documents for form in one.forms), forms)
    new_names = unknown((name for one in documents for name in one.names), names)
    for form in filter(is_kept, new_forms):
        row = run.execute(
            f"INSERT OR IGNORE INTO words_{end} (form) VALUES (?) RETURNING id", [form]
        ).fetchone()
        if row is not None and is_mendable(form):
            run.executemany(
                f"INSERT OR IGNORE INTO spellings_{end} VALUES (?, ?)",
                [(number, row[0]) for number in deletions(form)],
            )
    run.executemany(
        f"INSERT OR IGNORE INTO names_{end} VALUES (?, ?)",
        [(key, name) for name in new_names for key in keys_of(name)],
    )
    forms.update(new_forms)
    names.update(new_names)

"""What matches in the embedded engine: looked through, put in order, counted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from azdarar.search.internal.embedded_fitness import fitness
from azdarar.search.internal.embedded_places import A_DAY, bounds_of, hidden_places, place_of, year_spans
from azdarar.search.internal.engine import FRESHNESS, HALF_LIFE_DAYS, LOOKED_THROUGH, Query
from azdarar.search.internal.grammar import expression, in_headline
from azdarar.search.internal.index_file import IndexFile, suffix

# Stories of a year that are counted one by one; beyond it the year is reckoned from how dense they lie.
_COUNTED_OF_A_YEAR = 40

Place = tuple[str, int]


@dataclass(slots=True)
class Matches:
    """The newest stories of one language that match, newest first: each its place and its marks.

    ``is_open``: there are older ones. ``scores``: how well they fit, as far as that was asked.
    """

    file: IndexFile
    query: Query
    table: str
    expression: str
    low: int
    high: int
    hidden: frozenset[int]
    rows: list[tuple[int, str]] = field(default_factory=list)
    is_open: bool = False
    scores: dict[int, float] = field(default_factory=dict)


def matches(file: IndexFile, query: Query, *, at: datetime) -> Matches:
    """A query, before anything is looked up."""
    end, told = suffix(query.language), expression(query)
    table = f"tokens_{end}"
    if (
        query.terms
        and not (query.filters or query.excluded)
        and all(one.is_in_headline for one in query.terms)
    ):
        table, told = f"headlines_{end}", in_headline(query.terms)
    hidden = hidden_places(file, query.language, at=at)
    return Matches(file, query, table, told, *bounds_of(query, at=at), hidden)


def look_through(file: IndexFile, query: Query, *, at: datetime, is_ranked: bool) -> Matches:
    """The newest stories that match, at most ``LOOKED_THROUGH``."""
    found = matches(file, query, at=at)
    table, stories = found.table, f"stories_{suffix(query.language)}"
    sql = (
        f"SELECT {table}.rowid, {stories}.marks FROM {table} "
        f"CROSS JOIN {stories} ON {stories}.place = {table}.rowid "
        f"WHERE {table} MATCH ? AND {table}.rowid BETWEEN ? AND ? ORDER BY {table}.rowid DESC LIMIT ?"
    )
    limit = LOOKED_THROUGH + len(found.hidden) + 1
    rows = file.connection.execute(sql, [found.expression, found.low, found.high, limit]).fetchall()
    seen = [row for row in rows if row[0] not in found.hidden] if found.hidden else rows
    found.rows, found.is_open = seen[:LOOKED_THROUGH], len(seen) > LOOKED_THROUGH
    if is_ranked and len(found.rows) > 1 and query.terms:
        found.scores = fitness(file, query.language, query.terms, [place for place, _marks in found.rows])
    return found


def newest_places(found: Matches, *, before: int | None = None, most: int) -> list[int]:
    """Places of visible stories that match, newest first."""
    sql = (
        f"SELECT rowid FROM {found.table} WHERE {found.table} MATCH ? AND rowid BETWEEN ? AND ? "
        "ORDER BY rowid DESC LIMIT ?"
    )
    high = found.high if before is None else before - 1
    rows = found.file.connection.execute(sql, [found.expression, found.low, high, most + len(found.hidden)])
    return [place for (place,) in rows if place not in found.hidden][:most]


def in_order(found: Sequence[Matches], *, at: datetime, is_newest_first: bool) -> list[Place]:
    """All that was looked through, the fittest or the newest first."""
    if is_newest_first:
        rows = [(place, one.query.language) for one in found for place, _marks in one.rows]
        return [(language, place) for place, language in sorted(rows, reverse=True)]
    today, half = place_of(at), HALF_LIFE_DAYS * A_DAY
    fit = [
        (one.scores.get(place, 0.0) * (1.0 + FRESHNESS * 0.5 ** ((today - place) / half)), place, language)
        for one in found
        for language in (one.query.language,)
        for place, _marks in one.rows
    ]
    fit.sort(reverse=True)
    return [(language, place) for _score, place, language in fit]


def beyond(found: Sequence[Matches], *, skip: int, most: int) -> list[Place]:
    """Stories older than those that were looked through, newest first."""
    places = [
        (place, one.query.language)
        for one in found
        if one.is_open
        for place in newest_places(one, before=one.rows[-1][0], most=skip + most)
    ]
    places.sort(reverse=True)
    return [(language, place) for place, language in places[skip : skip + most]]


def stories_at(file: IndexFile, places: Sequence[Place]) -> list[int]:
    """The stories that have these places, in their order."""
    found = []
    for language, place in places:
        sql = f"SELECT story FROM stories_{suffix(language)} WHERE place = ?"
        row = file.connection.execute(sql, [place]).fetchone()
        if row is not None:
            found.append(row[0])
    return found


def marks_of(found: Sequence[Matches]) -> dict[str, int]:
    """How many of those looked through have each mark."""
    counted: Counter[str] = Counter()
    for one in found:
        for marks, times in Counter(marks for _place, marks in one.rows).items():
            for mark in marks.split():
                counted[mark] += times
        if one.rows:
            counted[f"l{one.query.language}"] += len(one.rows)
    return dict(counted)


def years_of(found: Sequence[Matches]) -> dict[int, int]:
    """Matches by year: counted, or for what was not looked through to the end, reckoned."""
    counted: Counter[int] = Counter()
    for one in found:
        if not one.rows:
            continue
        edges = [(span[0], year) for year, span in year_spans(one.rows[-1][0], one.rows[0][0])]
        for place, _marks in one.rows:
            while place < edges[-1][0]:
                edges.pop()
            counted[edges[-1][1]] += 1
        if one.is_open:
            counted.update(_older(one))
    return dict(sorted(counted.items()))


def _older(one: Matches) -> Counter[int]:
    """What is older than what was looked through, reckoned year by year."""
    counted: Counter[int] = Counter()
    table, run, bound = one.table, one.file.connection.execute, one.rows[-1][0] - 1
    # From the oldest on: SQLite finds its way forwards ten times as fast as backwards.
    sql = f"SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid LIMIT ?"
    oldest = run(sql, [one.expression, one.low, bound, 1]).fetchone()
    for year, (low, high) in year_spans(oldest[0], bound) if oldest else ():
        places = [place for (place,) in run(sql, [one.expression, low, high, _COUNTED_OF_A_YEAR])]
        if len(places) < _COUNTED_OF_A_YEAR:
            counted[year] += len(places)
        else:
            counted[year] += round(len(places) * (high - low + 1) / max(1, places[-1] - low))
    return counted

"""Places: the row ids of the embedded engine, in the order in which stories become visible."""

from collections.abc import Iterator
from datetime import UTC, datetime

from azdarar.search.internal.engine import Query
from azdarar.search.internal.index_file import IndexFile, suffix

#: Stories one minute has places for; one more takes a place of the minute before.
PER_MINUTE = 64
A_DAY = 24 * 60 * PER_MINUTE
_YEAR_ONE = datetime(1, 1, 1, tzinfo=UTC)
_YEAR_ONE_S = (_YEAR_ONE - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()
_LAST = 2**62


def place_of(instant: datetime) -> int:
    """The first place of an instant's minute."""
    return int((instant - _YEAR_ONE).total_seconds() // 60) * PER_MINUTE


def bounds_of(query: Query | None, *, at: datetime) -> tuple[int, int]:
    """The places that are asked for: from, and up to; nothing beyond the minute that is."""
    low = place_of(query.since) if query and query.since else 0
    high = place_of(query.until) - 1 if query and query.until else _LAST
    return low, min(high, place_of(at) + PER_MINUTE - 1)


def hidden_places(file: IndexFile, language: str, *, at: datetime) -> frozenset[int]:
    """Places up to an instant that readers may not see then all the same: few."""
    end, now = suffix(language), at.timestamp()
    sql = (
        f"SELECT place FROM stories_{end} WHERE visible_from > ? AND place < ? "
        f"UNION ALL SELECT place FROM stories_{end} WHERE visible_until <= ?"
    )
    rows = file.connection.execute(sql, [now, place_of(at) + PER_MINUTE, now])
    return frozenset(place for (place,) in rows)


def year_spans(low: int, high: int) -> Iterator[tuple[int, tuple[int, int]]]:
    """The years from a place to another, each with its first and its last place between them."""
    year = datetime.fromtimestamp(low / PER_MINUTE * 60 + _YEAR_ONE_S, UTC).year
    while low <= high:
        end = place_of(datetime(year + 1, 1, 1, tzinfo=UTC)) - 1 if year < 9_999 else high
        yield year, (low, min(end, high))
        year, low = year + 1, end + 1

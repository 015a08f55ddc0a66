"""The index on SQLite: an FTS5 table (https://sqlite.org/fts5.html)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from azdarar.search.internal.index import LOOKED_THROUGH, IndexRow, Query

CREATE = (
    "CREATE VIRTUAL TABLE search_index USING fts5("
    "language UNINDEXED, headline, about, text, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
)
DROP = "DROP TABLE search_index"

_ADD = "INSERT INTO search_index (rowid, language, headline, about, text) VALUES (%s, %s, %s, %s, %s)"
_FIND = """
    SELECT search_index.rowid FROM search_index
    JOIN articles_article story ON story.page_ptr_id = search_index.rowid
    WHERE search_index MATCH %s AND search_index.language = %s AND story.visible_from <= %s
    ORDER BY bm25(search_index, 0.0, 10.0, 5.0, 1.0), story.visible_from DESC
    LIMIT %s OFFSET %s
"""

# CROSS JOIN: those that match come first; by itself SQLite walks through all stories of the language.
_GUESS = """
    SELECT story.page_ptr_id FROM (
        SELECT rowid AS id FROM search_index WHERE search_index MATCH %s ORDER BY rowid DESC LIMIT %s
    ) found CROSS JOIN articles_article story ON story.page_ptr_id = found.id
    WHERE story.language = %s AND story.visible_from <= %s
    ORDER BY story.visible_from DESC LIMIT %s
"""


class FTS5Index:
    """See ``index.Index``."""

    def put(self, row: IndexRow) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_index WHERE rowid = %s", [row.article_id])
        self.add([row])

    def add(self, rows: Sequence[IndexRow]) -> None:
        told = [(row.article_id, row.language, row.headline, row.about, row.text) for row in rows]
        with connection.cursor() as cursor:
            cursor.executemany(_ADD, told)

    def remove(self, article_id: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_index WHERE rowid = %s", [article_id])

    def find(self, query: Query, *, language: str, at: datetime, skip: int, most: int) -> list[int]:
        instant = connection.ops.adapt_datetimefield_value(at)
        with connection.cursor() as cursor:
            cursor.execute(_FIND, [_match(query), language, instant, most, skip])
            return [row[0] for row in cursor.fetchall()]

    def guess(
        self, query: Query, *, language: str, at: datetime, most: int, is_in_headline: bool
    ) -> list[int]:
        instant = connection.ops.adapt_datetimefield_value(at)
        match = f"headline : ({_match(query)})" if is_in_headline else _match(query)
        with connection.cursor() as cursor:
            cursor.execute(_GUESS, [match, LOOKED_THROUGH, language, instant, most])
            return [row[0] for row in cursor.fetchall()]


def _match(query: Query) -> str:
    """Write a query in FTS5's grammar; words hold letters and digits only, so quoting them is enough."""
    loose = [f'"{" ".join(words)}" *' for words in query.phrases]
    exact = [f'"{" ".join(words)}"' for words in query.exact]
    return " AND ".join(loose + exact)

"""The index on PostgreSQL: a ``tsvector`` column in the configuration ``simple``, with a GIN index."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from azdarar.search.internal.index import LOOKED_THROUGH, IndexRow, Query

CREATE = (
    "CREATE TABLE search_index (article_id bigint PRIMARY KEY, language varchar(12) NOT NULL, "
    "document tsvector NOT NULL)",
    "CREATE INDEX search_index_document ON search_index USING gin (document)",
)
DROP = "DROP TABLE search_index"

_PUT = """
    INSERT INTO search_index (article_id, language, document)
    VALUES (%s, %s, setweight(to_tsvector('simple', %s), 'A') || setweight(to_tsvector('simple', %s), 'B')
                    || setweight(to_tsvector('simple', left(%s, 900000)), 'D'))
    ON CONFLICT (article_id) DO UPDATE SET language = excluded.language, document = excluded.document
"""
_FIND = """
    SELECT search_index.article_id FROM search_index
    JOIN articles_article story ON story.page_ptr_id = search_index.article_id,
    to_tsquery('simple', %s) asked
    WHERE search_index.document @@ asked AND search_index.language = %s AND story.visible_from <= %s
    ORDER BY ts_rank(search_index.document, asked) DESC, story.visible_from DESC
    LIMIT %s OFFSET %s
"""

_GUESS = """
    SELECT story.page_ptr_id FROM articles_article story
    WHERE story.page_ptr_id IN (
        SELECT article_id FROM search_index WHERE document @@ to_tsquery('simple', %s)
        ORDER BY article_id DESC LIMIT %s
    ) AND story.language = %s AND story.visible_from <= %s
    ORDER BY story.visible_from DESC LIMIT %s
"""


class TSVectorIndex:
    """See ``index.Index``."""

    def put(self, row: IndexRow) -> None:
        self.add([row])

    def add(self, rows: Sequence[IndexRow]) -> None:
        told = [(row.article_id, row.language, row.headline, row.about, row.text) for row in rows]
        with connection.cursor() as cursor:
            cursor.executemany(_PUT, told)

    def remove(self, article_id: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_index WHERE article_id = %s", [article_id])

    def find(self, query: Query, *, language: str, at: datetime, skip: int, most: int) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(_FIND, [_match(query), language, at, most, skip])
            return [row[0] for row in cursor.fetchall()]

    def guess(
        self, query: Query, *, language: str, at: datetime, most: int, is_in_headline: bool
    ) -> list[int]:
        match = _match(query, weight="A" if is_in_headline else "")
        with connection.cursor() as cursor:
            cursor.execute(_GUESS, [match, LOOKED_THROUGH, language, at, most])
            return [row[0] for row in cursor.fetchall()]


def _match(query: Query, *, weight: str = "") -> str:
    """Write a query in PostgreSQL's grammar; words hold letters and digits only."""
    mark = f":{weight}" if weight else ""
    loose = [
        "(" + " <-> ".join([*(f"'{w}'{mark}" for w in words[:-1]), f"'{words[-1]}':*{weight}"]) + ")"
        for words in query.phrases
    ]
    exact = ["(" + " <-> ".join(f"'{word}'{mark}" for word in words) + ")" for words in query.exact]
    return " & ".join(loose + exact)

"""Wagtail's own search, which finds pictures, contributors and subjects for the newsroom's choosers.

Named in the settings as a search backend. Stories are not in it: see ``articles.Article.headline_key``.
"""

from typing import Any

from django.db import connection
from wagtail.search.backends.database import SearchBackend as StockSearchBackend
from wagtail.search.backends.database.sqlite.sqlite import SQLiteSearchBackend


class SQLiteStaffSearch(SQLiteSearchBackend):
    """SQLite's full-text search, asked in its own grammar.

    The stock backend puts each word between double quotes and leaves those in a word as they are, so that
    ``l"eau`` is a syntax error and the chooser answers 500.
    """

    def _search(self, query_compiler_class: Any, query: Any, *args: Any, **options: Any) -> Any:
        words = " ".join(query.replace('"', " ").split()) if isinstance(query, str) else query
        return super()._search(query_compiler_class, words, *args, **options)


def SearchBackend(params: dict[str, Any]) -> Any:
    """Return the backend for the database in use."""
    return SQLiteStaffSearch(params) if connection.vendor == "sqlite" else StockSearchBackend(params)

"""Wagtail's own search, which finds pictures, contributors and subjects for the newsroom's choosers.

Named in the settings as a search backend. Stories are not in it: see ``articles.Article.headline_key``.
"""

from functools import cache
from typing import Any

from django.db import connection
from wagtail.search.backends.database import SearchBackend as StockSearchBackend


@cache
def _careful(stock: type[Any]) -> type[Any]:
    """SQLite's full-text search, asked in its own grammar.

    The stock backend puts each word between double quotes and leaves those in a word as they are, so that
    ``l"eau`` is a syntax error and the chooser answers 500. It can only be imported where the database is
    SQLite, hence the function.
    """

    class StaffSearch(stock):
        def _search(self, query_compiler_class: Any, query: Any, *args: Any, **options: Any) -> Any:
            words = " ".join(query.replace('"', " ").split()) if isinstance(query, str) else query
            return super()._search(query_compiler_class, words, *args, **options)

    return StaffSearch


def SearchBackend(params: dict[str, Any]) -> Any:
    """Return the backend for the database in use."""
    backend = StockSearchBackend(params)
    return _careful(type(backend))(params) if connection.vendor == "sqlite" else backend

"""Wagtail's database search, set up as its documentation does, for a comparison on the same stories."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

_BATCH = 500


@contextlib.contextmanager
def indexed(stories: Any, *, most: int) -> Iterator[Callable[[str], list[Any]]]:
    """Put stories into Wagtail's index, the newest ``most``; gives what finds ten by words."""
    from wagtail.search import index
    from wagtail.search.backends.database import SearchBackend

    from azdarar.articles.models import Article

    fields, Article.search_fields = (
        Article.search_fields,
        [index.SearchField("title", boost=2), index.SearchField("body"), index.FilterField("live")],
    )
    try:
        backend = SearchBackend({})
        table = backend.get_index_for_model(Article)
        chosen = list(stories.order_by("-visible_from").values_list("pk", flat=True)[:most])
        for first in range(0, len(chosen), _BATCH):
            rows = list(Article.objects.filter(pk__in=chosen[first : first + _BATCH]))
            for row in rows:
                row.index_entries.all().delete()
            table.add_items(Article, rows)
        yield lambda words: list(backend.search(words, Article.objects.filter(live=True))[:10])
    finally:
        Article.search_fields = fields

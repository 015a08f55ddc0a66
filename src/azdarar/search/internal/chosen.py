"""Which engine answers: the one that ``AZDARAR_SEARCH_URL`` names."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from django.conf import settings

from azdarar.search.internal.documents import documents_of
from azdarar.search.internal.embedded import EmbeddedEngine
from azdarar.search.internal.engine import Document, Engine
from azdarar.search.internal.index_file import index_named, throw_everything_away
from azdarar.search.internal.named import NamedEngine

#: The newsroom's own index; the paper's has no name of its own.
DESK = "newsroom"
_PAPER = "paper"


def engine() -> Engine:
    """The paper's search engine."""
    return _engine(settings.AZDARAR_SEARCH_URL, "", documents_of)


def desk_engine(reread: Callable[[Sequence[int]], Sequence[Document]]) -> Engine:
    """The same engine on the newsroom's own index, which nothing of the reader's side ever asks.

    Args:
        reread: makes the documents of rows as they stand, without those that are gone.
    """
    return _engine(settings.AZDARAR_SEARCH_URL, DESK, reread)


def throw_desk_index_away() -> None:
    """Forget a damaged index of the newsroom, where it is files of the paper's own: others mend theirs."""
    if not settings.AZDARAR_SEARCH_URL:
        with index_named(DESK):
            throw_everything_away()


@lru_cache(maxsize=8)
def _engine(url: str, name: str, reread: Callable[[Sequence[int]], Sequence[Document]]) -> Engine:
    if url == "postgresql":
        from azdarar.search.internal.postgresql_engine import PostgreSQLEngine

        return PostgreSQLEngine(name or _PAPER)
    if url:
        from azdarar.search.internal.opensearch import OpenSearchEngine

        return OpenSearchEngine(url, name=name)
    return NamedEngine(name, reread) if name else EmbeddedEngine(reread)

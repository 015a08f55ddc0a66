"""Which engine answers: the one that ``AZDARAR_SEARCH_URL`` names."""

from functools import lru_cache

from azdarar.search.internal.documents import documents_of
from azdarar.search.internal.embedded import EmbeddedEngine
from azdarar.search.internal.engine import Engine


@lru_cache(maxsize=1)
def engine() -> Engine:
    """The paper's search engine."""
    return EmbeddedEngine(documents_of)

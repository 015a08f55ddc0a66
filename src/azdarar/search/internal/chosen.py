"""Which index the paper's database gives."""

from django.db import connection

from azdarar.search.internal.index import Index
from azdarar.search.internal.postgresql import TSVectorIndex
from azdarar.search.internal.sqlite import FTS5Index

_INDEXES: dict[str, Index] = {"sqlite": FTS5Index(), "postgresql": TSVectorIndex()}


def index() -> Index:
    """The index of the database the paper runs on.

    Raises:
        NotImplementedError: a database Azdarar does not support.
    """
    if connection.vendor not in _INDEXES:
        raise NotImplementedError(f"No index for {connection.vendor}; known: {', '.join(_INDEXES)}.")
    return _INDEXES[connection.vendor]

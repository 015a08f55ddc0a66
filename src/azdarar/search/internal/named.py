"""The embedded engine on an index beside the paper's, in a folder of its own."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from azdarar.search.internal.embedded import EmbeddedEngine
from azdarar.search.internal.engine import Document, Hits, Query, Stats, Term
from azdarar.search.internal.index_file import index_named


class NamedEngine:
    """See ``engine.Engine``."""

    def __init__(self, name: str, reread: Callable[[Sequence[int]], Sequence[Document]]) -> None:
        self._name, self._engine = name, EmbeddedEngine(reread)

    def put(self, documents: Sequence[Document]) -> None:
        """See ``engine.Engine``."""
        with index_named(self._name):
            self._engine.put(documents)

    def remove(self, story_ids: Sequence[int]) -> None:
        """See ``engine.Engine``."""
        with index_named(self._name):
            self._engine.remove(story_ids)

    def search(
        self, queries: Sequence[Query], *, at: datetime, is_newest_first: bool, skip: int, most: int
    ) -> Hits:
        """See ``engine.Engine``."""
        with index_named(self._name):
            return self._engine.search(queries, at=at, is_newest_first=is_newest_first, skip=skip, most=most)

    def guess(self, query: Query, *, at: datetime, most: int) -> list[int]:
        """See ``engine.Engine``."""
        with index_named(self._name):
            return self._engine.guess(query, at=at, most=most)

    def names_near(self, keys: Sequence[str], *, language: str) -> list[str]:
        """See ``engine.Engine``."""
        with index_named(self._name):
            return self._engine.names_near(keys, language=language)

    def forms_beginning(self, start: str, *, language: str, most: int) -> list[str]:
        """See ``engine.Engine``."""
        with index_named(self._name):
            return self._engine.forms_beginning(start, language=language, most=most)

    def forms_near(self, numbers: Sequence[int], *, language: str) -> list[str]:
        """See ``engine.Engine``."""
        with index_named(self._name):
            return self._engine.forms_near(numbers, language=language)

    def holds(self, terms: Sequence[Term], *, language: str, at: datetime, most: int) -> list[int]:
        """See ``engine.Engine``."""
        with index_named(self._name):
            return self._engine.holds(terms, language=language, at=at, most=most)

    def rebuild(self, documents: Callable[[int], Iterable[Sequence[Document]]]) -> Iterator[int]:
        """See ``engine.Engine``."""
        steps = self._engine.rebuild(documents)
        try:
            while True:
                with index_named(self._name):
                    done = next(steps, None)
                if done is None:
                    return
                yield done
        finally:
            with index_named(self._name):
                steps.close()  # type: ignore[attr-defined]

    def stats(self) -> Stats:
        """See ``engine.Engine``."""
        with index_named(self._name):
            return self._engine.stats()

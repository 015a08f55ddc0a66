"""What an index must do, and what it is asked.

The index is a table of the paper's own database, so that it is backed up, moved and rolled back with the
rest: FTS5 on SQLite, ``tsvector`` with a GIN index on PostgreSQL. Both hold folded text only
(``language.folding.fold``), split into words here, so that the two find the same.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from azdarar.language.folding import words_of

__all__ = ["Index", "IndexRow", "Query", "joined", "read_query", "words_of"]


#: Stories a guess looks through: those in another language, or not visible yet, are passed over.
LOOKED_THROUGH = 200


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A story as the index holds it: folded words, most telling first."""

    article_id: int
    language: str
    headline: str
    about: str
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """Every phrase must occur; the words of one stand together, and its last may be the start of a word."""

    phrases: tuple[tuple[str, ...], ...]
    exact: tuple[tuple[str, ...], ...]

    def __bool__(self) -> bool:
        return bool(self.phrases or self.exact)


class Index(Protocol):
    """One kind of index."""

    def put(self, row: IndexRow) -> None:
        """Write a story's row, replacing what was there."""

    def add(self, rows: Sequence[IndexRow]) -> None:
        """Write the rows of many stories that have none yet."""

    def remove(self, article_id: int) -> None:
        """Forget a story."""

    def find(self, query: Query, *, language: str, at: datetime, skip: int, most: int) -> list[int]:
        """Ids of the visible stories that match, best first."""

    def guess(
        self, query: Query, *, language: str, at: datetime, most: int, is_in_headline: bool
    ) -> list[int]:
        """Ids of visible stories that match, newest first, of the newest ``LOOKED_THROUGH`` that do.

        Nothing is ranked, so that words half the archive holds cost no more than others.
        """


def read_query(typed: str) -> Query:
    """Understand what somebody typed: words, and exact phrases between quotation marks.

    Never fails: a lone quotation mark is a word's neighbour like any other sign.
    """
    pieces = re.split(r"[\"“”«»„]", typed)
    exact = [tuple(words_of(piece)) for piece in pieces[1::2]] if len(pieces) % 2 else []
    loose = pieces[::2] if len(pieces) % 2 else pieces
    phrases = [tuple(words_of(word)) for piece in loose for word in piece.split()]
    return Query(phrases=tuple(filter(None, phrases)), exact=tuple(filter(None, exact)))


def joined(words: Sequence[str]) -> str:
    """Words as the index stores them."""
    return " ".join(words)

"""What a search engine must do, and what it is asked.

Engines know tokens (``language.analysis``) and numbers, nothing of what a reader types and nothing of
stories: what is looked for is decided before (``meaning``), what is shown afterwards (``queries``), so that
all engines find the same. A row holds only what anybody may read.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

#: Matches that are looked through for fitness and facets, the newest; beyond it a count is "more than".
LOOKED_THROUGH = 1_000
#: Matches of a guess that are looked through.
GUESSED_THROUGH = 200
#: How much a word weighs in the headline, about the story, in its text.
WEIGHTS = (10.0, 5.0, 1.0)
#: By how much a story of this minute outweighs one of long ago, and after how many days half of that is left.
FRESHNESS = 0.35
HALF_LIFE_DAYS = 365.0


@dataclass(frozen=True, slots=True)
class Document:
    """A story as an engine holds it.

    Args:
        headline, about, text: streams of ``language.analysis``; tokens parted by spaces.
        marks: what it can be filtered by and counted for, each a kind's letter and a value: ``s12``
            (section), ``a4`` (author), ``t55`` (subject), ``kinterview`` (kind). Of ASCII only.
        forms: its folded words, each once.
        names: its capitalised words as they are written, each once.
    """

    story_id: int
    language: str
    visible_from: datetime
    visible_until: datetime | None
    headline: str
    about: str
    text: str
    marks: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """Something that must occur: one of ``runs``, each of one or several tokens standing together.

    ``is_in_headline``: nowhere else.
    """

    runs: tuple[tuple[str, ...], ...]
    is_in_headline: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for among the stories of one language.

    Args:
        filters: of each group one mark must be there.
        since, until: first instant, and first instant no longer; of ``visible_from``.
    """

    language: str
    terms: tuple[Term, ...]
    excluded: tuple[Term, ...] = ()
    filters: tuple[tuple[str, ...], ...] = ()
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hits:
    """What an engine found.

    Args:
        ids: stories, in order, of the page that was asked for; one more than asked if there are more.
        count: stories in all; at least so many if ``is_open``.
        years: stories by year; nearly, if ``is_open``.
        marks: how many of those looked through have each mark; by ``l`` and the language too.
    """

    ids: tuple[int, ...] = ()
    count: int = 0
    is_open: bool = False
    years: Mapping[int, int] = field(default_factory=dict)
    marks: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stats:
    """What an engine holds, for whoever looks after it."""

    stories: int
    words: int
    bytes: int


class DamagedIndexError(Exception):
    """The index cannot be read: it is thrown away and made again, and plain results are given meanwhile."""


class Engine(Protocol):
    """One kind of search engine. Every write is durable when it returns, and safe to run twice.

    ``search``, ``guess`` and the vocabulary raise ``DamagedIndexError`` while they cannot answer.
    """

    def put(self, documents: Sequence[Document]) -> None:
        """Write stories, replacing what was there of them."""

    def remove(self, story_ids: Sequence[int]) -> None:
        """Forget stories."""

    def search(
        self, queries: Sequence[Query], *, at: datetime, is_newest_first: bool, skip: int, most: int
    ) -> Hits:
        """Find what readers may see at an instant, with one query for each language.

        By fitness: BM25 with ``WEIGHTS``, times freshness, of the newest ``LOOKED_THROUGH`` that match.
        """

    def guess(self, query: Query, *, at: datetime, most: int) -> list[int]:
        """Visible stories, newest first, of the newest ``GUESSED_THROUGH`` that match; nothing is ranked."""

    def names_near(self, keys: Sequence[str], *, language: str) -> list[str]:
        """Capitalised words of a language's stories, as written, filed under any of these name keys."""

    def forms_beginning(self, start: str, *, language: str, most: int) -> list[str]:
        """Folded words of a language's stories that begin so; the first of them in the order of letters."""

    def forms_near(self, numbers: Sequence[int], *, language: str) -> list[str]:
        """Folded words of a language's stories that are filed under any of these numbers.

        Args:
            numbers: what ``vocabulary.deletions`` gives for a word; a form is filed under its own.
        """

    def holds(self, terms: Sequence[Term], *, language: str, at: datetime, most: int) -> list[int]:
        """For each term, in how many visible stories it occurs, counted up to ``most``."""

    def rebuild(self, documents: Callable[[int], Iterable[Sequence[Document]]]) -> Iterator[int]:
        """Write a new index beside the one that answers, and put it in its place; yields how many are done.

        What ``put`` and ``remove`` are told meanwhile is in both. One that was begun and not ended goes on.

        Args:
            documents: gives all stories with a number above the one told, in batches, by their numbers.
        """

    def stats(self) -> Stats:
        """How much it holds."""

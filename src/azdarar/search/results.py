"""What a search answers with."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from azdarar.articles.queries import StoryCard
from azdarar.search.asking import Asked

#: The facets of a search, in the order a reader meets them.
FACETS = ("section", "author", "language", "kind", "subject")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sentence. ``is_marked``: the words that were looked for."""

    text: str
    is_marked: bool = False


#: A whole sentence of a story.
Snippet = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """A story that was found: its headline, and the sentences that hold what was looked for."""

    card: StoryCard
    headline: Snippet
    snippets: tuple[Snippet, ...] = ()


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow a search. ``value`` goes into the address, ``label`` is read."""

    value: str
    label: str
    count: int
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class AlsoFound:
    """Other spellings that were looked for with a word, as the paper writes them."""

    word: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a search.

    Args:
        count: how many stories; at least so many, if ``is_count_open``: common words are not counted through.
        years: (year, stories), oldest first.
        corrected: (word typed, word looked for instead), where no story held the one that was typed.
        is_plain: the index is damaged or being made: stories by their headline's words, without facets.
        is_too_long: nothing was looked for, and the reader is told.
    """

    asked: Asked
    results: tuple[Result, ...] = ()
    count: int = 0
    is_count_open: bool = False
    years: tuple[tuple[int, int], ...] = ()
    facets: Mapping[str, tuple[Facet, ...]] = field(default_factory=dict)
    also: tuple[AlsoFound, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()
    has_more: bool = False
    is_plain: bool = False
    is_too_long: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a reader may mean while typing. ``kind``: subject, section, author or story."""

    kind: str
    text: str
    address: str
    language: str

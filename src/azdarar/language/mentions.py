"""Names in a running text: where those that are known stand, in whatever case, and which are unknown.

A name is known by its folded words. A word of a text stands for one of them when it is the same word, or may
be a form of it (``names.word_forms``): *Пашиняном*, *Փաշինյանին*, *Erdoğan’ın*, *d’Artsakh*. The longest
name wins. Whatever a text tells against a reading is used: a small letter where a name has a capital,
another first name in front, the same word elsewhere in small letters, the capital that every sentence begins
with. What remains in doubt is said to be. Pure; which names are known is asked of ``Names``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from .mentioning.doubts import Doubts
from .mentioning.known import KnownName, Sort
from .mentioning.words import Word, forms_of_word, is_apart, unknown_runs, words_in

__all__ = [
    "Found",
    "KnownName",
    "Names",
    "Reading",
    "Sort",
    "Table",
    "Unknown",
    "is_telling",
    "known_words",
    "read",
]

#: Names of more words are known by these.
MOST_WORDS = 8
#: A name of one word with fewer letters says nothing.
SHORTEST = 2


#: Names by their first word, and those by their second; "" is the second of a name of one word.
Table = Mapping[str, Mapping[str, Sequence[KnownName]]]


class Names(Protocol):
    """Gives the names that begin with one of some folded words."""

    def beginning_with(self, words: Iterable[str], /) -> Table: ...


@dataclass(frozen=True, slots=True)
class Found:
    """A known name in a text: every owner it may stand for, in which part and where.

    ``is_sure``: nothing in the text speaks against it, and it has one owner.
    """

    owners: tuple[int, ...]
    name: str
    sort: Sort
    part: int
    start: int
    end: int
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Unknown:
    """Words with capitals that are no known name; ``words`` as they stand in the text."""

    words: tuple[str, ...]
    part: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in a text."""

    found: tuple[Found, ...]
    unknown: tuple[Unknown, ...]


def known_words(name: str) -> tuple[tuple[str, ...], tuple[bool, ...]]:
    """The folded words of a name as ``KnownName`` holds them, and which have capitals."""
    words = words_in(name)[:MOST_WORDS]
    return tuple(word.folded for word in words), tuple(word.is_capital for word in words)


def is_telling(words: Sequence[str]) -> bool:
    """Whether a name can be looked for at all: one of a letter or two, or of digits, is everywhere."""
    if not words:
        return False
    letters = "".join(words)
    return not letters.isdigit() and (len(words) > 1 or len(letters) > SHORTEST)


def read(parts: Sequence[str], *, language: str, names: Names) -> Reading:
    """Find the known names of a text, and the words with capitals that are none.

    Linear in the text; asks ``names`` once.

    Args:
        parts: headline, standfirst, paragraphs…; a name never runs from one into the next.
        language: the text's BCP 47 tag.
    """
    told = [words_in(part) for part in parts]
    forms = {
        word.key: forms_of_word(word.key, language)
        for words in told
        for word in words
        if len(word.folded) > 1 or word.is_capital
    }
    table = names.beginning_with({form for many in forms.values() for form in many})
    doubts = Doubts(told)
    found: list[Found] = []
    taken: list[list[tuple[int, int]]] = []
    for part, words in enumerate(told):
        spans: list[tuple[int, int]] = []
        place = 0
        while place < len(words):
            length, hits = _longest_at(words, place, table, forms)
            if hits and not doubts.is_of_another(words, place, length, hits[0]):
                found.append(_found(hits, words, place, length, part, doubts))
                spans.append((place, place + length))
            place += max(length, 1)
        taken.append(spans)
    unknown = [
        Unknown(tuple(word.text for word in run), part, run[0].start, run[-1].end)
        for part, words in enumerate(told)
        for run in unknown_runs(words, taken[part], doubts.is_small)
    ]
    return Reading(tuple(_settled(found)), tuple(unknown))


def _longest_at(
    words: Sequence[Word],
    place: int,
    table: Table,
    forms: Mapping[str, Sequence[str]],
) -> tuple[int, list[KnownName]]:
    """The names of most words that stand at a place, the most exact of them; and how many words that is."""
    best: list[KnownName] = []
    rank = (0, 0)
    for form in forms.get(words[place].key, ()):
        for name in _beginning_at(words, place, table.get(form), forms):
            exact = _matches(name, words, place, forms)
            if exact < 0 or (len(name.words), exact) < rank:
                continue
            if (len(name.words), exact) > rank:
                rank, best = (len(name.words), exact), []
            best.append(name)
    return rank[0], best


def _beginning_at(
    words: Sequence[Word],
    place: int,
    by_second: Mapping[str, Sequence[KnownName]] | None,
    forms: Mapping[str, Sequence[str]],
) -> Iterator[KnownName]:
    """Of the names with a first word, those whose second may be the next of the text."""
    if by_second is None:
        return
    yield from by_second.get("", ())
    if place + 1 < len(words) and len(by_second) > ("" in by_second):
        following = words[place + 1]
        for form in forms.get(following.key) or (following.folded,):
            yield from by_second.get(form, ())


def _matches(name: KnownName, words: Sequence[Word], place: int, forms: Mapping[str, Sequence[str]]) -> int:
    """How many words of a name stand at a place letter for letter; -1 where it does not stand there."""
    size = len(name.words)
    if place + size > len(words):
        return -1
    exact = capitals = 0
    for index, wanted in enumerate(name.words):
        word = words[place + index]
        if index and is_apart(words[place + index - 1], word):
            return -1
        if word.folded == wanted:
            exact += 1
        elif len(wanted) == 1 or wanted not in forms.get(word.key, ()):
            return -1
        if name.capitals[index] and not word.is_capital and word.has_case:
            # Le haut-Karabagh, the treaty of Lausanne: only the first capital may be the writer's choice.
            if index or size == 1 or name.sort is not Sort.WHOLE:
                return -1
        elif name.capitals[index]:
            capitals += 1
    return exact if capitals or not any(name.capitals[1:]) else -1


def _found(
    hits: Sequence[KnownName], words: Sequence[Word], place: int, length: int, part: int, doubts: Doubts
) -> Found:
    owners = tuple(dict.fromkeys(hit.owner for hit in hits))
    # A whole name of one counts before the family name of another.
    whole = [hit for hit in hits if hit.sort is Sort.WHOLE]
    if whole:
        owners = tuple(dict.fromkeys(hit.owner for hit in whole))
    first = whole[0] if whole else hits[0]
    is_sure = (
        len(owners) == 1
        and first.sort is not Sort.FAMILY
        and not doubts.is_doubtful(words, place, length, first)
    )
    return Found(
        owners=owners,
        name=first.text,
        sort=first.sort,
        part=part,
        start=words[place].start,
        end=words[place + length - 1].end,
        is_sure=is_sure,
    )


def _settled(found: Sequence[Found]) -> list[Found]:
    """Let sure names decide doubtful ones: whom a text names in full it means by the family name."""
    sure = {one.owners[0] for one in found if one.is_sure}
    settled = []
    for one in found:
        known = [owner for owner in one.owners if owner in sure]
        owners = tuple(known) if known else one.owners
        is_sure = one.is_sure or len(known) == 1
        settled.append(Found(owners, one.name, one.sort, one.part, one.start, one.end, is_sure))
    return settled

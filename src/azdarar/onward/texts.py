"""The nearest of some texts to each of them, listed as stories of a paper are: to try it on others' texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from azdarar.onward.internal.catalogue import Catalogue, Entry, as_small
from azdarar.onward.internal.choosing import MOST_ENTRIES, WORDS, choose, reason
from azdarar.onward.internal.space import fit, pack
from azdarar.onward.internal.words import Words


@dataclass(frozen=True, slots=True)
class NearText:
    """The number of a text near to another, how near (0 to 1), and the words that say why."""

    number: int
    nearness: float
    words: tuple[str, ...]


def nearest_texts(
    texts: Sequence[tuple[str, str]], *, language: str, most: int, is_plain: bool = False
) -> Iterator[list[NearText]]:
    """For each text those nearest to it, nearest first.

    Args:
        texts: headline and text of each.
        most: how many; a list as a page shows it has ten at the most.
        is_plain: the nearest as they are; otherwise copies are left out and what is alike is spread.
    """
    words = Words(language)
    counted = [words.count(headline, text) for headline, text in texts]
    space = fit([pack(one) for one in counted], stories=len(counted))
    catalogue = Catalogue({language: space}, room=len(counted))
    forms: list[dict[int, str]] = []
    entries = []
    for number, one in enumerate(counted):
        terms, weights = space.best_terms(one)
        forms.append({int(term): one.forms[int(term)] for term in terms})
        vector = as_small(space.fold_in(one))
        entries.append(Entry(number + 1, language, 0, 0, 0, vector, terms, weights, length=one.length))
    catalogue.fill(entries)
    for row in range(len(texts)):
        near = catalogue.near(row)
        if is_plain:
            found = zip(near.rows[:most].tolist(), near.scores[:most].tolist(), strict=True)
        else:
            links = choose(catalogue, row, near, forms=forms[row], most=min(most, MOST_ENTRIES))
            found = iter([(link.article_id - 1, link.score / 1000) for link in links])
        yield [
            NearText(other, score, _words(catalogue, row, other, forms=forms[row])) for other, score in found
        ]


def _words(catalogue: Catalogue, row: int, other: int, *, forms: dict[int, str]) -> tuple[str, ...]:
    code, argument = reason(catalogue, row, other, forms=forms)
    return tuple(argument.split(" ")) if code == WORDS else ()

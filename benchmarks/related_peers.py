"""Two ways others find stories like one, to stand in the same table: TF-IDF's nearest, and BM25 asked with
a story's own words (what a search engine calls *more like this*)."""

import math
from collections.abc import Sequence

import numpy as np

from azdarar.onward.internal.words import Counted


class Peers:
    """Both over the same counted words."""

    def __init__(self, counted: Sequence[Counted]) -> None:
        self._counted = counted
        self._postings: dict[int, tuple[list[int], list[int]]] = {}
        for number, one in enumerate(counted):
            for term, times in one.counts.items():
                rows, values = self._postings.setdefault(term, ([], []))
                rows.append(number)
                values.append(times)
        self._lengths = np.array([one.length for one in counted], np.float32)
        self._arrays = {
            term: (np.array(rows), np.array(values, np.float32))
            for term, (rows, values) in self._postings.items()
        }
        count = len(counted)
        self._idf = {term: math.log(count / len(rows)) for term, (rows, _values) in self._postings.items()}
        self._norms = np.array(
            [
                math.sqrt(sum(((1 + math.log(n)) * self._idf[t]) ** 2 for t, n in one.counts.items())) or 1.0
                for one in counted
            ]
        )

    def tf_idf(self, number: int, most: int) -> list[int]:
        """Nearest by the cosine of all terms."""
        scores = np.zeros(len(self._counted))
        for term, times in self._counted[number].counts.items():
            rows, values = self._arrays[term]
            scores[rows] += (1 + math.log(times)) * self._idf[term] ** 2 * (1 + np.log(values))
        return self._best(scores / self._norms, number, most)

    def more_like_this(self, number: int, most: int, *, terms: int) -> list[int]:
        """Best by BM25, asked with the story's own best terms, each once."""
        count = len(self._counted)
        own = self._counted[number].counts
        asked = sorted(own, key=lambda term: -(1 + math.log(own[term])) * self._idf[term])[:terms]
        average = float(self._lengths.mean())
        scores = np.zeros(count)
        for term in asked:
            rows, values = self._arrays[term]
            rarity = math.log(1 + (count - len(rows) + 0.5) / (len(rows) + 0.5))
            norm = 1.2 * (0.25 + 0.75 * self._lengths[rows] / average)
            scores[rows] += rarity * values * 2.2 / (values + norm)
        return self._best(scores, number, most)

    @staticmethod
    def _best(scores: "np.ndarray", number: int, most: int) -> list[int]:
        scores[number] = -1
        best = np.argpartition(-scores, most)[:most]
        return [int(one) for one in best[np.argsort(-scores[best], kind="stable")]]

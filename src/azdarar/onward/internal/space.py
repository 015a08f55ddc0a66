"""The space in which stories of one language are near or far: fitted on some of them, the others folded in.

Latent semantic analysis by a randomised singular value decomposition, in numpy alone. Words that go together
in the sample come to lie together, so that two stories of one thing are near without sharing their words.

Source:
    Deerwester and others, "Indexing by latent semantic analysis" (1990); Halko, Martinsson and Tropp,
    "Finding structure with randomness" (2011), algorithm 4.4.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from azdarar.onward.internal.arrays import np
from azdarar.onward.internal.words import Counted

DIMENSIONS = 128
#: Terms a space knows at the most; each takes 256 bytes.
MOST_TERMS = 40_000
#: A term must stand in so many stories of the sample.
_LEAST_STORIES = 2
_BEYOND, _ROUNDS = 12, 3
#: Below so many stories of a language nothing is fitted: words and subjects alone decide.
LEAST_SAMPLE = 60
#: Stories of one cell; where stories are near, so are their cells.
_CELL = 400
_MOST_CELLS = 1_024
_SEED = 7
# BM25, as measured everywhere else.
_K1, _B = 1.2, 0.75
#: Best terms of a story that are kept.
BEST_TERMS = 32
#: What a word says that stands in two stories of five; what one says that the sample does not know, of the
#: rarest: measured on three corpora, where words of one story alone only pushed out those that are shared.
_LEAST_IDF, _UNKNOWN = 0.9, 0.1


@dataclass(slots=True)
class Space:
    """What a language's stories are measured by. ``projection`` is empty where the sample was too small."""

    terms: Any  # sorted, uint32
    idf: Any
    projection: Any  # float16, a row for each term
    cells: Any  # float32, a row for the middle of each cell
    average_length: float
    sample: int

    def idf_of(self, terms: Any) -> Any:
        """How rare terms are; one that the sample does not hold is most often a slip, and says little."""
        unknown = _UNKNOWN * math.log(1 + max(self.sample, 1)) if len(self.projection) else 1.0
        if not len(self.idf):
            return np.full(len(terms), unknown, np.float32)
        place, is_known = self._places(terms)
        return np.where(is_known, self.idf[place], unknown).astype(np.float32)

    def _places(self, terms: Any) -> tuple[Any, Any]:
        if not len(self.terms):
            return np.zeros(len(terms), np.int64), np.zeros(len(terms), bool)
        place = np.minimum(np.searchsorted(self.terms, terms), len(self.terms) - 1)
        return place, self.terms[place] == terms

    def fold_in(self, counted: Counted) -> Any:
        """Where a story lies: a vector of length one, or noughts where none of its words is known."""
        if not len(self.projection):
            return np.zeros(DIMENSIONS, np.float32)
        terms = np.fromiter(counted.counts.keys(), np.uint32, len(counted.counts))
        times = np.fromiter(counted.counts.values(), np.float32, len(counted.counts))
        place, is_known = self._places(terms)
        place, times = place[is_known], times[is_known]
        weights = (1 + np.log(times)) * _without_common(self.idf[place])
        vector = weights @ self.projection[place].astype(np.float32)
        length = float(np.linalg.norm(vector))
        return vector / length if length > 1e-6 else np.zeros(DIMENSIONS, np.float32)

    def best_terms(self, counted: Counted) -> tuple[Any, Any]:
        """A story's best terms and their weights (0 to 255, of a vector of length 255), best first."""
        terms = np.fromiter(counted.counts.keys(), np.uint32, len(counted.counts))
        times = np.fromiter(counted.counts.values(), np.float32, len(counted.counts))
        if not len(terms):
            return terms, np.zeros(0, np.uint8)
        idf = self.idf_of(terms)
        norm = _K1 * (1 - _B + _B * counted.length / max(self.average_length, 1.0))
        # The root: a product of two such weights holds the rarity once, not twice, as BM25 does.
        weights = np.sqrt(idf) * times * (_K1 + 1) / (times + norm)
        weights[idf < _LEAST_IDF] = 0  # a word of two stories in five says nothing
        best = np.argsort(-weights, kind="stable")[:BEST_TERMS]
        best = best[weights[best] > 0]
        length = float(np.linalg.norm(weights[best])) or 1.0
        return terms[best], np.rint(weights[best] * (255 / length)).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class Packed:
    """Counted words in a tenth of the memory: twenty thousand stories of a sample are held at once."""

    terms: Any
    times: Any
    length: int


def pack(counted: Counted) -> Packed:
    """Counted words without their forms."""
    terms = np.fromiter(counted.counts.keys(), np.uint32, len(counted.counts))
    times = np.fromiter(counted.counts.values(), np.float32, len(counted.counts))
    return Packed(terms, times, counted.length)


def fit(sample: Sequence[Packed], *, stories: int) -> Space:
    """Fit a space on a sample of a language's stories.

    Args:
        stories: how many there are in all; they decide how many cells there will be.
    """
    terms, rows = _table(sample)
    count = len(sample)
    average = float(np.mean([one.length for one in sample])) if sample else 1.0
    frequency = np.bincount(rows.columns, minlength=len(terms))
    idf = np.log(1 + (count - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
    if count < LEAST_SAMPLE:
        empty = np.zeros((0, DIMENSIONS), np.float16)
        return Space(terms, idf, empty, np.zeros((1, DIMENSIONS), np.float32), average, count)
    is_used = frequency >= _LEAST_STORIES
    if is_used.sum() > MOST_TERMS:
        least = np.partition(frequency[is_used], -MOST_TERMS)[-MOST_TERMS]
        is_used &= frequency > least
    kept = np.flatnonzero(is_used)
    weighted = rows.weighted(idf=_without_common(idf), kept=kept, terms=len(terms))
    rank = min(DIMENSIONS, max(8, count // 8))
    projection = np.zeros((len(kept), DIMENSIONS), np.float32)
    projection[:, :rank] = _right_vectors(weighted, rank=rank)
    known = Space(
        terms[kept],
        idf[kept],
        projection.astype(np.float16),
        np.zeros((1, DIMENSIONS), np.float32),
        average,
        count,
    )
    vectors = weighted.times(projection)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    known.cells = _cells(vectors, count=max(1, min(_MOST_CELLS, stories // _CELL, count // 8)))
    return known


def _without_common(idf: Any) -> Any:
    """A word of two stories in five brings none of them together."""
    return np.where(idf < _LEAST_IDF, 0, idf)


@dataclass(slots=True)
class _Rows:
    """A sparse matrix, row by row: stories by terms."""

    starts: Any
    columns: Any
    values: Any
    width: int

    def weighted(self, *, idf: Any, kept: Any, terms: int) -> _Rows:
        """Logarithm of how often, by how rare; each row of length one; only the columns that are kept."""
        place = np.full(terms, -1, np.int64)
        place[kept] = np.arange(len(kept))
        values = (1 + np.log(self.values)) * idf[self.columns]
        of_row = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        columns = place[self.columns]
        is_kept = columns >= 0
        of_row, columns, values = of_row[is_kept], columns[is_kept], values[is_kept]
        squares = np.bincount(of_row, values * values, minlength=len(self.starts) - 1)
        values = (values / np.sqrt(np.maximum(squares, 1e-12))[of_row]).astype(np.float32)
        starts = np.zeros(len(self.starts), np.int64)
        np.cumsum(np.bincount(of_row, minlength=len(self.starts) - 1), out=starts[1:])
        return _Rows(starts, columns.astype(np.int32), values, len(kept))

    def turned(self) -> _Rows:
        """Terms by stories."""
        of_row = np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), np.diff(self.starts))
        order = np.argsort(self.columns, kind="stable")
        starts = np.zeros(self.width + 1, np.int64)
        np.cumsum(np.bincount(self.columns, minlength=self.width), out=starts[1:])
        return _Rows(starts, of_row[order], self.values[order], len(self.starts) - 1)

    def times(self, dense: Any) -> Any:
        """This matrix by a dense one, some rows at a time: what is gathered takes little memory."""
        height = len(self.starts) - 1
        product = np.zeros((height, dense.shape[1]), np.float32)
        step = 0
        while step < height:
            end = int(np.searchsorted(self.starts, self.starts[step] + 60_000, side="right")) - 1
            end = min(height, max(end, step + 1))
            first, last = self.starts[step], self.starts[end]
            if last > first:
                parts = dense[self.columns[first:last]] * self.values[first:last, None]
                filled = np.flatnonzero(np.diff(self.starts[step : end + 1])) + step
                product[filled] = np.add.reduceat(parts, self.starts[filled] - first, axis=0)
            step = end
        return product


def _table(sample: Sequence[Packed]) -> tuple[Any, _Rows]:
    starts = np.zeros(len(sample) + 1, np.int64)
    np.cumsum([len(one.terms) for one in sample], out=starts[1:])
    told = np.concatenate([one.terms for one in sample]) if sample else np.zeros(0, np.uint32)
    values = np.concatenate([one.times for one in sample]) if sample else np.zeros(0, np.float32)
    terms, columns = np.unique(told, return_inverse=True)
    return terms, _Rows(starts, columns.astype(np.int32), values, len(terms))


def _right_vectors(rows: _Rows, *, rank: int) -> Any:
    """The first right singular vectors: a column for each."""
    chance = np.random.default_rng(_SEED)
    turned = rows.turned()
    width = min(rank + _BEYOND, rows.width, len(rows.starts) - 1)
    basis = rows.times(chance.standard_normal((rows.width, width), np.float32))
    for _round in range(_ROUNDS):
        basis, _rest = np.linalg.qr(basis)
        basis = rows.times(np.linalg.qr(turned.times(basis))[0])
    basis, _rest = np.linalg.qr(basis)
    small = turned.times(basis)  # terms by width: the transposed of what is decomposed
    left, _values, _right = np.linalg.svd(small, full_matrices=False)
    found = np.zeros((rows.width, rank), np.float32)
    found[:, : min(rank, width)] = left[:, : min(rank, width)]
    return found


def _cells(vectors: Any, *, count: int) -> Any:
    """The middles of cells, by a few rounds of k-means on vectors of length one."""
    if count <= 1:
        return np.zeros((1, DIMENSIONS), np.float32)
    chance = np.random.default_rng(_SEED)
    middles = vectors[chance.choice(len(vectors), count, replace=False)].copy()
    for _round in range(6):
        nearest = np.concatenate(
            [
                np.argmax(part @ middles.T, axis=1)
                for part in np.array_split(vectors, len(vectors) // 2048 + 1)
            ]
        )
        sums = np.zeros_like(middles)
        np.add.at(sums, nearest, vectors)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        middles = np.where(lengths > 1e-6, sums / np.maximum(lengths, 1e-6), middles)
    return middles.astype(np.float32)

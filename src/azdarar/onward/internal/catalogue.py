"""Every story of the archive as a few numbers, in memory, where what is near is found without a database.

Some 470 bytes a story; only the worker, and the commands, ever hold one.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from azdarar.onward.internal.arrays import np
from azdarar.onward.internal.space import BEST_TERMS, DIMENSIONS, Space

#: Subjects of a story that are compared, and of its best terms those by which it is looked up.
MOST_SUBJECTS, LOOKED_UP_TERMS = 6, 8
#: Stories a term or a subject may bring up; one that has more is not looked up by.
_MOST_BROUGHT_UP = 2_500
#: Terms of a story that are looked up by, and stories they bring up.
_ASKED_TERMS, _MOST_BY_TERMS = 12, 100
_MOST_BY_VECTOR = 200
#: Stories that are measured one by one; below as many of a language all of them are.
_LEAST_MEASURED, _SHARE_MEASURED = 4_000, 0.02
_NO_ONE = -1
#: How much of nearness is the vectors' say, the rest the words', in hundredths, by the words of a story: of a
#: short one all are kept, of a long one only the best. Measured (``python -m benchmarks related``).
_SHORT, _LONG = (40, 20), (100, 75)
#: How rare a word must be to be given as the reason: one story in ten.
_LEAST_RARITY = 2.3


@dataclass(slots=True)
class Entry:
    """What is kept of a story to compare it by."""

    article_id: int
    language: str
    minute: int
    section: int
    author: int
    vector: Any  # int8
    terms: Any  # uint32, best first
    weights: Any  # uint8
    subjects: tuple[int, ...] = ()
    quality: float = 0.0
    is_wire: bool = False
    family: bytes = b""
    length: int = 0


class Lookup:
    """Rows by a key, several of each: sorted once, and what is added later beside it.

    Args:
        keys: a row of keys for each row of the catalogue; noughts are no keys.
    """

    def __init__(self, keys: Any) -> None:
        # Key and row in one number, sorted in place: half the memory of sorting by another array.
        both = keys.astype(np.uint64)
        both <<= np.uint64(32)
        both |= np.arange(len(keys), dtype=np.uint64)[:, None]
        both = both.ravel()
        both.sort()
        without = int(both.searchsorted(np.uint64(2**32)))
        # Noughts are let go of where there are many; where there are few, a copy takes more for a moment.
        self._both = both[without:].copy() if without * 2 > len(both) else both[without:]
        self._rows = self._both.view(np.int32)[0 if sys.byteorder == "little" else 1 :: 2]
        self._later: dict[int, list[int]] = {}

    def rows(self, key: int) -> Any:
        """The rows of a key; some may be of what was changed since."""
        first = self._both.searchsorted(np.uint64(key << 32))
        last = self._both.searchsorted(np.uint64(key << 32 | 2**32 - 1), side="right")
        found = self._rows[first:last]
        later = self._later.get(key)
        return np.concatenate([found, np.array(later, np.int32)]) if later else found

    def add(self, key: int, row: int) -> None:
        """Find a row by one more key from now on."""
        self._later.setdefault(key, []).append(row)


@dataclass(slots=True)
class Near:
    """Stories near to one: their rows, how near, and what of it words, vectors and subjects say."""

    rows: Any
    scores: Any
    cosines: Any
    overlaps: Any


class Catalogue:
    """All stories in memory. Rows are never given to another story; what is gone is only not alive."""

    def __init__(self, spaces: dict[str, Space], *, room: int = 1_024) -> None:
        self.spaces = spaces
        self.languages = sorted(spaces)
        self.count = 0
        self.weight_of_subject: dict[int, float] = {}
        first, self._first_cell = 0, dict[str, int]()
        for language in self.languages:
            self._first_cell[language] = first
            first += len(spaces[language].cells)
        self._make_room(max(room, 16))
        self._later: dict[int, int] = {}
        self._index()

    # -- filling -------------------------------------------------------------------------------

    def fill(self, entries: Iterable[Entry]) -> None:
        """Take many entries, and sort all there are for looking up."""
        for entry in entries:
            self._write(self.count, entry)
            self.count += 1
        self._index()

    def put(self, entry: Entry) -> int:
        """Take one entry, new or changed; returns its row."""
        row = self.row_of(entry.article_id)
        if row == _NO_ONE:
            row = self.count
            self.count += 1
            self._later[entry.article_id] = row
        self._write(row, entry)
        for term in self.terms[row, :LOOKED_UP_TERMS]:
            self._by_term.add(int(term), row)
        for subject in self.subjects[row]:
            if subject:
                self._by_subject.add(int(subject), row)
        self._by_cell.add(int(self.cell[row]) + 1, row)
        return row

    def remove(self, article_id: int) -> None:
        """Let no list name a story any more."""
        row = self.row_of(article_id)
        if row != _NO_ONE:
            self.alive[row] = False

    def row_of(self, article_id: int) -> int:
        """The row of a story, or -1."""
        later = self._later.get(article_id)
        if later is not None:
            return later
        place = int(np.searchsorted(self._sorted_ids, article_id))
        if place < len(self._sorted_ids) and self._sorted_ids[place] == article_id:
            return int(self._order_of_ids[place])
        return _NO_ONE

    def _write(self, row: int, entry: Entry) -> None:
        if row >= len(self.ids):
            self._make_room(len(self.ids) * 11 // 10 + 64)
        language = self.languages.index(entry.language)
        self.ids[row], self.language[row], self.minute[row] = entry.article_id, language, entry.minute
        self.section[row], self.author[row] = entry.section, entry.author
        self.vectors[row] = entry.vector
        whole = entry.vector.astype(np.float32)
        length = float(np.sqrt(whole @ whole))
        self.scale[row] = 1 / length if length else 0.0
        kept = min(len(entry.terms), BEST_TERMS)
        self.terms[row], self.weights[row] = 0, 0
        self.terms[row, :kept], self.weights[row, :kept] = entry.terms[:kept], entry.weights[:kept]
        self.subjects[row] = 0
        told = entry.subjects[:MOST_SUBJECTS]
        self.subjects[row, : len(told)] = told
        self.quality[row], self.is_wire[row], self.alive[row] = entry.quality, entry.is_wire, True
        self.say[row] = np.interp(entry.length, (_SHORT[0], _LONG[0]), (_SHORT[1], _LONG[1]))
        self.family[row] = int.from_bytes(entry.family[:7], "big")
        cells = self.spaces[entry.language].cells
        nearest = int(np.argmax(cells @ (whole * self.scale[row]))) if len(cells) > 1 else 0
        self.cell[row] = self._first_cell[entry.language] + nearest

    def _make_room(self, rows: int) -> None:
        for name, (kind, width) in _COLUMNS.items():
            made = np.zeros((rows, width) if width else rows, kind)
            former = getattr(self, name, None)
            if former is not None:
                made[: len(former)] = former
            setattr(self, name, made)

    def _index(self) -> None:
        self._order_of_ids = np.argsort(self.ids[: self.count]).astype(np.int32)
        self._sorted_ids = self.ids[self._order_of_ids]
        self._later.clear()
        self._by_term = Lookup(self.terms[: self.count, :LOOKED_UP_TERMS])
        self._by_subject = Lookup(self.subjects[: self.count])
        # Cells are counted from nought, keys from one.
        self._by_cell = Lookup(self.cell[: self.count, None] + 1)

    # -- asking --------------------------------------------------------------------------------

    def cosines(self, row: int, others: Any) -> Any:
        """How near vectors are to one of them, -1 to 1."""
        own = self.vectors[row].astype(np.float32) * self.scale[row]
        return (self.vectors[others].astype(np.float32) @ own) * self.scale[others]

    def overlaps(self, row: int, others: Any) -> Any:
        """How much of their best terms stories have in common with one, 0 to 1."""
        own = self.terms[row]
        order = np.argsort(own)
        own, weights = own[order], self.weights[row][order].astype(np.float32)
        told = self.terms[others]
        place = np.minimum(np.searchsorted(own, told), len(own) - 1)
        shared = np.where((own[place] == told) & (told != 0), weights[place], 0)
        return (shared * self.weights[others]).sum(axis=1) / (255.0 * 255.0)

    def in_common(self, row: int, others: Any) -> Any:
        """What the subjects that stories share with one are worth, up to 0.3."""
        own = [int(subject) for subject in self.subjects[row] if subject]
        worth = np.zeros(len(others), np.float32)
        told = self.subjects[others]
        for subject in own:
            worth += (told == subject).any(axis=1) * np.float32(self.weight_of_subject.get(subject, 0.1))
        return np.minimum(worth, 0.3)

    def near(self, row: int, *, others: Any = None) -> Near:
        """Stories of its language near to one, nearest first: by vectors, by rare words, by subjects.

        Args:
            others: rows to look at instead of looking for them.
        """
        if others is None:
            others = self._candidates(row)
        others = others[(others != row) & self.alive[others] & (self.language[others] == self.language[row])]
        cosines, overlaps = self.cosines(row, others), self.overlaps(row, others)
        scores = self._scores(row, others, self.likeness(row, cosines, overlaps))
        order = np.argsort(-scores, kind="stable")
        return Near(others[order], scores[order], cosines[order], overlaps[order])

    def nearness_to(self, others: Any, row: int) -> Any:
        """How near one story is to each of some others: the scores that each of those would give it."""
        cosines, overlaps = self.cosines(row, others), self.overlaps(row, others)
        return self._scores(row, others, self.likeness(others, cosines, overlaps))

    def _scores(self, row: int, others: Any, likeness: Any) -> Any:
        apart = np.abs(self.minute[others] - self.minute[row]) / (60 * 24 * 365.0)
        return (likeness + self.in_common(row, others)) * (0.85 + 0.15 * np.exp(-apart))

    def likeness(self, row: Any, cosines: Any, overlaps: Any) -> Any:
        """What vectors and words say together of how like things are, as a story has it, or each of some."""
        say = np.where(self.scale[row] > 0, self.say[row], 0).astype(np.float32) / 100
        return say * cosines + (1 - say) * overlaps

    def _candidates(self, row: int) -> Any:
        found = [self._by_vectors(row), self._by_words(row)]
        for subject in self.subjects[row]:
            if subject:
                told = self._by_subject.rows(int(subject))
                found.append(told if len(told) <= _MOST_BROUGHT_UP else told[-300:])
        return np.unique(np.concatenate(found))

    def _by_vectors(self, row: int) -> Any:
        if not self.scale[row]:
            return np.zeros(0, np.int32)
        rows = self._around(row)
        cosines = self.cosines(row, rows)
        if len(rows) > _MOST_BY_VECTOR:
            rows = rows[np.argpartition(-cosines, _MOST_BY_VECTOR)[:_MOST_BY_VECTOR]]
        return rows

    def _around(self, row: int) -> Any:
        """The rows of the cells nearest to a story: some thousands."""
        language = self.languages[int(self.language[row])]
        cells, first = self.spaces[language].cells, self._first_cell[language]
        if len(cells) == 1:
            return self._by_cell.rows(first + 1)
        own = self.vectors[row].astype(np.float32) * self.scale[row]
        wanted = max(_LEAST_MEASURED, int(self.count * _SHARE_MEASURED))
        parts, held = [], 0
        for cell in np.argsort(-(cells @ own)):
            parts.append(self._by_cell.rows(first + int(cell) + 1))
            held += len(parts[-1])
            if held >= wanted:
                break
        return np.concatenate(parts)

    def _by_words(self, row: int) -> Any:
        rows, worth = [], []
        for term, weight in zip(self.terms[row, :_ASKED_TERMS], self.weights[row], strict=False):
            if not weight:
                break
            told = self._by_term.rows(int(term))
            if 0 < len(told) <= _MOST_BROUGHT_UP:
                rows.append(told)
                worth.append(np.full(len(told), float(weight) ** 2, np.float32))
        if not rows:
            return np.zeros(0, np.int32)
        told, place = np.unique(np.concatenate(rows), return_inverse=True)
        sums = np.bincount(place, np.concatenate(worth))
        if len(told) > _MOST_BY_TERMS:
            told = told[np.argpartition(-sums, _MOST_BY_TERMS)[:_MOST_BY_TERMS]]
        return told.astype(np.int32)

    def likenesses(self, rows: Any) -> tuple[Any, Any]:
        """Of some stories each with each: how near their vectors, how much of their best terms in common."""
        whole = self.vectors[rows].astype(np.float32) * self.scale[rows][:, None]
        terms, place = np.unique(self.terms[rows], return_inverse=True)
        said = np.zeros((len(rows), len(terms)), np.float32)
        said[np.arange(len(rows))[:, None], place.reshape(len(rows), -1)] = self.weights[rows]
        if len(terms) and terms[0] == 0:
            said[:, 0] = 0
        return whole @ whole.T, said @ said.T / (255.0 * 255.0)

    def telling_terms(self, row: int) -> dict[int, float]:
        """A story's terms that few others have, and what each says: those can be a reason."""
        space = self.spaces[self.languages[int(self.language[row])]]
        rarity = space.idf_of(self.terms[row])
        # A word often said in both is no reason where every tenth story says it.
        least = min(_LEAST_RARITY, 0.4 * math.log(1 + space.sample))
        worth = np.where((rarity >= least) & (self.terms[row] != 0), self.weights[row] * rarity**2, 0)
        told = zip(self.terms[row].tolist(), worth.tolist(), strict=True)
        return {term: says for term, says in told if says > 0}

    def shared_terms(self, telling: Mapping[int, float], other: int) -> list[int]:
        """Of a story's telling terms those another shares, those that say most first."""
        theirs = zip(self.terms[other].tolist(), self.weights[other].tolist(), strict=True)
        shared = [(telling[term] * weight, term) for term, weight in theirs if term in telling]
        return [term for _worth, term in sorted(shared, reverse=True)]

    def shared_subjects(self, row: int, other: int) -> list[int]:
        """The subjects two stories share, those that bring them nearest first."""
        theirs = set(map(int, self.subjects[other]))
        shared = [int(one) for one in self.subjects[row] if one and int(one) in theirs]
        return sorted(shared, key=lambda one: -self.weight_of_subject.get(one, 0.1))


_COLUMNS: dict[str, tuple[Any, int]] = {
    "ids": (np.int64, 0),
    "language": (np.uint8, 0),
    "minute": (np.int32, 0),
    "section": (np.int32, 0),
    "author": (np.int32, 0),
    "vectors": (np.int8, DIMENSIONS),
    "scale": (np.float32, 0),
    "cell": (np.int32, 0),
    "terms": (np.uint32, BEST_TERMS),
    "weights": (np.uint8, BEST_TERMS),
    "subjects": (np.int32, MOST_SUBJECTS),
    "quality": (np.float32, 0),
    "is_wire": (np.bool_, 0),
    "alive": (np.bool_, 0),
    "family": (np.int64, 0),
    "say": (np.uint8, 0),
    "inbound": (np.int32, 0),
}


def as_small(vector: Any) -> Any:
    """A vector of length one as 128 bytes."""
    largest = float(np.abs(vector).max())
    return (
        np.rint(vector * (127 / largest)).astype(np.int8) if largest > 1e-6 else np.zeros(DIMENSIONS, np.int8)
    )

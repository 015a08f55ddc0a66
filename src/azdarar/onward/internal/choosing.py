"""A few of the stories near to one: not the same thing twice, and each with what it has to do with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from azdarar.onward.internal.arrays import np
from azdarar.onward.internal.catalogue import Catalogue, Near

#: Entries of a list: more than a page shows, so that what is taken back leaves no gap.
MOST_ENTRIES = 10
#: Stories a list is chosen from.
CHOSEN_FROM = 40
#: How near a story must be to be offered at all, and beside the nearest.
LEAST_SCORE, _LEAST_SHARE = 0.12, 0.3
#: How much a story's own nearness counts against its likeness to those chosen before.
_OWN = 0.8
#: Copies of one dispatch.
_COPY_COSINE, _COPY_OVERLAP = 0.95, 0.8
#: Stories of one thread: the same names and numbers all through.
_THREAD_COSINE, _THREAD_OVERLAP = 0.9, 0.65
_MOST_OF_AN_AUTHOR = 2
#: Words that say why, and the shortest that says anything.
_MOST_WORDS, _SHORTEST_WORD = 2, 4

SUBJECT, WORDS, SIGNATURE, SECTION, ARCHIVE = "subject", "words", "signature", "section", "archive"
_NOTHING_KNOWN: Mapping[int, tuple[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of a list: a story, how near it is (thousandths), why, and the thread it belongs to."""

    article_id: int
    score: int
    code: str
    argument: str = ""
    thread: int = 0

    def written(self) -> list[Any]:
        """As a row keeps it."""
        return [self.article_id, self.score, self.code, self.argument, self.thread]


def choose(
    catalogue: Catalogue,
    row: int,
    near: Near,
    *,
    forms: Mapping[int, str],
    events: frozenset[int] = frozenset(),
    known: Mapping[int, tuple[str, str]] = _NOTHING_KNOWN,
    most: int = MOST_ENTRIES,
) -> list[Link]:
    """Choose a list from what is near, best first, by maximal marginal relevance.

    Copies of the story or of one chosen are left out; no two of one thread follow each other, and nobody
    signs more than two.

    Args:
        forms: the story's own words by their terms, to say why.
        events: which subjects are events: what speaks of one belongs to one thread.
        known: reasons that were found before, by the number of the story they lead to.
    """
    rows, scores = near.rows[:CHOSEN_FROM], near.scores[:CHOSEN_FROM]
    is_copy = (near.cosines[:CHOSEN_FROM] > _COPY_COSINE) & (near.overlaps[:CHOSEN_FROM] > _COPY_OVERLAP)
    is_copy |= (catalogue.family[rows] == catalogue.family[row]) & (catalogue.family[rows] != 0)
    is_good = (scores >= least_of(float(scores[:1].sum()))) & ~is_copy
    rows, scores = rows[is_good], scores[is_good]
    if not len(rows):
        return []
    picked: list[int] = []
    threads: list[int] = []
    signed: dict[int, int] = {}
    cosines, overlaps = catalogue.likenesses(rows)
    likeness = catalogue.likeness(row, cosines, overlaps)
    are_copies = (cosines > _COPY_COSINE) & (overlaps > _COPY_OVERLAP)
    are_same = (cosines > _THREAD_COSINE) & (overlaps > _THREAD_OVERLAP)
    likest = np.zeros(len(rows), np.float32)
    is_open = np.ones(len(rows), bool)
    thread_of = np.zeros(len(rows), np.int32)
    while len(picked) < most and is_open.any():
        value = np.where(is_open, _OWN * scores - (1 - _OWN) * likest, -np.inf)
        if threads:
            # One of the thread before is taken only where there is nothing else.
            value = np.where(thread_of == threads[-1], value - 2, value)
        place = int(np.argmax(value))
        here = int(rows[place])
        is_open[place] = False
        author = int(catalogue.author[here])
        if author and signed.get(author, 0) >= _MOST_OF_AN_AUTHOR:
            continue
        signed[author] = signed.get(author, 0) + 1
        threads.append(int(thread_of[place]) or max(threads, default=0) + 1)
        picked.append(place)
        likest = np.maximum(likest, likeness[place])
        is_open &= ~are_copies[place]
        is_same = are_same[place]
        if events:
            is_same = is_same | _speak_of(catalogue, rows, catalogue.subjects[here], events)
        # What is of two threads makes them one.
        joined = {int(thread) for thread in thread_of[is_same] if thread} - {threads[-1]}
        thread_of[is_same] = threads[-1]
        if joined:
            thread_of[np.isin(thread_of, list(joined))] = threads[-1]
            threads = [threads[-1] if thread in joined else thread for thread in threads]
    telling = catalogue.telling_terms(row)
    telling = {term: says for term, says in telling.items() if _says_something(forms.get(term, ""))}
    return [
        Link(
            int(catalogue.ids[rows[place]]),
            round(float(scores[place]) * 1000),
            *(
                known.get(int(catalogue.ids[rows[place]]))
                or _reason(catalogue, row, int(rows[place]), telling=telling, forms=forms)
            ),
            thread,
        )
        for place, thread in zip(picked, threads, strict=True)
    ]


def least_of(best: float) -> float:
    """How near a story must be to be offered, where the nearest is so near."""
    return max(LEAST_SCORE, _LEAST_SHARE * best)


def _speak_of(catalogue: Catalogue, rows: Any, subjects: Any, events: frozenset[int]) -> Any:
    told = [int(one) for one in subjects if int(one) in events]
    return np.isin(catalogue.subjects[rows], told).any(axis=1) if told else np.zeros(len(rows), bool)


def reason(catalogue: Catalogue, row: int, other: int, *, forms: Mapping[int, str]) -> tuple[str, str]:
    """What a story has to do with another, as a code and its argument: the first that holds."""
    telling = catalogue.telling_terms(row)
    telling = {term: says for term, says in telling.items() if _says_something(forms.get(term, ""))}
    return _reason(catalogue, row, other, telling=telling, forms=forms)


def _reason(
    catalogue: Catalogue, row: int, other: int, *, telling: Mapping[int, float], forms: Mapping[int, str]
) -> tuple[str, str]:
    subjects = catalogue.shared_subjects(row, other)
    if subjects:
        return SUBJECT, str(subjects[0])
    shared = catalogue.shared_terms(telling, other)
    if shared:
        return WORDS, " ".join(forms[term] for term in shared[:_MOST_WORDS])
    if catalogue.author[row] and catalogue.author[row] == catalogue.author[other]:
        return SIGNATURE, ""
    if catalogue.section[row] and catalogue.section[row] == catalogue.section[other]:
        return SECTION, str(int(catalogue.section[row]))
    return ARCHIVE, str(datetime.fromtimestamp(int(catalogue.minute[other]) * 60, UTC).year)


def _says_something(form: str) -> bool:
    return (len(form) >= _SHORTEST_WORD and not form.isdigit()) or (len(form) > 1 and form.isupper())

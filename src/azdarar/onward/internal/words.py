"""The words of a story, counted: what they are compared by, and how they are shown where they are the reason.

A term is the stem of a folded word; where it is compared it is a number of 32 bits made of its letters, so
that nobody keeps a list of all words an archive ever used.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from zlib import crc32

from azdarar.language.analysis import is_stop_word, stem_of, words_in

#: Letters and digits; an apostrophe parts what was elided (l'Arménie, d'Artsakh).
_WORD = re.compile(r"[^\W_]+")
#: A headline's word counts as so many in the text: it says what the story is of.
HEADLINE_WEIGHT = 3
#: Letters of a text that are read: the rest of a very long one says the same.
LONGEST_TEXT = 40_000
_SHORTEST_NUMBER = 3
_KNOWN_FORMS = 120_000


@dataclass(slots=True)
class Counted:
    """How often each term stands in a story, and the commonest form of it as it was written."""

    counts: dict[int, int] = field(default_factory=dict)
    forms: dict[int, str] = field(default_factory=dict)
    length: int = 0


class Words:
    """Counts the words of texts in one language; what a form is reduced to is remembered."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._known: dict[str, tuple[int, ...]] = {}

    def count(self, headline: str, text: str) -> Counted:
        """Count the words of a story, those of its headline several times."""
        told = Counter(_WORD.findall(text[:LONGEST_TEXT]))
        for word in _WORD.findall(headline):
            told[word] += HEADLINE_WEIGHT
        counted = Counted()
        best: dict[int, int] = {}
        counts, forms, known = counted.counts, counted.forms, self._known
        for word, times in told.items():
            terms = known.get(word)
            if terms is None:
                terms = self._terms_of(word)
            for term in terms:
                counts[term] = counts.get(term, 0) + times
                if times > best.get(term, 0):
                    best[term], forms[term] = times, word
        counted.length = sum(counts.values())
        return counted

    def _terms_of(self, word: str) -> tuple[int, ...]:
        # An archive uses a hundred thousand forms again and again; each is analysed once.
        if len(self._known) >= _KNOWN_FORMS:
            self._known.clear()
        found = tuple(
            crc32(stem_of(form, language=self._language).encode())
            for form in words_in(word, language=self._language)
            if len(form) > 1
            and not is_stop_word(form, language=self._language)
            and not (form.isdigit() and len(form) < _SHORTEST_NUMBER)
        )
        self._known[word] = found
        return found

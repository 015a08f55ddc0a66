"""Texts as a search engine holds them: one stream of tokens, the same for every engine.

A token is a folded word (``folding``) without what its language's grammar hangs on it: the elided word in
front (l’Arménie, qu’Erevan), the case behind an apostrophe (Erdoğan’ın), the ending (Snowball, where there is
a stemmer). A text and what a reader types take the same path in the same language, so that they meet
whatever accents and endings they are written with. Words are folded before they are stemmed: who types
without accents must find as much. No word is left out of a stream, so that phrases are what they say;
``is_stop_word`` tells which ones say nothing alone. Pure.

Source: Snowball's algorithms through PyStemmer for ar, de, en, es, fr, hy, it, pt, ru, tr; other languages
(az, ka, uk among them) have none and are folded only.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial

from .folding import fold
from .internal.characters import primary_subtag
from .internal.stop_words import STOP_WORDS

__all__ = ["Analysed", "analyse", "is_stop_word", "stem_of", "tokens_of", "words_in"]

#: What is longer is no word; it is cut.
LONGEST_TOKEN = 40

_STEMMERS = {
    "ar": "arabic",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "hy": "armenian",
    "it": "italian",
    "pt": "portuguese",
    "ru": "russian",
    "tr": "turkish",
}
_WORD = re.compile(r"\w+")
# Elision, in folded text; presqu'île and aujourd'hui are words of their own.
_ELIDED = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|quelqu|entr)'(?=\w)")
_POSSESSIVE = re.compile(r"(?<=\w)'s\b")
# What Turkish and Azerbaijani write behind the apostrophe after a name is its case.
_CASE = re.compile(r"(?<=\w)'\w+")
_WITH_CASES = frozenset({"az", "tr"})
# Ukrainian and Armenian write the apostrophe within words.
_WITHIN = re.compile("(?<=[\u0400-\u052f\u0560-\u0588])'(?=[\u0400-\u052f\u0560-\u0588])")
# A word as it is written; apostrophes part it.
_WRITTEN = re.compile(r"[^\W\d_]{2,40}")
_KNOWN_STEMS = 200_000
_STEMMED_TO_THE_END = frozenset({"ru"})
_MOST_TIMES, _SHORTEST_STEM = 4, 3
_KNOWN_PIECES = 50_000


@dataclass(frozen=True, slots=True)
class Analysed:
    """A text, analysed.

    Args:
        stream: its tokens, parted by spaces.
        forms: its folded words, each once, parted by spaces: what a typing error is mended with.
        names: its words that are written as names are, each once, parted by spaces: with a capital, or in a
            script that has none.
    """

    stream: str
    forms: str
    names: str


def analyse(text: str, *, language: str) -> Analysed:
    """Analyse a text of a language.

    Args:
        language: a BCP 47 tag.
    """
    pieces = _pieces(primary_subtag(language))
    stream: list[str] = []
    forms: list[str] = []
    names: list[str] = []
    for piece in text.split():
        tokens, words, written = pieces[piece]
        stream += tokens
        forms += words
        names += written
    return Analysed(
        stream=" ".join(stream),
        forms=" ".join(dict.fromkeys(forms)),
        names=" ".join(dict.fromkeys(names)),
    )


def words_in(text: str, *, language: str) -> list[str]:
    """The folded words of a text in order, without what is elided in front and hung on behind."""
    folded = fold(text)
    if "'" in folded:
        folded = _POSSESSIVE.sub("", _ELIDED.sub("", _WITHIN.sub("", folded)))
        if primary_subtag(language) in _WITH_CASES:
            folded = _CASE.sub("", folded)
    return _WORD.findall(folded.replace("_", " "))


def tokens_of(text: str, *, language: str) -> list[str]:
    """The tokens of a text in order: those of its stream."""
    stems = _stems(primary_subtag(language))
    return [stems[word] for word in words_in(text, language=language)]


def stem_of(form: str, *, language: str) -> str:
    """The token of one folded word."""
    return _stems(primary_subtag(language))[form]


def is_stop_word(form: str, *, language: str) -> bool:
    """Whether a folded word says nothing alone in a language (le, of, և, что)."""
    return form in STOP_WORDS.get(primary_subtag(language), frozenset()) or (
        len(form) == 1 and form.isascii() and form.isalpha()
    )


class _Stems(dict[str, str]):
    """The token of each word, found out when it is first met."""

    def __init__(self, stem: Callable[[str], str], tidy: Callable[[str], str]) -> None:
        super().__init__()
        self._stem, self._tidy = stem, tidy

    def __missing__(self, word: str) -> str:
        token = self._tidy(self._stem(word[:LONGEST_TOKEN])) or word[:LONGEST_TOKEN]
        if len(self) >= _KNOWN_STEMS:
            self.clear()
        self[word] = token
        return token


@lru_cache(maxsize=32)
def _stems(language: str) -> _Stems:
    name = _STEMMERS.get(language)
    if name is None:
        return _Stems(str, str)
    import Stemmer  # a library in C: only where texts are analysed

    stem = Stemmer.Stemmer(name, 0).stemWord
    return _Stems(
        partial(_to_the_end, stem) if language in _STEMMED_TO_THE_END else stem, _TIDY.get(language, str)
    )


def _to_the_end(stem: Callable[[str], str], word: str) -> str:
    """Stem a word until nothing is left to take away, or too little would be left.

    Once takes the case from Лаврова and what looks like one from Лавров: Лавров, Лавр.
    """
    for _time in range(_MOST_TIMES):
        shorter = stem(word)
        if shorter == word or len(shorter) < _SHORTEST_STEM:
            break
        word = shorter
    return word


class _Pieces(dict[str, tuple[list[str], list[str], list[str]]]):
    """Tokens, words and names of what stands between two spaces, found out when it is first met.

    Nothing that is done to a word looks beyond a space, and a text of a thousand words has few that no other
    text has: knowing them takes a tenth of the time.
    """

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, piece: str) -> tuple[list[str], list[str], list[str]]:
        words = words_in(piece, language=self._language)
        stems = _stems(self._language)
        found = [stems[word] for word in words], words, _names_in(piece)
        if len(piece) <= LONGEST_TOKEN:
            if len(self) >= _KNOWN_PIECES:
                self.clear()
            self[piece] = found
        return found


@lru_cache(maxsize=32)
def _pieces(language: str) -> _Pieces:
    return _Pieces(language)


def _without_mute_ending(stem: str) -> str:
    """Join what French endings part once their accents are gone: refug-i, refug-ie, refug."""
    return stem.rstrip("e").rstrip("i") if len(stem) > 4 else stem


_TIDY: dict[str, Callable[[str], str]] = {"fr": _without_mute_ending}


def _names_in(text: str) -> list[str]:
    found = _WRITTEN.findall(text)
    return [word for word in found if not word[0].islower() and (word[0].isupper() or _is_caseless(word[0]))]


def _is_caseless(letter: str) -> bool:
    return letter.upper() == letter.lower() or "\u10d0" <= letter <= "\u10ff"

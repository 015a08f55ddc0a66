"""Whether two whole names, of several words each, are one name."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from azdarar.language.internal.name_distance import apart, words_apart
from azdarar.language.internal.name_sounds import places_of


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


MOST_WORDS = 12
LONGEST_NAME = 400

# The threshold below which two words are one; the shorter a word, the less may differ. Found on the half of
# the pairs that is not held out (benchmarks/names.py).
WORD_LIMIT = 0.14
_TOGETHER_LIMIT = 0.05
_INITIAL_LIMIT = 0.3

_WORD = re.compile(r"(?P<word>[^\W_]+(?:['\u2018\u2019\u02bc\u055a\u2032`][^\W_]+)*)(?P<dot>\.?)")
_ASIDE = re.compile(r"\([^()]{1,80}\)")
# A father's name: Рубенович, Ռուբենի and Ruben are one; Azerbaijani oğlu and qızı stand among the particles.
_FATHERS = re.compile(r"(?<=\w{3})(?:ович|евич|овна|евна|ovich|evich|ovna|evna|ոյի|ի)$")
_ARTICLE = re.compile(r"^ال(?=\w{3})")
_POSSESSIVE = re.compile(r"['\u2019\u02bc]s$", re.IGNORECASE)

# Words that belong to a name but tell nobody apart; compared in Latin letters, left out if anything else
# remains.
_PARTICLES = _listed(
    """
    al el ul ibn bin bint ben bar abu abou d de del della der des di do dos du da la le les l van von
    vom zu zur ten ter af av y i e en et and und the of o ал эль ибн бин аль де ван фон оглы кызы оглу
    ოღლი oglu oğlu oglou ogly qizi qızı kyzy uulu ալ էլ ابن بن أبو ابو بنت آل
    """
)
_TITLES = _listed(
    """
    mr mrs ms miss dr prof sir lord lady dame sheikh shaikh president président presidente präsident mme
    mlle m herr frau hon rev св г г-н господин госпожа президент պրն տկն տիար տիկին նախագահ sayın bay
    bayan الشيخ السيد الرئيس
    """
)
_LEGAL_FORMS = _listed(
    """
    ag gmbh kg kgaa se sa sas sarl srl spa nv bv ab as asa oy oyj plc ltd limited llc llp lp inc
    incorporated corp corporation co company cie pte pty bhd jsc ojsc pjsc cjsc ooo oao zao pao ao ооо
    оао зао пао ао ип тоо սպը փբը բբը aktiengesellschaft gesellschaft holding holdings group aş şti
    """
)
_UNTELLING = _PARTICLES | _TITLES | _LEGAL_FORMS


@dataclass(frozen=True, slots=True)
class _Name:
    words: tuple[str, ...]
    initials: tuple[str, ...]
    numbers: tuple[str, ...]
    together: str


def parts_of(name: str) -> tuple[str, ...]:
    """The words of a name, at most ``MOST_WORDS``; apostrophes stay inside, a possessive ’s falls."""
    return tuple(word for word, _is_initial in _words(name))


def _words(name: str) -> list[tuple[str, bool]]:
    """Each word, and whether it stands for a longer one: a letter alone, or two before a full stop (Kh.)."""
    text = _ASIDE.sub(" ", unicodedata.normalize("NFKC", name[:LONGEST_NAME]))
    found = [
        (_POSSESSIVE.sub("", match["word"]), len(match["word"]) <= 1 + bool(match["dot"]))
        for match in _WORD.finditer(text)
    ]
    return found[:MOST_WORDS]


@lru_cache(maxsize=16_384)
def _read(name: str) -> _Name:
    parts = _words(name)
    told = [part for part in parts if part[0].lower() not in _UNTELLING] or parts
    words = tuple(word for word, short in told if not short and not word.isdigit() and places_of(word))
    initials = tuple(word for word, short in told if short and not word.isdigit() and places_of(word))
    numbers = tuple(word for word, _short in told if word.isdigit())
    return _Name(words, initials, numbers, "".join(words))


def is_one_name(one: str, other: str) -> bool:
    """See ``azdarar.language.names.is_same_name``."""
    first, second = _read(one[:LONGEST_NAME]), _read(other[:LONGEST_NAME])
    if first.numbers != second.numbers:
        return False
    if not first.words or not second.words:
        return one.strip().lower() == other.strip().lower() and bool(one.strip())
    if len(first.words) > len(second.words):
        first, second = second, first
    if len(first.words) == len(second.words) == 1 and not (first.initials and second.initials):
        return are_one_word(first.words[0], second.words[0])
    return _is_covered(first, second) or _is_together(first, second)


def are_one_word(one: str, other: str) -> bool:
    """Whether two words are spellings of one."""
    return _forms_apart(one, other) <= limit_for(one, other)


def _forms_apart(one: str, other: str) -> float:
    """How far two words are apart, each as it stands, as the father it names, or without its article."""
    distance = words_apart(one, other)
    if distance > 0:
        bare, other_bare = _bare(one), _bare(other)
        if bare != one or other_bare != other:
            distance = min(
                distance,
                words_apart(bare, other),
                words_apart(one, other_bare),
                words_apart(bare, other_bare),
            )
    return distance


@lru_cache(maxsize=16_384)
def _bare(word: str) -> str:
    return _ARTICLE.sub("", _FATHERS.sub("", word))


def limit_for(one: str, other: str) -> float:
    """How far two words may be apart to be one."""
    shorter = min(len(places_of(one)), len(places_of(other)))
    return WORD_LIMIT if shorter > 4 else WORD_LIMIT / 2


def _is_covered(fewer: _Name, more: _Name) -> bool:
    """Every word of the shorter name is one of the longer; a word left over in both tells two people apart.

    A family name alone is nobody's whole name; with an initial that fits it is.
    """
    pairs = sorted(
        (_forms_apart(word, other), index, place)
        for index, word in enumerate(fewer.words)
        for place, other in enumerate(more.words)
    )
    mine, theirs = set(range(len(fewer.words))), set(range(len(more.words)))
    for distance, index, place in pairs:
        if index in mine and place in theirs and distance <= limit_for(fewer.words[index], more.words[place]):
            mine.discard(index)
            theirs.discard(place)
    if mine:
        return False
    fitting = 0
    for initial in fewer.initials:
        begun = [place for place in sorted(theirs) if _begins(more.words[place], initial)]
        if begun:
            theirs.discard(begun[0])
        elif theirs and not any(_begins(other, initial) for other in more.initials):
            return False
        fitting += bool(begun) or any(_begins(other, initial) for other in more.initials)
    return len(fewer.words) + fitting > 1 or (not theirs and not fewer.initials)


def _begins(word: str, initial: str) -> bool:
    letters, begun = places_of(initial), places_of(word)
    return bool(letters and begun) and apart(letters[:1], begun[:1]) * 3 <= _INITIAL_LIMIT


def _is_together(first: _Name, second: _Name) -> bool:
    """Names whose words were parted or joined otherwise (Abdel Latif, Abdellatif; Mac Donald)."""
    if len(first.words) == len(second.words):
        return False
    return apart(places_of(first.together), places_of(second.together)) <= _TOGETHER_LIMIT

"""Names of people and places in all their spellings: a key that proposes, a check that decides.

The paper writes Pachinian on Monday and Pashinyan in its English edition, Փաշինյան and Пашинян in its other
ones. ``word_keys`` gives what all of these share, so that a table of keys finds the few words that may be
meant; ``is_same_name`` compares the sounds of two names and says whether they are one. A key alone decides
nothing: Kars and Goris have the same. What no sound tells (Artsakh and Haut-Karabagh, Vienne and Wien) is
not found here, but in the names a subject has (``subjects``).

Scripts with tables of their own: Latin, Cyrillic, Armenian (reformed and classical), Georgian, Arabic
(Persian letters included), Greek. Others go through ``anyascii`` and are read as English. Pure; no language
need be known, except for the endings of words in a text.

Source: the transforms of Unicode's CLDR for the first reading of each letter, the spellings of newspapers
for the others: docs/reference/names.md, rule by rule, with what was measured.
"""

from __future__ import annotations

import unicodedata

from .folding import fold
from .internal.characters import primary_subtag
from .internal.name_distance import MOST_KEYS, skeletons
from .internal.name_distance import words_apart as _words_apart
from .internal.name_endings import forms_of
from .internal.name_matching import LONGEST_NAME, are_one_word, is_one_name, parts_of

__all__ = [
    "MOST_KEYS",
    "distance",
    "is_same_name",
    "is_same_word",
    "name_keys",
    "name_words",
    "word_forms",
    "word_keys",
]

#: A key of fewer signs brings too many words to say anything; such words are found by their spelling alone.
SHORTEST_KEY = 2
_MOST_FORMS = 64


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name as they are written, at most twelve; what stands in brackets is left out."""
    return parts_of(name)


def word_keys(word: str) -> frozenset[str]:
    """Give the keys one word of a name is filed under.

    A key is the row of the word's consonants, voiced and voiceless ones taken together (Western Armenian
    Bedrossian is Petrosyan), with A in front if the word begins with a vowel. Letters with several readings
    (ch, j, c, ğ, ջ) make several keys.

    Returns:
        At most ``MOST_KEYS`` keys of capital ASCII letters, the shortest first when there are too many;
        none if the word has no letter.
    """
    return frozenset(key for key in skeletons(word) if key)


def name_keys(name: str) -> frozenset[str]:
    """The keys of all words of a name that are long enough to propose anything; else of all its words."""
    keys = {key for word in parts_of(name) for key in word_keys(word)}
    return frozenset(key for key in keys if len(key) >= SHORTEST_KEY) or frozenset(keys)


def distance(one: str, other: str) -> float:
    """Say how far the sounds of two words are apart: 0 none, 1 wholly. Symmetric; for putting in order."""
    return _words_apart(one, other)


def is_same_word(one: str, other: str) -> bool:
    """Say whether two words are spellings of one name's word."""
    return are_one_word(one, other)


def is_same_name(one: str, other: str) -> bool:
    """Say whether two names are spellings of one.

    The words may stand in any order (Пашинян, Никол), be parted otherwise (Abdel Latif, Abdellatif), be
    initials (N. Pashinyan), come with a father's name, a title, a legal form or without. A family name
    alone is not the same as a whole name, and numbers must be equal.

    Args:
        one, other: anything; what is beyond ``LONGEST_NAME`` characters is not looked at.
    """
    return is_one_name(one[:LONGEST_NAME], other[:LONGEST_NAME])


def word_forms(word: str, *, language: str) -> tuple[str, ...]:
    """Give the folded words that a word in a text may be a case of, itself first.

    *Пашиняном* may be *пашинян*, *Փաշինյանին* may be *փաշինյան*, *Erdoğan’ın* may be *erdogan*. Many of
    them are no words at all: a form counts when it is the folded form of a name that is known.

    Args:
        language: the text's BCP 47 tag.

    Returns:
        At most 64, each once.
    """
    lowered = unicodedata.normalize("NFC", word.replace("İ", "i")).lower()
    if len(lowered) > LONGEST_NAME:
        return (fold(lowered),)
    forms = dict.fromkeys(fold(form) for form in forms_of(lowered, language=primary_subtag(language)))
    return tuple(forms)[:_MOST_FORMS]

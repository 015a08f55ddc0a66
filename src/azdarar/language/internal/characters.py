"""Classes of characters the rules are written with.

Regular expressions of the standard library know no Unicode properties, so the letters of the scripts the
rules speak of are listed here, once. All constants are the inside of a character class, without brackets.
"""

from __future__ import annotations

NO_BREAK = "\u00a0"
NARROW = "\u202f"
JOINER = "\u2060"
HARD_HYPHEN = "\u2011"
APOSTROPHE = "\u2019"
ELLIPSIS = "\u2026"

# Stands in the working text for every character no rule may touch. It belongs to the private use area, so
# that no rule can take it for a letter, a digit, a sign or a space.
SEALED = "\ue000"
# Stands for a whole element of HTML that is not prose: a picture, a piece of code, letters above the line.
OBJECT = "\ue001"

# Spaces that are typed, pasted, or put in by the rules themselves; a line break is none of them.
SPACES = " \u00a0\u202f\u2009"

LATIN_UPPER = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0152\u0178\u0160\u017d"
LATIN_LOWER = "a-z\u00df-\u00f6\u00f8-\u00ff\u0153\u0161\u017e"
CYRILLIC_UPPER = "\u0410-\u042f\u0401"
CYRILLIC_LOWER = "\u0430-\u044f\u0451"
ARMENIAN_UPPER = "\u0531-\u0556"
ARMENIAN_LOWER = "\u0560-\u0588"
# Emphasis, exclamation and question are written on the vowel, inside the word.
ARMENIAN_VOWEL_MARKS = "\u055b\u055c\u055e"
UPPER = LATIN_UPPER + CYRILLIC_UPPER + ARMENIAN_UPPER

OPENING = "\u00ab\u2039\u201c\u201e\u2018(\\[{\u00bf\u00a1"


def primary_subtag(language: str) -> str:
    """Give the language of a tag such as ``fr-CH`` or ``pt_BR``, in lower case."""
    return language.replace("_", "-").partition("-")[0].lower()


def words(text: str) -> frozenset[str]:
    """Give the words of a text as a set: how the lists of this room are written down."""
    return frozenset(text.split())

"""Numbers as each language writes them, and how long a text takes to read."""

from __future__ import annotations

import math
import re
from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal

from .internal.characters import primary_subtag

_LOCALES = {"en": "en_GB"}
_WORD = re.compile(r"[^\W_]+(?:[-'\u2019\u2011\u055a.\u055b\u055c\u055e][^\W_]+)*")
# Words a minute of adults reading aloud; silent readers are quicker, so the figure promises too much time
# rather than too little. Armenian was not measured: the mean of the 17 languages stands for it.
_WORDS_PER_MINUTE = {"fr": 195, "en": 228, "ru": 184}
_MEAN_WORDS_PER_MINUTE = 184


def format_number(value: int | float | Decimal, *, language: str, decimals: int | None = None) -> str:
    """Write a number with the separators of a language.

    Args:
        decimals: how many digits after the separator, zeros included; ``None`` for as many as there are, up
            to three.

    Returns:
        Thousands are parted by U+202F in French, by U+00A0 in Russian and Armenian, by a comma in English. A
        language CLDR does not know is written as English.

    Source:
        CLDR, number symbols and decimal patterns.
    """
    pattern = None if decimals is None else "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(value, format=pattern, locale=_locale(language))


class _Counts(dict[str, int]):
    """How many words stand between two spaces, counted when that is first met."""

    def __missing__(self, piece: str) -> int:
        count = len(_WORD.findall(piece))
        if len(piece) <= _LONGEST_KNOWN:
            if len(self) >= _MOST_KNOWN:
                self.clear()
            self[piece] = count
        return count


_COUNTS = _Counts()
_MOST_KNOWN, _LONGEST_KNOWN = 50_000, 40


def reading_minutes(text: str, *, language: str) -> int:
    """Say how many minutes a text takes to read.

    Args:
        text: plain text; a word with a hyphen or an apostrophe inside counts once.

    Returns:
        Whole minutes, rounded to the nearest, at least 1; 0 for a text without words.

    Source:
        S. Trauzettel-Klosinski and K. Dietz, "Standardized Assessment of Reading Performance: The New
        International Reading Speed Texts IReST", Investigative Ophthalmology & Visual Science 53 (2012):
        French 195 words a minute, English 228, Russian 184, mean of 17 languages 184 (read aloud).
    """
    counts = _COUNTS
    words = sum([counts[piece] for piece in text.split()])
    if not words:
        return 0
    speed = _WORDS_PER_MINUTE.get(primary_subtag(language), _MEAN_WORDS_PER_MINUTE)
    return max(1, math.floor(words / speed + 0.5))


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(_LOCALES.get(language, language).replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")

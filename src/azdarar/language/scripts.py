"""Which script a text is in, which way a language runs, and what it calls itself."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import Literal

from babel import Locale, UnknownLocaleError

# What Unicode's names of letters begin with, and the ISO 15924 code.
_SCRIPTS = {
    "LATIN": "Latn",
    "CYRILLIC": "Cyrl",
    "ARMENIAN": "Armn",
    "GREEK": "Grek",
    "GEORGIAN": "Geor",
    "HEBREW": "Hebr",
    "ARABIC": "Arab",
    "DEVANAGARI": "Deva",
    "ETHIOPIC": "Ethi",
    "SYRIAC": "Syrc",
    "CJK": "Hani",
    "HIRAGANA": "Hira",
    "KATAKANA": "Kana",
    "HANGUL": "Hang",
    "THAI": "Thai",
}
UNKNOWN_SCRIPT = "Zyyy"


def script_of(text: str) -> str:
    """Name the script most letters of a text are in.

    Returns:
        An ISO 15924 code (``Latn``, ``Cyrl``, ``Armn``…); ``Zyyy`` if no letter is of a script known here. On
        a tie the script that comes first in the text.

    Source:
        Unicode Standard Annex 24 (scripts), read from the names of the letters.
    """
    letters: Counter[str] = Counter()
    for character in text:
        if character.isalpha():
            name = unicodedata.name(character, "").partition(" ")[0]
            script = _SCRIPTS.get(name.partition("-")[0])
            if script:
                letters[script] += 1
    return letters.most_common(1)[0][0] if letters else UNKNOWN_SCRIPT


def direction(language: str) -> Literal["ltr", "rtl"]:
    """Say which way lines of a language run; what is unknown runs from left to right.

    Source:
        CLDR, layout of the locale.
    """
    locale = _locale(language)
    return "rtl" if locale is not None and locale.text_direction == "rtl" else "ltr"


def autonym(language: str) -> str:
    """Give the name of a language in that language, with a capital, as it stands alone in a menu.

    Returns:
        *Français*, *Հայերեն*, *Русский*; the tag itself if the language is unknown.

    Source:
        CLDR, display names of the locale.
    """
    locale = _locale(language)
    name = locale.languages.get(locale.language) if locale is not None else None
    return name[:1].title() + name[1:] if name else language


def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None

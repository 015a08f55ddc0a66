"""The readable part of an address, made from a headline."""

from __future__ import annotations

import re
import unicodedata

from .internal.characters import ARMENIAN_VOWEL_MARKS, primary_subtag
from .internal.transliteration import latin_letters

_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")
# These stand inside a word or above it and part nothing: soft hyphen, joiners, Armenian vowel marks.
_INSIDE_WORD = re.compile(f"[\u00ad\u200b-\u200d\u2060{ARMENIAN_VOWEL_MARKS}]")
_SIGNS = str.maketrans({"&": " ", "№": " no ", "°": " ", "€": " euros ", "%": " "})


def slugify(text: str, *, language: str, max_length: int = 80) -> str:
    """Make the last segment of an address from a headline.

    Accents fall, ligatures open, Armenian and Cyrillic are written in Latin letters; everything that is not a
    letter or a digit parts words. Too long a slug loses whole words at its end. Letters of scripts without a
    table here are left out. Pure.

    Args:
        text: a headline, clean or set; an emphasised Armenian vowel counts as the plain one.
        language: a BCP 47 tag.
        max_length: characters, at least 1; a single longer word is cut.

    Returns:
        Lower-case ASCII letters, digits and single hyphens; empty if nothing is left, and the caller decides.

    Source:
        BGN/PCGN romanisation of Armenian (1981) and of Russian (1947), without apostrophes and diacritics.
        Tables and deviations: docs/reference/typography.md.
    """
    lowered = unicodedata.normalize("NFC", _INSIDE_WORD.sub("", text).translate(_SIGNS)).lower()
    latin = latin_letters(lowered, language=primary_subtag(language))
    bare = "".join(
        letter for letter in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(letter)
    )
    slug = _NOT_IN_SLUG.sub("-", latin_letters(bare, language=primary_subtag(language))).strip("-")
    if len(slug) <= max_length:
        return slug
    words_end = slug.rfind("-", 0, max_length + 1)
    return (slug[:words_end] if words_end > 0 else slug[:max_length]).strip("-")


def is_slug(text: str) -> bool:
    """Say whether a text may stand as one segment of an address.

    Letters and digits of any script (with the marks that belong to them) and hyphens may; spaces, strokes,
    dots and signs may not. An address that was public before Azdarar keeps its letters.

    Source:
        RFC 3987, 2.2, narrowed to what needs no escaping for a reader.
    """
    has_letter = False
    for character in text:
        category = unicodedata.category(character)
        if category[0] == "L" or category == "Nd":
            has_letter = True
        elif character != "-" and category not in ("Mn", "Mc"):
            return False
    return has_letter

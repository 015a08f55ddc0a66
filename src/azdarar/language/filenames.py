"""Tell the name of a file from a sentence about a picture.

The page Azdarar was born from showed its readers ``arton71307`` and ``JPEG - 7.2 Mo``. A picture's
alternative text and caption are refused when they are what a camera, a program or an old publishing system
called the file. A real caption must never be refused: it is better to let a strange name pass than to stop an
editor, so every pattern names a known machine or a form nobody writes by hand.
"""

from __future__ import annotations

import re

from .internal.machine_names import LEAKED_TOKEN, LINKING_WORDS, MACHINE_WORDS, ONE_WORD_NAME, WHOLE_LABEL

_TRIMMED = " \t\r\n\u00a0\u202f\"'«»“”„.,;:…"
_HUMP = re.compile(r"[A-Z][a-z]+")
_MIXED = re.compile(r"[A-Za-z0-9+]{11,}")
_DIGIT_RUN = re.compile(r"\d+")
# Longer texts are prose, or too long to be refused for one token.
_LONGEST_NAME = 255


def looks_like_file_name(text: str) -> bool:
    """Say whether a text is a file name or a machine's label and not words for a reader.

    True for names by cameras and telephones (``IMG_2034``, ``DSC01234``), by publishing systems
    (``arton71307``), for pictures of a screen, fingerprints, sizes (``JPEG - 7.2 Mo``), dimensions,
    addresses, unnamed and numbered names (``sans-titre-3``, ``image (2)``), names with underscores or in the
    manner of addresses (``logo-ok-v2-final``), and for texts without a single letter. False for an empty
    text: whether one is allowed is not decided here. Pure.

    Args:
        text: an alternative text, a caption or a title, of any length.
    """
    name = " ".join(text.split()).strip(_TRIMMED)
    if not name or len(name) > _LONGEST_NAME:
        return bool(text.strip()) and not name
    if not any(character.isalpha() for character in name):
        return True
    if LEAKED_TOKEN.search(name) or WHOLE_LABEL.fullmatch(name):
        return True
    return " " not in name and _is_one_word_name(name)


def _is_one_word_name(word: str) -> bool:
    return bool(ONE_WORD_NAME.fullmatch(word)) or _is_kebab(word) or _is_scrambled(word) or _is_camel(word)


def _is_kebab(word: str) -> bool:
    """Words of an address: *manifestation-erevan-place*, but not *arc-en-ciel* or *Aix-en-Provence*."""
    parts = word.split("-")
    if len(parts) < 3:
        return False
    if all(part.isalnum() or not part for part in parts) and any(letter.isdigit() for letter in word):
        return True
    if word != word.lower():
        return False
    if any(part in MACHINE_WORDS for part in parts):
        return True
    return len(parts) > 3 or not any(part in LINKING_WORDS for part in parts)


def _is_scrambled(word: str) -> bool:
    """An identifier of a network: capitals, small letters and digits without order."""
    if not _MIXED.fullmatch(word):
        return False
    cases = (any(c.isdigit() for c in word), any(c.isupper() for c in word), any(c.islower() for c in word))
    return all(cases) and len(_DIGIT_RUN.findall(word)) > 1


def _is_camel(word: str) -> bool:
    """Three or more words written together with capitals: *PashinyanPutinMoscow*."""
    humps = _HUMP.findall(word)
    return len(humps) > 2 and "".join(humps) == word

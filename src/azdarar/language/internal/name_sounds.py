"""A name's word as a row of sounds, each with the readings its letters allow."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

from anyascii import anyascii

from azdarar.language.internal.name_letters import (
    ARABIC,
    ARMENIAN,
    ARMENIAN_FIRST,
    ARMENIAN_LAST,
    CYRILLIC,
    GEORGIAN,
    GREEK,
    LATIN,
)

# One place in a word: the sounds that may stand there; "" if there may be none.
Place = tuple[str, ...]

# Longer words are no names; what follows is not looked at.
LONGEST_WORD = 48
VOWELS = frozenset("aeiou@")
# Arabic leaves its short vowels unwritten: one may be said after any consonant.
UNWRITTEN: Place = ("", "a", "i", "u", "e", "o")
_SOFTENING = frozenset("eiyéèêëíìîïý")
_WRITTEN_VOWELS = frozenset("aeiouyəıöüäéèêëáàâíîïóôúûœæø")
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u055a-\u055f]"
)
_NO_LETTER = re.compile(r"[^\w]+|[\d_]+")


def places_of(word: str) -> tuple[Place, ...]:
    """Give the sounds of a word, in order.

    Args:
        word: one word of a name, in any script and any case; letters of scripts without a table go through
            ``anyascii`` and are then read as Latin ones. What is no letter is left out.

    Returns:
        At most two places a letter; letters beyond ``LONGEST_WORD`` are not read.
    """
    return _places(word[: LONGEST_WORD * 2])


@lru_cache(maxsize=65_536)
def _places(word: str) -> tuple[Place, ...]:
    lowered = _lowered(word)[:LONGEST_WORD]
    places: list[Place] = []
    for run, table in _runs(lowered):
        for readings in _readings(run, table):
            places += _spread(readings)
            if table is ARABIC and places and not (VOWELS & set(places[-1])):
                places.append(UNWRITTEN)
    return tuple(_without_doubles(places))


def _lowered(word: str) -> str:
    """Lower case, composed; İ is i, Armenian և stays one letter until the table reads it."""
    lowered = (
        unicodedata.normalize("NFKC", word.replace("İ", "i").replace("ё", "ё"))
        .lower()
        .replace("i\u0307", "i")
    )
    return _NO_LETTER.sub("", unicodedata.normalize("NFC", lowered))


def _table_of(letter: str) -> Mapping[str, str]:
    if "\u0530" <= letter <= "\u058f" or "\ufb13" <= letter <= "\ufb17":
        return ARMENIAN
    if "\u0400" <= letter <= "\u052f":
        return CYRILLIC
    if "\u10a0" <= letter <= "\u10ff" or "\u1c90" <= letter <= "\u1cbf":
        return GEORGIAN
    if "\u0600" <= letter <= "\u06ff":
        return ARABIC
    if "\u0370" <= letter <= "\u03ff" or "\u1f00" <= letter <= "\u1fff":
        return GREEK
    return LATIN


def _runs(word: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Parts of a word that are each in one script, as letters that its table has."""
    start = 0
    for index in range(1, len(word) + 1):
        if index == len(word) or _table_of(word[index]) is not _table_of(word[start]):
            table = _table_of(word[start])
            run = word[start:index]
            yield (_plain_latin(run) if table is LATIN else _without_marks(run), table)
            start = index


def _without_marks(run: str) -> str:
    """Letters without what may be left out: Arabic vowel points, Greek and stress accents, Armenian marks.

    A letter that a table has with its mark (й, ї, ў) keeps it.
    """
    out = []
    for letter in run:
        if letter in CYRILLIC or letter in ARABIC:
            out.append(letter)
        else:
            out.append(_MARKS.sub("", unicodedata.normalize("NFD", letter)))
    return "".join(out)


def _plain_latin(run: str) -> str:
    """Latin letters that the table has; accents it does not know fall, other scripts are written in Latin."""
    if run.isascii():
        return run
    out = []
    for letter in run:
        if letter.isascii() or letter in LATIN:
            out.append(letter)
            continue
        bare = unicodedata.normalize("NFD", letter)[0]
        out.append(bare if bare.isascii() else _NO_LETTER.sub("", anyascii(letter).lower()))
    return "".join(out)[: LONGEST_WORD * 2]


def _readings(run: str, table: Mapping[str, str]) -> Iterator[str]:
    """The readings of each group of letters, longest group first."""
    longest = _LONGEST[id(table)]
    index = 0
    while index < len(run):
        for size in range(min(longest, len(run) - index), 0, -1):
            group = run[index : index + size]
            if group in table:
                yield _in_its_place(group, table[group], run, index, table)
                index += size
                break
        else:
            yield _special_latin(run, index) if table is LATIN else ""
            index += 1


_LONGEST = {id(table): max(map(len, table)) for table in (ARMENIAN, CYRILLIC, GEORGIAN, ARABIC, GREEK, LATIN)}


def _in_its_place(group: str, readings: str, run: str, index: int, table: Mapping[str, str]) -> str:
    """What a group of letters is read as where it stands, if that is otherwise than elsewhere."""
    is_first, is_last = index == 0, index + len(group) == len(run)
    if table is ARMENIAN:
        if is_first and group in ARMENIAN_FIRST:
            return ARMENIAN_FIRST[group]
        if is_last and group in ARMENIAN_LAST:
            return ARMENIAN_LAST[group]
        return readings
    if table is not LATIN or is_first:
        return readings
    if is_last and (group == "s" or (group in _MUTE_LAST and run[index - 1] in _WRITTEN_VOWELS)):
        return readings + "|"
    if is_last and group == "e":
        return "e||a|i"
    if group == "g" and run[index + 1 : index + 2] in _SOFTENING:
        return "g|J|Z"
    return readings


# French writes them at the end of names and does not say them; other languages write what is said.
_MUTE_LAST = frozenset({"t", "s", "x", "z", "d"})


def _special_latin(run: str, index: int) -> str:
    """The two Latin letters whose reading depends on their neighbours, and what the table lacks."""
    letter, following = run[index], run[index + 1 : index + 2]
    if letter == "c":
        if not following:
            return "k|C"
        return "s|J|C|c" if following in _SOFTENING else "k|J|c|C"
    if letter == "h":
        around = following in _WRITTEN_VOWELS or (index and run[index - 1] in _WRITTEN_VOWELS)
        return "h|x|" if index == 0 or (around and following) else "|h|x"
    return ""


@lru_cache(maxsize=4096)
def _spread(readings: str) -> tuple[Place, ...]:
    """Alternatives of several sounds as places: ``ks|x`` is k or none, then s or x.

    A shorter alternative stands where it has most sounds in common with the longest, so that ``ny|n`` cannot
    lose its n; without any, at the end.
    """
    alternatives = readings.split("|")
    longest = max(alternatives, key=len)
    rows = [_beside(one, longest) for one in alternatives]
    return tuple(tuple(dict.fromkeys(places)) for places in zip(*rows, strict=True))


def _beside(one: str, longest: str) -> list[str]:
    room = len(longest) - len(one)
    offset = max(
        range(room, -1, -1),
        key=lambda start: sum(sound == longest[start + place] for place, sound in enumerate(one)),
    )
    return [""] * offset + list(one) + [""] * (room - offset)


def _without_doubles(places: list[Place]) -> Iterator[Place]:
    """A consonant written twice is one."""
    before: Place = ()
    for place in places:
        if place != before or place[0] in VOWELS:
            yield place
        before = place

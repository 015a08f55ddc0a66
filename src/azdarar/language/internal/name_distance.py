"""How far two rows of sounds are apart, and the keys under which near ones meet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from azdarar.language.internal.name_sounds import UNWRITTEN, VOWELS, Place, places_of

# Sounds that one language's spelling of another language's name exchanges: voiced and voiceless stops
# (Western Armenian, Turkish ends of words), hissing and hushing sounds by their place.
_CLASSES = {
    **dict.fromkeys("pb", "P"),
    **dict.fromkeys("td", "T"),
    **dict.fromkeys("kgxG", "K"),
    **dict.fromkeys("fv", "F"),
    **dict.fromkeys("szcD", "S"),
    **dict.fromkeys("SZCJ", "X"),
    **{sound: sound.upper() for sound in "mnrl"},
}
MOST_KEYS = 12
_MOST_COMBINED = 96
_TWICE = re.compile(r"(.)\1+")
_NASAL = re.compile("M(?=P)")


def skeletons(word: str) -> frozenset[str]:
    """The rows of consonant classes a word may be read as, at most ``MOST_KEYS``; a first vowel is A."""
    return _skeletons(places_of(word))


@lru_cache(maxsize=65_536)
def _skeletons(places: tuple[Place, ...]) -> frozenset[str]:
    rows = [""]
    for place in places:
        classes = {"a"} if place is UNWRITTEN else {_class_of(sound) for sound in place}
        if len(rows) * len(classes) > _MOST_COMBINED:
            classes = {_class_of(place[0])}
        rows = [row + one for row in rows for one in sorted(classes)]
    keys = dict.fromkeys(_closed(row) for row in sorted(set(rows)))
    return frozenset(sorted(keys, key=lambda key: (len(key), key))[:MOST_KEYS])


def _class_of(sound: str) -> str:
    if sound in VOWELS or sound == "y":
        return "a"
    return _CLASSES.get(sound, "")


def _closed(row: str) -> str:
    """A row without its vowels but the first, without what is written twice."""
    first = "A" if row[:1] == "a" else ""
    once = _NASAL.sub("N", _TWICE.sub(r"\1", _TWICE.sub(r"\1", row).replace("a", "")))
    return first + once


# What it costs to read one sound for another, and to leave one out; one is a wholly different sound.
_NEAR_VOWELS = ("aeo@", "eiy@", "ou", "iuy")
_VOWEL, _OTHER_VOWEL, _VOICE, _PLACE_OF_HISS, _BACK, _NASALS, _LABIAL = 0.29, 0.7, 0.2, 0.4, 0.2, 0.5, 0.3
_LEFT_OUT = {**dict.fromkeys("aeiou", 0.32), "@": 0.1, "y": 0.15, "h": 0.25, "": 0.0}


@lru_cache(maxsize=4096)
def _sound_cost(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if not one or not other:
        return _LEFT_OUT.get(one or other, 1.0)
    pair = {one, other}
    if one in VOWELS | {"y"} and other in VOWELS | {"y"}:
        return _VOWEL if any(pair <= set(near) for near in _NEAR_VOWELS) else _OTHER_VOWEL
    if one in _CLASSES and _CLASSES[one] == _CLASSES.get(other):
        return _VOICE
    if pair <= set("hxGgk"):
        return _BACK
    if pair == {"m", "n"}:
        return _NASALS
    if pair <= set("szcDSZCJ"):
        return _PLACE_OF_HISS
    if pair in ({"u", "v"}, {"o", "v"}):
        return _LABIAL
    return 1.0


# A letter's first reading is its usual one; each other costs a little.
_RARER = 0.05
_COSTS: dict[tuple[Place, Place], float] = {}


def _place_cost(one: Place, other: Place) -> float:
    cost = _COSTS.get((one, other))
    if cost is None:
        cost = min(
            _sound_cost(first, second) + _RARER * (bool(rank) + bool(other_rank))
            for rank, first in enumerate(one)
            for other_rank, second in enumerate(other)
        )
        if len(_COSTS) < 100_000:  # the tables allow some thousands
            _COSTS[one, other] = cost
    return cost


_NOTHING: Place = ("",)


def apart(ones: Sequence[Place], others: Sequence[Place]) -> float:
    """Say how far two rows of sounds are apart by their cheapest alignment: 0 not at all, 1 wholly."""
    if not ones or not others:
        return 0.0 if not ones and not others else 1.0
    gaps = [_place_cost(place, _NOTHING) for place in others]
    row = [0.0]
    for gap in gaps:
        row.append(row[-1] + gap)
    for place in ones:
        gap = _place_cost(place, _NOTHING)
        diagonal, row[0] = row[0], row[0] + gap
        left = row[0]
        for index, other in enumerate(others):
            above = row[index + 1]
            best = diagonal + _place_cost(place, other)
            if above + gap < best:
                best = above + gap
            if left + gaps[index] < best:
                best = left + gaps[index]
            diagonal, row[index + 1], left = above, best, best
    telling = (_length(ones) + _length(others)) / 2 - _TAIL_WEIGHT * max(
        0, _common_tail(ones, others) - _TAIL
    )
    return min(1.0, row[-1] / max(3.0, telling))


# Families of a people end alike (-yan, -shvili, -ovsky): what two words have in common there says little.
_TAIL, _TAIL_WEIGHT = 2, 0.9


def _common_tail(ones: Sequence[Place], others: Sequence[Place]) -> int:
    """How many sounds at the end are the same."""
    tail = 0
    for one, other in zip(reversed(ones), reversed(others), strict=False):
        if _place_cost(one, other) > 2 * _RARER:
            break
        tail += 1
    return tail


def _length(places: Sequence[Place]) -> float:
    """How many sounds a row has; one that may be silent is half a one."""
    return sum(0.5 if "" in place else 1.0 for place in places)


@lru_cache(maxsize=65_536)
def words_apart(one: str, other: str) -> float:
    """``apart`` for two words."""
    return apart(places_of(one), places_of(other))

"""The words of a text as names are looked for in it: where they stand, and what their letters tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from azdarar.language.folding import fold
from azdarar.language.internal.characters import ARMENIAN_VOWEL_MARKS
from azdarar.language.names import word_forms

LONGEST_RUN = 5
_LONGEST_WORD = 60
# Marks and points that stand inside a word: they fall when it is folded.
_INSIDE = f"\u0300-\u036f\u00ad\u200b-\u200d\u2060{ARMENIAN_VOWEL_MARKS}\u064b-\u0655\u0670\u0640"
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_INSIDE}])*")
# A letter that stands for an apostrophe parts words as the sign does.
_APOSTROPHES = str.maketrans({"\u02bc": "'", "\u02b9": "'", "\u02bb": "'"})
_ENDS = re.compile('[.!?\u2026\u0589:;\u055c\u055e\u00ab\u201c\u201e"(\\[\u2022\n\u2014]')
_BETWEEN = re.compile("[^\\S\n]*\n?[^\\S\n]*|[-\u2010\u2011\u058a'\u2018\u2019\u055a`\u00b4]")
_AFTER_INITIAL = re.compile(r"\.[^\S\n]*")
# Small words inside a name.
PARTICLES = frozenset(
    re.findall(r"\w+", "de del della da di do dos du la le les van von der den ter al el ibn")
)
PARTICLES |= {"bin", "ben", "of"}


@dataclass(frozen=True, slots=True)
class Word:
    """A word: as it stands, lowered, folded; whether it has a capital, and whether a sentence gave it.

    ``gap`` is what stands between it and the word before.
    """

    text: str
    key: str
    folded: str
    start: int
    end: int
    gap: str
    is_capital: bool
    has_case: bool
    begins: bool


def words_in(text: str) -> list[Word]:
    """The words of a text, in order, parted at apostrophes and hyphens."""
    words: list[Word] = []
    last = 0
    for match in _WORD.finditer(text.translate(_APOSTROPHES)):
        start, end = match.span()
        raw = text[start:end]
        key, folded, is_capital, has_case = _seen(raw)
        if not folded:
            continue
        gap = text[last:start]
        words.append(Word(raw, key, folded, start, end, gap, is_capital, has_case, _begins(words, gap)))
        last = end
    return words


@lru_cache(maxsize=65_536)
def _seen(raw: str) -> tuple[str, str, bool, bool]:
    """A word in small letters and folded; whether it begins with a capital; whether its script has any."""
    lowered = raw.replace("\u0130", "i").lower()
    folded = fold(raw).replace(" ", "")
    has_case = lowered != raw.upper()
    return lowered, folded, raw[0].isupper(), has_case


def _begins(words: Sequence[Word], gap: str) -> bool:
    """Whether a word's capital may be the sentence's: after a sign that ends one, or opens a quotation."""
    if not words:
        return True
    if not _ENDS.search(gap):
        return False
    return not (len(words[-1].folded) == 1 and words[-1].is_capital and _AFTER_INITIAL.fullmatch(gap))


def is_apart(before: Word, word: Word) -> bool:
    """Whether two words that follow each other cannot belong to one name."""
    if _BETWEEN.fullmatch(word.gap):
        return False
    is_initial = len(before.folded) <= 2 and before.is_capital
    return not (is_initial and _AFTER_INITIAL.fullmatch(word.gap))


@lru_cache(maxsize=65_536)
def forms_of_word(key: str, language: str) -> tuple[str, ...]:
    """The folded words a word may be a form of."""
    if len(key) > _LONGEST_WORD:
        return ()
    return word_forms(key, language=language)


def unknown_runs(
    words: Sequence[Word], taken: Sequence[tuple[int, int]], is_small: Callable[[str], bool]
) -> Iterator[list[Word]]:
    """Runs of words with capitals that belong to no known name.

    Of one word only where the capital is its own; the first word of a sentence is left out where it is known
    in small letters, or where nothing follows it.
    """
    held = {place for first, end in taken for place in range(first, end)}
    place = 0
    while place < len(words):
        if place in held or not _is_named(words[place]):
            place += 1
            continue
        end = place + 1
        while end < len(words) and end - place < LONGEST_RUN:
            step = _joins(words, end, held)
            if not step:
                break
            end += step
        run = list(words[place:end])
        beside = place - 1 in held or end in held
        if run[0].begins and (len(run) == 1 or is_small(run[0].folded)):
            run = run[1:]
        if len(run) == 1 and is_small(run[0].folded):
            run = []
        if run and not _touches(words, place, end, held, beside) and (len(run) > 1 or len(run[0].folded) > 2):
            yield run
        place = end


def _touches(words: Sequence[Word], place: int, end: int, held: set[int], beside: bool) -> bool:
    """Whether a run is only what stands beside a known name (its title, its first name)."""
    if not beside:
        return False
    before = place - 1 in held and not is_apart(words[place - 1], words[place])
    after = end in held and end < len(words) and not is_apart(words[end - 1], words[end])
    return before or after


def _is_named(word: Word) -> bool:
    return word.is_capital and word.has_case and len(word.folded) > 1


def _joins(words: Sequence[Word], end: int, held: set[int]) -> int:
    """How many words from a place on belong to the run before it: one, two with a particle, or none."""
    if end in held or is_apart(words[end - 1], words[end]):
        return 0
    if _is_named(words[end]):
        return 1
    follows = end + 1
    if (
        words[end].folded in PARTICLES
        and follows < len(words)
        and follows not in held
        and _is_named(words[follows])
        and not is_apart(words[end], words[follows])
    ):
        return 2
    return 0

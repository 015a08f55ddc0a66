"""What a text says against a reading of a name."""

from __future__ import annotations

from collections.abc import Sequence

from azdarar.language.mentioning.common_words import is_ordinary, is_title
from azdarar.language.mentioning.known import KnownName
from azdarar.language.mentioning.words import PARTICLES, Word, is_apart

_SHORT = 3
_MANY = 5
_TITLE_CASE = 0.7


class Doubts:
    """One text: the words it writes small, and the parts in which every word has a capital."""

    def __init__(self, parts: Sequence[Sequence[Word]]) -> None:
        self._small = {
            word.folded for words in parts for word in words if word.has_case and not word.is_capital
        }
        self._shouted = {id(words) for words in parts if _is_shouted(words)}

    def is_small(self, folded: str) -> bool:
        """Whether a word is one that is written small, here or anywhere."""
        return folded in self._small or is_ordinary(folded) or is_title(folded)

    def is_of_another(self, words: Sequence[Word], place: int, length: int, name: KnownName) -> bool:
        """Whether a person's family name stands behind a first name that is another's."""
        if length > 1 or not name.is_person or not words[place].has_case or id(words) in self._shouted:
            return False
        before = _neighbour(words, place, -1)
        if before is not None and not before.is_capital and before.folded in PARTICLES and place > 1:
            before = _neighbour(words, place - 1, -1)
        if before is None or not before.is_capital or is_title(before.folded):
            return False
        if not before.begins:
            return True
        # The capital may be the sentence's: a word that is no usual beginning of one is a first name.
        return (
            len(before.folded) >= _SHORT
            and not is_ordinary(before.folded)
            and not self.is_small(before.folded)
        )

    def is_doubtful(self, words: Sequence[Word], place: int, length: int, name: KnownName) -> bool:
        """Whether a name of one word may be another word, or a part of another name."""
        word = words[place]
        if length > 1:
            # A name with one capital, the first, and written here without: words like others.
            return name.capitals[0] and word.has_case and not word.is_capital and not any(name.capitals[1:])
        if not name.capitals[0]:
            return len(word.folded) <= _SHORT
        if not word.has_case:
            return len(word.folded) <= _SHORT
        if id(words) in self._shouted or (len(word.folded) <= _SHORT and not word.text.isupper()):
            return True
        if word.folded in self._small:
            return True
        if word.begins and is_ordinary(word.folded):
            return True
        before, after = _neighbour(words, place, -1), _neighbour(words, place, 1)
        return any(
            one is not None
            and one.is_capital
            and one.has_case
            and not is_title(one.folded)
            and not one.begins
            for one in (before, after)
        )


def _neighbour(words: Sequence[Word], place: int, step: int) -> Word | None:
    """The word before or after, if nothing but a space or a hyphen parts them."""
    other = place + step
    if not 0 <= other < len(words):
        return None
    first, second = (words[other], words[place]) if step < 0 else (words[place], words[other])
    if is_apart(first, second) or "'" in second.gap or "\u2019" in second.gap:
        return None
    return words[other]


def _is_shouted(words: Sequence[Word]) -> bool:
    """Whether nearly every longer word has a capital, as in English headlines."""
    if any(word.begins for word in words[1:]):
        return False
    long = [word for word in words if word.has_case and len(word.folded) > _SHORT]
    return len(long) >= _MANY and sum(word.is_capital for word in long) >= _TITLE_CASE * len(long)

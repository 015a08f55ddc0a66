"""The words the stories of a language hold: for typing errors, and for other spellings of a name.

A word is filed under itself and under what is left of it when any one letter is taken out; two words that
differ by one letter then meet under at least one of these (SymSpell's deletions). A name is filed under its
keys (``language.names``). Both only propose: ``meaning`` decides.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from zlib import crc32

from azdarar.language.names import word_forms, word_keys

#: Words of other lengths are not mended: what is shorter is near to everything.
SHORTEST, LONGEST = 4, 24
#: A key of fewer consonants proposes too much; such a name is found by its own spelling alone.
SHORTEST_KEY = 3
SHORTEST_NAME = 3
#: Languages that hang cases on names, and how many of the words one may be a case of are looked at.
_WITH_CASES = frozenset({"az", "hy", "ka", "ru", "tr", "uk"})
_LIKELY_CASES = 3


def deletions(word: str) -> list[int]:
    """The numbers a word is filed under and looked up by, each once."""
    letters = range(len(word))
    return list(dict.fromkeys(map(_number, [word, *(word[:place] + word[place + 1 :] for place in letters)])))


def _number(word: str) -> int:
    return crc32(word.encode("utf-8", "surrogatepass"))


def is_kept(form: str) -> bool:
    """Whether a folded word is written down at all: numbers and single letters are not."""
    return 2 <= len(form) <= LONGEST and not form.isdigit()


def is_mendable(form: str) -> bool:
    """Whether a folded word may be a typing error of another, or what one was meant to be."""
    return SHORTEST <= len(form) <= LONGEST and form.isalpha()


@lru_cache(maxsize=4_096)
def keys_of(written: str) -> tuple[str, ...]:
    """The keys a name's word is filed under and looked up by; none for one that is too short to propose."""
    if len(written) < SHORTEST_NAME:
        return ()
    return tuple(sorted(key for key in word_keys(written) if len(key.removeprefix("A")) >= SHORTEST_KEY))


def filed_under(written: str, *, language: str) -> tuple[str, ...]:
    """The keys a word of a text is filed under: its own, and those of the name it may be a case of."""
    forms = (written, *cases_of(written, language=language))
    return tuple(sorted({key for form in forms for key in keys_of(form)}))


@lru_cache(maxsize=4_096)
def cases_of(written: str, *, language: str) -> tuple[str, ...]:
    """The likeliest words that a word of a text may be a case of, itself left out."""
    return word_forms(written, language=language)[1:_LIKELY_CASES] if language in _WITH_CASES else ()


def unknown(words: Iterable[str], known: set[str], *, most_known: int = 150_000) -> Sequence[str]:
    """The words that are not known yet; they are from now on, as long as there is room."""
    fresh = [word for word in dict.fromkeys(words) if word not in known]
    if len(known) > most_known:
        known.clear()
    return fresh

"""Names in a text that no subject spells so, and that a subject has in another spelling or script."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from azdarar.language.mentions import Unknown, known_words
from azdarar.language.names import is_same_name, word_keys
from azdarar.subjects.internal.names_at_hand import NamesAtHand

#: Names of one word are too many to be told by their sound alone.
_FEWEST_WORDS = 2
#: Keys of fewer signs are everywhere.
_SHORTEST_KEY = 2
_MOST_CANDIDATES = 12
_LONGEST_TEXT_NAMES = 60


def by_sound(unknown: Iterable[Unknown], names: NamesAtHand) -> list[tuple[Unknown, int, str]]:
    """Each unknown name that is some subject's, with the subject and the folded name as the text has it.

    A subject is a candidate when two of the words share a key with its names, and one of its whole names
    must then be the same by the check that decides. Where two subjects are, neither is told.
    """
    runs = {one.words: one for one in unknown if len(one.words) >= _FEWEST_WORDS}
    asked = {words: [_keys(word) for word in words] for words in list(runs)[:_LONGEST_TEXT_NAMES]}
    filed = names.filed_under({key for keys in asked.values() for some in keys for key in some})
    near = {words: _candidates(keys, filed) for words, keys in asked.items()}
    whole = names.whole_names({subject for found in near.values() for subject in found})
    owners = {
        words: [subject for subject in found if _is_one_of(" ".join(words), whole.get(subject, ()))]
        for words, found in near.items()
    }
    return [
        (one, owners[one.words][0], " ".join(known_words(" ".join(one.words))[0]))
        for one in unknown
        if len(owners.get(one.words, ())) == 1
    ]


def _keys(word: str) -> set[str]:
    return {key for key in word_keys(word) if len(key) >= _SHORTEST_KEY}


def _candidates(keys: list[set[str]], filed: Mapping[str, Sequence[int]]) -> list[int]:
    """The subjects that share keys with two of the words, those with most first."""
    shared: Counter[int] = Counter()
    for some in keys:
        shared.update({subject for key in some for subject in filed.get(key, ())})
    found = [subject for subject, count in shared.most_common(_MOST_CANDIDATES) if count >= _FEWEST_WORDS]
    return sorted(found)


def _is_one_of(name: str, others: Iterable[str]) -> bool:
    return any(is_same_name(name, other) for other in others if " " in other)

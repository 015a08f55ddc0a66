"""The sentences of a story that hold what was looked for, with the words marked."""

import re
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache

from azdarar.language.analysis import stem_of, words_in
from azdarar.language.sentences import split_sentences
from azdarar.search.results import Piece, Snippet

#: Sentences shown of one story.
MOST_SENTENCES = 2
_LONGEST_TEXT = 60_000
_KNOWN_WORDS = 65_536
# A word as it is written, marks within Armenian words included.
_WRITTEN = re.compile("[\\w\u00ad\u0300-\u036f\u055b\u055c\u055e]+")

Run = tuple[str, ...]


def snippets_of(text: str, *, language: str, runs: Set[Run]) -> tuple[Snippet, ...]:
    """The sentences that hold most of what was looked for, in the order of the text; whole ones only.

    Args:
        text: what anybody may read of the story.
        runs: tokens that stand together.
    """
    by_first, known = _by_first(runs), _tokens(language)
    ranked = []
    for number, paragraph in enumerate(text[:_LONGEST_TEXT].split("\n\n")):
        found = {run for _start, _end, run in _matches(paragraph, known, by_first)}
        if found:
            ranked.append((-len(found), number, paragraph))
    ranked.sort()
    sentences = []
    for _most, number, paragraph in ranked[: MOST_SENTENCES + 1]:
        for place, sentence in enumerate(split_sentences(paragraph, language=language)):
            matches = list(_matches(sentence, known, by_first))
            if matches:
                told = len({run for _start, _end, run in matches})
                sentences.append((-told, number, place, sentence, matches))
    sentences.sort(key=lambda one: one[:3])
    chosen = sorted(sentences[:MOST_SENTENCES], key=lambda one: one[1:3])
    return tuple(_pieces(sentence, matches) for *_rest, sentence, matches in chosen)


def marked_in(text: str, *, language: str, runs: Set[Run]) -> Snippet:
    """A line as it is, with what was looked for marked."""
    matches = list(_matches(text[:_LONGEST_TEXT], _tokens(language), _by_first(runs)))
    return _pieces(text, matches) if text else ()


def _by_first(runs: Set[Run]) -> dict[str, list[Run]]:
    """Runs by the token they begin with, the longest of each first: a phrase is marked as one."""
    found: dict[str, list[Run]] = {}
    for run in sorted(runs, key=len, reverse=True):
        found.setdefault(run[0], []).append(run)
    return found


def _matches(text: str, known: "_Tokens", by_first: dict[str, list[Run]]) -> Iterator[tuple[int, int, Run]]:
    """Where what was looked for stands in a text, without overlaps."""
    tokens = [known[word] for word in _WRITTEN.findall(text)]
    if by_first.keys().isdisjoint(tokens):  # nearly all of a text
        return
    words = list(_WRITTEN.finditer(text))
    free = 0
    for place, token in enumerate(tokens):
        for run in by_first.get(token, ()):
            if place >= free and tuple(tokens[place : place + len(run)]) == run:
                free = place + len(run)
                yield words[place].start(), words[free - 1].end(), run
                break


class _Tokens(dict[str, str]):
    """The token of each word as it is written, found out when it is first met; empty for what is no word."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, written: str) -> str:
        forms = words_in(written, language=self._language)
        token = stem_of(forms[0], language=self._language) if len(forms) == 1 else ""
        if len(self) >= _KNOWN_WORDS:
            self.clear()
        self[written] = token
        return token


@lru_cache(maxsize=32)
def _tokens(language: str) -> _Tokens:
    return _Tokens(language)


def _pieces(sentence: str, matches: Sequence[tuple[int, int, Run]]) -> Snippet:
    pieces, told = [], 0
    for start, end, _run in matches:
        pieces += [Piece(sentence[told:start])] if start > told else []
        pieces.append(Piece(sentence[start:end], is_marked=True))
        told = end
    return (*pieces, Piece(sentence[told:])) if told < len(sentence) else tuple(pieces)

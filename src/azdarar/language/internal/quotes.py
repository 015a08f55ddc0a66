"""Straight quotation marks and apostrophes become those of the language.

A keyboard has one ``"`` and one ``'``. Which of the four or five signs of a language is meant follows from
what stands on either side, and from what is open at that point. A mark whose partner cannot be found stays as
it is: five inches are not a quotation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from .characters import APOSTROPHE, OBJECT, OPENING, SEALED
from .line import Edit

_TYPED = {"\u00ab": "\u00bb", "\u201e": "\u201c", "\u2039": "\u203a"}
_MARKS = re.compile("[\"'\u00ab\u00bb\u201c\u201d\u201e\u2039\u203a]|\n[^\\S\n]*\n")
_OPENERS = OPENING.replace("\\", "")
_LIKENESS = {'"': "\u201c\u201d", "'": "\u2018\u2019"}
_EITHER_SIDE = "-\u2010\u2011\u2012\u2013\u2014\"'" + APOSTROPHE


@dataclass(frozen=True)
class QuoteStyle:
    """How a language quotes.

    Args:
        double: what ``"`` becomes, outside and inside another quotation.
        single: what a pair of ``'`` becomes, or nothing where such a pair has no settled meaning.
        elisions: what may follow an apostrophe that begins a word (``tis``); lower case.
        opens_each_paragraph: whether a quotation may go on in the next paragraph, opened again there.
        lone_single: whether a ``'`` that begins a word and has no partner is an apostrophe.
    """

    double: tuple[tuple[str, str], tuple[str, str]]
    single: tuple[str, str] | None = None
    elisions: re.Pattern[str] | None = None
    opens_each_paragraph: bool = False
    lone_single: bool = False


@dataclass
class Pair:
    """An opening mark and the closing one that answers it."""

    start: int
    end: int
    mark: str


@dataclass
class Reading:
    """What a scan has found so far.

    ``lone`` are opening marks nothing closes, ``unanswered`` closing marks (or what may be one) nothing
    opened, ``roles`` what each straight mark was taken for.
    """

    open: list[tuple[int, str]] = field(default_factory=list)
    count: Counter[str] = field(default_factory=Counter)
    pairs: list[Pair] = field(default_factory=list)
    apostrophes: list[int] = field(default_factory=list)
    lone: list[tuple[int, str]] = field(default_factory=list)
    unanswered: list[int] = field(default_factory=list)
    roles: dict[int, str] = field(default_factory=dict)

    def push(self, place: int, mark: str) -> None:
        self.open.append((place, mark))
        self.count[mark] += 1
        if mark in _LIKENESS:
            self.roles[place] = _LIKENESS[mark][0]

    def close(self, place: int, mark: str) -> bool:
        """Answer the nearest open mark of this kind; what was opened inside it stays without an answer."""
        if not self.count[mark]:
            self.unanswered.append(place)
            return False
        if mark in _LIKENESS:
            self.roles[place] = _LIKENESS[mark][1]
        while True:
            start, opened = self.open.pop()
            self.count[opened] -= 1
            if opened == mark:
                self.pairs.append(Pair(start, place, mark))
                return True
            self.lone.append((start, opened))

    def forget(self) -> None:
        self.lone += self.open
        self.open.clear()
        self.count.clear()


def read_quotes(text: str, *, singles: bool = False, elisions: re.Pattern[str] | None = None) -> Reading:
    """Pair the quotation marks of a text, typed and straight, paragraph by paragraph.

    Args:
        singles: whether a pair of ``'`` is a quotation; else a ``'`` is an apostrophe or nothing.
        elisions: what may follow an apostrophe that begins a word.
    """
    reading = Reading()
    for match in _MARKS.finditer(text):
        place, mark = match.start(), match.group()
        if mark == '"':
            _read_double(text, place, reading)
        elif mark == "'":
            if singles:
                _read_single(text, place, reading, elisions)
            elif _is_inside_word(text, place):
                reading.apostrophes.append(place)
        elif mark in _TYPED:
            reading.push(place, mark)
        elif mark == "\u201c" and reading.count["\u201e"]:
            reading.close(place, "\u201e")
        elif mark == "\u201c":
            reading.push(place, mark)
        elif mark == "\u201d":
            reading.close(place, "\u201c" if reading.count["\u201c"] else "\u201e")
        elif mark[0] == "\n":
            reading.forget()
        else:
            reading.close(place, "\u00ab" if mark == "\u00bb" else "\u2039")
    reading.forget()
    return reading


def quote_edits(text: str, *, style: QuoteStyle) -> Iterator[Edit]:
    """Say which straight marks become which, in the order of the text."""
    reading = read_quotes(text, singles=style.single is not None, elisions=style.elisions)
    signs = dict.fromkeys(reading.apostrophes, APOSTROPHE)
    ends: list[int] = []
    for pair in sorted(reading.pairs, key=lambda pair: pair.start):
        while ends and ends[-1] < pair.start:
            ends.pop()
        if pair.mark == '"':
            signs[pair.start], signs[pair.end] = style.double[1 if ends else 0]
        elif pair.mark == "'" and style.single:
            signs[pair.start], signs[pair.end] = style.single
        if pair.mark != "'":
            ends.append(pair.end)
    for place, mark in reading.lone:
        if mark == '"' and style.opens_each_paragraph:
            signs[place] = style.double[0][0]
        elif mark == "'" and style.lone_single:
            signs[place] = APOSTROPHE
    for place in sorted(signs):
        yield Edit(place, place + 1, signs[place])


def _read_double(text: str, place: int, reading: Reading) -> None:
    before, after = _around(text, place, reading)
    if _may_open(before, after):
        reading.push(place, '"')
    elif _may_close(before):
        reading.close(place, '"')


def _read_single(text: str, place: int, reading: Reading, elisions: re.Pattern[str] | None) -> None:
    before, after = _around(text, place, reading)
    if before.isdigit() and (after.isdigit() or not _is_word(after)):
        # Feet, minutes of arc; but a quotation may end in a number.
        if not _is_word(after) and reading.count["'"]:
            reading.close(place, "'")
    elif _is_word(before) and _is_word(after):
        reading.apostrophes.append(place)
    elif _may_open(before, after) and _is_word(after):
        if elisions and elisions.match(text, place + 1):
            reading.apostrophes.append(place)
        else:
            reading.push(place, "'")
    elif _may_close(before) and not (reading.count["'"] and reading.close(place, "'")) and before.isalpha():
        reading.apostrophes.append(place)


def _around(text: str, place: int, reading: Reading) -> tuple[str, str]:
    """The characters on either side; a line break where there is none.

    A straight mark on the left counts as what it was taken for, because it will look like that next time.
    """
    before = text[place - 1] if place else "\n"
    after = text[place + 1] if place + 1 < len(text) else "\n"
    return reading.roles.get(place - 1, before), after


def _is_word(character: str) -> bool:
    return character.isalnum() or character in (SEALED, OBJECT) or "\u0300" <= character <= "\u036f"


def _is_inside_word(text: str, place: int) -> bool:
    return 0 < place < len(text) - 1 and text[place - 1].isalpha() and text[place + 1].isalpha()


def _may_open(before: str, after: str) -> bool:
    """Whether a straight mark between these two can begin a quotation.

    After a dash, an apostrophe or another straight mark it begins one only if a word follows.
    """
    if after.isspace():
        return False
    if before.isspace() or before in _OPENERS:
        return True
    return before in _EITHER_SIDE and _is_word(after)


def _may_close(before: str) -> bool:
    return not before.isspace() and before not in _OPENERS

"""Where sentences end.

A sentence ends at a final sign (with the quotation marks and brackets that close behind it) when what follows
begins one. It never ends inside a quotation or a bracket that is closed later, even if the quotation runs
over several paragraphs, nor at the stop of an abbreviation or an initial.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .abbreviations import Abbreviations, abbreviations_of
from .characters import ARMENIAN_LOWER, ARMENIAN_UPPER, ARMENIAN_VOWEL_MARKS, SPACES, UPPER, primary_subtag
from .quotes import Reading, read_quotes

_PARAGRAPH_BREAK = re.compile(r"\n[^\S\n]*\n\s*")
_SIGN = re.compile(
    rf"(?P<sign>[.!?\u2026\u0589]+(?>(?:[{SPACES}]?[!?\u2026])*)|:)"
    rf"(?P<close>(?>(?:[{SPACES}]?\u00bb|[\u201d\u201c\"'\u2019)\]])*))(?P<note>(?>(?:\[\d{{1,3}}\])*))(?=\s|\Z)"
)
_HEAD = re.compile(
    r"[\s\u00ab\u201c\u201e\"'\u2018(\[\u00bf\u00a1\u2014\u2013\-\u2022*]*+(?P<head>[\w\u2019'\-]*)"
)
_LAST_TOKEN = re.compile(r"[^\s(\[{\u00ab\u201c\u201e\"/]*\Z")
_INITIAL = re.compile(rf"(?:.*[.\-\u2011\u2019'])?[{UPPER}]\Z", re.DOTALL)
_ACRONYM = re.compile(r"[^\W\d_](?:[.\-\u2011]+[^\W\d_])+\Z")
_PARTS = re.compile(rf"(?:(?<!\w)[^\W\d_]{{1,2}}\.[{SPACES}]){{1,2}}[^\W\d_]{{1,2}}\Z")
_NUMBER = re.compile(r"\d|[IVXLC]+\Z")
# In Russian a century may be written with the Cyrillic Х.
_NUMBER_BEFORE = re.compile(r"[\dIVXLХ]\s*\Z")
_NO_BEGINNING = re.compile(r"\s*+[.,]")
_SPACED_DOT = re.compile(r"\.\s*\Z")
_BLANK = re.compile(r"\s*+\Z")
_BRACKETS = {")": "(", "]": "["}
_OPENERS_OVER_PARAGRAPHS = '\u00ab\u201c\u201e"'
_FURTHEST_PARAGRAPH = 20
# Longer than any abbreviation; what stands further back does not bear on a full stop.
_LOOK_BACK = 32
_SPEECH = re.compile(
    r"(?:[A-Z][\w.\u2019'\-]*\s+){1,4}(?:said|says|asked|asks|added|replied|told|wrote|shouted|cried|answered|wondered)\b"
)
_ARMENIAN_BEFORE_COLON = re.compile(
    rf"[{ARMENIAN_UPPER}{ARMENIAN_LOWER}{ARMENIAN_VOWEL_MARKS}\d\u00bb).\u2026]\Z"
)
_ARMENIAN_AFTER_COLON = re.compile(rf"\s*(?:[\u2014\u2013-]\s*)?(?:[{ARMENIAN_UPPER}\d]|\Z)")
_ARMENIAN_STOP = re.compile(rf"\u0589|[{ARMENIAN_LOWER}]:(?=\s|\Z)")


@dataclass(frozen=True)
class Sentence:
    """A sentence and whether a paragraph ends with it."""

    text: str
    ends_paragraph: bool


def sentences(text: str, *, language: str) -> Iterator[Sentence]:
    """Give the sentences of a text of one or more paragraphs, in order, trimmed."""
    scan = _Scan(text, primary_subtag(language))
    start = 0
    for end, is_break in scan.boundaries():
        piece = text[start:end].strip()
        start = end
        if piece:
            yield Sentence(piece, ends_paragraph=is_break)


class _Scan:
    """One text while its boundaries are looked for."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.language = language
        self.abbreviations: Abbreviations = abbreviations_of(language)
        # An Armenian text that never uses its own full stop uses the Latin one.
        self.latin_stops = language in ("hy", "hyw") and not _ARMENIAN_STOP.search(text)
        self.start = 0

    def boundaries(self) -> Iterator[tuple[int, bool]]:
        """Every place where a sentence ends, and whether a paragraph does."""
        paragraphs = list(_paragraph_spans(self.text))
        enclosures = _merged(_enclosures(self.text, paragraphs, self.language))
        inside = _Inside(enclosures)
        for first, last in paragraphs:
            for match in _SIGN.finditer(self.text, first, last):
                if match.end() >= last:
                    break
                if not inside.holds(match.end()) and self._ends(match, last):
                    self.start = match.end()
                    yield match.end(), False
            if not inside.holds(last):
                self.start = last
                yield last, True
        yield len(self.text), True

    def _ends(self, match: re.Match[str], last: int) -> bool:
        """Whether the sign at a match ends the sentence, given what stands before and after it."""
        text, sign = self.text, match["sign"]
        if sign == ":":
            return (
                self.language in ("hy", "hyw")
                and bool(_ARMENIAN_BEFORE_COLON.search(text[max(0, match.start() - 1) : match.start()]))
                and bool(_ARMENIAN_AFTER_COLON.match(text, match.end(), last))
            )
        head = _HEAD.match(text, match.end(), last)
        word = head["head"] if head else ""
        if _continues(word) or _NO_BEGINNING.match(text, match.end(), last):
            return False
        if "\u0589" in sign:
            return True
        if self.language == "en" and match["close"] and sign[-1] in "!?":
            after = head.start("head") if head else match.end()
            return not _SPEECH.match(text, after, last)
        if sign != ".":
            return text[max(0, match.start() - 1) : match.start()] not in ("[", "(")
        return self._stop_ends(match.start(), word, self._begins_sentence(word, head.end() if head else last))

    def _begins_sentence(self, word: str, end: int) -> bool:
        """Whether a word is one that begins sentences, and not the next initial of a name."""
        return word.lower() in self.abbreviations.starters and not (
            len(word) == 1 and self.text[end : end + 1] == "."
        )

    def _stop_ends(self, stop: int, word: str, starts_sentence: bool) -> bool:
        """Whether one full stop ends a sentence when ``word`` follows."""
        known = self.abbreviations
        token_match = _LAST_TOKEN.search(self.text, max(self.start, stop - _LOOK_BACK), stop)
        token = token_match.group() if token_match else ""
        lowered = self._abbreviated(token, stop)
        if not token and _SPACED_DOT.search(self.text, max(self.start, stop - _LOOK_BACK), stop):
            return False
        if token.isdigit():
            # The number of a list entry, unless it ends a sentence of its own.
            return len(token) > 3 or not _BLANK.match(self.text, self.start, stop - len(token))
        if self.language in ("hy", "hyw"):
            return self.latin_stops and lowered not in known.before and not _INITIAL.match(token)
        if len(token) == 1 and _INITIAL.match(token):
            return starts_sentence and len(word) > 1
        if lowered in known.after:
            if (
                self.language == "ru"
                and lowered in known.before
                and not self._follows_number(stop - len(token))
            ):
                return False
            return starts_sentence or lowered not in known.after_doubtful
        if lowered in known.before_number and _NUMBER.match(word):
            return False
        if lowered in known.before:
            return False
        if _ACRONYM.match(token) or _INITIAL.match(token):
            return starts_sentence
        return True

    def _abbreviated(self, token: str, stop: int) -> str:
        """The abbreviation before a stop: lower case, its parts joined, without an elided article."""
        parts = _PARTS.search(self.text, max(self.start, stop - _LOOK_BACK), stop)
        if parts:
            joined = re.sub(f"[{SPACES}]", "", parts.group()).lower()
            if joined in self.abbreviations.before or joined in self.abbreviations.after:
                return joined
        return re.split("['\u2019\u2018]", token.lower())[-1]

    def _follows_number(self, place: int) -> bool:
        return bool(_NUMBER_BEFORE.search(self.text, max(0, place - 3), place))


def _continues(word: str) -> bool:
    """Whether a word cannot begin a sentence: it is in small letters, of a script that uses capitals."""
    return word[:1].islower() and not "\u10d0" <= word[0] <= "\u10ff"


class _Inside:
    """Answers, for places that only grow, whether one lies inside an enclosure."""

    def __init__(self, enclosures: list[tuple[int, int]]) -> None:
        self._enclosures = enclosures
        self._next = 0

    def holds(self, place: int) -> bool:
        while self._next < len(self._enclosures) and self._enclosures[self._next][1] < place:
            self._next += 1
        return self._next < len(self._enclosures) and self._enclosures[self._next][0] < place


def _paragraph_spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _PARAGRAPH_BREAK.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans that overlap, keep the outermost of those that nest."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _enclosures(text: str, paragraphs: list[tuple[int, int]], language: str) -> list[tuple[int, int]]:
    """The quotations and brackets of a text, from the opening mark to the closing one."""
    spans: list[tuple[int, int]] = []
    readings: list[Reading] = []
    for first, last in paragraphs:
        paragraph = text[first:last]
        reading = read_quotes(paragraph, singles=language == "en")
        readings.append(reading)
        spans += ((first + pair.start, first + pair.end) for pair in reading.pairs)
        spans += ((first + start, first + end) for start, end in _bracketed(paragraph))
    # Backwards, so that the nearest later paragraph that ends a quotation is always known.
    closing: tuple[int, int] | None = None
    for index in range(len(readings) - 1, -1, -1):
        first, reading = paragraphs[index][0], readings[index]
        opened = [place for place, mark in reading.lone if mark in _OPENERS_OVER_PARAGRAPHS]
        if opened and closing and closing[0] - index <= _FURTHEST_PARAGRAPH:
            spans.append((first + min(opened), closing[1]))
        end = _end_of_quotation_from_before(reading)
        closing = (index, first + end) if end is not None else closing
    return spans


def _end_of_quotation_from_before(reading: Reading) -> int | None:
    """Where a paragraph ends a quotation an earlier one left open, if it does.

    Either it holds a closing mark nothing in it has opened, or it opens the quotation anew with its first
    character and closes it.
    """
    if reading.unanswered:
        return reading.unanswered[0]
    return next((pair.end for pair in reading.pairs if pair.start == 0), None)


def _bracketed(text: str) -> Iterator[tuple[int, int]]:
    opened: list[tuple[str, int]] = []
    for match in re.finditer(r"[()\[\]]", text):
        mark = match.group()
        if mark not in _BRACKETS:
            opened.append((mark, match.start()))
        elif opened and opened[-1][0] == _BRACKETS[mark]:
            yield opened.pop()[1], match.start()

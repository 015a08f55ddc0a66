"""Armenian typography.

The marks of emphasis ՛, exclamation ՜ and question ՞ are written on the stressed vowel, inside the word; the
short stop ՝ follows the word; the sentence ends with ։. Keyboards lack some of these, so a Latin colon and a
backtick are taken for what they stand for, where nothing else can be meant.

Source: The Unicode Standard, section 7.6 (Armenian); CLDR, characters and delimiters of ``hy``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from .characters import (
    ARMENIAN_LOWER,
    ARMENIAN_UPPER,
    ARMENIAN_VOWEL_MARKS,
    ELLIPSIS,
    HARD_HYPHEN,
    NO_BREAK,
    SEALED,
    SPACES,
)
from .line import Edit, EditFinder, Rule
from .numbers_apart import hold_thousands
from .quotes import QuoteStyle, quote_edits

_S = f"[{SPACES}]"
_LETTER = f"[{ARMENIAN_UPPER}{ARMENIAN_LOWER}]"
_UP = f"[{ARMENIAN_UPPER}]"
_IN_WORD = f"[{ARMENIAN_UPPER}{ARMENIAN_LOWER}{ARMENIAN_VOWEL_MARKS}]"
_DASH = "[\u2013\u2014]"
_FULL_STOP = "\u0589"
_MONTHS = (
    "հունվարի|փետրվարի|մարտի|ապրիլի|մայիսի|հունիսի|հուլիսի|օգոստոսի|սեպտեմբերի|հոկտեմբերի|նոյեմբերի|"
    "դեկտեմբերի"
)
_UNITS = (
    "կմ/ժ|կմ|սմ|մմ|մ|կգ|գ|տ|հա|լ|ժ|րոպե|վրկ|հազար|միլիոն|միլիարդ|մլն|մլրդ|դրամ|եվրո|դոլար|"
    "%|°C|֏|€|\\$|թթ?\\.|թվական\\w*"
)

_QUOTES = QuoteStyle(double=(("\u00ab", "\u00bb"), ("\u00ab", "\u00bb")))

_VOWELS = "\u0561\u0565\u0567\u056b\u0578\u0585\u0587\u0531\u0535\u0537\u053b\u0548\u0555"
_STRAY_MARK = re.compile(
    rf"(?<!{_IN_WORD})(?P<word>{_LETTER}++){_S}*+(?P<mark>[{ARMENIAN_VOWEL_MARKS}])(?![\w{ARMENIAN_VOWEL_MARKS}])"
)
_FULL_STOP_COLON = re.compile(
    rf"(?<=[{ARMENIAN_UPPER}{ARMENIAN_LOWER}\u00bb).\d]):(?=\u00bb|[\")]?+(?:\s++{_UP}|\s*+\Z|\n))"
)
_ONE_WORD = re.compile(r"\S+")


def place_marks(text: str) -> Iterator[Edit]:
    """Bring a mark typed behind the last consonant, or behind a space, to the last full vowel of the word.

    Armenian stresses the last syllable that is not ը, and an ու is one vowel in two letters. A mark that
    already follows a vowel is where its writer wants it.
    """
    for match in _STRAY_MARK.finditer(text):
        word, end = match["word"], match.end("word")
        place = max((index for index, letter in enumerate(word) if letter in _VOWELS), default=None)
        if place is None:
            continue
        if word[place + 1 : place + 2] in ("\u0582", "\u0552"):
            place += 1
        vowel_end = match.start() + place + 1
        if word[-1] in "\u0568\u0538":
            vowel_end = end
        if vowel_end < end:
            yield Edit(vowel_end, vowel_end, match["mark"], lean_left=True)
        if vowel_end < end or match.start("mark") > end:
            yield Edit(end, match.end("mark"), match["mark"] if vowel_end == end else "")


def end_sentences(text: str) -> Iterator[Edit]:
    """Turn a Latin colon that ends a sentence into the Armenian full stop.

    It must follow an Armenian word and end the paragraph, or stand before a capital; and it must have at
    least two words before it, because "Հեղինակ: Աննա" is a label and its value.
    """
    if not any("\u0531" <= letter <= "\u0588" for letter in text):
        return
    for match in _FULL_STOP_COLON.finditer(text):
        place = match.start()
        before = text[max(0, place - 200) : place]
        sentence = re.split(rf"[{_FULL_STOP}:\n]", before)[-1]
        if len(_ONE_WORD.findall(sentence)) > 1:
            yield Edit(place, place + 1, _FULL_STOP)


STEPS: tuple[Rule | EditFinder, ...] = (
    Rule(re.compile(rf"(?<={_IN_WORD})['\u2018\u2019\u00b4](?={_LETTER})"), "\u055a"),
    Rule(re.compile(rf"(?<={_IN_WORD})`(?=[\s\u00bb)\"]|\Z)"), "\u055d"),
    Rule(re.compile(r"(?<![./\\])\.\.\.(?![./\\])"), ELLIPSIS),
    Rule(re.compile(rf"(?:(?<={_S})|(?<![^\n]))--(?={_S})"), "\u2014"),
    place_marks,
    Rule(re.compile(rf"(?<={_IN_WORD}){_S}++(?=[\u055d{_FULL_STOP}\u2024])"), ""),
    Rule(re.compile(rf"(?<=\u00ab){_S}++(?=\S)"), ""),
    Rule(re.compile(rf"(?<=\S){_S}++(?=\u00bb)"), ""),
    partial(quote_edits, style=_QUOTES),
    end_sentences,
    Rule(re.compile(rf"(?<=[^\s\d]){_S}(?={_DASH}(?:\s|\Z))|(?<=\d){_S}(?={_DASH}(?:\s\D|\Z))"), NO_BREAK),
    Rule(re.compile(rf"(?<![^\n]){_DASH}(?P<at>{_S})(?=\S)"), NO_BREAK),
    hold_thousands,
    Rule(re.compile(rf"(?<=[\d{SEALED}]){_S}++(?=(?:{_UNITS})(?!\w))"), NO_BREAK),
    Rule(
        re.compile(
            rf"(?<=\d){_S}++(?=(?:{_MONTHS})(?!\w))|(?<!\w)(?:{_MONTHS})(?P<at>{_S}++)(?=[0-3]?\d(?!\d))"
        ),
        NO_BREAK,
    ),
    Rule(re.compile(rf"(?<=\d)-(?={_LETTER}{{1,4}}(?!{_IN_WORD}))"), HARD_HYPHEN),
    Rule(re.compile(rf"(?<!\w){_UP}\.(?P<at>{_S}++)(?={_UP})"), NO_BREAK),
)

"""Days, months and years as people type them, in the languages of the paper. Pure."""

import re
from datetime import date, timedelta
from functools import cache

from babel.dates import get_month_names

from azdarar.language.folding import fold

Span = tuple[date, date]

_LANGUAGES = ("fr", "en", "hy", "ru")
_FROM_YEAR = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_FROM_DAY = re.compile(r"(?:(\d{1,2})[-/.])?(\d{1,2})[-/.](\d{4})")
_WITH_NAME = re.compile(
    r"(?:(\d{1,2})\D{0,4}?\s)?([^\W\d_]+)\.?\s(?:(\d{1,2})(?:st|nd|rd|th)?\s)?(\d{4})\D{0,4}"
)
#: Before the first newspaper, and after anybody who reads this one.
_FIRST_YEAR, _LAST_YEAR = 1400, 2999


def span_of(text: str) -> Span | None:
    """The days a date means: the first of them, and the first after them; None for what is no date.

    ``2020``, ``2020-05``, ``05/2020``, ``2020-05-12``, ``12/05/2020``, ``12.05.2020``, ``12 mai 2020``,
    ``May 12, 2020``: the day stands before the month, as in every language of the paper.
    """
    plain = " ".join(text.split())
    if numbers := _FROM_YEAR.fullmatch(plain):
        return _span(*numbers.groups())
    if numbers := _FROM_DAY.fullmatch(plain):
        day, month, year = numbers.groups()
        return _span(year, month, day)
    if named := _WITH_NAME.fullmatch(fold(plain).replace(",", "")):
        before, name, after, year = named.groups()
        number = _month_names().get(name)
        return _span(year, str(number), before or after) if number and not (before and after) else None
    return None


def _span(year: str, month: str | None, day: str | None) -> Span | None:
    if not _FIRST_YEAR <= int(year) <= _LAST_YEAR:
        return None
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    if day:
        return first, first + timedelta(days=1)
    if month:
        return first, date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, date(first.year + 1, 1, 1)


@cache
def _month_names() -> dict[str, int]:
    """Month names as they stand in a date, as they stand alone, and shortened."""
    return {
        fold(name).rstrip("."): number
        for language in _LANGUAGES
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, context=context, locale=language).items()
    }

"""Dates as each language writes them in a newspaper."""

from __future__ import annotations

import datetime
from typing import Literal, get_args

from babel.dates import format_date as format_pattern
from babel.dates import format_time

from .internal.characters import primary_subtag
from .typography import set_text

DateStyle = Literal["day", "day-time", "weekday", "month", "short", "time", "iso"]

# CLDR's own patterns add "г." in Russian and a leading zero in Armenian, which newspapers leave out.
_PATTERNS: dict[str, dict[str, str]] = {
    "fr": {
        "day": "d MMMM y",
        "weekday": "EEEE d MMMM y",
        "month": "MMMM y",
        "short": "dd/MM/y",
        "time": "H 'h' mm",
    },
    "en": {
        "day": "d MMMM y",
        "weekday": "EEEE d MMMM y",
        "month": "MMMM y",
        "short": "dd/MM/y",
        "time": "HH:mm",
    },
    "hy": {
        "day": "d MMMM, y 'թ.'",
        "weekday": "y 'թ.' MMMM d, EEEE",
        "month": "y 'թ.' LLLL",
        "short": "dd.MM.y",
        "time": "HH:mm",
    },
    "ru": {
        "day": "d MMMM y",
        "weekday": "EEEE, d MMMM y",
        "month": "LLLL y",
        "short": "dd.MM.y",
        "time": "HH:mm",
    },
}
_TOGETHER = {
    "fr": "{date} à {time}",
    "en": "{date} at {time}",
    "hy": "{date}, ժամը {time}",
    "ru": "{date}, {time}",
}
_LOCALES = {"en": "en_GB"}
_FALLBACK = "en"


def format_date(value: datetime.date | datetime.datetime, *, language: str, style: DateStyle) -> str:
    """Write a date or an instant as a newspaper of that language does.

    Set in the typography of the language, so that day and month stay on one line. In French the first day of
    a month is *1er*; its letters are raised where the text goes through ``TypesetText(...).rich``.

    Args:
        value: an instant is written in the zone it carries: make it local before. A plain date has no time,
            so ``day-time`` gives the day alone.
        style: ``day`` (23 novembre 2026), ``day-time``, ``weekday``, ``month`` (novembre 2026), ``short``
            (23/11/2026), ``time`` (10 h 05) or ``iso`` (for ``<time datetime>``; to the second, with the
            zone).

    Returns:
        Text; in English for a language without patterns here.

    Raises:
        ValueError: an unknown style, or the time of a plain date.

    Source:
        CLDR for the names of months and days and their grammatical forms; Lexique des règles typographiques
        for *1er* and *10 h 05*; for the patterns docs/reference/typography.md.
    """
    if style not in get_args(DateStyle):
        raise ValueError(f"Unknown style of date {style!r}; known are {', '.join(get_args(DateStyle))}.")
    has_time = isinstance(value, datetime.datetime)
    if style == "iso":
        return (
            value.isoformat(timespec="seconds") if isinstance(value, datetime.datetime) else value.isoformat()
        )
    if style == "time" and not has_time:
        raise ValueError("A plain date has no time of day.")
    known = primary_subtag(language) if primary_subtag(language) in _PATTERNS else _FALLBACK
    if style == "day-time":
        date = _written(value, known, "day")
        text = _TOGETHER[known].format(date=date, time=_written(value, known, "time")) if has_time else date
    else:
        text = _written(value, known, style)
    return set_text(text, language=known)


def _written(value: datetime.date | datetime.datetime, language: str, style: str) -> str:
    pattern = _PATTERNS[language][style]
    locale = _LOCALES.get(language, language)
    if style == "time" and isinstance(value, datetime.datetime):
        return format_time(value.time(), pattern, locale=locale)
    text = format_pattern(value, pattern, locale=locale)
    if language == "fr" and value.day == 1 and style in ("day", "weekday"):
        text = text.replace("1 ", "1er ", 1)
    return text

"""Dates and hours are written as each language writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from azdarar.language.dates import format_date

from .visible import visible

AT = datetime(2026, 11, 23, 10, 5, 7, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("language", "style", "expected"),
    [
        ("fr", "day", "23~novembre 2026"),
        ("fr", "day-time", "23~novembre 2026 à~10~h~05"),
        ("fr", "weekday", "lundi 23~novembre 2026"),
        ("fr", "month", "novembre 2026"),
        ("fr", "short", "23/11/2026"),
        ("fr", "time", "10~h~05"),
        ("en", "day", "23~November 2026"),
        ("en", "day-time", "23~November 2026 at 10:05"),
        ("en", "weekday", "Monday 23~November 2026"),
        ("en", "month", "November 2026"),
        ("en", "short", "23/11/2026"),
        ("en", "time", "10:05"),
        ("hy", "day", "23~նոյեմբերի, 2026~թ."),
        ("hy", "day-time", "23~նոյեմբերի, 2026~թ., ժամը 10:05"),
        ("hy", "weekday", "2026~թ. նոյեմբերի~23, երկուշաբթի"),
        ("hy", "month", "2026~թ. նոյեմբեր"),
        ("hy", "short", "23.11.2026"),
        ("hy", "time", "10:05"),
        ("ru", "day", "23~ноября 2026"),
        ("ru", "day-time", "23~ноября 2026, 10:05"),
        ("ru", "weekday", "понедельник, 23~ноября 2026"),
        ("ru", "month", "ноябрь 2026"),
        ("ru", "short", "23.11.2026"),
        ("ru", "time", "10:05"),
        ("fr", "iso", "2026-11-23T10:05:07+01:00"),
    ],
)
def test_an_instant_is_written(language, style, expected):
    assert visible(format_date(AT, language=language, style=style)) == expected


def test_the_first_day_of_a_french_month_is_an_ordinal():
    assert visible(format_date(date(2026, 5, 1), language="fr", style="day")) == "1er~mai 2026"
    assert visible(format_date(date(2026, 5, 1), language="fr", style="weekday")) == "vendredi 1er~mai 2026"
    assert visible(format_date(date(2026, 5, 11), language="fr", style="day")) == "11~mai 2026"
    assert visible(format_date(date(2026, 5, 1), language="en", style="day")) == "1~May 2026"


def test_the_hour_has_no_zero_in_front_in_french():
    at = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)

    assert visible(format_date(at, language="fr", style="time")) == "9~h~00"
    assert format_date(at, language="en", style="time") == "09:00"


def test_a_plain_date_has_no_time():
    assert visible(format_date(date(2026, 11, 23), language="fr", style="day-time")) == "23~novembre 2026"
    assert format_date(date(2026, 11, 23), language="fr", style="iso") == "2026-11-23"
    with pytest.raises(ValueError, match="no time of day"):
        format_date(date(2026, 11, 23), language="fr", style="time")


def test_an_old_date_is_written_too():
    assert visible(format_date(date(1794, 10, 16), language="fr", style="day")) == "16~octobre 1794"


def test_an_unknown_style_names_the_known_ones():
    with pytest.raises(ValueError, match="day-time"):
        format_date(AT, language="fr", style="long")


def test_an_unknown_language_is_written_in_english():
    assert visible(format_date(AT, language="xx", style="day")) == "23~November 2026"


def test_every_month_has_its_form_in_the_date():
    russian = [format_date(date(2026, month, 2), language="ru", style="day") for month in range(1, 13)]
    armenian = [format_date(date(2026, month, 2), language="hy", style="day") for month in range(1, 13)]

    assert all(text.split()[1][-1] in "яа" for text in russian)
    assert all(text.split()[1] == f"{text.split()[1][:-2]}ի," for text in armenian)

"""Numbers have the separators of their language, and texts a time to read them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from azdarar.language.numbers import format_number, reading_minutes

from .visible import visible


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", "1_234_567,5"),
        ("en", "1,234,567.5"),
        ("hy", "1~234~567,5"),
        ("ru", "1~234~567,5"),
        ("xx", "1,234,567.5"),
    ],
)
def test_a_number_is_written(language, expected):
    assert visible(format_number(1234567.5, language=language)) == expected


def test_the_number_of_decimals_can_be_given():
    assert format_number(3, language="fr", decimals=2) == "3,00"
    assert format_number(Decimal("2.345"), language="en", decimals=1) == "2.3"
    assert format_number(2.7, language="en", decimals=0) == "3"


@pytest.mark.parametrize(
    ("language", "words", "minutes"),
    [
        ("fr", 0, 0),
        ("fr", 1, 1),
        ("fr", 195, 1),
        ("fr", 1170, 6),
        ("en", 1140, 5),
        ("ru", 920, 5),
        ("hy", 1840, 10),
        ("ka", 368, 2),
    ],
)
def test_reading_takes_its_time(language, words, minutes):
    assert reading_minutes("mot " * words, language=language) == minutes


def test_signs_are_not_words_and_compounds_are_one():
    assert reading_minutes("— « » … !", language="fr") == 0
    assert reading_minutes("aujourd’hui Haut\u2011Karabakh, " * 195, language="fr") == 2
    assert reading_minutes("ի՞նչ " * 184, language="hy") == 1

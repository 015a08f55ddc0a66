"""A text tells its script; a language its direction and its name."""

from __future__ import annotations

import pytest

from azdarar.language.scripts import autonym, direction, script_of


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Erevan", "Latn"),
        ("Ереван", "Cyrl"),
        ("Երևան", "Armn"),
        ("თბილისი", "Geor"),
        ("القاهرة", "Arab"),
        ("ירושלים", "Hebr"),
        ("Αθήνα", "Grek"),
        ("Երևան (Erevan), Հայաստան", "Armn"),
        ("2020, 5 %", "Zyyy"),
        ("", "Zyyy"),
    ],
)
def test_a_text_is_in_the_script_of_most_of_its_letters(text, script):
    assert script_of(text) == script


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", "ltr"),
        ("hy", "ltr"),
        ("ru", "ltr"),
        ("ar", "rtl"),
        ("fa", "rtl"),
        ("he", "rtl"),
        ("xx", "ltr"),
        ("", "ltr"),
    ],
)
def test_a_language_runs_its_way(language, expected):
    assert direction(language) == expected


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("fr", "Français"),
        ("en", "English"),
        ("hy", "Հայերեն"),
        ("ru", "Русский"),
        ("ka", "ქართული"),
        ("ar", "العربية"),
        ("fr-CH", "Français"),
        ("xx", "xx"),
    ],
)
def test_a_language_names_itself(language, name):
    assert autonym(language) == name

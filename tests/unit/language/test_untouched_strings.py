"""What is not prose goes through as it was typed, in every language."""

from __future__ import annotations

import pytest

from azdarar.language.typography import set_html, set_text

UNTOUCHED = [
    "https://exemple.org/2026/11/23/appels?utm=a;b:c#d!e",
    "http://exemple.org/l'été",
    "www.exemple.org/a-b",
    "redaction@exemple.org",
    "exemple.org:8000/a",
    "image-du-Haut-Karabakh.jpg",
    "Haut-Karabakh.pdf",
    "arton_71307",
    "3.11.2",
    "v2.0-rc.1",
    "10:05",
    "3:2",
    "12:30:45",
    "24/24",
    "978-2-07-036822-8",
    "ISBN 978-2-07-036822-8",
    "+374 10 123 456",
    "01 23 45 67 89",
    "06.12.34.56.78",
    "192.168.0.1",
    "2020-11-02",
    "#Haut_Karabakh",
    "@azdarar",
    "@azdarar@exemple.org",
    "C:\\Photos\\l'été",
    ":smile:",
    ";-)",
    "&nbsp;",
]


@pytest.mark.parametrize("language", ["fr", "en", "hy", "ru"])
@pytest.mark.parametrize("string", UNTOUCHED)
def test_a_string_that_is_not_prose_is_untouched(string, language):
    assert string in set_text(f"x {string} x", language=language)
    assert set_text(string, language=language) == string


@pytest.mark.parametrize("language", ["fr", "en", "ru"])
def test_code_between_backticks_is_untouched(language):
    assert set_text("x `a ? 'b' : \"c\"` x", language=language) == "x `a ? 'b' : \"c\"` x"


def test_the_question_mark_behind_an_address_belongs_to_the_sentence():
    assert set_text("Vu sur https://exemple.org ?", language="fr") == "Vu sur https://exemple.org\u202f?"
    assert set_text("Vu sur https://exemple.org?", language="fr") == "Vu sur https://exemple.org\u202f?"


@pytest.mark.parametrize("language", ["de", "xx", "", "zh-Hans"])
def test_an_unknown_language_leaves_the_text_as_it_is(language):
    text = 'Was ist "das" ? -- l\'été...'

    assert set_text(text, language=language) == text
    assert set_html(f"<p>{text}</p>", language=language) == f"<p>{text}</p>"


def test_private_characters_come_back_as_they_were():
    text = "\ue000 l'a \ue000\ue001 ?"

    assert set_text(text, language="fr") == "\ue000 l’a \ue000\ue001\u202f?"

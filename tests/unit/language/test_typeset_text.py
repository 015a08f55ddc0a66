"""``TypesetText`` hands a text on without forgetting its typography."""

from __future__ import annotations

import dataclasses

import pytest

from azdarar.language.typography import RichText, TypesetText


def test_it_is_set_when_it_is_printed():
    headline = TypesetText("Quoi ?", "fr")

    assert str(headline) == f"{headline}" == "Quoi\u202f?"
    assert headline.clean == "Quoi ?"


@pytest.mark.parametrize(
    ("clean", "rich"),
    [
        ("le 1er mai", "le 1<sup>er</sup>\u00a0mai"),
        ("la 1re fois", "la 1<sup>re</sup> fois"),
        ("la 2e fois", "la 2<sup>e</sup> fois"),
        ("au XXe siècle", "au XX<sup>e</sup>\u00a0siècle"),
        ("l'IIe armée", "l’II<sup>e</sup> armée"),
        ("la Ve République", "la V<sup>e</sup> République"),
        ("François Ier", "François\u00a0I<sup>er</sup>"),
        ("les XVIIe-XVIIIe siècles", "les XVII<sup>e</sup>-XVIII<sup>e</sup>\u00a0siècles"),
        ("Vers la 3D, Mme Ide", "Vers la 3D, Mme\u00a0Ide"),
        ("https://x.org/1er", "https://x.org/1er"),
        ("x < b & c", "x &lt; b &amp; c"),
    ],
)
def test_rich_text_is_escaped_and_raises_ordinals(clean, rich):
    assert TypesetText(clean, "fr").rich.__html__() == rich


def test_english_ordinals_stay_on_the_line():
    assert TypesetText("the 1st and 2nd", "en").rich == "the 1st and 2nd"


def test_rich_text_is_a_string_that_knows_it_is_safe():
    rich = TypesetText("1er", "fr").rich

    assert isinstance(rich, RichText)
    assert str(rich) is rich
    assert type(rich + "<b>") is str


def test_it_is_false_when_there_is_no_text():
    assert not TypesetText("", "fr")
    assert TypesetText("a", "fr")
    assert str(TypesetText("", "fr")) == TypesetText("", "fr").rich == ""


def test_it_cannot_be_changed_and_compares_by_what_is_stored():
    headline = TypesetText("a", "fr")

    with pytest.raises(dataclasses.FrozenInstanceError):
        headline.clean = "b"
    assert headline == TypesetText("a", "fr") != TypesetText("a", "en")
    assert len({headline, TypesetText("a", "fr")}) == 1


def test_long_texts_are_set_like_short_ones():
    paragraph = "Quoi ? " * 400

    assert str(TypesetText(paragraph, "fr")) == "Quoi\u202f? " * 400
    assert TypesetText(paragraph, "fr").rich == "Quoi\u202f? " * 400

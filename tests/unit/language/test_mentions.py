"""Known names in a running text: what is found, what a text says against it, what nobody knows."""

import time

import pytest

from azdarar.language.mentions import Reading, known_words, read
from benchmarks.recognise import Names, methods, read_gold, score


def reading(text: str, language: str, **names: str) -> Reading:
    known = Names()
    for number, name in enumerate(names.values()):
        known.add(number, [name], is_person=False)
    return read([text], language=language, names=known)


def test_the_gold_sentences_are_read_as_well_as_the_benchmark_says() -> None:
    gold = read_gold()
    ways = methods(gold)
    seen, others = (
        [one for one in gold.sentences if (one.half == "seen") is wanted] for wanted in (True, False)
    )

    assert score(ways["suggested"], seen).recall == score(ways["suggested"], seen).precision == 1.0
    found, sure = score(ways["suggested"], others), score(ways["suggested as sure"], others)
    assert len(others) >= 60
    assert found.recall >= 0.95
    assert found.precision >= 0.97
    assert sure.precision >= 0.99
    assert found.recall >= score(ways["plain string match"], others).recall + 0.2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hier, Anna Bel et Paul de Roux parlent.", ["Anna Bel", "Paul de Roux"]),
        ("Ils vont à Goris.", ["Goris"]),
        ("Hier il pleut. Demain il neige. Personne.", []),
        ("À Sevan, Sevan Nişanyan écrit.", []),
    ],
)
def test_words_with_capitals_that_are_no_known_name_are_told(text: str, expected: list[str]) -> None:
    assert [" ".join(one.words) for one in reading(text, "fr", a="Sevan").unknown] == expected


def test_places_are_those_of_the_text_whatever_signs_stand_in_it() -> None:
    text = "«\u00a0L\u02bcArtsa\u00adkh\u00a0» \U0001f9ff, Haut\u2011Karabagh, E\u0301revan"
    found = reading(text, "fr", a="Artsakh", b="Haut-Karabagh", c="Érevan").found

    assert [text[one.start : one.end] for one in found] == [
        "Artsa\u00adkh",
        "Haut\u2011Karabagh",
        "E\u0301revan",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "А" * 100_000,
        "A. " * 10_000,
        "Sevan " * 5_000,
        "(?P<x>.*)+ " * 2_000,
        "\u0301\u200b" * 1_000,
        "«…—",
    ],
)
def test_no_text_is_too_odd_or_takes_more_than_its_length(text: str) -> None:
    began = time.process_time()

    found = reading(text, "ru", a="Sevan", b="(?P<x>.*)+").found

    assert all(text[one.start : one.end] for one in found)
    assert time.process_time() - began < 10
    assert known_words("") == ((), ())

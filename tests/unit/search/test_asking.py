"""What a reader types and ticks, as the search understands it."""

from datetime import date
from urllib.parse import parse_qs

import pytest

from azdarar.search.asking import ALL_LANGUAGES, LONGEST_TYPED, Asked, asked_from, read_asked

PAPER = ("fr", "en", "hy", "ru")


def read(typed: str, *, language: str = "fr") -> Asked:
    return read_asked(typed, language=language, paper_languages=PAPER)


def asked(**address: list[str]) -> Asked:
    return asked_from(address, language="fr", paper_languages=PAPER)


def words(typed: str) -> list[tuple[str, str]]:
    """Each word with a sign for what it is."""
    return [
        (word.text, "-" * word.is_excluded + '"' * word.is_exact_phrase + "*" * word.is_prefix)
        for word in read(typed).words
    ]


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("guerre et paix", [("guerre", ""), ("et", ""), ("paix", "")]),
        ('"haut karabakh" 1988', [("haut karabakh", '"'), ("1988", "")]),
        ("«\u202fl’heure de\u202f» “a b” „c d“ ‹e›", [(p, '"') for p in ("l’heure de", "a b", "c d", "e")]),
        ("Aliev -Bakou –Moscou −Paris", [("Aliev", ""), ("Bakou", "-"), ("Moscou", "-"), ("Paris", "-")]),
        ('-"haut karabakh"', [("haut karabakh", '-"')]),
        ("pachin*", [("pachin", "*")]),
        ("Haut-Karabakh XIX-XX", [("Haut-Karabakh", ""), ("XIX-XX", "")]),
        ("a - b", [("a", ""), ("b", "")]),
        ('"sans fin', [("sans", ""), ("fin", "")]),
        ('a "b c" d"', [("a", ""), ("b c", '"'), ("d", "")]),
        ("10:30 http://azdarar.example", [("10:30", ""), ("http://azdarar.example", "")]),
        ("Après : la paix", [("Après", ""), ("la", ""), ("paix", "")]),
        ('""" " -- * - ?! «»', []),
        ("\x00\u202eabc\ud800 \U0001f44d", [("abc", "")]),
        ("NEAR(a b) OR c^2 {d} ';--", [("NEAR(a", ""), ("b)", ""), ("OR", ""), ("c^2", ""), ("{d}", "")]),
    ],
)
def test_words_phrases_and_exclusions_are_read_and_nothing_that_is_typed_fails(
    typed: str, understood: list[tuple[str, str]]
) -> None:
    assert words(typed) == understood


@pytest.mark.parametrize(
    ("typed", "since", "until"),
    [
        ("après:2019 avant:2021", date(2019, 1, 1), date(2021, 1, 1)),
        ("apres : 2019-03", date(2019, 3, 1), None),
        ("since:2019-03-05 before:06/2020", date(2019, 3, 5), date(2020, 6, 1)),
        ('до:12.05.2020 после:"1 мая 2019"', date(2019, 5, 1), date(2020, 5, 12)),
        ("մինչև։2020 հետո:2018", date(2018, 1, 1), date(2020, 1, 1)),
        ('մինչեւ:"5 մայիսի 2020"', None, date(2020, 5, 5)),
        ('avant:"1er mai 2020"', None, date(2020, 5, 1)),
        ('after:"May 12, 2020"', date(2020, 5, 12), None),
        ('depuis:"décembre 1999"', date(1999, 12, 1), None),
    ],
)
def test_days_are_read_in_the_words_and_orders_of_every_language(
    typed: str, since: date | None, until: date | None
) -> None:
    for language in PAPER:
        understood = read(typed, language=language)

        assert (understood.since, understood.until) == (since, until)
        assert not understood.typed
        assert not understood.misread


@pytest.mark.parametrize(
    "typed", ["avant:demain-matin", "avant:31/02/2020", "après:0000", "before:2020-13", "langue:klingon"]
)
def test_a_field_that_makes_no_sense_is_told_and_stays_where_it_can_be_mended(typed: str) -> None:
    understood = read(f"guerre {typed}")

    assert understood.misread == (typed,)
    assert understood.typed == f"guerre {typed}"
    assert [word.text for word in understood.words] == ["guerre"]
    assert understood.since is understood.until is None


def test_two_days_without_a_day_between_them_are_left_out_and_told() -> None:
    understood = read("guerre après:2021 avant:2019")

    assert understood.since is understood.until is None
    assert len(understood.misread) == 1


def test_names_are_kept_for_looking_up_and_languages_known_by_any_of_their_names() -> None:
    understood = read('auteur:"Anahit Sarkissian" рубрика:Армения թեմա:Փաշինյան язык:армянский lang:x')

    assert [(named.field, named.name) for named in understood.named] == [
        ("author", "Anahit Sarkissian"),
        ("section", "Армения"),
        ("subject", "Փաշինյան"),
    ]
    assert understood.languages == ("hy",)
    assert read("langue:toutes").languages == (ALL_LANGUAGES,)
    assert understood.typed == "lang:x"


def test_an_address_is_the_same_however_the_search_was_asked_for() -> None:
    by_words = read_as_address("guerre après:2019 avant:2022 langue:hy langue:fr")
    by_ticks = asked(q=["guerre"], language=["fr", "hy", "fr", "xx"], since=["2021"], until=["2019"])

    assert by_words == by_ticks.query_string() == "q=guerre&language=fr&language=hy&since=2019&until=2021"


def read_as_address(typed: str) -> str:
    return asked(q=[typed]).query_string()


@pytest.mark.parametrize(
    "address",
    [
        {"q": ['« l’heure » -x "'], "section": ["b", "a"], "author": ["z"], "order": ["newest"]},
        {"since": ["2019-03"], "until": ["2019-03-05"], "exact": ["1"], "page": ["7"]},
        {"q": ["avant:hier"], "subject": ["s"], "kind": ["opinion"], "language": ["*"]},
        {"language": ["fr"], "order": ["nonsense"], "page": ["1"]},
    ],
)
def test_the_address_of_a_search_asks_for_that_very_search(address: dict[str, list[str]]) -> None:
    first = asked(**address)
    again = asked(**parse_qs(first.query_string()))

    assert again.query_string() == first.query_string()
    assert (again.words, again.since, again.until, again.page) == (
        first.words,
        first.since,
        first.until,
        first.page,
    )


def test_what_is_too_long_is_told_and_not_looked_for() -> None:
    for typed in ("x" * (LONGEST_TYPED + 1), "word " * 2_000, "é" * 100_000, "a " * 40):
        understood = read(typed)

        assert understood.is_too_long
        assert len(understood.typed) <= LONGEST_TYPED


@pytest.mark.parametrize("page", ["0", "-1", "x", "1e3", "999999", "5001", "١"])
def test_what_is_no_page_of_any_list_is_page_nought(page: str) -> None:
    assert asked(q=["guerre"], page=[page]).page == 0

"""Bylines: one phrase in each language, in the order of reading."""

import pytest

from azdarar.articles.bylines import Credit, makers, phrase_byline


def credit(name: str, role: str = "written", *, source: str = "", is_agency: bool = False) -> Credit:
    return Credit(contributor_id=1, name=name, url="", role=role, from_language=source, is_agency=is_agency)


WHOLE = [
    credit("RFE/RL", "with", is_agency=True),
    credit("Zabel", "translated", source="en"),
    credit("Anahit"),
    credit("Hrant"),
]


@pytest.mark.parametrize(
    ("language", "phrase"),
    [
        ("fr", "Par Anahit et Hrant, traduit de l’anglais par Zabel, avec RFE/RL"),
        ("en", "By Anahit and Hrant, translated from English by Zabel, with RFE/RL"),
        ("hy", "Հեղինակներ՝ Anahit և Hrant, անգլերենից թարգմանությունը՝ Zabel, համագործակցությամբ՝ RFE/RL"),
        ("ru", "Авторы: Anahit и Hrant, перевод с английского: Zabel, при участии: RFE/RL"),
    ],
)
def test_roles_come_in_the_order_of_reading_and_the_agency_last(language: str, phrase: str) -> None:
    assert str(phrase_byline(WHOLE, language=language)) == phrase


@pytest.mark.parametrize(
    ("language", "phrase"),
    [
        ("fr", "Propos recueillis par Anahit, avec Hrant, photographies de Zabel"),
        ("en", "Interview by Anahit, with Hrant, photographs by Zabel"),
        ("hy", "Հարցազրույցը՝ Anahit, մասնակցությամբ՝ Hrant, լուսանկարները՝ Zabel"),
        ("ru", "Интервью: Anahit, при участии: Hrant, фото: Zabel"),
    ],
)
def test_a_person_who_helped_stands_with_the_authors(language: str, phrase: str) -> None:
    made = [credit("Zabel", "photographed"), credit("Hrant", "with"), credit("Anahit", "interviewed")]

    assert str(phrase_byline(made, language=language)) == phrase


@pytest.mark.parametrize(
    ("language", "one", "several"),
    [
        ("fr", "Par A", "Par A, B et C"),
        ("en", "By A", "By A, B and C"),
        ("hy", "Հեղինակ՝ A", "Հեղինակներ՝ A, B և C"),
        ("ru", "Автор: A", "Авторы: A, B и C"),
    ],
)
def test_names_are_joined_as_the_language_joins_them(language: str, one: str, several: str) -> None:
    assert str(phrase_byline([credit("A")], language=language)) == one
    assert str(phrase_byline([credit("A"), credit("B"), credit("C")], language=language)) == several


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("Anahit", "Reportage d’Anahit"),
        ("Émile", "Reportage d’Émile"),
        ("Hélène Aubry", "Reportage d’Hélène Aubry"),
        ("Yves", "Reportage d’Yves"),
        ("Yervant", "Reportage de Yervant"),
        ("Hrant", "Reportage de Hrant"),
        ("Zabel", "Reportage de Zabel"),
        ("Անի", "Reportage de Անի"),
    ],
)
def test_french_elides_before_a_vowel_and_a_silent_h(name: str, phrase: str) -> None:
    assert str(phrase_byline([credit(name, "reported")], language="fr")) == phrase


@pytest.mark.parametrize(
    ("language", "phrase"),
    [
        ("fr", "Traduit de l’arménien par Zabel"),
        ("en", "Translated from Armenian by Zabel"),
        ("hy", "Հայերենից թարգմանությունը՝ Zabel"),
        ("ru", "Перевод с армянского: Zabel"),
    ],
)
def test_whatever_role_opens_begins_with_a_capital(language: str, phrase: str) -> None:
    made = [credit("Zabel", "translated", source="hy")]

    assert str(phrase_byline(made, language=language)) == phrase


@pytest.mark.parametrize(
    ("language", "phrase"),
    [
        ("fr", "Traduit par Zabel"),
        ("en", "Translated by Zabel"),
        ("hy", "Թարգմանությունը՝ Zabel"),
        ("ru", "Перевод: Zabel"),
    ],
)
@pytest.mark.parametrize("source", ["", "xx"])
def test_a_translation_from_an_unnamed_language_says_no_more(language: str, phrase: str, source: str) -> None:
    assert str(phrase_byline([credit("Zabel", "translated", source=source)], language=language)) == phrase


def test_translators_from_two_languages_are_named_apart() -> None:
    made = [
        credit("Anahit"),
        credit("Zabel", "translated", source="hy"),
        credit("Denis", "translated", source="ru"),
        credit("Rose", "translated", source="hy"),
    ]

    assert str(phrase_byline(made, language="fr")) == (
        "Par Anahit, traduit de l’arménien par Zabel et Rose, traduit du russe par Denis"
    )


@pytest.mark.parametrize("language", ["fr", "en", "hy", "ru"])
@pytest.mark.parametrize(
    "role",
    [
        "written",
        "reported",
        "interviewed",
        "translated",
        "edited",
        "photographed",
        "illustrated",
        "research",
        "with",
    ],
)
def test_every_role_is_phrased_in_every_language(language: str, role: str) -> None:
    phrase = str(phrase_byline([credit("Zabel", role)], language=language))

    assert phrase.endswith("Zabel")
    assert phrase[0].isupper()
    assert "{" not in phrase
    assert "  " not in phrase


def test_names_keep_what_a_link_needs() -> None:
    signed = Credit(contributor_id=7, name="Zabel", url="/fr/authors/zabel/", role="written")

    parts = phrase_byline([signed], language="fr").parts

    assert [(part.text, part.credit) for part in parts] == [("Par ", None), ("Zabel", signed)]


def test_no_name_is_no_byline_and_an_unknown_language_is_phrased_in_english() -> None:
    assert not phrase_byline([], language="fr")
    assert str(phrase_byline([credit("Zabel")], language="ka")) == "By Zabel"


def test_those_who_made_the_story_are_its_authors_or_else_the_first_named() -> None:
    author, reporter = credit("Anahit"), credit("Hrant", "reported")
    translator, agency = credit("Zabel", "translated"), credit("RFE/RL", "with", is_agency=True)

    assert makers([translator, author, agency, reporter]) == [author, reporter]
    assert makers([translator, agency]) == [translator]
    assert makers([]) == []

"""What a reader finds: names in any spelling, sentences, ways to narrow; nothing closed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from azdarar.articles.actions import publish_article, withdraw_article
from azdarar.articles.models import Article
from azdarar.search.asking import Asked
from azdarar.search.naming import asked_of
from azdarar.search.queries import Found, Suggestion, newest, search, suggest
from azdarar.subjects.models import SubjectName, SubjectRelation
from tests.factories.articles import AT, ContributorFactory, draft_story, paragraphs, public_story
from tests.factories.subjects import SubjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]


def asked(words: str = "", *, language: str = "fr", **more: str) -> Asked:
    address = {name: value.split() for name, value in more.items()} | ({"q": [words]} if words else {})
    return asked_of(address, language=language)


def find(words: str = "", *, language: str = "fr", at: Any = AT, **more: str) -> Found:
    return search(asked(words, language=language, **more), at=at)


def titles(found: Found) -> set[str]:
    return {result.card.headline.clean for result in found.results}


def test_a_name_typed_in_any_script_finds_its_spellings_and_says_which(deliver: Any) -> None:
    public_story(title="À Bruxelles", body=paragraphs("Nikol Pachinian a parlé d’Europe."))
    public_story(title="Au parlement", body=paragraphs("Hier Pashinyan a répondu aux députés."))
    public_story(title="Deux appels", body=paragraphs("On écrit aussi Փաշինյանը."))
    public_story(title="Babadjanian au piano", body=paragraphs("Arno Babadjanian a composé."))
    public_story("ru", title="Встреча", body=paragraphs("Переговоры с Пашиняном."))
    deliver()
    all_three = {"À Bruxelles", "Au parlement", "Deux appels"}

    for typed in ("Pachinian", "pashinyan", "Փաշինյան", "Пашинян", "Paşinyan"):
        assert titles(find(typed)) == all_three, typed
    (also,) = find("Pachinian").also
    assert also.word == "Pachinian"
    assert set(also.forms) == {"Pashinyan", "Փաշինյանը"}
    only = find("Pachinian", exact="1")
    assert [titles(only), only.also] == [{"À Bruxelles"}, ()]
    assert titles(find('"Pachinian"')) == {"À Bruxelles"}
    assert titles(find("Pachinian", language="ru")) == {"Встреча"}
    everywhere = search(asked_of({"q": ["Pachinian"], "language": ["*"]}, language="fr"), at=AT)
    assert titles(everywhere) == all_three | {"Встреча"}
    assert {facet.value: facet.count for facet in everywhere.facets["language"]} == {"fr": 3, "ru": 1}


def test_a_subject_finds_what_it_also_finds_by_any_of_its_names(deliver: Any) -> None:
    artsakh = SubjectFactory(title="Artsakh")
    karabakh = SubjectFactory(title="Haut-Karabakh")
    for subject, names in (
        (artsakh, ["Artsakh", "Արցախ"]),
        (karabakh, ["Haut-Karabakh", "Nagorny Karabagh"]),
    ):
        for place, text in enumerate(names):
            SubjectName.objects.create(subject=subject, language="fr", text=text, is_preferred=not place)
        subject.save()
    SubjectRelation.objects.create(subject=artsakh, kind=SubjectRelation.Kind.ALSO_FINDS, other=karabakh)
    public_story(title="Exil", body=paragraphs("Ils ont quitté le Haut-Karabakh."))
    public_story(title="Haut lieu", body=paragraphs("Un haut lieu du vin."))
    deliver()

    found = find("d’Artsakh")

    assert titles(find("Artsakh")) == {"Exil"}
    assert find("Artsakh").also[0].forms == ("Haut-Karabakh",)
    assert titles(found) <= {"Exil"}
    assert titles(find("Haut-Karabakh")) == {"Exil"}


def test_a_name_of_several_words_is_found_and_marked_as_one_and_its_little_words_never_alone(
    deliver: Any,
) -> None:
    railway = SubjectFactory(title="Train")
    for place, text in enumerate(["Train", "chemin de fer"]):
        SubjectName.objects.create(subject=railway, language="fr", text=text, is_preferred=not place)
    railway.save()
    text = "Le chemin de fer de Gumri rouvre. Le train de nuit aussi."
    public_story(title="Le chemin de fer de l’Est", body=paragraphs(text))
    public_story(title="Un train de retard", body=paragraphs("Fin de l’attente."))
    public_story(title="Le fer d’un chemin", body=paragraphs("Rien de tel."))
    deliver()

    found = find("train")
    marked = {
        result.card.headline.clean: [
            [piece.text for piece in line if piece.is_marked] for line in (result.headline, *result.snippets)
        ]
        for result in found.results
    }

    assert marked == {
        "Le chemin de fer de l’Est": [["chemin de fer"], ["chemin de fer"], ["train"]],
        "Un train de retard": [["train"]],
    }
    assert titles(find("chemin de fer")) == {*marked, "Le fer d’un chemin"}
    assert [also.forms for also in find("chemin de fer").also] == [("Train",)]


def test_a_typing_error_is_forgiven_only_where_nothing_is_found(deliver: Any) -> None:
    public_story(title="Le boulanger", body=paragraphs("Il vend des boules."))
    withdraw_article(public_story(title="Les cordonniers", body=paragraphs("Des alènes.")))
    deliver()

    for typed in ("bolanger", "boulnager", "boullanger", "boulangor"):
        mended = find(typed)
        assert [titles(mended), mended.corrected] == [{"Le boulanger"}, ((typed, "boulanger"),)], typed
    assert find("bolanger", exact="1").count == 0
    assert find("boule").corrected == ()
    assert find("cordonnierz").corrected == (), "no visible story holds that word"


def test_words_phrases_and_exclusions(deliver: Any) -> None:
    text = "L’Arménie importe du blé. Les élections approchent."
    public_story(title="Le prix du pain", body=paragraphs(text))
    public_story(title="Le pain du prix", body=paragraphs("Qu’Erevan décide de l’élection."))
    deliver()

    assert titles(find("élection")) == {"Le prix du pain", "Le pain du prix"}
    assert titles(find("pain -blé")) == {"Le pain du prix"}
    assert titles(find('"prix du pain"')) == {"Le prix du pain"}
    assert titles(find('pain -"prix du pain"')) == {"Le pain du prix"}
    assert titles(find("Erevan")) == {"Le pain du prix"}
    assert titles(find("Arménie")) == {"Le prix du pain"}
    assert find("le du").count == 2, "where no word says anything, each must occur"
    assert titles(find("le pain des")) == {"Le prix du pain", "Le pain du prix"}, "which else say nothing"
    assert titles(find("appro*")) == {"Le prix du pain"}


def test_sentences_come_whole_with_the_words_marked_and_only_from_what_is_open(deliver: Any) -> None:
    text = "La gare est fermée. Le maire, M. Petit, a inauguré le moulin de l’Étang. On y va à pied."
    public_story(title="Inauguration", body=paragraphs(text))
    closed = [
        *paragraphs("Un moulin ouvert."),
        ("members_break", None),
        *paragraphs("Le moulin secret tourne."),
    ]
    public_story(title="Pour les membres", access=Article.Access.MEMBERS, body=closed)
    deliver()

    found = find("moulins")

    sentences = {
        result.card.headline.clean: ["".join(piece.text for piece in one) for one in result.snippets]
        for result in found.results
    }
    assert sentences == {
        "Inauguration": ["Le maire, M. Petit, a inauguré le moulin de l’Étang."],
        "Pour les membres": ["Un moulin ouvert."],
    }
    marked = {
        piece.text for result in found.results for one in result.snippets for piece in one if piece.is_marked
    }
    assert marked == {"moulin"}
    assert find("secret").count == 0


def test_a_card_that_is_known_is_not_looked_up_again_and_one_that_is_withdrawn_is_gone(
    deliver: Any, django_assert_max_num_queries: Any
) -> None:
    stories = [public_story(title=f"Moulin {number}") for number in range(3)]
    deliver()
    assert len(find("moulin").results) == 3

    with django_assert_max_num_queries(3):  # names of subjects, texts, names of facets
        assert len(find("moulin").results) == 3
    Article.objects.filter(pk=stories[0].pk).update(live=False)  # nobody is told
    assert titles(find("moulin")) == {"Moulin 1", "Moulin 2"}


def test_a_search_is_counted_and_narrowed_by_year_section_author_kind_and_subject(deliver: Any) -> None:
    lake, anahit = SubjectFactory(title="Lac Sevan"), ContributorFactory(name="Anahit Petrossian")
    spoken = draft_story(title="Moulin du lac", form=Article.Form.INTERVIEW)
    spoken.article_subjects.add(spoken.article_subjects.model(subject=lake))
    spoken.contributions.all().delete()
    spoken.contributions.add(spoken.contributions.model(contributor=anahit))
    publish_article(spoken, at=AT)
    old = public_story(title="Moulin ancien", at=datetime(1998, 5, 1, tzinfo=UTC))
    deliver()

    found = find("moulin")

    assert [found.count, found.is_count_open] == [2, False]
    assert found.years == ((1998, 1), (AT.year, 1))
    facets = {name: {one.label: one.count for one in values} for name, values in found.facets.items()}
    assert facets["subject"] == {"Lac Sevan": 1}
    assert facets["author"]["Anahit Petrossian"] == 1
    assert facets["language"] == {"Français": 2}
    assert sum(facets["kind"].values()) == 2
    assert titles(find("moulin", subject=lake.slug)) == {"Moulin du lac"}
    assert titles(find("moulin", author=anahit.slug)) == {"Moulin du lac"}
    assert titles(find("moulin", kind="interview")) == {"Moulin du lac"}
    assert titles(find("moulin", until="1998")) == {"Moulin ancien"}
    assert titles(find(since="1999")) == {"Moulin du lac"}
    assert titles(find("moulin", subject="nobody-is-called-so")) == set()
    assert [card.id for card in newest(asked("moulin"), at=AT, most=1)] == [spoken.pk]
    assert [one.card.id for one in find("moulin", order="newest").results] == [spoken.pk, old.pk]


def test_suggestions_name_subjects_sections_authors_and_stories_that_readers_may_see(deliver: Any) -> None:
    lake, secret = SubjectFactory(title="Lac Sevan"), SubjectFactory(title="Lac Secret")
    for title, subject, more in (
        ("Au bord du lac", lake, {}),
        ("Lac sous embargo", secret, {"embargoed_until": AT + timedelta(days=1)}),
    ):
        story = draft_story(title=title, **more)
        story.article_subjects.add(story.article_subjects.model(subject=subject))
        publish_article(story, at=AT)
    deliver()

    now, later = (suggest("la", language="fr", at=at) for at in (AT, AT + timedelta(days=2)))

    assert [(one.kind, one.text) for one in now] == [("subject", "Lac Sevan"), ("story", "Au bord du lac")]
    assert ("subject", "Lac Secret") in {(one.kind, one.text) for one in later}
    assert Suggestion("subject", "Lac Sevan", f"/fr/tags/{lake.slug}/", "fr") in now
    assert suggest("sev", language="fr", at=AT)[0].text == "Lac Sevan", "a family name, a second word"
    assert suggest("", language="fr", at=AT) == suggest("l", language="fr", at=AT) == []


@pytest.mark.parametrize(
    "words",
    [
        "a" * 10_000,
        "mot " * 2_500,
        '"' * 150,
        "NEAR(moulin, 2) OR moulin* ^headline:x {a b}: -",
        "'; DROP TABLE stories_fr; --",
        "\u202emoulin\u202c שלום 🙂🙂 \ud800",
        "Паshинyaն",
        "%_\\",
        "moulin\x00moulin",
    ],
)
def test_whatever_is_typed_is_harmless(words: str, deliver: Any) -> None:
    public_story(title="Le moulin")
    deliver()

    found = find(words)
    suggest(words, language="fr", at=AT)

    assert found.is_too_long or found.count <= 1
    assert titles(find("moulin", page="4000")) == set()

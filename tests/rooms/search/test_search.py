"""Finding stories by their words, on the index the database gives."""

from datetime import timedelta
from typing import Any

import pytest

from azdarar.articles.actions import publish_article, withdraw_article
from azdarar.search.actions import rebuild_index
from azdarar.search.internal import embedded
from azdarar.search.naming import asked_of
from azdarar.search.queries import Found, likely, search
from azdarar.subjects.models import SubjectName
from tests.factories.articles import AT, draft_story, paragraphs, public_story
from tests.factories.subjects import SubjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]


def find(words: str, *, language: str = "fr", at: Any = AT, per_page: int = 10, **more: str) -> Found:
    address = {"q": [words]} | {name: value.split() for name, value in more.items()}
    return search(asked_of(address, language=language), at=at, per_page=per_page)


def headlines(words: str, *, language: str = "fr", at: Any = AT) -> list[str]:
    return [result.card.headline.clean for result in find(words, language=language, at=at).results]


@pytest.mark.parametrize(
    "words",
    [
        "pain",
        "PAIN",
        "prix du pain",
        "prix pai*",
        '"prix du pain"',
        "l’épeautre",
        "epeautre",
        "« prix du pain »",
    ],
)
def test_a_story_is_found_by_its_words_whatever_their_accents_and_capitals(words: str, deliver: Any) -> None:
    public_story(title="Le prix du pain", body=paragraphs("Le boulanger garde l'épeautre."))
    public_story(title="Le moulin")
    deliver()

    assert headlines(words) == ["Le prix du pain"]


@pytest.mark.parametrize("words", ['"pain du prix"', "prix moulin", "brioche"])
def test_every_word_and_every_exact_phrase_must_occur(words: str, deliver: Any) -> None:
    public_story(title="Le prix du pain")
    public_story(title="Le moulin")
    deliver()

    assert headlines(words) == []


def test_a_word_of_the_headline_weighs_more_than_one_of_the_text(deliver: Any) -> None:
    public_story(title="Au marché", body=paragraphs("Le moulin tourne encore."))
    public_story(title="Le moulin")
    deliver()

    assert headlines("moulin") == ["Le moulin", "Au marché"]


def test_a_subject_is_found_by_its_name_in_another_script(deliver: Any) -> None:
    subject = SubjectFactory(title="Nikol Pashinian")
    SubjectName.objects.create(subject=subject, language="hy", text="Նիկոլ Փաշինյան")
    story = draft_story(title="Deux appels")
    story.article_subjects.add(story.article_subjects.model(subject=subject))
    publish_article(story, at=AT)
    deliver()

    assert headlines("փաշինյան") == ["Deux appels"]


def test_each_language_finds_its_own_stories(deliver: Any) -> None:
    public_story("fr", title="Tolma")
    public_story("en", title="Tolma")
    deliver()

    assert [result.card.language for result in find("tolma", language="en").results] == ["en"]


def test_drafts_embargoed_and_withdrawn_stories_are_not_found(deliver: Any) -> None:
    draft_story(title="Cailloux")
    public_story(title="Cailloux sous embargo", embargoed_until=AT + timedelta(days=1))
    withdraw_article(public_story(title="Cailloux retirés"))
    deliver()

    assert headlines("cailloux") == []
    assert headlines("cailloux", at=AT + timedelta(days=2)) == ["Cailloux sous embargo"]


def test_a_deleted_story_leaves_the_index(deliver: Any) -> None:
    story = public_story(title="Cailloux")
    deliver()
    story.delete()
    deliver()

    assert headlines("cailloux") == []


@pytest.mark.parametrize(
    "words",
    ['"', "* AND OR NOT", "NEAR(a b)", "x' OR 1=1 --", "\0", "headline:pain", "pain* -moulin (", "a:b|c&!d"],
)
def test_whatever_is_typed_is_only_words(words: str, deliver: Any) -> None:
    public_story(title="Le moulin")
    deliver()

    assert headlines(words) == []


def test_a_query_that_is_too_long_is_refused_and_said_so() -> None:
    found = find("mot " * 100)

    assert found.is_too_long
    assert found.results == ()


def test_results_come_page_by_page(deliver: Any) -> None:
    for number in range(5):
        public_story(title=f"Moulin {number}", at=AT - timedelta(days=number))
    deliver()

    first, last = (find("moulin", page=page, per_page=3) for page in ("1", "2"))

    assert [len(first.results), first.has_more] == [3, True]
    assert [len(last.results), last.has_more] == [2, False]


def test_the_index_can_be_written_again(deliver: Any) -> None:
    public_story(title="Le moulin")

    assert list(rebuild_index()) == [1]
    assert headlines("moulin") == ["Le moulin"]


def test_the_number_of_queries_does_not_depend_on_the_results(
    deliver: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        public_story(title=f"Moulin {number}")
    deliver()

    with django_assert_max_num_queries(14):
        find("moulin")


def test_a_guess_looks_through_the_newest_that_match(deliver: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    stories = [public_story(title=f"Le prix du pain {number}") for number in range(4)]
    deliver()
    monkeypatch.setattr(embedded, "GUESSED_THROUGH", 2)

    found = likely(["prix", "pain"], language="fr", at=AT, most=4)

    assert {card.id for card in found} == {story.pk for story in stories[2:]}


def test_words_of_an_address_mean_a_headline_first_and_a_text_where_no_headline_holds_them(
    deliver: Any,
) -> None:
    public_story(title="Le prix du pain", body=paragraphs("Le moulin tourne encore au village."))
    public_story(title="Au marché", body=paragraphs("Le prix du pain monte."))
    deliver()

    def meant(*words: str) -> list[str]:
        return [card.headline.clean for card in likely(words, language="fr", at=AT, most=4)]

    assert meant("prix", "pain") == ["Le prix du pain"]
    assert meant("prix", "perdu", "pain") == ["Le prix du pain"], "one of the words is wrong"
    assert meant("prix", "pai") == ["Le prix du pain"], "the last one was cut"
    assert meant("pri", "du", "pa") == ["Le prix du pain"], "all but one, and one that was cut"
    assert meant("pri", "d", "pain") == [], "others are whole"
    assert meant("moulin", "village") == ["Le prix du pain"]
    assert meant("perdu") == meant() == []

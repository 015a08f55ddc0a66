"""A correction is told once, stays, and is found on the paper's list."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from azdarar.articles.actions import NotLiveError, correct_article, publish_article, withdraw_article
from azdarar.articles.models import Article, Correction
from azdarar.articles.queries import public_corrections
from tests.factories.accounts import WriterFactory
from tests.factories.articles import AT, draft_story, public_story, told_of_stories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("paper", "clock")]

NOTE = "La gare a fermé en 2004 et non en 2003, comme nous l’avions écrit."
NEXT_DAY = AT + timedelta(days=1)


def facts() -> list[str]:
    return [row.fact for row in told_of_stories().order_by("pk")]


def test_a_correction_is_public_dates_the_story_and_is_announced() -> None:
    story = public_story(title="La gare")
    story.title = "La gare de 2004"

    correction = correct_article(story, note=NOTE, at=NEXT_DAY)

    assert (correction.note, correction.corrected_at, correction.article_id) == (NOTE, NEXT_DAY, story.pk)
    story = Article.objects.get(pk=story.pk)
    assert (story.title, story.updated_at, story.published_at) == ("La gare de 2004", NEXT_DAY, AT)
    assert story.corrections_announced == correction.pk
    assert facts() == ["articles.article-published", "articles.article-corrected"]


def test_publishing_again_tells_readers_nothing_again() -> None:
    story = public_story()
    correct_article(story, note=NOTE, at=NEXT_DAY)

    publish_article(story, at=NEXT_DAY)

    assert facts()[-1] == "articles.article-published"
    assert Correction.objects.count() == 1


def test_an_old_version_brought_back_does_not_untell_a_correction() -> None:
    story = public_story()
    before = story.latest_revision
    correct_article(story, note=NOTE, at=NEXT_DAY)

    before.publish()

    story = Article.objects.get(pk=story.pk)
    assert [row.note for row in story.corrections.all()] == [NOTE]
    assert story.updated_at == NEXT_DAY
    assert facts()[-1] == "articles.article-published"


def test_the_text_before_a_correction_stays_in_the_history() -> None:
    story = public_story(title="La gare de 2003")
    story.title = "La gare de 2004"
    correct_article(story, note=NOTE, at=NEXT_DAY)

    titles = [revision.content["title"] for revision in story.revisions.order_by("pk")]

    assert "La gare de 2003" in titles
    assert titles[-1] == "La gare de 2004"


@pytest.mark.parametrize("note", ["Trop court.", "x" * 601])
def test_a_note_that_explains_nothing_or_too_much_is_refused(note: str) -> None:
    story = public_story()

    with pytest.raises(ValidationError):
        correct_article(story, note=note, at=NEXT_DAY)

    assert not Correction.objects.exists()
    assert Article.objects.get(pk=story.pk).updated_at is None


def test_only_what_readers_see_can_be_corrected() -> None:
    ahead = public_story(embargoed_until=NEXT_DAY)
    withdrawn = public_story()
    withdraw_article(withdrawn)

    for story in (draft_story(), ahead, withdrawn):
        with pytest.raises(NotLiveError) as refusal:
            correct_article(story, note=NOTE, at=AT)
        assert refusal.value.code == "articles.not-live"

    assert not Correction.objects.exists()


def test_somebody_who_may_not_publish_corrects_nothing() -> None:
    story = public_story()

    with pytest.raises(PermissionDenied):
        correct_article(story, note=NOTE, at=NEXT_DAY, by=WriterFactory())

    assert not Correction.objects.exists()


def test_the_list_is_newest_first_in_one_language_and_turns_pages() -> None:
    stories = [public_story(title=f"Article {number}") for number in range(3)]
    for number, story in enumerate([*stories, stories[0], stories[2]]):
        correct_article(story, note=f"{NOTE} ({number})", at=AT + timedelta(hours=number))
    correct_article(public_story("en", title="Story"), note="The station closed in 2004.", at=NEXT_DAY)

    def page(before: int, most: int = 2) -> list[tuple[str, str]]:
        rows = public_corrections(language="fr", at=NEXT_DAY, most=most, before=before)
        return [(row.note.clean[-3:], row.card.headline.clean) for row in rows]

    assert page(0) == [("(4)", "Article 2"), ("(3)", "Article 0")]
    assert page(2) == [("(2)", "Article 2"), ("(1)", "Article 1")]
    assert page(4) == [("(0)", "Article 0")]
    assert page(6) == []
    assert page(0, most=9) == page(0) + page(2) + page(4)


def test_corrections_of_a_withdrawn_story_leave_the_list_with_it() -> None:
    story = public_story()
    correct_article(story, note=NOTE, at=NEXT_DAY)

    withdraw_article(story)

    assert public_corrections(language="fr", at=NEXT_DAY, most=9) == []


def test_a_note_is_set_in_the_language_of_its_story() -> None:
    correct_article(public_story(), note="Le nom du lac : Sevan, et non Séwan.", at=NEXT_DAY)

    (row,) = public_corrections(language="fr", at=NEXT_DAY, most=9)

    assert str(row.note) == "Le nom du lac\u00a0: Sevan, et non Séwan."

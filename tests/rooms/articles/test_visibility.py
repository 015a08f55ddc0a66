"""Readers see a story from an instant on, decided when they ask; a draft, never."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from azdarar.articles.actions import (
    NoSpaceError,
    NotLiveError,
    add_article,
    publish_article,
    withdraw_article,
)
from azdarar.articles.models import Article, ArticleSubject, Contribution, Correction
from azdarar.articles.queries import (
    article_at,
    contributor_articles,
    in_order,
    is_gone,
    public_corrections,
    section_articles,
    speaking_of,
    translations_of,
    visible_articles,
)
from tests.factories.articles import AT, ContributorFactory, SectionFactory, draft_story, public_story
from tests.factories.subjects import SubjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("paper", "clock")]

LATER = AT + timedelta(hours=3)


def linked_story(**values: object) -> Article:
    """A draft that every list could show: signed, on a subject, corrected, and translated from English."""
    original = public_story("en", title="The train")
    story = draft_story(
        section=SectionFactory(), signatures=[Contribution(contributor=ContributorFactory())], **values
    )
    Article.objects.filter(pk=story.pk).update(translation_key=original.translation_key)
    story.translation_key = original.translation_key
    story.article_subjects.set([ArticleSubject(subject=SubjectFactory())])
    story.corrections.set([Correction(note="Le train part à 10 h 05, et non à 10 h.", corrected_at=AT)])
    return story


def doors_showing(story: Article, *, at: object = AT) -> set[str]:
    """The names of the queries that give the story out at an instant."""
    story = Article.objects.get(pk=story.pk)
    original = Article.objects.get(language="en")
    contributor, subject = story.contributions.get().contributor, story.article_subjects.get().subject
    found = {
        "list": story in visible_articles(at=at),
        "language": story in visible_articles(at=at, language="fr"),
        "address": article_at(story.address, at=at) is not None,
        "section": story in section_articles(story.section, at=at),
        "contributor": story in contributor_articles(contributor, language="fr", at=at, most=9),
        "subject": story.pk in speaking_of(subject, language="fr", at=at, most=9),
        "translations": bool(translations_of(original, at=at)),
        "corrections": bool(public_corrections(language="fr", at=at, most=9)),
        "order": bool(in_order([story.pk], at=at)),
        "itself": story.is_visible(at=at),
    }
    return {name for name, is_shown in found.items() if is_shown}


ALL_DOORS = {
    "list",
    "language",
    "address",
    "section",
    "contributor",
    "subject",
    "translations",
    "corrections",
    "order",
    "itself",
}


def test_a_public_story_is_shown_by_every_door() -> None:
    story = publish_article(linked_story(), at=AT)

    assert doors_showing(story) == ALL_DOORS


def left_a_draft(story: Article) -> None:
    story.save()


def withdrawn(story: Article) -> None:
    withdraw_article(publish_article(story, at=AT))


def embargoed(story: Article) -> None:
    story.embargoed_until = LATER
    publish_article(story, at=AT)


def dated_ahead(story: Article) -> None:
    story.published_at = LATER
    publish_article(story, at=AT)


@pytest.mark.parametrize("prepare", [left_a_draft, withdrawn, embargoed, dated_ahead])
def test_what_is_not_for_readers_is_shown_by_none(prepare: Callable[[Article], None]) -> None:
    story = linked_story()

    prepare(story)

    assert doors_showing(story) == set()


@pytest.mark.parametrize("prepare", [embargoed, dated_ahead])
def test_an_embargo_ends_when_a_reader_asks_and_not_when_something_runs(
    prepare: Callable[[Article], None],
) -> None:
    story = linked_story()
    prepare(story)

    assert doors_showing(story, at=LATER - timedelta(seconds=1)) == set()
    assert doors_showing(story, at=LATER) == ALL_DOORS


def test_an_embargo_put_on_a_public_story_closes_it_at_once() -> None:
    story = publish_article(linked_story(), at=AT)

    story.embargoed_until = LATER
    publish_article(story, at=AT)

    assert doors_showing(story) == set()
    assert not is_gone(story.address)


def test_changing_a_public_story_without_publishing_changes_nothing_for_readers() -> None:
    story = publish_article(linked_story(title="Public"), at=AT)

    story.title = "Brouillon"
    story.contributions.set([])
    story.save_revision()

    assert doors_showing(story) == ALL_DOORS
    shown = article_at(story.address, at=AT)
    assert shown is not None
    assert (shown.title, shown.contributions.count()) == ("Public", 1)


def test_a_withdrawn_story_answers_410_and_published_again_returns_to_its_address(
    clock: time_machine.Traveller,
) -> None:
    story = publish_article(linked_story(title="Le train du lac"), at=AT)
    address = story.address

    withdraw_article(story)

    assert (is_gone(address), article_at(address, at=LATER)) == (True, None)
    assert story.withdrawn_at == AT + timedelta(hours=1)

    clock.move_to(LATER)
    story.title = "Le train, corrigé"
    publish_article(story, at=LATER)

    assert (is_gone(address), story.withdrawn_at, story.address) == (False, None, address)
    assert story.published_at == AT
    assert doors_showing(story, at=LATER) == ALL_DOORS


def test_what_no_reader_saw_is_taken_back_without_a_410() -> None:
    story = public_story(embargoed_until=LATER)

    withdraw_article(story)

    assert (story.withdrawn_at, is_gone(story.address)) == (None, False)


def test_withdrawing_a_draft_is_refused_and_changes_nothing() -> None:
    story = draft_story()

    with pytest.raises(NotLiveError) as refusal:
        withdraw_article(story)

    assert refusal.value.code == "articles.not-live"
    assert Article.objects.get(pk=story.pk).withdrawn_at is None


def test_a_story_added_live_past_the_actions_is_a_draft_all_the_same() -> None:
    space = draft_story().get_parent()
    story = Article(title="Sans contrôle", locale=space.locale, live=True)

    space.add_child(instance=story)

    story = Article.objects.get(pk=story.pk)
    assert (story.live, story.visible_from, story.canonical_path) == (False, None, None)


def test_a_language_without_a_paper_takes_no_story() -> None:
    with pytest.raises(NoSpaceError) as refusal:
        add_article(Article(title="Der Zug"), language="de")

    assert refusal.value.code == "articles.no-space"
    assert not Article.objects.exists()

"""What changed is told to the pages that show it, and to those that showed it until now."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from wagtail.models import Page

from azdarar.articles.actions import (
    correct_article,
    link_translations,
    publish_article,
    unlink_translation,
    withdraw_article,
)
from azdarar.articles.models import Article, ArticleSubject, Contribution
from azdarar.articles.signals import article_published
from azdarar.press.models import Announcement
from tests.factories.articles import (
    AT,
    ContributorFactory,
    SectionFactory,
    draft_story,
    public_story,
    told_of_stories,
)
from tests.factories.subjects import SubjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("paper", "clock")]

NOTE = "La gare a fermé en 2004 et non en 2003, comme nous l’avions écrit."
LATER = AT + timedelta(hours=1)


def newest() -> Announcement:
    return Announcement.objects.latest("pk")


def full_story() -> Article:
    story = draft_story(section=SectionFactory())
    story.article_subjects.set([ArticleSubject(subject=SubjectFactory())])
    return publish_article(story, at=AT)


def lists_of(story: Article) -> set[str]:
    """The lists that hold a story of the tests, in the words of the press."""
    return {
        "language:fr:stories",
        "paper:stories",
        "language:fr:month:2026-11",
        "paper:months",
        f"section:{story.section_id}:stories",
        f"contributor:{story.contributions.get().contributor_id}:stories:fr",
        f"subject:{story.article_subjects.get().subject_id}:stories:fr",
    }


def all_that_shows(story: Article) -> set[str]:
    own = {f"article:{story.pk}{what}" for what in ("", ":address", ":text")}
    family = f"family:{story.translation_key.hex}"
    return {*lists_of(story), *own, family, f"address:{story.canonical_path}"}


def test_a_publication_names_everything_that_shows_the_story_and_adds_only() -> None:
    story = full_story()

    announced = newest()

    assert (announced.fact, announced.data) == ("articles.article-published", {"article": story.pk})
    assert (set(announced.tags), announced.takes_away) == (all_that_shows(story), False)


def test_a_change_of_the_text_alone_names_neither_cards_nor_lists() -> None:
    story = full_story()
    story.standfirst = "Une phrase."
    publish_article(story, at=LATER)
    assert set(newest().tags) == {f"article:{story.pk}:text", f"article:{story.pk}"}

    story.post_scriptum = "Une autre."
    publish_article(story, at=LATER)

    assert (set(newest().tags), newest().takes_away) == ({f"article:{story.pk}:text"}, True)


def test_a_correction_names_the_text_its_date_and_the_list_of_corrections() -> None:
    story = full_story()

    correct_article(story, note=NOTE, at=LATER)

    assert newest().fact == "articles.article-corrected"
    dated = {"language:fr:month:2026-11", "paper:months"}
    assert set(newest().tags) == {f"article:{story.pk}:text", "language:fr:corrections", *dated}


def test_another_headline_is_told_to_its_translations_too() -> None:
    story = full_story()
    story.title = "Le train repart"

    publish_article(story, at=LATER)

    family = f"family:{story.translation_key.hex}"
    assert set(newest().tags) == {f"article:{story.pk}:text", f"article:{story.pk}", family}


def test_an_embargo_changes_the_same_pages_when_it_ends() -> None:
    story = draft_story(embargoed_until=LATER + timedelta(days=1))

    publish_article(story, at=AT)

    assert newest().due == [(LATER + timedelta(days=1)).isoformat()]


def leave_section(story: Article) -> tuple[str, str]:
    before, story.section = story.section_id, SectionFactory()
    return f"section:{before}:stories", f"section:{story.section.pk}:stories"


def change_signature(story: Article) -> tuple[str, str]:
    before, after = story.contributions.get().contributor_id, ContributorFactory()
    story.contributions.set([Contribution(contributor=after)])
    return f"contributor:{before}:stories:fr", f"contributor:{after.pk}:stories:fr"


def change_subject(story: Article) -> tuple[str, str]:
    before, after = story.article_subjects.get().subject_id, SubjectFactory()
    story.article_subjects.set([ArticleSubject(subject=after)])
    return f"subject:{before}:stories:fr", f"subject:{after.pk}:stories:fr"


Change = Callable[[Article], tuple[str, str]]
CHANGES = [leave_section, change_signature, change_subject]


def lists_told() -> set[str]:
    return {tag for tag in newest().tags if ":stories" in tag}


@pytest.mark.parametrize("change", CHANGES)
def test_the_lists_it_left_and_joined_are_told_once_and_then_no_more(change: Change) -> None:
    story = full_story()
    moved = change(story)

    publish_article(story, at=LATER)
    assert lists_told() == set(moved)

    publish_article(story, at=LATER)
    assert lists_told() == set()


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_published_from_the_newsroom_tells_the_lists_it_left_and_joined(change: Change) -> None:
    story = Article.objects.get(pk=full_story().pk).get_latest_revision_as_object()
    moved = change(story)

    story.save_revision().publish()

    assert lists_told() == set(moved)


def test_a_correction_and_an_old_version_brought_back_tell_it_too() -> None:
    story = full_story()
    first = story.latest_revision
    moved = change_subject(story)

    correct_article(story, note=NOTE, at=LATER)
    assert newest().fact == "articles.article-corrected"
    assert lists_told() == set(moved)

    publish_article(story, at=LATER)
    first.publish()
    assert lists_told() == set(moved)


def test_rows_changed_past_the_actions_are_told_at_the_next_publication() -> None:
    story = full_story()
    subject_id = story.article_subjects.get().subject_id
    ArticleSubject.objects.filter(article=story).delete()

    publish_article(Article.objects.get(pk=story.pk), at=LATER)

    assert lists_told() == {f"subject:{subject_id}:stories:fr"}


def test_a_withdrawal_is_told_to_everything_that_showed_the_story_also_past_the_actions() -> None:
    story = full_story()
    shown = all_that_shows(story)
    section = SectionFactory()
    Article.objects.filter(pk=story.pk).update(section=section)

    withdraw_article(Article.objects.get(pk=story.pk))

    assert newest().fact == "articles.article-withdrawn"
    assert (set(newest().tags), newest().takes_away) == ({*shown, f"section:{section.pk}:stories"}, True)


def test_what_was_withdrawn_and_comes_back_is_told_to_everything_again() -> None:
    story = withdraw_article(full_story())

    publish_article(story, at=LATER)

    assert set(newest().tags) == all_that_shows(story)


def test_a_deletion_is_told_as_a_withdrawal() -> None:
    story = full_story()
    shown = all_that_shows(story)

    Page.objects.get(pk=story.pk).delete()

    assert (newest().fact, set(newest().tags)) == ("articles.article-withdrawn", shown)


def test_saving_a_draft_tells_nobody() -> None:
    story = draft_story()
    story.save_revision()
    story.save()

    assert not told_of_stories().exists()


def test_linking_and_unlinking_translations_is_told_to_the_whole_family() -> None:
    french, english = public_story(title="Le train"), public_story("en", title="The train")
    alone = english.translation_key.hex
    both = {f"article:{story.pk}:text" for story in (french, english)}
    months = {"language:fr:month:2026-11", "language:en:month:2026-11"}

    link_translations(french, english)
    families = {f"family:{french.translation_key.hex}", f"family:{alone}"}
    assert (newest().fact, set(newest().tags)) == (
        "articles.translations-linked",
        both | months | families,
    )

    unlink_translation(Article.objects.get(pk=english.pk))
    english.refresh_from_db()
    families = {f"family:{french.translation_key.hex}", f"family:{english.translation_key.hex}"}
    assert set(newest().tags) == both | months | families


def test_the_rooms_own_signal_carries_the_tags_after_the_commit(deliver: Callable[[], int]) -> None:
    heard: list[dict[str, Any]] = []

    def listen(**said: Any) -> None:
        heard.append(said)

    article_published.connect(listen)
    try:
        story = full_story()
        assert heard == []
        deliver()
    finally:
        article_published.disconnect(listen)

    (said,) = heard
    assert (said["article_id"], said["sender"]) == (story.pk, Article)
    assert f"section:{story.section_id}:stories" in said["tags"]

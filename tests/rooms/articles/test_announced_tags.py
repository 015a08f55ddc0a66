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
from tests.factories.articles import AT, ContributorFactory, SectionFactory, draft_story, public_story
from tests.factories.subjects import SubjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("paper", "clock")]

NOTE = "La gare a fermé en 2004 et non en 2003, comme nous l’avions écrit."
LATER = AT + timedelta(hours=1)


def newest() -> Announcement:
    return Announcement.objects.latest("pk")


def tags(kind: str) -> set[str]:
    """The tags of one kind in the newest announcement."""
    return {tag for tag in newest().tags if tag.startswith(f"{kind}:")}


def full_story() -> Article:
    story = draft_story(section=SectionFactory())
    story.article_subjects.set([ArticleSubject(subject=SubjectFactory())])
    return publish_article(story, at=AT)


def test_a_publication_names_everything_that_shows_the_story() -> None:
    story = full_story()

    announced = newest()

    assert (announced.fact, announced.data) == ("articles.article-published", {"article": story.pk})
    assert announced.tags == sorted(
        {
            f"article:{story.pk}",
            "language:fr",
            f"family:{story.translation_key.hex}",
            f"section:{story.section_id}",
            f"contributor:{story.contributions.get().contributor_id}",
            f"subject:{story.article_subjects.get().subject_id}",
        }
    )


def leave_section(story: Article) -> tuple[str, int | None, int]:
    before, story.section = story.section_id, SectionFactory()
    return "section", before, story.section.pk


def change_signature(story: Article) -> tuple[str, int | None, int]:
    before, after = story.contributions.get().contributor_id, ContributorFactory()
    story.contributions.set([Contribution(contributor=after)])
    return "contributor", before, after.pk


def change_subject(story: Article) -> tuple[str, int | None, int]:
    before, after = story.article_subjects.get().subject_id, SubjectFactory()
    story.article_subjects.set([ArticleSubject(subject=after)])
    return "subject", before, after.pk


Change = Callable[[Article], tuple[str, int | None, int]]
CHANGES = [leave_section, change_signature, change_subject]


@pytest.mark.parametrize("change", CHANGES)
def test_what_the_story_left_is_told_once_and_then_no_more(change: Change) -> None:
    story = full_story()
    kind, before, after = change(story)

    publish_article(story, at=LATER)
    assert tags(kind) == {f"{kind}:{before}", f"{kind}:{after}"}

    publish_article(story, at=LATER)
    assert tags(kind) == {f"{kind}:{after}"}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_published_from_the_newsroom_tells_what_the_story_left(change: Change) -> None:
    story = Article.objects.get(pk=full_story().pk).get_latest_revision_as_object()
    kind, before, after = change(story)

    story.save_revision().publish()

    assert tags(kind) == {f"{kind}:{before}", f"{kind}:{after}"}


def test_a_correction_and_an_old_version_brought_back_tell_it_too() -> None:
    story = full_story()
    first = story.latest_revision
    _kind, before, after = change_subject(story)

    correct_article(story, note=NOTE, at=LATER)
    assert newest().fact == "articles.article-corrected"
    assert tags("subject") == {f"subject:{before}", f"subject:{after}"}

    publish_article(story, at=LATER)
    first.publish()
    assert tags("subject") == {f"subject:{before}", f"subject:{after}"}


def test_rows_changed_past_the_actions_are_told_at_the_next_publication() -> None:
    story = full_story()
    subject_id = story.article_subjects.get().subject_id
    ArticleSubject.objects.filter(article=story).delete()

    publish_article(Article.objects.get(pk=story.pk), at=LATER)

    assert tags("subject") == {f"subject:{subject_id}"}


def test_a_withdrawal_is_told_to_everything_that_showed_the_story() -> None:
    story = full_story()
    shown = set(newest().tags)
    Article.objects.filter(pk=story.pk).update(section=SectionFactory())

    withdraw_article(Article.objects.get(pk=story.pk))

    assert newest().fact == "articles.article-withdrawn"
    assert shown < set(newest().tags)


def test_a_deletion_is_told_as_a_withdrawal() -> None:
    story = full_story()
    shown = newest().tags

    Page.objects.get(pk=story.pk).delete()

    assert (newest().fact, newest().tags) == ("articles.article-withdrawn", shown)


def test_saving_a_draft_tells_nobody() -> None:
    story = draft_story()
    story.save_revision()
    story.save()

    assert not Announcement.objects.exists()


def test_linking_and_unlinking_translations_is_told_to_the_whole_family() -> None:
    french, english = public_story(title="Le train"), public_story("en", title="The train")
    both = {f"article:{french.pk}", f"article:{english.pk}"}

    link_translations(french, english)
    assert newest().fact == "articles.translations-linked"
    assert tags("article") == both

    unlink_translation(Article.objects.get(pk=english.pk))
    assert tags("article") == both


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
    assert f"section:{story.section_id}" in said["tags"]

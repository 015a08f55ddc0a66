"""A publication is told right after its commit, once, and a receiver that fails does not undo it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from azdarar.articles.models import Article
from azdarar.articles.signals import article_published
from azdarar.press.actions import deliver_announcements
from azdarar.press.signals import changed
from tests.factories.articles import public_story, told_of_stories
from tests.factories.fronts import make_paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> Any:
    """Numbers of the stories readers were told of."""
    heard: list[int] = []

    def hear(article_id: int, **_: Any) -> None:
        heard.append(article_id)

    article_published.connect(hear)
    yield heard
    article_published.disconnect(hear)


def test_it_is_told_once_when_the_commit_is_there(
    told: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    make_paper("fr")

    with django_capture_on_commit_callbacks(execute=True):
        story = public_story()
        before = list(told)
    deliver_announcements()

    assert before == []
    assert told == [story.pk]
    assert told_of_stories().get().delivered_at is not None


def test_what_is_rolled_back_is_not_told(told: list[int], django_capture_on_commit_callbacks: Any) -> None:
    make_paper("fr")

    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        public_story()
        transaction.set_rollback(True)

    assert told == []
    assert not told_of_stories().exists()


def test_a_receiver_that_fails_is_tried_again_and_the_story_stays_public(
    told: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    make_paper("fr")

    def fail(**_: Any) -> None:
        raise ZeroDivisionError

    changed.connect(fail)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            story = public_story()
        waiting = told_of_stories().get()
    finally:
        changed.disconnect(fail)
    deliver_announcements()

    assert Article.objects.get(pk=story.pk).live
    assert (waiting.attempts, waiting.delivered_at) == (1, None)
    assert "ZeroDivisionError" in waiting.last_error
    assert told_of_stories().get().delivered_at is not None
    assert told == [story.pk, story.pk]

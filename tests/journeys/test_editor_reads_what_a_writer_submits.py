"""A writer submits, an editor reads and lets it out; what it lacks is told to whoever presses the button."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import TaskState

from azdarar.articles.models import Article
from tests.factories.accounts import EditorFactory, WriterFactory
from tests.factories.articles import draft_story
from tests.factories.forms import story_form
from tests.factories.fronts import make_paper

pytestmark = pytest.mark.django_db


def submitted(**values: object) -> Article:
    """A story a writer has submitted."""
    writer, desk = WriterFactory(), Client()
    desk.force_login(writer)
    story = draft_story(owner=writer)
    address = reverse("wagtailadmin_pages:edit", args=[story.pk])
    response = desk.post(address, story_form(story, **values, **{"action-submit": "yes"}))
    assert response.status_code == 302
    return story


def approve(story: Article) -> Client:
    """The editor's approval from the home screen."""
    desk = Client()
    desk.force_login(EditorFactory())
    home = desk.get(reverse("wagtailadmin_home")).content.decode()
    task = TaskState.objects.get()
    address = reverse("wagtailadmin_pages:workflow_action", args=[story.pk, "approve", task.pk])
    assert address in home
    desk.post(address, HTTP_REFERER="http://testserver/newsroom/")
    return desk


def test_an_approved_story_is_public() -> None:
    make_paper("fr")
    story = submitted()

    approve(story)

    assert Article.objects.get(pk=story.pk).live
    assert Client().get(Article.objects.get(pk=story.pk).canonical_path).status_code == 200


def test_submitting_asks_what_publishing_asks() -> None:
    make_paper("fr")
    writer, desk = WriterFactory(), Client()
    desk.force_login(writer)
    story = draft_story(owner=writer)

    response = desk.post(
        reverse("wagtailadmin_pages:edit", args=[story.pk]),
        story_form(story, section="", **{"action-submit": "yes"}),
    )

    assert response.status_code == 200
    assert "section" in response.context["form"].errors


def test_what_came_to_lack_something_after_it_was_submitted_is_refused_with_a_sentence() -> None:
    make_paper("fr")
    story = submitted()
    later = Article.objects.get(pk=story.pk).get_latest_revision_as_object()
    later.section = None
    later.save_revision(clean=False)
    TaskState.objects.update(revision=Article.objects.get(pk=story.pk).latest_revision)

    desk = approve(story)

    assert not Article.objects.get(pk=story.pk).live
    assert TaskState.objects.get().status == TaskState.STATUS_IN_PROGRESS
    assert later.title in desk.get(reverse("wagtailadmin_home")).content.decode()

"""A form of which a part is missing is answered with a sentence, keeps nothing, and breaks nothing."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from azdarar.articles.models import Article
from azdarar.newsroom.middleware import FormIncompleteError
from tests.factories.accounts import AccountsClerkFactory, AdministratorFactory, EditorInChiefFactory
from tests.factories.articles import public_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]


def test_a_story_without_its_body_is_refused_in_words_and_stays_as_it_was(client: Client) -> None:
    story = public_story()
    client.force_login(AdministratorFactory())
    address = reverse("wagtailadmin_pages:edit", args=[story.pk])

    page = client.post(address, {"title": "Autre chose"})
    program = client.post(address, {"title": "Autre chose"}, headers={"Accept": "application/json"})

    assert (page.status_code, program.status_code) == (400, 400)
    assert str(FormIncompleteError()) in page.content.decode()
    assert program.json()["error_code"] == "newsroom.form-incomplete"
    assert Article.objects.get(pk=story.pk).latest_revision_id == story.latest_revision_id


def test_whoever_may_choose_no_picture_is_told_of_none(client: Client) -> None:
    """Wagtail's own addresses for programs ask nobody; the newsroom asks in their place."""
    answers = {}
    for person in (EditorInChiefFactory(), AccountsClerkFactory()):
        client.force_login(person)
        answers[type(person).__name__ + str(person.pk)] = [
            client.get(f"/newsroom/api/main/{files}/").status_code for files in ("images", "documents")
        ]

    assert list(answers.values()) == [[200, 200], [403, 403]]

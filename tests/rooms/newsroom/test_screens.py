"""Every screen around a story answers, in French and in English."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.users.models import UserProfile

from azdarar.articles.models import Article
from azdarar.fronts.models import Front
from tests.factories.accounts import AdministratorFactory, EditorInChiefFactory
from tests.factories.articles import public_story
from tests.factories.fronts import make_dossier, make_paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Article:
    """A public story with two versions."""
    make_paper("fr", "en")
    story = public_story()
    story.kicker = "Reportage"
    story.save_revision()
    return Article.objects.get(pk=story.pk)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "screen", ["edit", "history", "usage", "delete", "unpublish", "view_draft", "workflow_history"]
)
def test_wagtails_screens_of_a_story_answer(
    screen: str, language: str, story: Article, client: Client
) -> None:
    editor = EditorInChiefFactory()
    UserProfile.objects.create(user=editor, preferred_language=language)
    client.force_login(editor)

    response = client.get(reverse(f"wagtailadmin_pages:{screen}", args=[story.pk]))

    assert response.status_code == 200


def test_versions_are_compared_shown_and_brought_back(story: Article, client: Client) -> None:
    client.force_login(EditorInChiefFactory())
    first, last = story.live_revision_id, story.latest_revision_id

    for name, numbers in (
        ("revisions_compare", (first, last)),
        ("revisions_compare", ("live", last)),
        ("revisions_view", (first,)),
        ("revisions_revert", (first,)),
    ):
        response = client.get(reverse(f"wagtailadmin_pages:{name}", args=[story.pk, *numbers]))
        assert response.status_code == 200, name


def test_comments_are_part_of_the_form(story: Article, client: Client) -> None:
    client.force_login(EditorInChiefFactory())

    page = client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()

    assert 'id="comments-data"' in page


@pytest.mark.parametrize(
    "name", ["newsroom_stories", "newsroom_fronts", "newsroom_dossiers", "newsroom_plain_pages"]
)
def test_lists_answer_to_staff_alone(name: str, story: Article, client: Client) -> None:
    make_dossier()
    assert client.get(reverse(name))["Location"].startswith("/account/login/")
    client.force_login(EditorInChiefFactory())

    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize(
    "model",
    ["articles_section", "articles_contributor", "subjects_subject", "rights_source", "fronts_sectionpick"],
)
def test_the_desks_registers_answer(model: str, story: Article, client: Client) -> None:
    client.force_login(EditorInChiefFactory())

    for screen in ("list", "add"):
        assert client.get(reverse(f"wagtailsnippets_{model}:{screen}")).status_code == 200


def test_a_sources_credit_lines_have_a_field_for_each_language(story: Article, client: Client) -> None:
    from azdarar.rights.models import Source

    client.force_login(EditorInChiefFactory())
    address = reverse("wagtailsnippets_rights_source:add")

    client.post(address, {"name": "AFP", "address": "", "credit_fr": "© {year}  AFP", "usage_terms": ""})

    assert Source.objects.get().credit_lines == {"fr": "© {year} AFP"}


def test_a_dossier_and_a_plain_page_are_begun_in_a_language(story: Article, client: Client) -> None:
    client.force_login(EditorInChiefFactory())
    front = Front.objects.get(locale__language_code="en")

    for app, model in (("fronts", "dossier"), ("articles", "plainpage")):
        address = reverse("wagtailadmin_pages:add", args=[app, model, front.pk])
        assert client.get(address).status_code == 200


def test_an_administrator_finds_people_and_settings(story: Article, client: Client) -> None:
    client.force_login(AdministratorFactory())

    page = client.get(reverse("wagtailadmin_home")).content.decode()

    assert reverse("newsroom_people") in page
    assert reverse("wagtaillocales:index") not in page
    assert client.get(reverse("newsroom_people")).status_code == 200
    assert client.get(reverse("newsroom_invite")).status_code == 200
    assert client.get(reverse("wagtailadmin_account")).status_code == 200

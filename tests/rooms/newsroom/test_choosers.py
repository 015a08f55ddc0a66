"""Choosing a story: newest first, by language and headline, without walking the tree."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from azdarar.articles.models import Article, ArticleSpace
from azdarar.fronts.models import Front
from tests.factories.accounts import EditorFactory
from tests.factories.articles import SectionFactory, draft_story, public_story
from tests.factories.fronts import make_dossier, make_paper

pytestmark = pytest.mark.django_db
STORIES = {"page_type": "articles.article"}


@pytest.fixture(autouse=True)
def _desk(client: Client) -> None:
    make_paper()
    client.force_login(EditorFactory())
    public_story("fr", title="Le train du lac")
    draft_story("fr", title="Le pain")
    public_story("ru", title="Поезд у озера", section=SectionFactory(language="ru"))


def offered(client: Client, path: str = "", **asked: Any) -> str:
    """What the chooser shows, as HTML."""
    response = client.get(path or reverse("wagtailadmin_choose_page"), {**STORIES, **asked})
    assert response.status_code == 200
    html: str = response.json()["html"]
    return html


def test_the_newest_of_every_language_are_offered(client: Client) -> None:
    html = offered(client)

    assert html.index("Поезд") < html.index("Le pain") < html.index("Le train")
    assert html.count('class="choose-page"') == 3


def test_the_language_of_the_story_being_written_comes_first(client: Client) -> None:
    story = Article.objects.get(title="Le pain")
    edit = f"http://testserver{reverse('wagtailadmin_pages:edit', args=[story.pk])}"

    html = client.get(reverse("wagtailadmin_choose_page"), STORIES, HTTP_REFERER=edit).json()["html"]

    assert "Le train" in html
    assert "Поезд" not in html


def test_a_new_storys_language_is_that_of_its_place(client: Client) -> None:
    space = ArticleSpace.objects.get(locale__language_code="ru")
    add = f"http://testserver{reverse('wagtailadmin_pages:add', args=['articles', 'article', space.pk])}"

    html = client.get(reverse("wagtailadmin_choose_page"), STORIES, HTTP_REFERER=add).json()["html"]

    assert "Поезд" in html
    assert "Le train" not in html


def test_entering_a_languages_place_lists_its_stories(client: Client) -> None:
    space = ArticleSpace.objects.get(locale__language_code="ru")

    html = offered(client, reverse("wagtailadmin_choose_page_child", args=[space.pk]), page_type="")

    assert "Поезд" in html
    assert "Le train" not in html


def test_words_of_the_headline_find_it(client: Client) -> None:
    response = client.get(reverse("wagtailadmin_choose_page_search"), {**STORIES, "q": "trai"})

    assert response.status_code == 200
    assert "Le train du lac" in response.content.decode()
    assert "Le pain" not in response.content.decode()


def test_what_is_chosen_carries_what_wagtails_script_needs(client: Client) -> None:
    story = Article.objects.get(title="Le train du lac")

    html = offered(client)

    assert f'data-id="{story.pk}"' in html
    assert f'data-parent-id="{story.get_parent().pk}"' in html
    assert f'data-url="{story.canonical_path}"' in html


def test_where_any_page_will_do_stories_and_other_pages_are_found(client: Client) -> None:
    make_dossier(title="La ligne du train")

    html = client.get(reverse("wagtailadmin_choose_page_search"), {"q": "TRAIN"}).content.decode()

    assert "Le train du lac" in html
    assert "La ligne du train" in html


def test_other_pages_are_chosen_as_before(client: Client) -> None:
    front = Front.objects.first()

    html = offered(client, reverse("wagtailadmin_choose_page_child", args=[front.pk]), page_type="")

    assert "page-results" in html


def test_choosing_costs_the_same_whatever_the_number(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(10):
        draft_story(title=f"Histoire {number}")
    client.get(reverse("wagtailadmin_choose_page"), STORIES)

    with django_assert_max_num_queries(16):
        offered(client)


def test_strangers_choose_nothing() -> None:
    assert (
        Client().get(reverse("wagtailadmin_choose_page"), STORIES)["Location"].startswith("/account/login/")
    )

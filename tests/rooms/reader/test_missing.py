"""Addresses that lead nowhere, and those that lead nowhere any more."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import translation
from lxml import html

from azdarar.articles.actions import withdraw_article
from azdarar.reader.views.errors import server_error
from tests.factories.articles import AT, public_story

pytestmark = pytest.mark.django_db

Look = Callable[..., html.HtmlElement]


@pytest.mark.parametrize(
    "address",
    [
        "/fr/nowhere/",
        "/fr/2026/11/03/nowhere/",
        "/fr/2026/13/45/nowhere/",
        "/fr/2026/11/03/un-train-s-arrete-au-bord-du-lac/more/",
        "/fr/authors/nobody/",
        "/fr/tags/nothing/",
        "/fr/dossiers/nothing/",
    ],
)
def test_an_unknown_address_answers_404_with_help(look: Look, paper: list[Any], address: str) -> None:
    story = public_story()

    page = look(address, status=404)

    assert page.get("lang") == "fr"
    assert page.cssselect('form[role=search][action="/fr/search/"] input[name=q]')
    assert [link.get("href") for link in page.cssselect(".story__title a")] == [story.address]
    assert page.cssselect('meta[name=robots][content="noindex"]')
    assert not page.cssselect("link[rel=canonical]")


@pytest.mark.parametrize("address", ["/xx/", "/de/2026/11/03/ein-zug/", "/nowhere"])
def test_an_address_in_no_language_of_ours_is_answered_in_the_first(
    look: Look, paper: list[Any], address: str
) -> None:
    assert look(address, status=404).get("lang") == "fr"


def test_a_withdrawn_article_answers_410_in_its_language(look: Look, whole_paper: list[Any]) -> None:
    story = public_story("hy", title="Գնացքը", body=[])
    withdraw_article(story)

    page = look(story.address, status=410)

    assert page.get("lang") == "hy"
    assert page.cssselect("form[role=search]")
    assert "Գնացքը" not in page.text_content()


def test_a_deleted_article_answers_410(look: Look, paper: list[Any]) -> None:
    story = public_story()
    story.delete()

    look(story.address, status=410)


def test_a_story_is_not_there_before_its_hour(look: Look, paper: list[Any]) -> None:
    story = public_story(embargoed_until=AT + timedelta(hours=2))

    page = look(story.address, status=404)

    assert story.title not in page.text_content()


def test_a_draft_is_not_there(look: Look, paper: list[Any]) -> None:
    story = public_story()
    type(story).objects.filter(pk=story.pk).update(live=False)

    look(story.address, status=404)


def test_a_missing_slash_is_mended(client: Client, paper: list[Any]) -> None:
    story = public_story()

    answer = client.get(story.address.rstrip("/"))

    assert (answer.status_code, answer.headers["Location"]) == (301, story.canonical_url)


def test_a_paper_without_a_story_still_answers(look: Look, whole_paper: list[Any]) -> None:
    page = look("/ru/nowhere/", status=404)

    assert page.get("lang") == "ru"
    assert not page.cssselect(".story")


def test_a_failure_is_told_without_asking_the_database(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0), translation.override("hy"):
        answer = server_error(RequestFactory().get("/hy/"))

    assert answer.status_code == 500
    assert 'lang="hy"' in answer.content.decode()


@pytest.mark.parametrize("address", ["/account/saved/toggle/", "/account/login/", "/newsroom/login/"])
def test_a_form_without_its_key_is_answered_with_what_to_do_in_the_readers_language(
    address: str, whole_paper: list[Any]
) -> None:
    answer = Client(enforce_csrf_checks=True).post(address, headers={"Accept-Language": "fr"})

    page = html.document_fromstring(answer.content.decode())
    assert answer.status_code == 403
    assert "no-store" in answer.headers["Cache-Control"]
    assert page.cssselect("h1")
    assert page.cssselect("main a[href='/']")
    assert "csrf" not in answer.content.decode().lower()

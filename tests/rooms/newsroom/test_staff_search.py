"""Words an editor types into a chooser find something or nothing, and never break it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.search.index import insert_or_update_object

from tests.factories.accounts import EditorFactory
from tests.factories.articles import ContributorFactory

pytestmark = pytest.mark.django_db
CHOOSER = "wagtailsnippetchoosers_articles_contributor:choose_results"


@pytest.fixture(autouse=True)
def _somebody(client: Client) -> None:
    client.force_login(EditorFactory())
    for name in ("Jeanne d’Arc", "Նարե Սահակյան"):
        insert_or_update_object(ContributorFactory(name=name))


@pytest.mark.parametrize(("words", "found"), [("jeanne", "Jeanne"), ("ՆԱՐԵ", "Նարե"), ("d’Arc", "Jeanne")])
def test_somebody_is_found_by_name(words: str, found: str, client: Client) -> None:
    assert found in client.get(reverse(CHOOSER), {"q": words}).content.decode()


@pytest.mark.parametrize(
    "words", ['l"eau', '"', '""', "l'eau", "a*b", "(", "NEAR(", "a AND", "-", "\\", "100 %"]
)
def test_signs_of_the_search_languages_grammar_are_only_signs(words: str, client: Client) -> None:
    assert client.get(reverse(CHOOSER), {"q": words}).status_code == 200
    assert client.get(reverse("wagtailimages:index"), {"q": words}).status_code == 200

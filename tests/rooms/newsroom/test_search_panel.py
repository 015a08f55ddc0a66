"""The newsroom is told while the search gives plain results."""

import re

import pytest
from django.test import Client
from lxml import html

from azdarar.search.internal import index_file
from tests.factories.accounts import WebmasterFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]


def test_the_first_screen_says_that_the_index_is_damaged_and_what_readers_get(client: Client) -> None:
    client.force_login(WebmasterFactory())
    quiet = html.fromstring(client.get("/newsroom/").content)
    index_file.begin_anew(damaged_at="2026-11-03T09:30:00+00:00")

    told = html.fromstring(client.get("/newsroom/").content)

    (word,) = told.cssselect(".home__word")
    assert sorted(re.findall(r"\d+", word.text_content())) == ["0", "0", "03", "11", "2026"]
    assert not quiet.cssselect(".home__word")

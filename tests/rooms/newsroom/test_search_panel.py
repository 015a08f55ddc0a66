"""The newsroom is told while the search gives plain results."""

import pytest
from django.test import Client

from azdarar.search.internal import index_file
from tests.factories.accounts import WebmasterFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]


def test_the_first_screen_says_that_the_index_is_damaged_and_what_readers_get(client: Client) -> None:
    client.force_login(WebmasterFactory())
    quiet = client.get("/newsroom/").content.decode()
    index_file.begin_anew(damaged_at="2026-11-03T09:30:00+00:00")

    told = client.get("/newsroom/").content.decode()

    assert "home__word" in told
    assert "0 of 0 stories so far" in told
    assert "stories so far" not in quiet

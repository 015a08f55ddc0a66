"""The newsroom's screens work under their content policy: nothing they need is refused."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model

from azdarar.articles.models import ArticleSpace
from azdarar.fronts.actions import found_paper

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCREENS = [
    "/newsroom/",
    "/newsroom/pages/",
    "/newsroom/images/",
    "/newsroom/images/multiple/add/",
    "/newsroom/documents/",
    "/newsroom/account/",
    "/newsroom/reports/site-history/",
]


@pytest.fixture
def editor(client):
    """A signed-in administrator's session."""
    person = get_user_model().objects.create_superuser(
        username="editor", email="editor@paper.example", password="a long enough password"
    )
    client.force_login(person)
    return client


@pytest.fixture
def desk(served, page, editor):
    """Return a function that opens a screen as the editor and says what was refused."""
    session = editor.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": session.key, "value": session.value, "url": served.url}])

    def opened(screen: str) -> list[str]:
        answer = page.goto(served.url + screen)
        page.wait_for_load_state("networkidle")
        assert answer.status == 200, screen
        return page.complaints

    return opened


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_of_the_newsroom_is_refused_nothing(desk, screen: str) -> None:
    assert desk(screen) == []


def test_writing_a_story_and_a_front_page_is_refused_nothing(desk) -> None:
    front = found_paper(languages=["fr"], name="Azdarar")[0]
    space = ArticleSpace.objects.child_of(front).get()

    assert desk(f"/newsroom/pages/{front.pk}/edit/") == []
    assert desk(f"/newsroom/pages/add/articles/article/{space.pk}/") == []


def test_the_sign_in_page_is_refused_nothing(served, page) -> None:
    answer = page.goto(f"{served.url}/account/login/")

    assert answer.status == 200
    assert page.complaints == []

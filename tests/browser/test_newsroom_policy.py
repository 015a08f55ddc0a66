"""The newsroom's screens work under their content policy: nothing they need is refused."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model

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


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_of_the_newsroom_is_refused_nothing(served, page, editor, screen: str) -> None:
    session = editor.cookies[served_session_name()]
    page.context.add_cookies([{"name": session.key, "value": session.value, "url": served.url}])

    answer = page.goto(served.url + screen)
    page.wait_for_load_state("networkidle")

    assert answer.status == 200
    assert page.complaints == []


def served_session_name() -> str:
    from django.conf import settings

    return str(settings.SESSION_COOKIE_NAME)


def test_the_sign_in_page_is_refused_nothing(served, page) -> None:
    answer = page.goto(f"{served.url}/account/login/")

    assert answer.status == 200
    assert page.complaints == []

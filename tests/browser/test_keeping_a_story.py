"""A bookmark in a real browser: a switch, a door for who is signed out, a link without script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache

from azdarar.members.queries import reading_count, saved_story_ids
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.articles import AT, public_story
from tests.factories.fronts import make_paper

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

    from azdarar.accounts.models import User
    from azdarar.articles.models import Article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BOOKMARK = ".river .save"


@pytest.fixture
def reader() -> User:
    cache.clear()
    user: User = UserFactory(email="nairi@reader.example")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def story() -> Article:
    make_paper("fr")
    return public_story(at=AT)


def fill_the_door(page: Page, within: str = "") -> None:
    page.fill(f"{within} input[name=login]", "nairi@reader.example")
    page.fill(f"{within} input[name=password]", PASSWORD)
    page.press(f"{within} input[name=password]", "Enter")


def test_signed_out_the_door_opens_and_the_story_wanted_is_saved_in_place(
    served: LiveServer, page: Page, reader: User, story: Article
) -> None:
    page.goto(f"{served.url}/fr/latest/")
    page.focus(BOOKMARK)
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog input[name=login]")
    with page.expect_response("**/saved/toggle/"):
        fill_the_door(page, within="dialog")
    page.wait_for_selector(f"{BOOKMARK}[aria-pressed=true]")

    assert page.url == f"{served.url}/fr/latest/"
    assert saved_story_ids(user=reader) == [story.pk]

    page.focus(BOOKMARK)
    with page.expect_response("**/saved/toggle/"):
        page.keyboard.press("Space")
    page.wait_for_selector(f"{BOOKMARK}[aria-pressed=false]")

    assert saved_story_ids(user=reader) == []
    assert page.complaints == []  # type: ignore[attr-defined]


def test_a_story_is_noted_only_once_its_reader_wishes_it(
    served: LiveServer, page: Page, reader: User, story: Article
) -> None:
    page.goto(f"{served.url}/account/login/")
    fill_the_door(page)
    page.wait_for_load_state("networkidle")
    page.goto(f"{served.url}{story.address}")
    page.wait_for_load_state("networkidle")
    before = reading_count(user=reader)

    page.goto(f"{served.url}/account/#history")
    page.click("#history button")
    with page.expect_response("**/history/record/"):
        page.goto(f"{served.url}{story.address}")

    assert before == 0
    assert reading_count(user=reader) == 1


def test_without_script_a_bookmark_is_a_link_that_comes_back(
    served: LiveServer, browser: Browser, reader: User, story: Article
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    page.goto(f"{served.url}/fr/latest/")
    page.focus(BOOKMARK)
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/login/**")
    fill_the_door(page)
    page.wait_for_url("**/fr/latest/#story-saved")

    assert page.locator(".saved-note").is_visible()
    assert saved_story_ids(user=reader) == [story.pk]
    context.close()

"""The search in a real browser: suggestions by keyboard, years by dragging, and all of it without script."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from azdarar.articles.models import Article
from azdarar.press.actions import deliver_announcements
from tests.factories.articles import AT, SectionFactory, public_story
from tests.factories.fronts import make_paper

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIELD, LIST = "#search-words", ".suggestions"


@pytest.fixture
def stories() -> list[Article]:
    """A story of the lake in each of four years."""
    make_paper("fr")
    sections = SectionFactory(name="Le lac", slug="lac"), SectionFactory(name="Monde", slug="monde")
    written = [
        public_story(
            title=f"Le lac en {2026 - years}",
            section=sections[years == 3],
            at=AT - timedelta(days=366 * years),
        )
        for years in range(4)
    ]
    deliver_announcements()
    return written


def test_suggestions_are_walked_by_keyboard_and_told_to_a_screen_reader(
    served: LiveServer, page: Page, stories: list[Article]
) -> None:
    page.goto(f"{served.url}/fr/search/")
    page.focus(FIELD)
    page.keyboard.type("lac")
    page.wait_for_selector(f"{LIST} [role=option]")
    field = page.locator(FIELD)

    assert field.get_attribute("aria-expanded") == "true"
    assert field.get_attribute("aria-activedescendant") is None
    assert (
        page.locator(".searchbar [role=status]")
        .inner_text()
        .endswith(str(page.locator(f"{LIST} [role=option]").count()))
    )

    page.keyboard.press("ArrowUp")
    last = page.locator(f"{LIST} [aria-selected=true]")
    assert field.get_attribute("aria-activedescendant") == last.get_attribute("id")
    assert last.get_attribute("id") == page.locator(f"{LIST} [role=option]").last.get_attribute("id")

    page.keyboard.press("Escape")
    assert page.locator(LIST).is_hidden()
    assert page.input_value(FIELD) == "lac"

    page.keyboard.press("ArrowDown")
    page.wait_for_selector(f"{LIST} [role=option]")
    page.keyboard.press("ArrowDown")
    chosen = page.locator(f"{LIST} [aria-selected=true]").get_attribute("data-url")
    assert page.complaints == []  # type: ignore[attr-defined]
    page.keyboard.press("Enter")
    page.wait_for_url(f"{served.url}{chosen}")


def test_enter_without_a_suggestion_searches_for_what_was_typed(
    served: LiveServer, page: Page, stories: list[Article]
) -> None:
    page.goto(f"{served.url}/fr/search/")
    page.fill(FIELD, "lac avant:2025")
    page.press(FIELD, "Enter")
    page.wait_for_url("**/fr/search/?q=lac&until=2024")

    assert page.locator(".river .story__title mark").count() == 2


def test_years_are_chosen_by_dragging_over_them(
    served: LiveServer, page: Page, stories: list[Article]
) -> None:
    page.goto(f"{served.url}/fr/search/?q=lac")
    box = page.locator(".years__bars").bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.9, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, middle, steps=3)
    page.mouse.up()
    page.wait_for_url("**/fr/search/?q=lac&since=2025&until=2026")

    assert page.locator(".river > li").count() == 2
    assert page.locator(".years__bars .out").count() == 2


def test_without_script_filters_years_and_pages_are_forms_and_links(
    served: LiveServer, browser: Browser, stories: list[Article]
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 900})
    page = context.new_page()
    page.goto(f"{served.url}/fr/search/?q=lac")
    page.click(".filters summary")
    page.select_option("select[name=since]", "2024")
    page.select_option("select[name=until]", "2025")
    page.check("input[name=section][value=lac]")
    page.click(".filters button")
    page.wait_for_url("**/fr/search/?q=lac&section=lac&since=2024&until=2025")

    assert page.locator(".river > li").count() == 2

    page.click(".tags--chosen a >> nth=0")
    page.wait_for_url("**/fr/search/?q=lac&since=2024&until=2025")
    context.close()

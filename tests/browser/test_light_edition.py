"""The light edition as a telephone sees it: no picture, no font, nothing that cannot be read or reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from azdarar.media.actions import add_picture
from azdarar.press.actions import deliver_announcements
from tests.factories.articles import ContributorFactory, SectionFactory, paragraphs, public_story
from tests.factories.fronts import make_paper
from tests.factories.media import photograph, upload

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django import Settings
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def story(db: None) -> str:
    """The address of a story with a picture at its head, one in its text and two in a gallery."""
    make_paper()
    first, second = (
        add_picture(
            file=upload(photograph(size=(1200, 800))), title=title, alt_text=alt, credit_line="Atelier"
        )
        for title, alt in (("IMG_1", "Un train sous la neige."), ("IMG_2", "Le quai, vide, à dix heures."))
    )
    use = {"caption": "Le quai.", "alt_text": "", "is_decorative": False}
    made = public_story(
        title="Le train va de nouveau jusqu'au lac",
        section=SectionFactory(name="Le lac", slug="lac"),
        standfirst="Une phrase entière.",
        lead_picture=first,
        signatures=[],
        body=[
            *paragraphs("Le texte est le même. " * 12),
            ("picture", {"picture": second, **use}),
            (
                "gallery",
                {"title": "Deux vues", "pictures": [{"picture": one, **use} for one in (first, second)]},
            ),
        ],
    )
    ContributorFactory(name="Anahit S.", slug="anahit")
    deliver_announcements()
    return made.address


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_telephone_gets_text_alone_without_a_fault(
    browser: Browser, served: LiveServer, settings: Settings, story: str, scheme: Any
) -> None:
    settings.SITE_IS_HTTPS = False
    context = browser.new_context(viewport={"width": 360, "height": 740}, color_scheme=scheme)
    tab = context.new_page()
    kinds: list[str] = []
    tab.on("request", lambda request: kinds.append(request.resource_type))
    tab.goto(f"{served.url}/edition/light/?next={story}")
    faults = []

    for path in (story, "/fr/", "/fr/lac/", "/fr/latest/", "/fr/search/?q=train"):
        tab.goto(served.url + path, wait_until="networkidle")
        found = Axe().run(tab)
        faults += [
            f"{path}: {fault['id']} {fault['nodes'][0]['html'][:200]}"
            for fault in found.response["violations"]
        ]
        assert tab.locator("html").get_attribute("data-edition") == "light", path
        assert not tab.evaluate("document.documentElement.scrollWidth > window.innerWidth"), path

    assert faults == []
    assert not {"image", "font", "media"} & set(kinds)
    assert {"document", "stylesheet"} <= set(kinds)
    context.close()


def test_the_keyboard_reaches_a_picture_and_the_way_back_to_the_full_edition(
    browser: Browser, served: LiveServer, settings: Settings, story: str
) -> None:
    settings.SITE_IS_HTTPS = False
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{served.url}/edition/light/?next={story}")

    tab.locator("a.unseen").first.press("Enter")
    tab.wait_for_url("**/media/**")
    loaded = tab.locator("img").evaluate("image => image.naturalWidth")
    tab.go_back()
    printed = tab.emulate_media(media="print")
    is_printed = tab.locator(".unseen__do").first.is_visible(), tab.locator(".unseen__alt").first.is_visible()
    tab.emulate_media(media="screen")
    tab.locator(".foot__edition a").press("Enter")
    tab.wait_for_url(f"**{story}")

    assert loaded > 0
    assert printed is None
    assert is_printed == (False, True)
    assert tab.locator("a.unseen").count() == 0
    assert tab.locator(".prose img").count() == 3
    context.close()

"""The article page in a real browser: nothing refused, nothing foreign, nobody shut out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from azdarar.articles.models import Article, ArticleSubject
from azdarar.media.actions import add_picture
from tests.factories.articles import public_story
from tests.factories.fronts import make_paper
from tests.factories.media import photograph, upload
from tests.factories.subjects import SubjectFactory

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.browser

VIDEO = {"address": "https://archive.org/details/azdarar", "title": "Un film du lac", "provider": ""}
NO_SHIFT = """() => new Promise(done => {
  let moved = 0;
  new PerformanceObserver(list => { for (const entry of list.getEntries()) moved += entry.value })
    .observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => setTimeout(() => done(moved)));
})"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def address(served: LiveServer) -> str:
    """The address of a story with most of what a story can hold."""
    make_paper("fr")
    picture = add_picture(
        file=upload(photograph(size=(900, 600))), title="lac", alt_text="Un lac gelé.", credit_line="Atelier"
    )
    use = {"picture": picture.pk, "alt_text": "", "is_decorative": False, "caption": "Le lac."}
    cells = {"values": ["<p>10 octobre</p>", "4"]}
    columns = [{"type": "text", "heading": "Trêve"}, {"type": "number", "heading": "Heures"}]
    blocks: list[tuple[str, Any]] = [
        ("paragraph", f"<p>{'La neige est tombée toute la nuit. ' * 20}Et après[^1] ?</p>"),
        ("pull_quote", "Personne n'a rien signé."),
        ("box", {"title": "En bref", "text": "<p>Trois dates.</p>"}),
        ("heading", "La gare"),
        ("picture", use),
        ("table", {"columns": columns, "rows": [cells], "caption": "Trois trêves"}),
        ("embed", VIDEO),
        ("footnotes", [{"mark": "1", "text": "<p>Selon le chef de gare.</p>"}]),
    ]
    body = Article._meta.get_field("body").stream_block.to_python(
        [{"type": kind, "value": value} for kind, value in blocks]
    )
    now = timezone.now()
    place = SubjectFactory(title="Martouni")
    stories = [public_story(title=f"Gare {number}", at=now - timedelta(days=number)) for number in (1, 2)]
    stories.append(
        public_story(
            title="Où va le train ?",
            kicker="Rail",
            body=body,
            lead_picture=picture,
            at=now - timedelta(hours=1),
        )
    )
    for story in stories:
        story.article_subjects.add(ArticleSubject(subject=place))
        story.save_revision().publish()
    return f"{served.url}{stories[-1].address}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_nobody_is_shut_out(page: Page, address: str, width: int, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.goto(address)

    found = Axe().run(page).response["violations"]

    assert [(fault["id"], [node["html"][:120] for node in fault["nodes"]]) for fault in found] == []
    assert page.evaluate(SIDEWAYS) <= 0


def test_nothing_moves_and_nothing_comes_from_elsewhere(page: Page, served: LiveServer, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(address)

    assert page.evaluate(NO_SHIFT) < 0.01
    assert [url for url in asked if not url.startswith((served.url, "data:"))] == []
    assert page.complaints == []  # type: ignore[attr-defined]


def test_the_choice_of_dark_is_kept_from_page_to_page(page: Page, address: str) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(address)
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")

    page.check("#theme-dark")
    page.click(".related h3 a")

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    assert page.is_checked("#theme-dark")
    page.check("#theme-auto")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == light
    assert page.context.cookies() == []


def test_a_link_is_copied_and_the_menu_closes_with_escape(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(address)

    page.click("[data-share-copy]")
    page.wait_for_function("document.querySelector('[data-share-label]').textContent.trim() !== ''")
    page.click(".menu > summary")
    page.keyboard.press("Escape")

    assert page.evaluate("navigator.clipboard.readText()") == address
    assert not page.evaluate("document.querySelector('.menu').open")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_an_embed_opens_in_place_on_a_click(page: Page, address: str) -> None:
    page.route("https://archive.org/**", lambda route: route.fulfill(status=200, body="<p>film</p>"))
    page.goto(address)

    page.click("[data-embed] button")

    frame = page.wait_for_selector(".embed iframe")
    assert frame is not None
    assert frame.get_attribute("src") == "https://archive.org/embed/azdarar"
    assert "allow-top-navigation" not in (frame.get_attribute("sandbox") or "allow-top-navigation")
    assert page.complaints == []  # type: ignore[attr-defined]


def test_without_script_a_story_is_read_and_passed_on(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(address)

    tab.click("[popovertarget=copy-link]")

    assert tab.locator("#copy-link-address").input_value() == address
    by_mail = tab.locator(".share a[href^=mailto]").get_attribute("href") or ""
    assert by_mail.startswith("mailto:?subject=O%C3%B9%20va")
    assert tab.locator("[data-share-sheet]").is_hidden()
    assert tab.locator(".embed button").is_hidden()
    tab.click(".prose sup a")
    assert tab.url.endswith("#note-1")
    context.close()


def test_a_short_story_ends_below_a_tall_card(page: Page, served: LiveServer, address: str) -> None:
    story = public_story(
        title="Brève",
        at=timezone.now() - timedelta(minutes=5),
        body=Article._meta.get_field("body").stream_block.to_python(
            [
                {"type": "paragraph", "value": "<p>Il neige.</p>"},
                {"type": "box", "value": {"title": "En bref", "text": "<p>Une longue boîte.</p>" * 40}},
            ]
        ),
        signatures=[],
    )
    page.goto(f"{served.url}{story.address}")

    opening, card, after = (
        page.locator(selector).first.bounding_box() for selector in (".opening", ".prose > .card", ".totop")
    )

    assert opening
    assert card
    assert after
    assert card["x"] > opening["x"] + opening["width"]
    assert abs(card["y"] - opening["y"]) < 40
    assert after["y"] > card["y"] + card["height"]

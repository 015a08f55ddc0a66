"""What only a real browser sees of the paper: accessibility, sideways scroll, the keyboard, third parties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from azdarar.articles.actions import publish_article
from azdarar.articles.models import ArticleSubject, Contribution, Correction
from azdarar.fronts.models import DossierStory, ThreadEntry
from azdarar.press.actions import deliver_announcements
from tests.factories.articles import (
    AT,
    ContributorFactory,
    SectionFactory,
    draft_story,
    paragraphs,
    public_story,
)
from tests.factories.fronts import make_dossier, make_paper
from tests.factories.subjects import SubjectFactory

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = {
    "front": "/fr/",
    "section": "/fr/lac/",
    "author": "/fr/authors/anahit/",
    "subject": "/fr/tags/sevan/",
    "latest": "/fr/latest/",
    "corrections": "/fr/corrections/",
    "dossiers": "/fr/dossiers/",
    "dossier": "/fr/dossiers/ligne/",
    "search": "/fr/search/?q=lac",
    "missing": "/fr/nulle-part/",
    "armenian front": "/hy/",
}


@pytest.fixture
def paper(db: None) -> str:
    """A small paper with a page of every kind; returns the address of its fullest story."""
    make_paper()
    section, person = (
        SectionFactory(name="Le lac", slug="lac"),
        ContributorFactory(name="Anahit S.", slug="anahit"),
    )
    subject = SubjectFactory(title="Sevan", slug="sevan", kind="place")
    for number in range(6):
        other = draft_story(title=f"Le lac, épisode {number}", section=section, standfirst="Une phrase.")
        other.article_subjects.set([ArticleSubject(subject=subject)])
        publish_article(other, at=AT)
    story = draft_story(
        title="Le train va de nouveau jusqu'au lac",
        kicker="Ligne du lac",
        section=section,
        standfirst="Une phrase entière.",
        signatures=[Contribution(contributor=person)],
        post_scriptum="Un mot encore.",
    )
    story.body = [
        *paragraphs("Le texte demande une note.[^1]" * 3),
        ("heading", "À portée de voix"),
        ("quotation", {"text": "<p>Nous attendons.</p>", "attribution": "Une institutrice"}),
        ("pull_quote", "Nous attendons."),
        ("box", {"title": "Repères", "text": "<p>Trois dates.</p>"}),
        (
            "embed",
            {
                "address": "https://archive.org/details/lac",
                "title": "Un film du lac",
                "provider": "archive.org",
            },
        ),
        ("footnotes", [{"mark": "1", "text": "<p>La note.</p>"}]),
    ]
    story.article_subjects.set([ArticleSubject(subject=subject)])
    story.corrections.add(Correction(note="Une première version situait la gare ailleurs.", corrected_at=AT))
    publish_article(story, at=AT)
    public_story("hy", title="Գնացքը կրկին հասնում է լիճ")
    dossier = make_dossier()
    DossierStory.objects.create(dossier=dossier, article=story, sort_order=0)
    ThreadEntry.objects.create(
        dossier=dossier, day=AT.date(), text="Le train repart.", article=story, sort_order=0
    )
    deliver_announcements()
    return story.address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_kind_has_an_accessibility_fault_or_scrolls_sideways(
    browser: Browser, served: LiveServer, paper: str, scheme: Any, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    tab, faults = context.new_page(), []
    for name, path in {**PAGES, "story": paper}.items():
        tab.goto(served.url + path)
        found = Axe().run(tab)
        faults += [
            f"{name}: {fault['id']} {fault['nodes'][0]['html'][:200]}"
            for fault in found.response["violations"]
        ]
        if tab.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            faults.append(f"{name}: scrolls sideways at {width}")
    context.close()

    assert faults == []


def test_nothing_is_asked_of_others_before_a_click(page: Page, served: LiveServer, paper: str) -> None:
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))

    page.goto(served.url + paper)
    page.mouse.wheel(0, 20_000)
    page.wait_for_load_state("networkidle")

    assert hosts == {served.url.split("/")[2]}
    assert page.locator("iframe").count() == 0


def test_the_keyboard_alone_reaches_the_text_and_the_menu(page: Page, served: LiveServer, paper: str) -> None:
    page.goto(served.url + paper)

    page.keyboard.press("Tab")
    skip = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    in_text = page.evaluate("location.hash")
    page.goto(served.url + paper)
    page.locator("details.menu > summary").focus()
    page.keyboard.press("Enter")

    assert (skip, in_text) == ("#content", "#content")
    assert page.locator("details.menu").get_attribute("open") is not None


def test_the_paper_reads_without_script(browser: Browser, served: LiveServer, paper: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()

    tab.goto(served.url + paper)

    assert "Le texte demande une note." in tab.locator("main").inner_text()
    assert tab.locator("a[href^='mailto:?']").count() == 1
    context.close()


def test_the_choice_of_dark_holds_from_page_to_page(page: Page, served: LiveServer, paper: str) -> None:
    page.goto(served.url + paper)

    page.locator("#theme-dark").check(force=True)
    page.goto(served.url + "/fr/")

    assert page.evaluate("document.documentElement.dataset.theme") == "dark"

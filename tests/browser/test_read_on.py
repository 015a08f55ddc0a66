"""What to read on to, in a browser: the desk's screens fit everybody; a story says once that it was read."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import timezone

from azdarar.accounts.actions import grant_role
from azdarar.accounts.models import Role
from azdarar.articles.models import Article
from azdarar.fronts.picking import PickPlace, PickWords, pick_story
from azdarar.onward.actions import ban_card, let_rest, pin_card
from azdarar.onward.counting import HOUR_S, Count, write_sheet
from azdarar.onward.ranking import keep_out_of_ranking, note_former_visits, rank_most_read, take_in_readings
from tests.factories.accounts import UserFactory
from tests.factories.articles import ContributorFactory, SectionFactory, paragraphs, public_story
from tests.factories.fronts import make_paper
from tests.factories.subjects import SubjectFactory

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Le recensement de la diaspora bute sur une question que personne ne voulait poser : qui compte ?"


@pytest.fixture
def desk(served: LiveServer, page: Page, client: Client, tmp_path: Path) -> list[str]:
    """The addresses of the screens, for somebody who leads the paper, with something in each."""
    make_paper()
    now = timezone.now()
    leader = UserFactory(first_name="Marie", last_name="W")
    grant_role(user=leader, role=Role.EDITOR_IN_CHIEF, by=None, at=now)
    section = SectionFactory(name="Société et diaspora", slug="societe")
    stories = [
        public_story(
            title=f"{LONG} {n}", section=section, at=now - timedelta(days=40 * n), is_long_lived=n > 3
        )
        for n in range(9)
    ]
    story = stories[0]
    words = PickWords(
        reason="Trois jours le long de la frontière, et personne n’y parle de corridor.",
        chosen_by=ContributorFactory(name="Hélène Aubry", account=leader),
        begins_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=7),
    )
    for place in (PickPlace(story=story), PickPlace(section=section), PickPlace(language="fr")):
        for picked in stories[1:4]:
            pick_story(place=place, story=picked, words=words, at=now)
    pin_card(article=story, card=stories[4], place="related", at=now)
    pin_card(article=story, card=stories[1], place="discover", at=now)
    ban_card(article=story, card=stories[5], at=now)
    let_rest(thing=stories[6], why="Demandé par lettre.", at=now)
    let_rest(thing=SubjectFactory(title="Anahit"), why="", at=now)
    hour = int(now.timestamp()) // HOUR_S
    read = {(hour, one.pk): Count(1_234 - 99 * place, 400, 9_000) for place, one in enumerate(stories)}
    write_sheet(tmp_path, read)
    take_in_readings(tmp_path, at=now)
    note_former_visits({story.pk: 1_234_567})
    rank_most_read(at=now)
    keep_out_of_ranking(article=stories[7], why="Lu par une machine.", at=now)
    client.force_login(leader)
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": session.key, "value": session.value, "url": served.url}])
    places = [f"stories/{story.pk}/read-on/", "picks/", f"picks/section/{section.pk}/", "picks/paper/fr/"]
    return [f"{served.url}/newsroom/{place}" for place in (*places, "most-read/", "at-rest/")]


def test_the_screens_are_fit_for_everybody(page: Page, desk: list[str]) -> None:
    for width, scheme in ((360, "dark"), (1280, "light"), (360, "light"), (1280, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        for address in desk:
            answer = page.goto(address)

            assert answer is not None
            assert answer.status == 200, address
            for summary in page.locator(".picked__more > summary").all():
                if summary.evaluate("each => !each.parentElement.open"):
                    summary.press("Enter")  # the keyboard opens them
            found = Axe().run(page, context="main").response["violations"]
            if shots := os.environ.get("SHOTS"):
                name = address.split("/newsroom/")[1].strip("/").replace("/", "-")
                page.set_viewport_size({"width": width, "height": 3_000})
                page.screenshot(path=f"{shots}/{name}-{width}-{scheme}.png")
                page.set_viewport_size({"width": width, "height": 900})
            faults = [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in found]
            assert faults == [], (address, width, scheme)
            root = "document.documentElement"
            assert not page.evaluate(f"{root}.scrollWidth > {root}.clientWidth"), (address, width)
            assert (
                page.locator(".office .desk td:visible").count() == page.locator(".office .desk td").count()
            )
    assert page.complaints == []  # type: ignore[attr-defined]


def test_an_editor_bans_a_card_by_keyboard_alone(page: Page, desk: list[str]) -> None:
    page.goto(desk[0])
    banned = page.locator('.picked--offered button[value="let-go"]')
    before = banned.count()
    row = page.locator(".office__table--cards tbody tr").first
    card = row.locator("input[name=card]").input_value()

    row.locator('button[value="ban"]').focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert banned.count() == before + 1
    assert page.locator(f'.picked--offered input[name="card"][value="{card}"]').count() == 1
    assert page.locator(f'.office__table--cards input[name="card"][value="{card}"]').count() == 0


def test_a_story_says_once_that_it_was_read_and_once_that_its_end_was_reached(
    served: LiveServer, page: Page
) -> None:
    make_paper()
    text = paragraphs(*(f"Alinéa {n}. " + "Le lac remonte. " * 60 for n in range(30)))
    story: Article = public_story(title="Titre", body=text, section=SectionFactory(), at=timezone.now())
    sent: list[tuple[str, Any]] = []
    page.on("request", lambda one: sent.append((one.url, one)) if "/read/" in one.url else None)
    # A second passes in a fiftieth of one; playwright's own clock would take the kind of visit away.
    # Nobody looks at it at first.
    page.add_init_script(
        "const clock = setInterval; window.setInterval = (tick, ms) => clock(tick, ms / 50);"
        "Object.defineProperty(document, 'hidden', {value: true, configurable: true});"
    )
    seconds = "async (count) => { for (let n = 0; n < count; n++) await new Promise(r => setTimeout(r, 20)) }"

    page.goto(f"{served.url}{story.address}")
    page.evaluate(seconds, 20)
    unseen = list(sent)
    with page.expect_request("**/read/*/"):
        page.evaluate("delete document.hidden")
    page.evaluate(seconds, 20)
    at_the_head = [url for url, _request in sent]
    with page.expect_request("**/read/*/end/"):
        page.locator(".end").scroll_into_view_if_needed()
    page.evaluate("scrollTo(0, 0)")
    page.reload()
    page.evaluate("delete document.hidden")
    page.evaluate(seconds, 20)
    page.locator(".end").scroll_into_view_if_needed()
    page.evaluate(seconds, 5)

    address = f"{served.url}/read/{story.pk}/"
    assert unseen == []
    assert at_the_head == [address]
    assert [url for url, _request in sent] == [address, f"{address}end/"]
    for _url, request in sent:
        assert request.method == "POST"
        assert request.post_data is None
        assert request.header_value("origin") == served.url
        assert request.header_value("cookie") is None
    assert page.complaints == []  # type: ignore[attr-defined]

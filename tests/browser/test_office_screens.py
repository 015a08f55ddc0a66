"""People, the audit log and mails held up in a browser: narrow, wide, light, dark; axe finds nothing."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import timezone

from azdarar.accounts.actions import grant_role, record
from azdarar.accounts.models import Role
from azdarar.archive.models import UnresolvedAddress
from azdarar.archive.old_addresses import point_address
from azdarar.courier.internal.sealing import Letter, seal
from azdarar.courier.models import Mail
from azdarar.formats.old_addresses import key_of
from azdarar.press.at_home import press_at_home, statistics_folder_at_home
from azdarar.press.statistics import Counters, Statistics
from tests.factories.accounts import EditorFactory, UserFactory
from tests.factories.fronts import make_paper

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "anahit.sargsyan.whose-address-is-very-long@redaction.paper.example"


@pytest.fixture
def office(served: LiveServer, page: Page, client: Client) -> list[str]:
    """The addresses of the screens, for somebody who leads the paper, with something in each."""
    make_paper()
    now = timezone.now()
    leader, other = UserFactory(first_name="Marie", last_name="W"), EditorFactory(email=LONG, last_name="")
    for role in (Role.EDITOR_IN_CHIEF, Role.WEBMASTER, Role.ACCOUNTS_CLERK):
        grant_role(user=leader, role=role, by=None, at=now)
    record(
        what="newsroom.article-published", by=leader, about="article:7", data={"label": "Un train"}, at=now
    )
    for number, state in enumerate(("waiting", "set_aside")):
        Mail.objects.create(
            kind="accounts/mail/sign_in_code",
            recipient="anahit@reader.example",
            sealed_letter=seal(Letter("a", "b")),
            message_id=f"<{number}@paper.example>",
            state=state,
            attempts=3,
            last_error="451 4.7.1 greylisted, try again later",
            queued_at=now - timedelta(hours=1),
            next_try_at=now + timedelta(hours=1),
        )
    client.force_login(leader)
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": session.key, "value": session.value, "url": served.url}])
    address = "/Une-tres-longue-rubrique/Et-une-sous-rubrique-plus-longue/Le-titre-d-un-texte-sans-fin"
    UnresolvedAddress.objects.create(
        key=key_of(address), address=address, asked=1_234, first_asked_at=now, last_asked_at=now
    )
    point_address("https://www.lac.example/annonces", leads_to="", at=now)
    places = ("people/", f"people/{other.pk}/", "audit/?check=1", "mails/", "old-addresses/")
    places += (f"old-addresses/lead/?address={address}",)
    _count_and_press()
    places += ("pressed/", "pressed/page/?address=/fr/", "pressed/page/?address=/en/", "pressed/siege/")
    return [f"{served.url}/newsroom/{place}" for place in places]


def _count_and_press() -> None:
    """Have something counted, something slow, something that fails, and a page stored."""
    now, counters = time.time(), Counters()
    counters.hits, counters.misses, counters.refused = 1_234_567, 12, 88
    long = "/hy/2026/11/27/" + "a-very-long-address-of-a-story-" * 4
    counters.note_pressed(long, render_ms=1_930.0, why="changed: articles.section-changed", at=now)
    counters.note_failed(long, at=now, times=3, why="TemplateSyntaxError: Invalid block tag on line 12.")
    Statistics(statistics_folder_at_home(), counters).write_now()
    press_at_home().press("/fr/", why="asked")


@pytest.mark.parametrize(
    ("width", "scheme"), [(360, "dark"), (360, "light"), (1280, "dark"), (1280, "light")]
)
def test_the_screens_of_the_office_are_fit_for_everybody(
    page: Page, office: list[str], width: int, scheme: Any
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for address in office:
        answer = page.goto(address)

        assert answer is not None
        assert answer.status == 200, address
        found = Axe().run(page, context="main").response["violations"]
        assert [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in found] == [], address
        root = "document.documentElement"
        assert not page.evaluate(f"{root}.scrollWidth > {root}.clientWidth"), address
        lefts = "[...document.querySelectorAll('.office *')].map(each => each.getBoundingClientRect().left)"
        assert page.evaluate(f"Math.min(...{lefts})") >= 0, address
        # Nothing that a wide screen tells is left out of a narrow one.
        assert page.locator(".office .desk td:visible").count() == page.locator(".office .desk td").count()
    assert page.complaints == []  # type: ignore[attr-defined]

"""The outbox and its mails in a browser: light, dark, narrow, wide, in four languages; axe finds nothing."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import TimeoutError as TooLongError

from azdarar.courier.actions import queue_mail
from azdarar.courier.models import Mail
from tests.factories.fronts import make_paper

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django import Settings
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LINK = "/account/confirm-email/MQ:1vOabc-DEF_ghijklmnopqrstuvwxyz0123456789abcdef/"


@pytest.fixture
def outbox(served: LiveServer, settings: Settings) -> str:
    """The address of the outbox of a paper without a mail server, with a mail in each language."""
    settings.EMAIL_HOST, settings.MAIL_OUTBOX_IS_SHOWN = "", True
    make_paper()
    for language in ("fr", "en", "hy", "ru"):
        queue_mail(
            template="accounts/mail/confirm_address",
            to="reader@example.org",
            language=language,
            context={"activate_url": f"{served.url}{LINK}", "hours": 24},
            at=timezone.now(),
        )
    return f"{served.url}/account/outbox/"


# A mail is shown inside the page of a mail program, which has the landmarks.
OF_A_PAGE = {name: {"enabled": False} for name in ("landmark-one-main", "region")}


def faults(page: Page, *, rules: dict[str, Any] | None = None) -> list[Any]:
    # No script runs in the frame, so that nobody can ask it; a mail is looked at by itself.
    options = {"iframes": False, "rules": rules or {}}
    found: list[Any] = Axe().run(page, options=options).response["violations"]
    return [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in found]


def is_wider_than_the_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_the_outbox_and_its_mails_are_fit_for_everybody(
    page: Page, outbox: str, width: int, scheme: Any
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    mails = list(Mail.objects.all())
    for address in (outbox, f"{outbox}{mails[0].pk}/"):
        page.goto(address)

        assert faults(page) == [], address
        assert not is_wider_than_the_screen(page), address
    page.goto("about:blank")  # whose content policy lets a mail bring its style
    for mail in mails:
        page.set_content(mail.letter.html)

        assert faults(page, rules=OF_A_PAGE) == [], mail.language
        assert not is_wider_than_the_screen(page), mail.language


def test_a_link_in_the_frame_leads_out_of_it(page: Page, outbox: str) -> None:
    page.goto(outbox)
    page.locator(".outbox__open").first.click()
    button = page.frame_locator("iframe").locator("a.button")
    button.wait_for()
    assert page.complaints == []  # type: ignore[attr-defined]
    for _ in range(3):
        # A frame that has not been painted yet lets a click fall: a reader would click again.
        button.click()
        with suppress(TooLongError):
            page.wait_for_url(f"**{LINK}", timeout=6_000)
            break

    assert page.url.endswith(LINK)
    assert page.locator("iframe").count() == 0

"""The doors as people go through them: by mail, passkey or keyboard, in every language, without script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache

from azdarar.accounts.door_queue import busy_page
from tests.factories.accounts import PASSWORD
from tests.factories.fronts import make_paper
from tests.rooms.accounts.doors import ANOTHER_PASSWORD, last_letter, reader

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESS = "nare@reader.example"
LINK = re.compile(r"/account/\S+")
SUBMIT = "form:not([data-passkey]) button[type=submit]"


@pytest.fixture(autouse=True)
def _paper(db: None) -> None:
    make_paper()
    cache.clear()


def faults_of(tab: Page) -> list[dict[str, Any]]:
    """What is inaccessible. Style sheets are not fetched once more: the requests would disturb a session."""
    found: list[dict[str, Any]] = Axe().run(tab, options={"preload": False}).response["violations"]
    return found


class Walk:
    """Somebody who goes from page to page, looking at each whether it is as it should be."""

    def __init__(self, tab: Page, url: str, *, has_script: bool) -> None:
        self.tab, self.url, self.has_script = tab, url, has_script
        self.faults: list[str] = []

    def to(self, path: str) -> None:
        self.tab.goto(self.url + path)
        self.look()

    def send(self, **fields: str) -> None:
        """Fill the form of the page and press its button."""
        main = self.tab.locator("main")
        for name, value in fields.items():
            main.locator(f"input[name={name}]").fill(value)
        with self.tab.expect_navigation():
            main.locator(SUBMIT).first.click()
        self.look()

    def look(self) -> None:
        """Note what is inaccessible, and what scrolls sideways."""
        place = self.tab.url.removeprefix(self.url)
        if self.has_script:
            self.faults += [
                f"{place}: {fault['id']} {fault['nodes'][0]['html'][:200]}" for fault in faults_of(self.tab)
            ]
        if self.tab.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            self.faults.append(f"{place}: scrolls sideways")

    @property
    def is_signed_in(self) -> bool:
        return self.tab.goto(f"{self.url}/account/").url.endswith("/account/")


@pytest.mark.parametrize(
    ("language", "width", "has_script"),
    [("fr", 320, True), ("hy", 1280, True), ("ru", 320, False), ("en", 1280, False)],
)
def test_from_signing_up_to_a_new_password(
    browser: Browser, served: LiveServer, language: str, width: int, has_script: bool
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=has_script, locale=language
    )
    walk = Walk(context.new_page(), served.url, has_script=has_script)

    walk.to(f"/account/signup/?language={language}")
    walk.send(email=ADDRESS, password1=PASSWORD)
    walk.to(_mailed_link())
    walk.send()
    after_verifying = walk.is_signed_in
    walk.to("/account/logout/")
    walk.send()
    after_signing_out = walk.is_signed_in
    walk.to("/account/password/reset/")
    walk.send(email=ADDRESS)
    walk.to(_mailed_link())
    walk.send(password1=ANOTHER_PASSWORD)
    walk.to("/account/logout/")
    walk.send()
    walk.to("/account/login/")
    walk.send(login=ADDRESS, password=ANOTHER_PASSWORD)

    assert (after_verifying, after_signing_out, walk.is_signed_in) == (True, False, True)
    assert walk.tab.locator("html").get_attribute("lang") == language
    assert walk.faults == []
    context.close()


def _mailed_link() -> str:
    found = LINK.search(last_letter().text)
    assert found is not None
    return found[0]


@pytest.mark.parametrize(("width", "is_offered_in_list"), [(320, True), (1280, False)])
def test_a_passkey_is_made_and_opens_the_door_alone(
    browser: Browser, served: LiveServer, width: int, is_offered_in_list: bool
) -> None:
    reader(ADDRESS)
    context = browser.new_context(viewport={"width": width, "height": 800}, locale="fr")
    tab = context.new_page()
    _give_device(tab)
    walk = Walk(tab, served.url, has_script=True)

    walk.to("/account/login/")
    walk.send(login=ADDRESS, password=PASSWORD)
    walk.to("/account/2fa/webauthn/add/")
    if "reauthenticate" in tab.url:
        walk.send(password=PASSWORD)
    with tab.expect_navigation():
        tab.locator("form[data-passkey=make] button").click()
    walk.look()
    walk.to("/account/logout/")
    walk.send()
    if is_offered_in_list:
        # Beside the field of the name, where this device accepts at once.
        tab.goto(f"{served.url}/account/login/")
    else:
        tab.add_init_script("delete PublicKeyCredential.isConditionalMediationAvailable")
        tab.goto(f"{served.url}/account/login/")
        tab.locator("form[data-passkey=sign-in] button").click()
    tab.wait_for_url(lambda url: "/account/" not in url)

    assert walk.is_signed_in
    assert walk.faults == []
    context.close()


def _give_device(tab: Page) -> None:
    """Give the browser a device with a lock, which recognises its owner at once."""
    session = tab.context.new_cdp_session(tab)
    session.send("WebAuthn.enable")
    device: dict[str, Any] = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": device})


def test_by_keyboard_alone_through_the_dialog_and_back_to_the_page(served: LiveServer, page: Page) -> None:
    reader(ADDRESS)
    page.goto(f"{served.url}/fr/latest/?page=1")
    _tab_to(page, "[data-account]")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog input[name=login]")
    _tab_to(page, "dialog input[name=login]")
    page.keyboard.type(ADDRESS)
    page.keyboard.press("Tab")
    page.keyboard.type("a wrong password of mine")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog [aria-invalid=true]")

    assert page.evaluate("document.activeElement.name") == "password"
    assert page.locator("dialog input[name=login]").input_value() == ADDRESS
    assert faults_of(page) == []

    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog", state="detached")

    assert page.url == f"{served.url}/fr/latest/?page=1"
    assert page.evaluate("document.activeElement.matches('[data-account]')")
    assert "/account/" in str(page.locator("[data-account]").get_attribute("href"))


def test_a_crowded_door_keeps_what_was_typed(served: LiveServer, page: Page) -> None:
    reader(ADDRESS)
    page.goto(f"{served.url}/fr/latest/")
    page.click("[data-account]")
    page.wait_for_selector("dialog input[name=login]")
    crowded = {"status": 503, "content_type": "text/html; charset=utf-8", "body": busy_page("fr")}
    page.route("**/account/login/", lambda route: route.fulfill(**crowded), times=1)  # type: ignore[arg-type]

    page.fill("dialog input[name=login]", ADDRESS)
    page.fill("dialog input[name=password]", PASSWORD)
    page.press("dialog input[name=password]", "Enter")
    page.wait_for_selector("dialog [role=alert].mistakes")

    assert page.locator("dialog input[name=login]").input_value() == ADDRESS
    page.press("dialog input[name=password]", "Enter")
    page.wait_for_selector("dialog", state="detached")


def _tab_to(page: Page, selector: str) -> None:
    """Press the tabulator until something has the focus."""
    for _ in range(60):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"The keyboard does not reach {selector}.")

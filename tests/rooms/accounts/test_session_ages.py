"""S-AUTH-7: cookies nobody else can set or read, and sessions that end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.rooms.accounts.doors import is_signed_in, last_letter, letters, reader, sign_in

pytestmark = pytest.mark.django_db


def later(client: Client, monkeypatch: pytest.MonkeyPatch, **span: float) -> bool:
    """Move the clock on, ask for a page, and tell whether one is still signed in."""
    now = timezone.now() + timedelta(**span)
    monkeypatch.setattr("azdarar.accounts.doors.keeping.timezone.now", lambda: now)
    return bool(client.get("/account/me.json").json()["signed_in"])


@pytest.mark.parametrize(
    ("is_staff", "spans", "stands"),
    [
        (False, [{"days": 29}], True),
        (False, [{"days": 29}, {"days": 29}], True),
        (False, [{"days": 31}], False),
        (True, [{"hours": 11}], True),
        (True, [{"hours": 13}], False),
        (True, [{"hours": 11}] * 15, True),
        (True, [{"hours": 11}] * 16, False),
    ],
)
def test_s_auth_7_how_long_somebody_stays_signed_in(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    is_staff: bool,
    spans: list[dict[str, float]],
    stands: bool,
) -> None:
    reader(is_staff=is_staff)
    sign_in(client, "anahit", remember="on")

    told = [later(client, monkeypatch, **span) for span in spans]

    assert told[-1] is stands
    assert is_signed_in(client) is stands


def test_s_auth_7_cookies_are_for_this_paper_and_hidden_from_scripts(client: Client) -> None:
    reader()

    response = sign_in(client, "anahit", remember="on")

    session, token = response.cookies["__Host-session"], response.cookies["__Host-csrftoken"]
    for cookie in (session, token):
        assert (cookie["path"], cookie["domain"], cookie["secure"]) == ("/", "", True)
        assert cookie["samesite"] == "Lax"
    assert session["httponly"]
    assert session["max-age"] == 30 * 24 * 3600


def test_whoever_does_not_stay_signed_in_is_forgotten_with_the_window(client: Client) -> None:
    reader()

    response = sign_in(client, "anahit")

    assert response.cookies["__Host-session"]["max-age"] == ""
    assert response.cookies["known"]["max-age"] == ""


def test_public_pages_set_no_cookie_and_look_at_none(client: Client) -> None:
    reader()
    sign_in(client, "anahit")
    mine, anybodys = client.get("/fr/latest/"), Client().get("/fr/latest/")

    assert mine.content == anybodys.content
    assert not mine.cookies
    assert "Cookie" not in mine.get("Vary", "")


def test_a_reader_hears_of_a_sign_in_with_a_browser_they_never_used() -> None:
    joined = timezone.now() - timedelta(days=3)
    reader(date_joined=joined)
    reader("other@reader.example", date_joined=joined)
    mine, foreign = Client(), Client(HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0")

    for client, name in (
        (mine, "anahit"),
        (mine, "anahit"),
        (mine, "other"),
        (mine, "anahit"),
        (foreign, "anahit"),
    ):
        sign_in(client, name)
        client.post("/account/logout/")

    told = [(letter.kind, letter.to) for letter in letters()]
    assert told == [
        ("new_device", "anahit@reader.example"),
        ("new_device", "other@reader.example"),
        ("new_device", "anahit@reader.example"),
    ]
    assert "Firefox" in last_letter().text
    cookie = foreign.cookies["__Host-been-here"]
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Lax")


def test_an_account_of_today_has_no_old_device(client: Client) -> None:
    reader()

    sign_in(client, "anahit")

    assert not letters()

"""An answer that comes late, to a request with the cookie of before, signs nobody out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.factories.accounts import PASSWORD
from tests.rooms.accounts.doors import ANOTHER_PASSWORD, is_signed_in, reader, sign_in

pytestmark = pytest.mark.django_db

PASSKEY = "/account/2fa/webauthn/login/"


def begin_session(client: Client) -> None:
    """Do what the sign-in page does when it opens: ask what a passkey must sign, which is kept."""
    client.get(PASSKEY, headers={"Accept": "application/json"})


def before_signing_in(client: Client) -> None:
    begin_session(client)


def before_a_new_password(client: Client) -> None:
    sign_in(client, "anahit", remember="on")


def finish(client: Client) -> None:
    """End what was begun: sign in, or change the password of whoever is in."""
    if is_signed_in(client):
        sent = {"oldpassword": PASSWORD, "password1": ANOTHER_PASSWORD}
        assert client.post("/account/password/change/", sent).status_code == 302
    else:
        assert sign_in(client, "anahit", remember="on").status_code == 302


def late(cookies: dict[str, str], address: str) -> HttpResponse:
    """Answer a request that left the browser before its cookies changed."""
    browser = Client()
    for name, value in cookies.items():
        browser.cookies[name] = value
    return browser.get(address, headers={"Accept": "application/json"})


@pytest.mark.parametrize("begin", [before_signing_in, before_a_new_password])
def test_a_request_with_the_session_of_before_leaves_the_new_one_alone(
    client: Client, begin: Callable[[Client], None]
) -> None:
    reader()
    begin(client)
    before = {name: cookie.value for name, cookie in client.cookies.items()}
    before["known"] = "1"

    finish(client)
    # One that only looks, and one that would write something down.
    answers = [late(before, address) for address in ("/account/me.json", PASSKEY)]

    assert client.cookies["__Host-session"].value != before["__Host-session"]
    for answer in answers:
        assert answer.status_code == 200
        assert not {"__Host-session", "known"} & set(answer.cookies), answer.cookies
        assert "Cookie" in answer["Vary"]
    assert is_signed_in(client)


def test_a_form_sent_twice_signs_in_twice_and_not_out(client: Client) -> None:
    reader()
    begin_session(client)
    twin = Client()
    twin.cookies["__Host-session"] = client.cookies["__Host-session"].value

    first, second = sign_in(client, "anahit"), sign_in(twin, "anahit")

    assert first.cookies["__Host-session"].value != second.cookies["__Host-session"].value
    assert is_signed_in(client)
    assert is_signed_in(twin)


def test_whoever_signs_out_is_out_and_whoever_comes_later_begins_anew(
    client: Client,
) -> None:
    reader()
    sign_in(client, "anahit", remember="on")
    before = {"__Host-session": client.cookies["__Host-session"].value, "known": "1"}

    signed_out = client.post("/account/logout/")
    stranger = late(before, PASSKEY)

    assert signed_out.cookies["__Host-session"].value != before["__Host-session"]
    assert signed_out.cookies["known"].value == ""
    assert not is_signed_in(client)
    # Nobody has succeeded: a session of its own, and the word that nobody is known here.
    assert stranger.cookies["__Host-session"].value != before["__Host-session"]
    assert stranger.cookies["known"].value == ""

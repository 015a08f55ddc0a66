"""A passkey opens the door alone, at this site, once for each time it is asked."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.rooms.accounts.doors import SITE, is_signed_in, reader
from tests.rooms.accounts.passkeys import Passkey

pytestmark = pytest.mark.django_db

DOOR = "/account/2fa/webauthn/login/"
HOST = "paper.example"


def challenge(client: Client) -> str:
    asked = client.get(DOOR, headers={"Accept": "application/json"}).json()
    return str(asked["request_options"]["publicKey"]["challenge"])


def test_a_passkey_signs_in_without_a_password() -> None:
    passkey, client = Passkey(site=HOST), Client()
    passkey.add_to(reader())

    answered = client.post(DOOR, {"credential": passkey.answer(challenge(client), origin=SITE)})

    assert answered.status_code == 302
    assert is_signed_in(client)


@pytest.mark.parametrize(
    ("site", "origin"),
    [("evil.example", "https://evil.example"), (HOST, "https://evil.example"), ("evil.example", SITE)],
)
def test_a_passkey_shown_to_another_site_is_worth_nothing_here(site: str, origin: str) -> None:
    passkey, client = Passkey(site=HOST), Client()
    passkey.add_to(reader())
    passkey.site = site

    client.post(DOOR, {"credential": passkey.answer(challenge(client), origin=origin)})

    assert not is_signed_in(client)


def test_an_answer_is_good_once_and_in_the_browser_that_asked() -> None:
    passkey, mine, theirs = Passkey(site=HOST), Client(), Client()
    passkey.add_to(reader())
    answer = passkey.answer(challenge(mine), origin=SITE)
    challenge(theirs)

    theirs.post(DOOR, {"credential": answer})
    mine.post(DOOR, {"credential": answer})
    came_in = is_signed_in(mine)
    mine.post("/account/logout/")
    mine.post(DOOR, {"credential": answer})

    assert not is_signed_in(theirs)
    assert came_in
    assert not is_signed_in(mine)


def test_a_passkey_of_somebody_else_does_not_open_another_account() -> None:
    stolen, own, client = Passkey(site=HOST), Passkey(site=HOST), Client()
    victim = reader("anahit@reader.example")
    own.add_to(victim)
    stolen.add_to(reader("enemy@reader.example"))
    stolen.owner = own.owner

    client.post(DOOR, {"credential": stolen.answer(challenge(client), origin=SITE)})

    assert not is_signed_in(client)

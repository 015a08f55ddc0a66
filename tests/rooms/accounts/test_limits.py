"""S-AUTH-4: guesses are counted by account and by network, whatever is forged, and no passkey is locked out.

That they are counted for all server processes and across restarts is shown with two processes in
``test_limits_are_shared``; here it is what is counted as one.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from lxml.html import fromstring

from azdarar.config.wishes import databases
from tests.factories.accounts import PASSWORD
from tests.rooms.accounts.doors import is_signed_in, letters, reader, sign_in

pytestmark = pytest.mark.django_db


def guess(name: str, *, address: str = "203.0.113.7", **headers: str) -> int:
    """Guess once and return the status: 422 for a wrong guess, 429 for one too many."""
    return sign_in_from(address, name, "a wrong guess of mine", **headers).status_code


def sign_in_from(address: str, name: str, password: str, **headers: str):
    client = Client(REMOTE_ADDR=address)
    return client.post("/account/login/", {"login": name, "password": password}, **headers)


def test_five_guesses_at_one_account_in_five_minutes() -> None:
    reader()

    statuses = [guess("anahit", address=f"203.0.113.{number}") for number in range(7)]

    assert statuses == [422] * 5 + [429] * 2


@pytest.mark.parametrize(
    "spellings",
    [
        ["anahit@reader.example", "ANAHIT@reader.example", "Anahit@Reader.Example", " anahit@reader.example"],
        ["anahit", "ＡＮＡＨＩＴ", "ａnahit", "AnAhIt "],
        ["straße", "STRASSE", "strasse", "ſtrasse"],
    ],
)
def test_spellings_of_a_name_count_as_one(spellings: list[str]) -> None:
    statuses = [
        guess(spellings[number % 4], address=f"203.0.113.{number}", HTTP_HOST=host)
        for number, host in enumerate(["paper.example", "localhost", "127.0.0.1", "testserver"] * 2)
    ]

    assert statuses == [422] * 5 + [429] * 3


def test_ten_guesses_from_one_network_in_a_minute() -> None:
    statuses = [guess(f"person{number}") for number in range(12)]

    assert statuses == [422] * 10 + [429] * 2


def test_a_forged_forwarding_header_is_not_believed() -> None:
    statuses = [
        guess(f"person{number}", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}, 192.0.2.{number}")
        for number in range(12)
    ]

    assert statuses == [422] * 10 + [429] * 2


@pytest.mark.parametrize("forwarded", ["", "nonsense", "1.2.3.4, 198.51.100.9", "::1, 198.51.100.9"])
def test_of_forwarded_addresses_only_the_proxys_own_word_counts(
    settings: pytest.FixtureRequest, forwarded: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}

    statuses = [guess(f"person{number}", **headers) for number in range(12)]

    assert statuses == [422] * 10 + [429] * 2


def test_a_header_shorter_than_the_row_of_proxies_is_no_failure(settings: pytest.FixtureRequest) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 3

    assert guess("anahit", HTTP_X_FORWARDED_FOR="198.51.100.9") == 422


def test_an_ipv6_network_counts_by_its_first_half() -> None:
    statuses = [guess(f"person{n}", address=f"2001:db8:1:2:{n:x}:{n:x}::{n:x}") for n in range(12)]
    neighbour = guess("somebody", address="2001:db8:1:3::1")

    assert statuses == [422] * 10 + [429] * 2
    assert neighbour == 422


def test_a_success_between_guesses_forgives_none() -> None:
    reader()
    statuses = []
    for number in range(12):
        statuses.append(guess(f"person{number}"))
        if number % 4 == 0:
            sign_in_from("203.0.113.7", "anahit", PASSWORD)

    assert statuses[-2:] == [429] * 2


def test_the_sixth_guess_does_not_come_in_even_when_it_is_right() -> None:
    reader()
    for number in range(5):
        guess("anahit", address=f"203.0.113.{number}")

    client = Client()
    response = sign_in(client, "anahit")

    html = fromstring(response.content)
    assert response.status_code == 429
    assert response["Retry-After"] == "300"
    assert html.cssselect("#id_login")[0].get("value") == "anahit"
    assert not is_signed_in(client)


def test_s_auth_4_a_flood_of_guesses_closes_no_passkey() -> None:
    """The door of passkeys is neither counted by account nor closed with the door of passwords."""
    reader()
    for number in range(12):
        guess("anahit", address="203.0.113.7")
        guess("anahit", address=f"203.0.113.{number}")
    victim = Client(REMOTE_ADDR="203.0.113.7")

    asked = victim.get("/account/2fa/webauthn/login/", HTTP_ACCEPT="application/json")
    answered = victim.post("/account/2fa/webauthn/login/", {"credential": "{}"})

    assert asked.json()["request_options"]["publicKey"]["challenge"]
    assert answered.status_code == 302


def test_asking_too_often_is_answered_in_the_papers_look() -> None:
    client = Client()
    for number in range(20):
        client.post("/account/password/reset/?language=fr", {"email": f"person{number}"})

    response = client.post("/account/password/reset/", {"email": "somebody"})

    html = fromstring(response.content)
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert html.cssselect("header.mast")
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("first", "then"), [("anahit@reader.example", "anahit"), ("anahit", "anahit@reader.example")]
)
def test_an_account_counts_as_one_under_both_its_names_and_nobody_learns_that_it_is_one(
    first: str, then: str
) -> None:
    """One too many at the second name looks like a wrong password, as it would at two strangers' names."""
    told = {}
    for who in ("somebody", "nobody"):
        cache.clear()
        if who == "somebody":
            user = reader()
        else:
            user.delete()
        for number in range(5):
            guess(first, address=f"203.0.113.{number}")
        wrong = sign_in_from("203.0.113.7", then, "a wrong guess of mine")
        right = sign_in_from("203.0.113.8", then, PASSWORD)
        told[who] = [_without_token(one) for one in (wrong, right)]

    assert [status for status, _page in told["somebody"]] == [422, 422]
    assert told["somebody"] == told["nobody"]


def _without_token(answer: HttpResponse) -> tuple[int, bytes]:
    return answer.status_code, re.sub(rb'value="\w{64}"', b"", answer.content)


def test_links_to_one_account_are_limited_under_both_its_names_and_all_are_answered_alike() -> None:
    reader()

    answers = [
        Client(REMOTE_ADDR=f"203.0.113.{number}").post("/account/password/reset/", {"email": name})
        for number, name in enumerate(["anahit"] * 4 + ["anahit@reader.example"] * 4)
    ]

    assert [answer.status_code for answer in answers] == [302] * 8
    assert {answer["Location"] for answer in answers} == {"/account/password/reset/done/"}
    assert [letter.kind for letter in letters()] == ["reset_password"] * 5


def test_mails_to_one_address_are_limited_whoever_asks() -> None:
    statuses = [
        Client(REMOTE_ADDR=f"203.0.113.{n}")
        .post("/account/login/code/", {"email": "anahit@reader.example"})
        .status_code
        for n in range(7)
    ]

    assert statuses == [302] * 5 + [429] * 2


def test_counts_are_kept_in_what_all_processes_share() -> None:
    options = settings.OPTIONS

    assert databases.cache(options)["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"


_IN_ANOTHER_PROCESS = """
import django
django.setup()
from allauth.core.internal import ratelimit
from django.core.management import call_command
from django.test import RequestFactory
call_command("createcachetable", verbosity=0)
request = RequestFactory().post("/", REMOTE_ADDR="203.0.113.7")
guesses = [
    ratelimit.consume(request, app="allauth.account", action="login_failed", key="anahit") for _ in range(8)
]
print(sum(bool(guess) for guess in guesses))
"""


@pytest.mark.whole
def test_limits_are_shared_by_processes_and_kept_across_restarts(tmp_path: Path) -> None:
    """The paper's own settings in processes of their own: the cache they name, and nothing made for tests."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("AZDARAR_")}
    environ |= {"AZDARAR_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "azdarar.config.settings"}
    command = [sys.executable, "-c", _IN_ANOTHER_PROCESS]

    let_through = [
        int(subprocess.run(command, env=environ, capture_output=True, text=True, check=True).stdout)
        for _process in range(2)
    ]

    assert let_through == [5, 0]

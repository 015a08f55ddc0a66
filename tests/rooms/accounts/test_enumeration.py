"""S-AUTH-3: no door tells who has an account, by its answer or by the number of its letters."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from azdarar.accounts.models import User
from azdarar.courier.models import Mail
from tests.factories.accounts import PASSWORD
from tests.rooms.accounts.doors import ANOTHER_PASSWORD, reader, sign_in

pytestmark = pytest.mark.django_db

# Addresses of one length, so that not even that differs.
KINDS = {
    "known": "known@reader.example",
    "new": "newer@reader.example",
    "disabled": "shut1@reader.example",
    "without a password": "nopwd@reader.example",
    "unconfirmed": "maybe@reader.example",
}


_OF_THE_CLOCK = {"Date", "Expires"}


@dataclass(frozen=True, slots=True)
class Answer:
    """All that somebody outside can see of one answer."""

    status: int
    headers: tuple[tuple[str, str], ...]
    cookies: tuple[str, ...]
    body: str
    letters: int


def people() -> None:
    reader(KINDS["known"])
    reader(KINDS["disabled"], is_active=False)
    without = reader(KINDS["without a password"])
    without.set_unusable_password()
    without.save()
    reader(KINDS["unconfirmed"], confirmed=False)


def seen(response: HttpResponse, *, name: str, letters: int) -> Answer:
    """What an answer shows, without what is random for everybody and the name that was typed."""
    body = re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", response.content.decode())
    cookies = tuple(
        sorted(f"{key} {morsel['max-age']} {morsel['path']}" for key, morsel in response.cookies.items())
    )
    headers = tuple(sorted((key, value) for key, value in response.items() if key not in _OF_THE_CLOCK))
    local = name.partition("@")[0]
    return Answer(
        response.status_code,
        headers,
        cookies,
        body.replace(name, "NAME").replace(f'value="{local}"', 'value="NAME"'),
        letters,
    )


def differences(one: Answer, other: Answer) -> list[str]:
    """What tells two answers apart, short enough to be read."""
    found = [
        f"{name}: {getattr(one, name)} is not {getattr(other, name)}"
        for name in ("status", "cookies", "letters")
        if getattr(one, name) != getattr(other, name)
    ]
    found += [f"header: {pair}" for pair in set(one.headers) ^ set(other.headers)]
    lines = zip(one.body.splitlines(), other.body.splitlines(), strict=False)
    return found + [f"body: {mine} is not {theirs}" for mine, theirs in lines if mine != theirs]


def wrong_password(client: Client, name: str) -> list[HttpResponse]:
    return [sign_in(client, name, "not the password at all")]


def wrong_password_by_user_name(client: Client, name: str) -> list[HttpResponse]:
    return [sign_in(client, name.partition("@")[0], "not the password at all")]


def sign_up(client: Client, name: str) -> list[HttpResponse]:
    posted = client.post("/account/signup/", {"email": name, "password1": ANOTHER_PASSWORD})
    return [posted, client.get("/account/confirm-email/")]


def sign_up_and_ask_again(client: Client, name: str) -> list[HttpResponse]:
    return [
        *sign_up(client, name),
        client.post("/account/confirm-email/"),
        client.get("/account/confirm-email/"),
    ]


def reset(client: Client, name: str) -> list[HttpResponse]:
    posted = client.post("/account/password/reset/", {"email": name})
    return [posted, client.get("/account/password/reset/done/")]


def code(client: Client, name: str) -> list[HttpResponse]:
    posted = client.post("/account/login/code/", {"email": name})
    return [posted, client.get("/account/login/code/confirm/")]


def code_again(client: Client, name: str) -> list[HttpResponse]:
    answers = code(client, name)
    again = client.post("/account/login/code/confirm/", {"action": "resend"})
    return [*answers, again, client.get("/account/login/code/confirm/")]


def code_guessed(client: Client, name: str) -> list[HttpResponse]:
    asked = code(client, name)
    guesses = [client.post("/account/login/code/confirm/", {"code": f"0000000{n}"}) for n in range(5)]
    return [*asked, *guesses]


def too_many_guesses(client: Client, name: str) -> list[HttpResponse]:
    return [sign_in(client, name, f"guess number {n} of many") for n in range(6)]


def too_many_resets(client: Client, name: str) -> list[HttpResponse]:
    return [client.post("/account/password/reset/", {"email": name}) for _ in range(6)]


def change_of_address(client: Client, name: str) -> list[HttpResponse]:
    me = User.objects.filter(username="myself").first() or reader("myself@reader.example")
    client.force_login(me)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    posted = client.post("/account/email/", {"email": name, "action_add": "1"})
    page = client.get("/account/email/")
    me.emailaddress_set.filter(verified=False).delete()
    return [posted, page]


EVERYBODY = tuple(KINDS)
DOORS: list[tuple[Callable[[Client, str], list[HttpResponse]], int]] = [
    (wrong_password, 0),
    (wrong_password_by_user_name, 0),
    (too_many_guesses, 0),
    (sign_up, 1),
    (sign_up_and_ask_again, 2),
    (reset, 1),
    (too_many_resets, 5),
    (code, 1),
    (code_again, 2),
    (code_guessed, 1),
    (change_of_address, 1),
]


@pytest.mark.parametrize(("door", "letters"), DOORS, ids=[door.__name__ for door, _ in DOORS])
def test_a_door_answers_alike_whoever_stands_before_it(
    door: Callable[[Client, str], list[HttpResponse]], letters: int
) -> None:
    people()
    answers: dict[str, list[Answer]] = {}

    for kind, name in KINDS.items():
        cache.clear()
        before = Mail.objects.count()
        responses = door(Client(), name)
        sent = Mail.objects.count() - before
        answers[kind] = [seen(response, name=name, letters=sent) for response in responses]

    for kind in EVERYBODY:
        told = [differences(one, known) for one, known in zip(answers[kind], answers["known"], strict=True)]
        assert not any(told), f"{kind} is told apart: {told}"
    assert answers["known"][0].letters == letters


def test_the_right_password_of_a_disabled_account_is_as_good_as_a_wrong_one() -> None:
    people()

    right = sign_in(Client(), KINDS["disabled"], PASSWORD)
    wrong = sign_in(Client(), KINDS["new"], PASSWORD)

    assert seen(right, name=KINDS["disabled"], letters=0) == seen(wrong, name=KINDS["new"], letters=0)


def test_an_unknown_user_name_is_answered_as_a_known_one() -> None:
    people()

    known = Client().post("/account/password/reset/", {"email": "known"})
    unknown = Client().post("/account/password/reset/", {"email": "nobod"})

    assert seen(known, name="known", letters=0) == seen(unknown, name="nobod", letters=0)


def test_every_attempt_costs_one_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted where hashes are made: an attempt at nobody's account is as slow as one at somebody's."""
    people()
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashes: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(hasher: MD5PasswordHasher, password: str, salt: str) -> str:
        hashes.append(password)
        return encode(hasher, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    costs = {}
    for kind, name in KINDS.items():
        for door in (wrong_password, sign_up):
            hashes.clear()
            door(Client(), name)
            costs[kind, door.__name__] = len(hashes)

    assert set(costs.values()) == {1}, costs

"""S-AUTH-5. Passwords are hashed with Argon2id through the gate, and the door says so when it is crowded."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import extract_parameters
from argon2.low_level import Type
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client, RequestFactory
from django.utils import translation
from pytest_django import Settings

from azdarar.accounts.door_queue import DoorQueue
from azdarar.accounts.hashers import hashing_gate
from azdarar.config import settings as in_production
from tests.factories.accounts import PASSWORD, UserFactory
from tests.rooms.accounts.held_gate import LONG_S, Held

LOGIN, PASSKEY = "/account/login/", "/account/2fa/webauthn/login/"


class Crowd:
    """The password line of a server process, full to the last place until ``go_in``."""

    def __init__(self) -> None:
        self.queue = DoorQueue(self._answer)
        self._door_opens = threading.Event()
        line = self.queue.passwords
        self._people = ThreadPoolExecutor(line.places)
        self._answers = [
            self._people.submit(self.queue, RequestFactory().post(LOGIN)) for _ in range(line.places)
        ]
        while line.taken < line.places:
            os.sched_yield()

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == LOGIN and request.method == "POST":
            self._door_opens.wait(LONG_S)
        return HttpResponse("answered")

    def go_in(self) -> list[int]:
        """Let everybody in; returns the status each got."""
        self._door_opens.set()
        statuses = [answer.result(timeout=LONG_S).status_code for answer in self._answers]
        self._people.shutdown()
        return statuses


@pytest.fixture
def crowd() -> Iterator[Crowd]:
    one = Crowd()
    yield one
    one.go_in()


@pytest.fixture
def _passwords_as_in_production(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = in_production.PASSWORD_HASHERS


@pytest.mark.django_db
@pytest.mark.usefixtures("_passwords_as_in_production")
def test_a_password_is_kept_as_owasp_asks() -> None:
    kept = make_password(PASSWORD)

    costs = extract_parameters(kept.removeprefix("argon2"))
    assert (costs.type, costs.parallelism) == (Type.ID, 1)
    assert costs.memory_cost >= 19 * 1024
    assert costs.time_cost >= 2
    assert check_password(PASSWORD, kept)
    assert not check_password(f"{PASSWORD}!", kept)


def test_production_knows_no_way_to_hash_past_the_gate() -> None:
    assert in_production.PASSWORD_HASHERS == ["azdarar.accounts.hashers.GatedArgon2"]


def test_whoever_finds_the_line_full_is_told_when_to_come_back_and_nobody_in_it_is_lost(crowd: Crowd) -> None:
    with translation.override("en"):
        answer = crowd.queue(RequestFactory().post(LOGIN))

    assert answer.status_code == 503
    assert 3 <= int(answer["Retry-After"]) <= 8
    assert answer["Cache-Control"] == "no-store"
    assert "try again in a few seconds" in answer.content.decode()
    assert not answer.cookies
    assert set(crowd.go_in()) == {200}


def test_a_program_at_the_full_line_gets_the_same_in_its_own_words(crowd: Crowd) -> None:
    answer = crowd.queue(RequestFactory().post(LOGIN, headers={"Accept": "application/json"}))

    assert answer.status_code == 503
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["code"] == "accounts.too-many-at-the-door"


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", PASSKEY), ("GET", LOGIN), ("GET", "/fr/"), ("POST", "/newsroom/pages/1/edit/")],
)
def test_nobody_else_stands_in_the_line_for_passwords(crowd: Crowd, method: str, path: str) -> None:
    answer = crowd.queue(RequestFactory().generic(method, path))

    assert answer.content == b"answered"


@pytest.mark.django_db
@pytest.mark.usefixtures("_passwords_as_in_production")
def test_a_hash_that_finds_no_place_is_told_as_the_full_line_is(client: Client) -> None:
    user = UserFactory()
    held = Held(hashing_gate())
    for _ in range(hashing_gate().most_waiting):
        held.line_up(lambda: None)

    answer = client.post(LOGIN, {"login": user.email, "password": PASSWORD})

    held.let_go()
    assert answer.status_code == 503
    assert "Retry-After" in answer
    assert "_auth_user_id" not in client.session

"""The one-time link: it lets one person in, once, and tells nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client

from azdarar.accounts.actions import INVITATION_SPAN, BadAddressError, UnknownRoleError, invite_staff
from azdarar.accounts.models import Invitation, User

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 3, 23, 40, tzinfo=UTC)
PASSWORD = "le train de dix heures cinq"


@pytest.fixture(autouse=True)
def _frozen() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


def path_of(link: str) -> str:
    return link.removeprefix("https://paper.example")


def test_the_link_shows_who_is_invited_and_spends_nothing(client: Client) -> None:
    path = path_of(invite_staff(email="anahit@paper.example", at=NOW))

    for _look in range(2):
        response = client.get(path)

    assert response.status_code == 200
    assert "anahit@paper.example" in response.content.decode()
    assert Invitation.objects.get().spent_at is None
    assert response["Referrer-Policy"] == "same-origin"
    assert "noindex" in response["X-Robots-Tag"]
    assert "no-store" in response["Cache-Control"]


def test_accepting_signs_in_and_leads_to_the_newsroom(client: Client) -> None:
    path = path_of(invite_staff(email="anahit@paper.example", at=NOW))

    response = client.post(path, {"name": "Anahit Vardanyan", "password": PASSWORD})

    assert response.status_code == 302
    assert response["Location"] == "/newsroom/"
    assert client.get("/newsroom/").status_code == 200
    user = User.objects.get()
    assert user.get_full_name() == "Anahit Vardanyan"
    assert user.check_password(PASSWORD)
    assert list(user.groups.values_list("name", flat=True)) == ["editor"]


def test_whoever_was_invited_can_come_back_with_the_password(client: Client) -> None:
    client.post(path_of(invite_staff(email="Anahit@paper.example", at=NOW)), {"password": PASSWORD})
    again = Client()

    response = again.post("/account/login/", {"login": "anahit@paper.example", "password": PASSWORD})

    assert response.status_code == 302
    assert response["Location"] == "/newsroom/"


def test_a_spent_link_answers_410(client: Client) -> None:
    path = path_of(invite_staff(email="anahit@paper.example", at=NOW))
    client.post(path, {})

    response = Client().get(path)

    assert response.status_code == 410
    assert "newsroom" not in Client().post(path, {}).get("Location", "")


@pytest.mark.parametrize("path", ["/account/invitation/guessed/", "/account/invitation/%00/"])
def test_an_unknown_link_answers_as_a_spent_one(path: str, client: Client) -> None:
    assert client.get(path).status_code == 410


def test_an_old_link_is_spent(client: Client) -> None:
    path = path_of(invite_staff(email="anahit@paper.example", at=NOW - INVITATION_SPAN))

    assert client.get(path).status_code == 410


def test_a_newer_link_makes_the_older_one_useless(client: Client) -> None:
    older = path_of(invite_staff(email="anahit@paper.example", at=NOW - timedelta(hours=1)))
    newer = path_of(invite_staff(email="ANAHIT@paper.example", at=NOW))

    assert client.get(older).status_code == 410
    assert client.get(newer).status_code == 200


@pytest.mark.parametrize("password", ["short", "1q2w3e4r5t6y", "anahit@paper.example"])
def test_a_weak_password_is_refused_at_its_field_and_nothing_is_spent(password: str, client: Client) -> None:
    path = path_of(invite_staff(email="anahit@paper.example", at=NOW))

    response = client.post(path, {"name": "Anahit", "password": password})

    assert response.status_code == 422
    assert response.context["form"].errors["password"]
    assert Invitation.objects.get().spent_at is None
    assert User.objects.get().first_name == ""
    assert "_auth_user_id" not in client.session


def test_without_its_token_the_form_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    path = path_of(invite_staff(email="anahit@paper.example", at=NOW))

    assert strict.post(path, {}).status_code == 403
    assert Invitation.objects.get().spent_at is None


def test_the_command_prints_the_link_alone() -> None:
    out, err = StringIO(), StringIO()

    call_command("invite_staff", "anahit@paper.example", "--role", "contributor", stdout=out, stderr=err)

    assert out.getvalue().startswith("https://paper.example/account/invitation/")
    assert out.getvalue().count("\n") == 1
    assert "72 hours" in err.getvalue()
    assert list(User.objects.get().groups.values_list("name", flat=True)) == ["contributor"]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [(["nobody"], BadAddressError), (["a@paper.example", "--role", "king"], UnknownRoleError)],
)
def test_the_command_refuses_with_a_sentence(arguments: list[str], error: type) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("invite_staff", *arguments)

    assert isinstance(refusal.value.__cause__, error)
    assert not User.objects.exists()

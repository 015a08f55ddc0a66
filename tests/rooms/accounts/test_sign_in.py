"""One door for staff: no sign-up, no second login, a limit on guessing."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client

from azdarar.accounts.models import User
from tests.factories.accounts import PASSWORD, AdministratorFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget_guesses() -> None:
    cache.clear()


def editor() -> User:
    user = AdministratorFactory(email="anahit@paper.example")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def test_the_login_page_is_in_the_papers_name(client: Client) -> None:
    page = client.get("/account/login/").content.decode()

    assert "Azdarar" in page
    assert "accounts/door" in page
    assert "/account/signup/" not in page


def test_the_newsroom_sends_to_the_one_door(client: Client) -> None:
    asked = client.get("/newsroom/stories/")
    old = client.get("/newsroom/login/?next=/newsroom/stories/")

    assert asked["Location"] == "/account/login/?next=/newsroom/stories/"
    assert old["Location"] == "/account/login/?next=%2Fnewsroom%2Fstories%2F"


def test_wagtails_own_login_takes_no_password(client: Client) -> None:
    editor()

    client.post("/newsroom/login/", {"username": "anahit@paper.example", "password": PASSWORD})

    assert "_auth_user_id" not in client.session


def test_wagtails_own_password_reset_is_closed(client: Client) -> None:
    assert client.get("/newsroom/password_reset/").status_code == 404


def test_nobody_signs_up_by_themselves(client: Client) -> None:
    page = client.get("/account/signup/")
    client.post("/account/signup/", {"email": "enemy@evil.example", "password1": PASSWORD})

    assert page.status_code == 200
    assert not User.objects.exists()


def test_signing_in_and_out(client: Client) -> None:
    user = editor()

    response = client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert response["Location"] == "/newsroom/"

    response = client.post("/newsroom/logout/")
    assert response.status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_wrong_password_is_told_at_the_form(client: Client) -> None:
    user = editor()

    response = client.post("/account/login/", {"login": user.email, "password": "wrong"})

    assert response.status_code == 200
    assert response.context["form"].errors
    assert "_auth_user_id" not in client.session


def test_guessing_is_stopped_even_when_the_sixth_guess_is_right(client: Client) -> None:
    user = editor()
    for _guess in range(5):
        client.post("/account/login/", {"login": user.email, "password": "wrong"})

    response = client.post("/account/login/", {"login": user.email, "password": PASSWORD})

    assert "_auth_user_id" not in client.session
    assert response.status_code in (200, 429)


def test_an_account_without_rights_gets_no_newsroom(client: Client) -> None:
    client.force_login(UserFactory())

    assert client.get("/newsroom/")["Location"].startswith("/account/login/")

"""One door: every other leads to it, and what somebody typed is not lost at it. S-AUTH-1."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from lxml.html import fromstring

from azdarar.accounts.actions import forget_unconfirmed
from azdarar.accounts.models import User
from tests.factories.accounts import PASSWORD, AdministratorFactory, UserFactory
from tests.rooms.accounts.doors import ANOTHER_PASSWORD, is_signed_in, last_letter, reader, sign_in

pytestmark = pytest.mark.django_db

# What login pages of Django, Wagtail, allauth and others are called.
LOGIN_ADDRESSES = [
    "/account/login/",
    "/account/login/code/",
    "/account/login/code/confirm/",
    "/account/2fa/authenticate/",
    "/account/2fa/webauthn/login/",
    "/account/reauthenticate/",
    "/account/signup/",
    "/newsroom/login/",
    "/newsroom/password_reset/",
    "/newsroom/password_reset/confirm/1/abc-def/",
    "/newsroom/account/",
    "/admin/login/",
    "/admin/",
    "/django-admin/login/",
    "/accounts/login/",
    "/login/",
    "/cms/login/",
    "/api/login/",
    "/_allauth/browser/v1/auth/login",
    "/_util/login/",
    "/_util/authenticate_with_password/1/",
]


def editor() -> User:
    return reader("editor@paper.example", is_staff=True, is_superuser=True)


def test_s_auth_1_the_right_password_alone_opens_no_door_to_somebody_with_a_second_factor() -> None:
    user = editor()
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")

    for address in LOGIN_ADDRESSES:
        client = Client()
        for name in (user.email, user.username):
            # By whatever name a form asks who it is.
            who = dict.fromkeys(("login", "username", "email"), name)
            sent = {**who, "password": PASSWORD, "next": "/newsroom/", "skip_mfa": "1", "trust": "1"}
            client.post(address, sent)
            assert not is_signed_in(client), address
        assert client.get("/newsroom/").status_code == 302, address


def test_s_auth_1_no_address_of_a_login_is_left_out() -> None:
    """Whatever somebody adds later and calls a login has to be named above."""
    found = {
        f"/{route}"
        for route in _routes(get_resolver().url_patterns, "")
        if "login" in route and "<" not in route and "(" not in route
    }

    assert found <= set(LOGIN_ADDRESSES)


def _routes(patterns: list, before: str) -> list[str]:
    routes = []
    for pattern in patterns:
        route = before + str(pattern.pattern).lstrip("^").rstrip("$")
        inner = getattr(pattern, "url_patterns", None)
        routes += _routes(inner, route) if inner is not None else [route]
    return routes


def test_the_door_is_a_page_of_the_paper_in_its_language(client: Client) -> None:
    page = client.get("/account/login/?language=ru&next=/ru/")
    again = client.get("/account/signup/")

    html = fromstring(page.content)
    assert html.get("lang") == "ru"
    assert html.cssselect("header.mast")
    assert html.cssselect("footer.foot")
    assert html.cssselect("aside.alphabet")
    assert html.cssselect('input[name="next"][value="/ru/"]')
    assert fromstring(again.content).get("lang") == "ru"
    cookie = page.cookies["__Secure-language"]
    assert (cookie["path"], cookie["httponly"], cookie["secure"]) == ("/account/", True, True)
    assert "__Secure-language" not in client.get("/fr/").cookies


def test_the_language_kept_in_an_account_wins_over_the_cookies(client: Client) -> None:
    user = reader(language="hy")
    client.get("/account/login/?language=ru")
    client.force_login(user)

    kept = fromstring(client.get("/account/password/change/").content).get("lang")
    asked = fromstring(client.get("/account/password/change/?language=en").content).get("lang")

    assert (kept, asked) == ("hy", "en")


def test_no_script_or_style_stands_in_a_door(client: Client) -> None:
    reader()
    client.force_login(User.objects.get())
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    inside = ["2fa/", "2fa/totp/activate/", "2fa/webauthn/add/", "reauthenticate/", "email/", "logout/"]
    before = ["login/", "signup/", "password/reset/", "login/code/", "confirm-email/", "inactive/"]

    for visitor, paths in ((client, inside), (Client(), before)):
        for path in paths:
            page = visitor.get(f"/account/{path}")
            html = fromstring(page.content)
            assert page.status_code == 200, path
            assert all(script.get("src") for script in html.cssselect("script")), path
            assert not html.cssselect("style, [style], [onclick], [onload]"), path


def test_password_managers_and_passkeys_know_what_each_field_is_for(client: Client) -> None:
    door = fromstring(client.get("/account/login/").content)
    signup = fromstring(client.get("/account/signup/").content)

    assert door.cssselect("#id_login")[0].get("autocomplete") == "username webauthn"
    assert door.cssselect("#id_password")[0].get("autocomplete") == "current-password"
    assert signup.cssselect("#id_email")[0].get("type") == "email"
    new = signup.cssselect("#id_password1")[0]
    assert (new.get("autocomplete"), new.get("minlength")) == ("new-password", "12")
    assert signup.cssselect("#id_name")[0].get("autocomplete") == "name"


def test_the_newsroom_sends_to_the_one_door(client: Client) -> None:
    asked = client.get("/newsroom/stories/")
    old = client.get("/newsroom/login/?next=/newsroom/stories/")

    assert asked["Location"] == "/account/login/?next=/newsroom/stories/"
    assert old["Location"] == "/account/login/?next=%2Fnewsroom%2Fstories%2F"


def test_wagtails_own_password_reset_leads_to_ours(client: Client) -> None:
    assert client.get("/newsroom/password_reset/")["Location"] == "/account/password/reset/"


@pytest.mark.parametrize(
    "name",
    [
        "anahit@reader.example",
        "Anahit@Reader.Example",
        "anahit",
        "ANAHIT",
        " anahit ",
        "ａｎａｈｉｔ@reader.example",
    ],
)
def test_a_reader_signs_in_by_address_or_user_name(client: Client, name: str) -> None:
    reader()

    response = sign_in(client, name, next="/fr/a-story/")

    assert response["Location"] == "/fr/a-story/"
    assert is_signed_in(client)


def test_a_reader_lands_on_the_front_page_and_staff_in_the_newsroom() -> None:
    reader()
    editor()

    assert sign_in(Client(), "anahit")["Location"] == "/fr/"
    assert sign_in(Client(), "editor")["Location"] == "/newsroom/"


def test_a_wrong_password_is_said_at_the_field_and_the_name_is_kept(client: Client) -> None:
    reader()

    response = sign_in(client, "anahit", "not this one")

    html = fromstring(response.content)
    password = html.cssselect("#id_password")[0]
    assert response.status_code == 422
    assert html.cssselect("#id_login")[0].get("value") == "anahit"
    assert password.get("value") is None
    assert password.get("aria-invalid") == "true"
    assert password.get("autofocus") is not None
    assert html.cssselect(f"#{password.get('aria-describedby')}")
    assert not is_signed_in(client)


def test_a_password_composed_otherwise_is_the_same_password(client: Client) -> None:
    user = reader()
    user.set_password("un été à la mer")
    user.save()

    sign_in(client, "anahit", "un e\u0301te\u0301 a\u0300 la mer")

    assert is_signed_in(client)


def test_a_session_gets_a_new_name_at_signing_in_and_ends_at_signing_out(client: Client) -> None:
    reader()
    client.post("/account/password/reset/", {"email": "anahit"})
    before = client.cookies["__Host-session"].value

    sign_in(client, "anahit")
    within = client.cookies["__Host-session"].value
    client.post("/account/logout/")

    assert before != within
    assert not is_signed_in(client)
    client.cookies["__Host-session"] = within
    assert not client.get("/account/me.json").json()["signed_in"]


def test_signing_up_takes_what_was_typed_and_says_what_is_wrong(client: Client) -> None:
    response = client.post(
        "/account/signup/", {"email": "anahit@reader", "password1": "x" * 300, "name": "Anahit M"}
    )

    html = fromstring(response.content)
    assert response.status_code == 422
    assert html.cssselect("#id_name")[0].get("value") == "Anahit M"
    assert html.cssselect("#id_email")[0].get("autofocus") is not None
    assert html.cssselect("#id_email")[0].get("value") == "anahit@reader"
    assert html.cssselect("#id_password1_error")
    assert not User.objects.exists()


def test_a_sign_up_posted_twice_makes_one_account(client: Client) -> None:
    form = {"email": "new@reader.example", "password1": ANOTHER_PASSWORD, "name": "Vahan Terian"}

    first, second = client.post("/account/signup/", form), client.post("/account/signup/", form)

    assert first["Location"] == second["Location"] == "/account/confirm-email/"
    assert [(user.first_name, user.last_name) for user in User.objects.all()] == [("Vahan", "Terian")]


@pytest.mark.parametrize(
    "address",
    [
        "аnahit@reader.example",
        "anahit@reаder.example",
        "anahit@",
        "a" * 250 + "@reader.example",
        "@",
        "ana hit@x.am",
    ],
)
def test_an_address_that_is_none_or_mixes_alphabets_is_refused_at_the_field(
    client: Client, address: str
) -> None:
    response = client.post("/account/signup/", {"email": address, "password1": ANOTHER_PASSWORD})

    assert response.status_code == 422
    assert "email" in response.context["form"].errors


def test_an_address_that_imitates_a_readers_makes_no_account_and_tells_nobody(client: Client) -> None:
    reader("anahit@apace.example")

    response = client.post(
        "/account/signup/", {"email": "anahit@арасе.example", "password1": ANOTHER_PASSWORD}
    )

    assert response["Location"] == "/account/confirm-email/"
    assert User.objects.count() == 1


@pytest.mark.parametrize("cookie", ["", "x", "0" * 16, "%00", "é", "a" * 1500])
def test_a_broken_cookie_is_a_stranger_and_no_failure(client: Client, cookie: str) -> None:
    for name in ("__Host-session", "__Host-csrftoken", "__Secure-language", "known"):
        client.cookies[name] = cookie

    assert client.get("/account/login/").status_code == 200
    assert client.get("/account/me.json").json() == {"signed_in": False}
    assert client.get("/account/password/change/").status_code == 302


@pytest.mark.parametrize(
    "credential",
    ["", "{}", "[]", "null", '"x"', "1", '{"response": []}', '{"id": "AA", "response": {}}', "{" * 99],
)
def test_what_no_device_sends_is_no_passkey_and_no_failure(client: Client, credential: str) -> None:
    client.get("/account/2fa/webauthn/login/", HTTP_ACCEPT="application/json")

    response = client.post("/account/2fa/webauthn/login/", {"credential": credential, "next": "/fr/"})

    assert response["Location"] == "/account/login/?next=%2Ffr%2F"
    assert not is_signed_in(client)


def test_scripts_learn_who_reads_and_readers_without_an_account_are_not_asked(client: Client) -> None:
    user = reader(first_name="Anahit")
    assert client.get("/account/me.json").json() == {"signed_in": False}
    assert "known" not in client.get("/account/login/").cookies

    signed = sign_in(client, user.email)
    facts = client.get("/account/me.json")

    assert signed.cookies["known"].value == "1"
    assert not signed.cookies["known"]["httponly"]
    assert facts["Cache-Control"] == "private, no-store"
    assert facts.json()["name"] == "Anahit"
    assert client.post("/account/logout/").cookies["known"]["max-age"] == 0


def test_an_account_without_rights_gets_no_newsroom(client: Client) -> None:
    client.force_login(UserFactory())

    assert client.get("/newsroom/")["Location"].startswith("/account/login/")


def test_an_administrator_signs_out_of_the_newsroom(client: Client) -> None:
    client.force_login(AdministratorFactory())

    assert client.post("/newsroom/logout/").status_code == 302
    assert not is_signed_in(client)


def test_an_address_nobody_confirmed_is_forgotten_after_a_week() -> None:
    now = timezone.now()
    reader("confirmed@reader.example", date_joined=now - timedelta(days=8))
    reader("old@reader.example", confirmed=False, date_joined=now - timedelta(days=8))
    reader("new@reader.example", confirmed=False, date_joined=now - timedelta(days=6))
    reader("staff@reader.example", confirmed=False, is_staff=True, date_joined=now - timedelta(days=8))

    forgotten = forget_unconfirmed(at=now)

    assert forgotten == 1
    assert sorted(user.username for user in User.objects.all()) == ["confirmed", "new", "staff"]


@pytest.mark.parametrize("address", ["anahit@reader.example", "nobody@reader.example"])
def test_whoever_asked_for_a_code_and_opens_the_door_anew_finds_the_door_and_a_line_that_leads_back(
    client: Client, address: str
) -> None:
    """The same for somebody with an account and for a stranger."""
    reader()
    asked = client.post("/account/login/code/", {"email": address, "next": "/account/saved/"})

    door = client.get("/account/login/?next=/account/saved/")
    passkey = client.get("/account/2fa/webauthn/login/", headers={"Accept": "application/json"})
    another = client.get("/account/login/code/?next=/account/saved/")

    leading_back = "/account/login/code/confirm/?next=%2Faccount%2Fsaved%2F"
    assert asked["Location"] == leading_back
    assert passkey.json()["request_options"]
    for page in (door, another):
        assert page.status_code == 200
        (line,) = fromstring(page.content).cssselect(f"a[href='{leading_back}']")
        assert client.get(line.get("href")).status_code == 200
    signed_in = sign_in(client, "anahit", next="/account/saved/")
    assert signed_in["Location"] == "/account/saved/"
    assert is_signed_in(client)


def test_whoever_still_owes_the_second_factor_may_come_by_another_way(client: Client) -> None:
    person = reader()
    TOTP.activate(person, generate_totp_secret())
    sign_in(client, "anahit")

    door = client.get("/account/login/")
    client.post("/account/login/code/", {"email": person.email})
    by_code = client.post("/account/login/code/confirm/", {"code": last_letter().code})

    assert fromstring(door.content).cssselect("a[href='/account/2fa/authenticate/']")
    # The code of a mail stands for the password, not for the second factor.
    assert by_code["Location"] == "/account/2fa/authenticate/"
    assert not is_signed_in(client)

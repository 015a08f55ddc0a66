"""Mailed links: used once, for a short time, where they were asked for, by a POST, in the paper's name.

Named after S-HOST, and the lines on mailed links of the matrix of tests.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories.accounts import PASSWORD
from tests.rooms.accounts.doors import ANOTHER_PASSWORD, SITE, is_signed_in, last_letter, letters, reader

pytestmark = pytest.mark.django_db

FORGED_HOSTS = [
    {"HTTP_HOST": host}
    for host in (
        "evil.example",
        "paper.example.evil.example",
        "evil.example:443",
        "paper.example@evil.example",
        "paper.example, evil.example",
        "paper.example evil.example",
        "paper.example\tevil.example",
        "paper.example#evil.example",
        "paper.example?evil.example",
        "paper.example/evil.example",
        "paper.example\\evil.example",
        "paper.example%00.evil.example",
        "xn--pper-5qa.example",
        "рарer.example",
        "[::1]evil.example",
        "127.0.0.1.evil.example",
        ".evil.example",
        "evil.example.",
        "",
    )
] + [
    {header: "evil.example"}
    for header in (
        "HTTP_X_FORWARDED_HOST",
        "HTTP_X_HOST",
        "HTTP_X_FORWARDED_SERVER",
        "HTTP_X_HTTP_HOST_OVERRIDE",
        "HTTP_X_ORIGINAL_URL",
        "HTTP_X_REWRITE_URL",
        "HTTP_FORWARDED",
        "HTTP_ORIGIN",
        "HTTP_REFERER",
        "SERVER_NAME",
        "HTTP_X_FORWARDED_PREFIX",
    )
]


def asked_for_reset(client: Client, name: str = "anahit@reader.example") -> str:
    client.post("/account/password/reset/", {"email": name})
    return last_letter().link


def opened(client: Client, link: str) -> str:
    """Open a link and return where its form stands."""
    response = client.get(link)
    assert response.status_code == 302, response.status_code
    return str(response["Location"])


def test_a_reset_by_link_from_asking_to_being_signed_in(client: Client) -> None:
    user = reader()
    link = asked_for_reset(client, "ANAHIT")
    form = opened(client, link)

    page = client.get(form)
    response = client.post(form, {"password1": ANOTHER_PASSWORD})

    user.refresh_from_db()
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "same-origin"
    assert page["Cache-Control"] == "private, no-store"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert link.split("-")[-1].strip("/") not in form, "the key stays in the address bar"
    assert link not in page.content.decode()
    assert response["Location"] == "/fr/"
    assert is_signed_in(client)
    assert user.check_password(ANOTHER_PASSWORD)
    assert [letter.kind for letter in letters()] == ["reset_password", "password_changed"]


def test_s_host_links_name_the_papers_address_whatever_the_request_says() -> None:
    reader()
    for number, forged in enumerate(FORGED_HOSTS):
        for path, data in (
            ("/account/password/reset/", {"email": "anahit@reader.example"}),
            ("/account/signup/", {"email": f"new{number}@reader.example", "password1": ANOTHER_PASSWORD}),
            ("/account/login/code/", {"email": f"nobody{number}@reader.example"}),
        ):
            client = Client(REMOTE_ADDR=f"198.51.100.{number}")
            client.post(path, data, **forged)

    assert len(FORGED_HOSTS) >= 30
    assert letters(), "every request was refused, so nothing was shown"
    for letter in letters():
        for address in re.findall(r"https?://[^\s\"<]+", letter.text + letter.html):
            assert address.startswith(f"{SITE}/"), address
        assert "evil" not in letter.text + letter.html + letter.subject


@pytest.mark.parametrize("header", ["HTTP_X_FORWARDED_HOST", "HTTP_HOST"])
def test_s_host_a_passkey_is_asked_for_in_the_papers_name(client: Client, header: str) -> None:
    asked = client.get(
        "/account/2fa/webauthn/login/", HTTP_ACCEPT="application/json", **{header: "localhost"}
    )

    assert asked.json()["request_options"]["publicKey"]["rpId"] == "paper.example"


def test_opening_a_link_spends_nothing(client: Client) -> None:
    reader()
    link = asked_for_reset(client)
    scanner = Client()

    for _look in range(3):
        assert scanner.get(link).status_code == 403
        assert scanner.head(link).status_code == 403
        assert client.get(link).status_code == 302

    response = client.post(opened(client, link), {"password1": ANOTHER_PASSWORD})
    assert response.status_code == 302
    assert is_signed_in(client)


def test_another_browser_is_told_to_go_back_and_can_do_nothing(client: Client) -> None:
    user = reader()
    link = asked_for_reset(client)
    other = Client()
    other.post("/account/password/reset/", {"email": "nobody@reader.example"})

    page = other.get(link)
    other.post(link, {"password1": ANOTHER_PASSWORD})
    other.post(link.replace(link.split("-", 1)[1], "set-password/"), {"password1": ANOTHER_PASSWORD})

    user.refresh_from_db()
    assert page.status_code == 403
    assert "/account/password/reset/" in page.content.decode()
    assert user.check_password(PASSWORD)


def test_a_used_link_is_spent(client: Client) -> None:
    reader()
    link = asked_for_reset(client)
    form = opened(client, link)
    client.post(form, {"password1": ANOTHER_PASSWORD})
    client.post("/account/logout/")

    assert client.get(link).status_code == 410
    assert client.get(form).status_code == 410
    assert client.post(form, {"password1": PASSWORD}).status_code == 410


def test_an_altered_link_is_spent(client: Client) -> None:
    reader()
    link = asked_for_reset(client)
    cut = len("/account/password/reset/key/")

    for place in range(cut, len(link) - 1, 5):
        letter = "a" if link[place] != "a" else "b"
        assert client.get(link[:place] + letter + link[place + 1 :]).status_code in (404, 410), place
    assert client.get(link[: cut + 20] + "/").status_code in (404, 410)


def test_a_link_of_another_account_is_spent(client: Client) -> None:
    reader()
    other = reader("other@reader.example")
    mine = asked_for_reset(client)
    theirs = asked_for_reset(client, other.email)
    _, _, my_key = mine.partition("key/")
    _, _, their_key = theirs.partition("key/")

    mixed = "/account/password/reset/key/" + their_key.split("-")[0] + "-" + my_key.split("-", 1)[1]

    assert client.get(mixed).status_code == 410


def test_an_old_link_is_spent(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from azdarar.accounts.tokens import ResetTokens

    reader()
    link = asked_for_reset(client)
    later = ResetTokens()._now() + timedelta(seconds=3601)
    monkeypatch.setattr(ResetTokens, "_now", lambda _self: later)

    assert client.get(link).status_code == 410


def test_a_disabled_account_has_no_good_link(client: Client) -> None:
    user = reader()
    link = asked_for_reset(client)
    user.is_active = False
    user.save()

    assert client.get(link).status_code == 410


def signed_up(client: Client, email: str = "new@reader.example", password: str = PASSWORD) -> str:
    client.post("/account/signup/", {"email": email, "password1": password, "next": "/hy/"})
    return last_letter().link


def test_a_sign_up_from_the_form_to_being_signed_in(client: Client) -> None:
    link = signed_up(client)
    form = opened(client, link)

    page = client.get(form)
    response = client.post(form)

    assert form == "/account/confirm-email/here/"
    assert "new@reader.example" in page.content.decode()
    assert response["Location"] == "/hy/"
    assert is_signed_in(client)


def test_opening_the_link_of_a_sign_up_confirms_nothing(client: Client) -> None:
    link = signed_up(client)
    scanner = Client()

    assert scanner.get(link).status_code == 403
    assert scanner.post(link).status_code == 403
    client.get(client.get(link)["Location"])

    assert not is_signed_in(client)
    response = client.post("/account/login/", {"login": "new@reader.example", "password": PASSWORD})
    assert response["Location"] == "/account/confirm-email/"


def test_the_link_of_a_sign_up_works_once_and_for_a_day(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = signed_up(client)
    client.post(opened(client, link))
    client.post("/account/logout/")
    old = signed_up(client, "later@reader.example")
    tomorrow = timezone.now().timestamp() + 24 * 3600 + 1

    assert client.get(link).status_code == 410
    monkeypatch.setattr("django.core.signing.time.time", lambda: tomorrow)
    assert client.get(old).status_code == 410
    assert client.get("/account/confirm-email/not:a:key/").status_code == 410


def test_nobody_has_a_strangers_password_confirmed(client: Client) -> None:
    """An enemy signs up with a reader's address and waits for the reader to confirm it."""
    enemy = Client()
    enemys_link = signed_up(enemy, "victim@reader.example", "a password of the enemy")
    victims_link = signed_up(client, "victim@reader.example", PASSWORD)

    assert client.get(enemys_link).status_code == 410
    client.post(opened(client, victims_link))

    assert is_signed_in(client)
    enemy.post("/account/login/", {"login": "victim@reader.example", "password": "a password of the enemy"})
    assert not is_signed_in(enemy)


def test_a_code_confirms_no_sign_up_of_a_stranger(client: Client) -> None:
    signed_up(Client(), "victim@reader.example", "a password of the enemy")

    client.post("/account/login/code/", {"email": "victim@reader.example"})

    assert last_letter().kind == "no_account"


def test_a_code_works_once_in_one_browser(client: Client) -> None:
    reader()
    other = Client()
    other.post("/account/login/code/", {"email": "nobody@reader.example"})
    client.post("/account/login/code/", {"email": "Anahit@Reader.example", "next": "/ru/"})
    code = last_letter().code

    other.post("/account/login/code/confirm/", {"code": code})
    response = client.post("/account/login/code/confirm/?next=/ru/", {"code": f"{code[:4]} {code[4:]}"})

    assert not is_signed_in(other)
    assert response["Location"] == "/ru/"
    assert is_signed_in(client)
    client.post("/account/logout/")
    client.post("/account/login/code/confirm/", {"code": code})
    assert not is_signed_in(client)


def test_five_wrong_codes_end_a_code(client: Client) -> None:
    reader()
    client.post("/account/login/code/", {"email": "anahit@reader.example"})
    code = last_letter().code
    wrong = "00000000" if code != "00000000" else "11111111"

    for _guess in range(5):
        client.post("/account/login/code/confirm/", {"code": wrong})
    client.post("/account/login/code/confirm/", {"code": code})

    assert not is_signed_in(client)


def test_a_code_is_old_after_ten_minutes(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    reader()
    client.post("/account/login/code/", {"email": "anahit@reader.example"})
    later = timezone.now().timestamp() + 601
    monkeypatch.setattr("allauth.account.internal.flows.code_verification.time.time", lambda: later)

    client.post("/account/login/code/confirm/", {"code": last_letter().code})

    assert not is_signed_in(client)


def test_letters_speak_the_readers_language(client: Client) -> None:
    reader(language="ru")

    client.post("/account/password/reset/?language=fr", {"email": "anahit@reader.example"})
    client.post("/account/password/reset/?language=hy", {"email": "nobody@reader.example"})

    assert 'lang="ru"' in letters()[0].html
    assert 'lang="hy"' in letters()[1].html


def test_whoever_confirms_an_address_lands_where_it_can_be_said(client: Client) -> None:
    """A page for everybody says nothing to anybody; who came from a story goes back to it."""
    for email, onward in (("aram@reader.example", ""), ("luc@reader.example", "/fr/latest/")):
        client.post("/account/signup/", {"email": email, "password1": PASSWORD, "next": onward})
        opened = client.get(last_letter().link)
        confirmed = client.post(opened["Location"])

        assert confirmed["Location"] == (onward or "/account/")
        assert f"{email} est confirmée" in client.get("/account/").content.decode()
        client.post("/account/logout/")

"""S-REDIR: whoever comes in, goes out or chooses a language stays in this paper."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache as cache_in_process
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from azdarar.accounts.models import User
from tests.factories.accounts import PASSWORD
from tests.rooms.accounts.doors import SITE, last_letter, reader, sign_in

pytestmark = pytest.mark.django_db

_HOST = "evil.example"
_SCHEMES = ["http:", "https:", "HTTPS:", "ftp:", "//", "///", "////", "/\\", "\\\\", "\\/", "/\\/", "\\/\\/"]
_BEFORE = ["", " ", "\t", "\n", "\r\n", "\x00", "\x0b", "\x1f", "\u00a0", "\u200b", "\ufeff"]
CORPUS = [
    *(
        f"{scheme}//{_HOST}"
        for scheme in ("http:", "https:", "HTTP:", "hTTps:", "ftp:", "ws:", "blob:https:")
    ),
    *(f"{scheme}{_HOST}" for scheme in _SCHEMES),
    *(f"{blank}//{_HOST}/x" for blank in _BEFORE),
    *(f"{blank}https://{_HOST}/x" for blank in _BEFORE),
    *(f"/{blank}/{_HOST}" for blank in _BEFORE[1:]),
    *(f"/{blank}\\{_HOST}" for blank in _BEFORE[1:]),
    *(f"{blank}javascript:alert(1)" for blank in _BEFORE),
    *(
        f"{scheme}:alert(1)"
        for scheme in ("JaVaScRiPt", "java\tscript", "java\nscript", "vbscript", "data", "file", "about")
    ),
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    *(
        f"https:{slashes}{_HOST}"
        for slashes in ("", "/", "///", "////", "\\", "\\\\", "/\\", "\\/", "%2f%2f", "/%09/")
    ),
    *(
        f"//{who}@{_HOST}"
        for who in ("paper.example", "paper.example%40", "paper.example:443", "paper.example%2f", "a:b")
    ),
    *(
        f"https://{host}/"
        for host in (
            f"paper.example.{_HOST}",
            f"paper.example@{_HOST}",
            f"paper.example%2f@{_HOST}",
            f"paper.example\\@{_HOST}",
            f"paper.example\\.{_HOST}",
            f"{_HOST}#paper.example",
            f"{_HOST}?paper.example",
            f"{_HOST};paper.example",
            f"{_HOST}:80#@paper.example",
            "evil。example",
            "evil．example",
            "evil｡example",
            "еvil.example",
            "127.0.0.1",
            "localhost",
            "[::1]",
            "2130706433",
            "0x7f.1",
            "paper.example",
            "paper.example:8443",
        )
    ),
    *(
        f"//{host}"
        for host in ("evil。example", "evil．example", "%65vil.example", "[::ffff:127.0.0.1]", "0")
    ),
    *(
        f"/fr/{injected}"
        for injected in ("\r\nLocation: https://evil.example", "\nSet-Cookie: a=b", "\r\rX: y")
    ),
    *(f"%0d%0aLocation:{scheme}{_HOST}" for scheme in ("//", "https://")),
    *(f"{dots}//{_HOST}" for dots in (".", "..", "./", "../", "/.", "/..", "/./", "/../")),
    *(f"{start}{_HOST}" for start in ("@", "#", "?", ";", ":", "&", "=", "*")),
    "https://evil.example/fr/",
    "//evil.example/%2f..",
    "//evil.example/%2e%2e",
    "///evil.example/..",
    "/%5cevil.example",
    "/%2fevil.example",
    "%2f%2fevil.example",
    "%5c%5cevil.example",
    "//%0d%0aevil.example",
    "/\u2028/evil.example",
    "/\u2029/evil.example",
    "/\u202e/evil.example",
    "／／evil.example",
    "//evil.example\\@paper.example",
    "https://paper.example.evil.example\\@paper.example/",
    "mailto:anahit@evil.example",
    "tel:+3741",
    "evil.example",
    "www.evil.example/fr/",
    "a" * 3000 + "://evil.example",
]


#: Of the corpus, for doors that cost a whole sign-in each time.
_EACH_KIND = 13


def _form(path: str, onward: str) -> str:
    return f"{path}?{urlencode({'next': onward})}"


@cache_in_process
def _still_signed_in() -> Client:
    """Somebody who stays signed in for the length of a test: coming in costs a hash."""
    return _signed_in()


def _signed_in() -> Client:
    client = Client()
    client.force_login(User.objects.get(username="anahit"))
    return client


def _totp() -> tuple[User, str]:
    user = reader("factor@reader.example")
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(user, secret)
    return user, secret


def login_of_somebody_signed_in(onward: str) -> list[HttpResponse]:
    return [_still_signed_in().get(_form("/account/login/", onward))]


def logout_of_nobody(onward: str) -> list[HttpResponse]:
    return [Client().post("/account/logout/", {"next": onward})]


def login(onward: str) -> list[HttpResponse]:
    client = Client()
    return [client.get(_form("/account/login/", onward)), sign_in(client, "anahit", next=onward)]


def logout(onward: str) -> list[HttpResponse]:
    client = _signed_in()
    page = client.get(_form("/account/logout/", onward))
    return [page, client.post("/account/logout/", {"next": onward})]


def language(onward: str) -> list[HttpResponse]:
    query = urlencode({"next": onward, "language": "hy"})
    return [Client().get(f"/account/{door}?{query}") for door in ("login/", "signup/", "password/reset/")]


def code(onward: str) -> list[HttpResponse]:
    client = Client()
    asked = client.post("/account/login/code/", {"email": "anahit@reader.example", "next": onward})
    page = client.get(_form("/account/login/code/confirm/", onward))
    confirmed = client.post("/account/login/code/confirm/", {"code": last_letter().code, "next": onward})
    return [asked, page, confirmed]


def second_factor(onward: str) -> list[HttpResponse]:
    user = User.objects.get(username="factor")
    client = Client()
    first = sign_in(client, user.email, next=onward)
    factor = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP).wrap()
    now = list(yield_hotp_counters_from_time())[1]
    typed = format_hotp_value(hotp_value(decrypt(factor.instance.data["secret"]), now))
    cache.clear()
    last = client.post(_form("/account/2fa/authenticate/", onward), {"code": typed, "next": onward})
    return [first, last]


def once_more(onward: str) -> list[HttpResponse]:
    client = _signed_in()
    return [client.post("/account/reauthenticate/", {"password": PASSWORD, "next": onward})]


def passkey(onward: str) -> list[HttpResponse]:
    return [Client().post("/account/2fa/webauthn/login/", {"credential": "{}", "next": onward})]


def leads_out(response: HttpResponse) -> str:
    """Return where an answer leads that is not in this paper, or nothing. Browsers read ``\\`` as ``/``."""
    target = str(response.headers.get("Location", ""))
    landed = urlsplit(urljoin(f"{SITE}/account/", target.replace("\\", "/")))
    return "" if (landed.scheme, landed.netloc) == ("https", "paper.example") else target


@pytest.mark.parametrize(
    "door", [login_of_somebody_signed_in, logout_of_nobody], ids=lambda door: door.__name__
)
def test_s_redir_no_line_leads_out_of_the_paper(door: Callable[[str], list[HttpResponse]]) -> None:
    reader()
    _still_signed_in.cache_clear()

    for onward in CORPUS:
        for response in door(onward):
            assert response.status_code == 302, onward
            assert not leads_out(response), onward


@pytest.mark.parametrize(
    "door", [login, logout, language, code, second_factor, once_more, passkey], ids=lambda door: door.__name__
)
def test_s_redir_no_door_leads_out_of_the_paper(door: Callable[[str], list[HttpResponse]]) -> None:
    """Every door asks the judge that the whole corpus is put to above, so here each kind is put once."""
    reader()
    _totp()

    for onward in CORPUS[::_EACH_KIND]:
        cache.clear()
        for response in door(onward):
            assert response.status_code < 500, onward
            assert not leads_out(response), onward


@pytest.mark.parametrize("door", [login, code], ids=lambda door: door.__name__)
def test_an_address_elsewhere_is_not_even_carried_on(door: Callable[[str], list[HttpResponse]]) -> None:
    reader()

    pages = [response for response in door("https://evil.example/") if response.status_code == 200]

    assert pages
    assert not any("evil.example" in page.content.decode() for page in pages)


def test_the_corpus_is_as_long_as_promised() -> None:
    assert len(set(CORPUS)) >= 150


@pytest.mark.parametrize("onward", ["/fr/", "/hy/2026/11/23/a-story/?page=2", "/newsroom/", "/account/"])
def test_a_path_of_the_paper_is_where_one_lands(client: Client, onward: str) -> None:
    reader()

    assert sign_in(client, "anahit", next=onward)["Location"] == onward


def test_password_managers_find_where_a_password_is_changed(client: Client) -> None:
    stranger = client.get("/.well-known/change-password")
    nothing = client.get("/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200")

    assert stranger.status_code == 302
    assert stranger["Location"] == "/account/password/change/"
    assert nothing.status_code == 404

"""What no reader sends is refused, and every answer says what a page may do."""

from __future__ import annotations

import logging
import re
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation
from django.utils.translation import gettext

from azdarar.config.edge.middleware import LanguageByAddress, RequestLog, SecurityHeaders
from azdarar.config.edge.refusals import SENTENCES, refusal, siege_refusal
from azdarar.config.serving.front.heads import read_line
from azdarar.search.queries import LONGEST_QUERY

pytestmark = pytest.mark.django_db


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("well")


def test_every_refusal_has_a_sentence_that_says_what_became_of_it() -> None:
    for status in SENTENCES:
        assert refusal(status).endswith(".\n")
        assert len(refusal(status)) > 30
    assert "{" not in siege_refusal()


def test_a_refusal_is_told_in_the_language_of_the_paper(settings: Any) -> None:
    with translation.override("hy"):
        told = {f"{gettext(sentence)}\n" for sentence in SENTENCES.values()}
    settings.LANGUAGE_CODE = "hy"

    with translation.override("fr"):
        assert {refusal(status) for status in SENTENCES} == told
    assert refusal(414, language="en") == f"{SENTENCES[414]}\n"


def test_the_longest_words_a_reader_can_look_for_stay_below_the_limit_of_an_address() -> None:
    field = render_to_string("reader/components/search_field.html", {"page": SimpleNamespace(language="hy")})
    longest = int(re.search(r'name="q"[^>]*maxlength="(\d+)"', field)[1])  # type: ignore[index]
    # Three bytes a letter are the longest a browser writes for what it counts as one.
    address = f"/hy/search/?{urlencode({'q': 'ꙮ' * longest})}"

    assert longest == LONGEST_QUERY
    assert read_line(f"GET {address} HTTP/1.1".encode()).path == "/hy/search/"


def test_public_pages_allow_nothing_inline_and_nothing_foreign(client: Client) -> None:
    policy = client.get("/healthz")["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy


def test_every_answer_carries_its_headers(client: Client) -> None:
    for path in ("/healthz", "/newsroom/", "/account/login/", "/no/such/page/"):
        headers = client.get(path).headers

        assert headers["X-Content-Type-Options"] == "nosniff", path
        # An address under /account/ may be a key, so no other site learns even where somebody came from.
        policy = "same-origin" if path.startswith("/account/") else "strict-origin-when-cross-origin"
        assert headers["Referrer-Policy"] == policy, path
        assert "geolocation=()" in headers["Permissions-Policy"], path
        assert "Content-Security-Policy" in headers, path


def test_only_the_newsroom_may_frame_itself() -> None:
    request = RequestFactory().get("/newsroom/pages/3/edit/preview/")
    preview = SecurityHeaders(answer)(request)

    assert preview["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in preview["Content-Security-Policy"]
    assert SecurityHeaders(answer)(RequestFactory().get("/fr/"))["X-Frame-Options"] == "DENY"


def test_the_address_chooses_the_language_and_the_browser_does_not() -> None:
    request = RequestFactory().get("/hy/", HTTP_ACCEPT_LANGUAGE="ru", HTTP_COOKIE="django_language=en")
    page = LanguageByAddress(answer)(request)

    assert page["Content-Language"] == "hy"
    assert "Vary" not in page


def test_the_newsroom_speaks_the_browser_s_language() -> None:
    request = RequestFactory().get("/newsroom/", HTTP_ACCEPT_LANGUAGE="en-GB,fr;q=0.5")

    assert LanguageByAddress(answer)(request)["Content-Language"] == "en"


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/fr/search/?q=secret", "/fr/search/"),
        ("/account/invitation/one-time-key/", "/account/invitation/…"),
        ("/fr/\nforged line", "/fr/%0Aforged%20line"),
    ],
)
def test_the_request_log_tells_the_path_alone(caplog: pytest.LogCaptureFixture, path: str, told: str) -> None:
    request = RequestFactory().get("/", HTTP_USER_AGENT="Agent", REMOTE_ADDR="203.0.113.9")
    request.path = path.split("?")[0].replace("\n", "%0A").replace(" ", "%20")

    with caplog.at_level(logging.INFO, logger="azdarar.requests"):
        RequestLog(answer)(request)

    (line,) = caplog.records
    assert (line.method, line.path, line.status) == ("GET", told, 200)  # type: ignore[attr-defined]
    assert not {"203.0.113.9", "Agent", "secret"} & {str(value) for value in vars(line).values()}

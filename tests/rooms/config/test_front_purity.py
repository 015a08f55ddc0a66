"""Nothing a visitor sends changes what is stored, or what the next one gets."""

from __future__ import annotations

import hashlib
import http.client
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from azdarar.press.store import PageStore
from tests.rooms.config.served import Served

pytestmark = [
    pytest.mark.whole,
    pytest.mark.skipif(settings.OPTIONS.database_file is None, reason="one database is enough"),
    pytest.mark.xdist_group("front"),
]

PATHS = (
    "/",
    "/fr/corrections/",
    "/hy/corrections/",
    "/fr/latest/",
    "/fr/dossiers/",
    "/robots.txt",
    "/fr/feed.xml",
)
#: Headers that made some cache, framework or proxy answer otherwise; none may here.
NAMES = (
    *("X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Scheme", "X-Forwarded-For", "X-Forwarded-Port"),
    *("X-Forwarded-Prefix", "X-Forwarded-Server", "X-Original-URL", "X-Rewrite-URL", "X-Original-Host"),
    *("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-Host", "X-Real-IP", "Forwarded"),
    *("True-Client-IP", "CF-Connecting-IP", "X-Accel-Redirect", "X-Sendfile", "X-Ghost-Preview", "X-Preview"),
    *("Accept", "Accept-Language", "Accept-Charset", "Range", "If-Range", "If-Match", "If-Unmodified-Since"),
    *("Authorization", "Proxy-Authorization", "Origin", "Referer", "User-Agent", "Pragma", "Cache-Control"),
    *("Cookie", "Sec-Fetch-Site", "Sec-Purpose", "Purpose", "X-Requested-With", "X-CSRFToken", "Via", "DNT"),
    *("Save-Data", "Viewport-Width", "Width", "X-Wap-Profile", "Content-Type", "Upgrade", "Early-Data", "TE"),
)
VALUES = st.one_of(
    st.sampled_from(
        [
            *(
                "evil.example",
                "https",
                "/newsroom/",
                "POST",
                "1",
                "*",
                "bytes=0-10",
                "no-cache",
                "only-if-cached",
            ),
            *(
                "session=abc",
                "csrftoken=x; session=y",
                "azdarar-variant=1.light.made-up",
                "django_language=ru",
            ),
            *("hy", "ru;q=1", "text/html", "application/json", "Basic YTpi", "Bearer x", "127.0.0.1"),
        ]
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
)
HEADERS = st.dictionaries(
    st.one_of(st.sampled_from(NAMES), st.from_regex(r"\AX-[a-z]{1,12}\Z")), VALUES, max_size=8
)
QUERIES = st.one_of(
    st.just(""),
    st.from_regex(r"\A\?(?:utm_[a-z]{1,8}|fbclid|gclid|_|cb|v|lang|preview|amp|format)=[a-z0-9]{0,12}\Z"),
    st.from_regex(r"\A\?[a-z]{5,9}=[a-z0-9%.+-]{0,9}(?:&[a-z]{5,9}=[a-z0-9]{0,9}){0,3}\Z"),
)


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(tmp_path_factory.mktemp("purity") / "var")
    yield served
    served.end()
    served.log.close()


def ask(paper: Served, method: str, address: str, headers: dict[str, str]) -> tuple[int, bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", paper.port, timeout=30)) as connection:
        connection.putrequest(method, address, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value.encode("latin-1"))
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.read()


def stored(paper: Served) -> dict[str, str]:
    """The pages asked for here, each with the digest of its bytes."""
    store = PageStore(Path(paper.home, "press"), memory_bytes=2**20)
    found: dict[str, str] = {}
    for page in store.heads():
        if page.key in PATHS:
            body = store.body(page, "identity") or b""
            found[page.key] = hashlib.sha256(body + repr(page.headers).encode()).hexdigest()
    return found


def test_no_header_cookie_query_or_method_changes_what_is_stored_or_served(paper: Served) -> None:
    told = {path: ask(paper, "GET", path, {}) for path in PATHS}
    before = stored(paper)
    assert set(before) == set(PATHS)

    @how(
        max_examples=int(os.environ.get("PURITY_EXAMPLES", "500")),  # 10,000 before a release
        deadline=None,
        suppress_health_check=[*HealthCheck],
        database=None,
    )
    @given(
        path=st.sampled_from(PATHS),
        query=QUERIES,
        method=st.sampled_from(["GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"]),
        headers=HEADERS,
    )
    def visited(path: str, query: str, method: str, headers: dict[str, str]) -> None:
        status, body = ask(paper, method, path + query, headers)
        if method == "GET" and status == told[path][0]:
            assert body == told[path][1]
        elif method == "GET":
            assert status in (304, 400, 403, 417, 431), status
        assert ask(paper, "GET", path, {}) == told[path]

    visited()

    assert stored(paper) == before


def answers_to(paper: Served, path: str, **headers: str) -> Any:
    with closing(http.client.HTTPConnection("127.0.0.1", paper.port, timeout=30)) as connection:
        connection.request(
            "GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        answer = connection.getresponse()
        answer.read()
        return answer


def test_a_browser_that_has_a_page_is_told_so_in_each_coding(paper: Served) -> None:
    path = "/fr/corrections/"
    for coding in ("identity", "gzip", "br", "zstd"):
        first = answers_to(paper, path, Accept_Encoding=coding)
        etag, modified = first.headers["etag"], first.headers["last-modified"]

        assert first.headers.get("content-encoding", "identity") == coding
        assert first.headers["vary"] == "Accept-Encoding"
        assert answers_to(paper, path, Accept_Encoding=coding, If_None_Match=etag).status == 304
        assert answers_to(paper, path, Accept_Encoding=coding, If_None_Match=f'"x", W/{etag}').status == 304
        assert answers_to(paper, path, Accept_Encoding=coding, If_None_Match="*").status == 304
        assert answers_to(paper, path, Accept_Encoding=coding, If_None_Match='"x"').status == 200
        assert answers_to(paper, path, Accept_Encoding=coding, If_Modified_Since=modified).status == 304
        both = answers_to(
            paper, path, Accept_Encoding=coding, If_Modified_Since=modified, If_None_Match='"x"'
        )
        assert both.status == 200
    tags = {
        answers_to(paper, path, Accept_Encoding=coding).headers["etag"] for coding in ("br", "gzip", "zstd")
    }
    assert len(tags) == 3

"""What a cache in front is to forget: noted with the change, told until it has, told in its own way."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from azdarar.press.actions import announce, deliver_announcements
from azdarar.press.caches import CacheFailedError, cache_of
from azdarar.press.for_caches import keys_of_change
from azdarar.press.internal.changes import marks
from azdarar.press.internal.page_files import packed
from azdarar.press.models import Purge
from azdarar.press.purging import ECHOES, purge_waiting
from azdarar.press.queries import waiting_purges
from azdarar.press.store import PageStore, PressedPage
from tests.factories.articles import AT

SECOND = timedelta(seconds=1)


class Service:
    """Somebody else's cache: it writes down what it is asked, and answers as it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, str], str]] = []
        self.answer: tuple[int, dict[str, str], str] = (200, {"azdarar-forgotten": "1"}, "")
        service = self

        class Answering(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                told = {name.lower(): value for name, value in self.headers.items()}
                service.asked.append((self.command, self.path, told, body))
                status, headers, text = service.answer
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(text))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(text.encode())

            do_PURGE = do_POST = _answer

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.host = f"127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def service() -> Iterator[Service]:
    service = Service()
    yield service
    service.server.shutdown()
    service.server.server_close()


@pytest.fixture
def store(tmp_path: Path) -> PageStore:
    return PageStore(tmp_path, memory_bytes=2**20)


def _cache(url: str, store: PageStore) -> Any:
    return cache_of(url, token="token", site_url="https://paper.example", store=store)


@pytest.mark.django_db
def test_what_changed_is_purged_once_it_is_told_here_again_twice_and_when_it_changes_by_the_clock(
    settings: Any, service: Service, store: PageStore
) -> None:
    settings.CDN_URL = f"varnish+http://{service.host}"
    cache = _cache(settings.CDN_URL, store)
    with transaction.atomic():
        announce("tests.changed", tags={"article:1"}, at=AT, due=[AT + timedelta(hours=1)])
        announce("tests.taken-back", tags={"article:2"}, at=AT)
        # What is not committed is nobody's business.
        Purge.objects.filter(fact="tests.taken-back").delete()

    assert purge_waiting(cache, at=AT) == 0, (
        "the paper itself does not know yet, and could be asked meanwhile"
    )
    deliver_announcements()
    assert purge_waiting(cache, at=AT) == 1
    assert [told["xkey-purge"] for _m, _p, told, _b in service.asked] == [
        " ".join(keys_of_change(["article:1"]))
    ]
    assert purge_waiting(cache, at=AT) == 0

    for pause in ECHOES:
        assert purge_waiting(cache, at=AT + 20 * SECOND) == 1, pause
        Purge.objects.filter(fact="tests.changed").exclude(times=0).update(next_at=AT)
    Purge.objects.exclude(times=0).delete()
    assert purge_waiting(cache, at=AT + timedelta(minutes=59)) == 0
    assert purge_waiting(cache, at=AT + timedelta(hours=1)) == 1


@pytest.mark.django_db
def test_a_cache_that_does_not_answer_loses_nothing_and_the_newsroom_is_told_what_waits(
    settings: Any, service: Service, store: PageStore
) -> None:
    settings.CDN_URL = f"surrogate+http://{service.host}/purge"
    cache = _cache(settings.CDN_URL, store)
    for number in range(3):
        announce("tests.changed", tags={f"article:{number}"}, at=AT)
    deliver_announcements()

    for answer in ((503, {}, "busy"), (401, {}, "")):
        service.answer = answer
        with pytest.raises(CacheFailedError, match=str(answer[0])):
            purge_waiting(cache, at=AT)
    with pytest.raises(CacheFailedError, match="ConnectionRefused"):
        purge_waiting(_cache("varnish+http://127.0.0.1:1", store), at=AT)

    late = waiting_purges(at=AT + 10 * SECOND)
    assert [(row.fact, row.attempts) for row in late] == [("tests.changed", 3)] * 3
    assert "ConnectionRefused" in late[0].last_error
    service.answer = (200, {}, "{}")
    assert purge_waiting(cache, at=AT + 10 * SECOND) == 3
    assert set(service.asked[-1][2]["surrogate-key"].split()) == set(
        keys_of_change(["article:0", "article:1", "article:2"])
    )
    assert service.asked[-1][2]["authorization"] == "Bearer token"
    assert waiting_purges(at=AT + 10 * SECOND) == []


def test_a_varnish_that_passes_the_question_on_has_forgotten_nothing(
    service: Service, store: PageStore
) -> None:
    service.answer = (200, {}, "a page")

    with pytest.raises(CacheFailedError, match=r"azdarar\.vcl"):
        _cache(f"varnish+http://{service.host}", store).forget({"article:1"}, since=0)


def test_cloudflare_is_told_tags_and_believed_only_when_it_says_so(
    service: Service, store: PageStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = _cache("cloudflare://zone", store)
    assert cache._url == "https://api.cloudflare.com/client/v4/zones/zone/purge_cache"
    monkeypatch.setattr(cache, "_url", f"http://{service.host}/purge_cache")
    service.answer = (200, {}, '{"success": false, "errors": [{"message": "no"}]}')
    with pytest.raises(CacheFailedError, match="no"):
        cache.forget({"article:1"}, since=0)

    service.answer = (200, {}, '{"success": true}')
    cache.forget({f"article:{n}" for n in range(130)}, since=0)

    tags = [json.loads(body)["tags"] for _m, _p, _h, body in service.asked[1:]]
    assert all(len(part) <= 100 for part in tags)
    assert {key for part in tags for key in part} == set(keys_of_change({f"article:{n}" for n in range(130)}))


@pytest.mark.parametrize("kind", ["purge", "wagtail"])
def test_a_cache_that_knows_addresses_is_told_those_that_show_it_and_those_pressed_since(
    kind: str, service: Service, store: PageStore
) -> None:
    for key, shown, pressed_at in (
        ("/fr/a/", "article:1", 100.0),
        ("/fr/b/", "article:2", 100.0),
        ("/fr/c/?page=2", "article:3", 500.0),
    ):
        store.keep(_page(key, shown, pressed_at), packed(b"x"), frozenset({shown}))
    url = {
        "purge": f"purge+http://{service.host}",
        "wagtail": "wagtail:wagtail.contrib.frontend_cache.backends.HTTPBackend?LOCATION=http://"
        + service.host,
    }[kind]

    _cache(url, store).forget({"article:1", "address:/fr/new/"}, since=500.0)

    assert sorted(path for _m, path, _h, _b in service.asked) == ["/fr/a/", "/fr/c/?page=2", "/fr/new/"]
    assert {(method, told["host"]) for method, _p, told, _b in service.asked} == {("PURGE", "paper.example")}
    service.answer = (500, {}, "")
    with pytest.raises(CacheFailedError):
        _cache(url, store).forget({"article:1"}, since=500.0)


def _page(key: str, shown: str, pressed_at: float) -> PressedPage:
    return PressedPage(
        key=key,
        status=200,
        headers=(),
        etag="e",
        last_modified=pressed_at,
        pressed_at=pressed_at,
        counter=0,
        until=float("inf"),
        marks=marks({shown}),
        render_ms=1.0,
        why="asked",
        size=1,
    )

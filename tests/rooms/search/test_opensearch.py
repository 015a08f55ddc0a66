"""What is said to an OpenSearch server, and what becomes of a search when the server is down or strange.

What the engine finds there is asked by ``test_engines.py`` of a real server.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from azdarar.articles.models import Article
from azdarar.search import queries
from azdarar.search.asking import read_asked
from azdarar.search.internal.engine import DamagedIndexError, Query, Term
from azdarar.search.internal.opensearch import OpenSearchEngine
from azdarar.search.internal.opensearch_wire import Wire
from tests.factories.articles import AT, public_story

NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)
QUERY = Query("fr", (Term((("pain",), ("prix", "du", "pain"))),), filters=(("s1", "s2"),))


class Server:
    """Answers what it is told to, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, str], str]] = []
        self.answers: list[tuple[int, str]] = []
        self.is_cut_off = False
        here = self

        class Answering(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                headers = {name.lower(): value for name, value in self.headers.items()}
                here.asked.append((self.command, self.path, headers, body))
                status, text = here.answers.pop(0) if here.answers else (200, "{}")
                told = text.encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(told)))
                self.send_header("Location", f"http://{here.host}/elsewhere")
                self.end_headers()
                self.wfile.write(told if self.command != "HEAD" else b"")
                self.close_connection = here.is_cut_off

            do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = _answer

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.server.daemon_threads = True
        self.host = f"127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.server.shutdown()
    server.server.server_close()


def _found(*ids: int) -> str:
    hits = [{"_id": str(number), "_score": 1.0} for number in ids]
    return json.dumps(
        {
            "timed_out": False,
            "_shards": {"failed": 0},
            "hits": {"total": {"value": 10_000, "relation": "gte"}, "hits": hits},
            "aggregations": {
                "marks": {"buckets": [{"key": "s1", "doc_count": 2}, {"key": "lfr", "doc_count": 2}]},
                "years": {"buckets": [{"key_as_string": "1996-01-01T00:00:00.000Z", "doc_count": 2}]},
            },
        }
    )


def test_a_search_is_one_request_to_the_named_index_with_user_and_password(server: Server) -> None:
    engine = OpenSearchEngine(f"opensearch+http://desk:p%40ss@{server.host}/paper", name="newsroom")
    server.answers = [(200, _found(7, 3))]

    hits = engine.search([QUERY], at=NOW, is_newest_first=False, skip=20, most=10)

    assert (hits.ids, hits.count, hits.is_open) == ((7, 3), 10_000, True)
    assert (dict(hits.years), dict(hits.marks)) == ({1996: 2}, {"s1": 2, "lfr": 2})
    ((method, path, headers, body),) = server.asked
    assert (method, path) == ("POST", "/paper-newsroom-stories/_search")
    assert headers["authorization"] == "Basic ZGVzazpwQHNz"
    told = json.loads(body)
    assert (told["from"], told["size"]) == (20, 11)
    whole = json.dumps(told["query"])
    assert '{"range": {"visible_from": {"lte": "2026-11-03T12:00:00.000Z"}}}' in whole
    assert '{"terms": {"marks": ["s1", "s2"]}}' in whole
    assert '{"match_phrase": {"text": {"query": "prix du pain", "slop": 0, "boost": 1.0}}}' in whole


def test_a_connection_is_kept_and_made_again_where_the_server_has_closed_it(server: Server) -> None:
    wire = Wire(f"opensearch+http://{server.host}/paper")
    server.is_cut_off = True

    for _time in range(3):
        assert wire.ask("GET", "x") == (200, {})
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (401, '{"error": {"type": "security_exception", "reason": "no"}}'),
        (503, "<html>"),
        (302, ""),
        (200, "no json"),
        (429, '{"error": "busy"}'),
    ],
)
def test_whatever_is_no_answer_is_told_in_one_line_and_nothing_else_is_asked(
    status: int, text: str, server: Server
) -> None:
    engine = OpenSearchEngine(f"opensearch+http://desk:hidden-word@{server.host}/paper")
    server.answers = [(status, text)]

    with pytest.raises(DamagedIndexError) as refusal:
        engine.search([QUERY], at=NOW, is_newest_first=True, skip=0, most=10)

    assert "hidden-word" not in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert len(server.asked) == 1


def test_an_answer_for_a_part_of_the_index_is_none(server: Server) -> None:
    engine = OpenSearchEngine(f"opensearch+http://{server.host}/paper")
    server.answers = [(200, _found(1).replace('"failed": 0', '"failed": 1'))]

    with pytest.raises(DamagedIndexError):
        engine.guess(QUERY, at=NOW, most=3)


def test_a_row_that_was_not_kept_is_an_error_and_one_that_was_there_already_is_none(server: Server) -> None:
    engine = OpenSearchEngine(f"opensearch+http://{server.host}/paper")
    kept, lost = ({"delete": {"status": status}} for status in (404, 429))
    there = [(200, ""), (404, "")]

    server.answers = [*there, (200, json.dumps({"errors": True, "items": [kept]}))]
    engine.remove([1])
    server.answers = [*there, (200, json.dumps({"errors": True, "items": [kept, lost]}))]
    with pytest.raises(DamagedIndexError, match="429"):
        engine.remove([1, 2])


@pytest.mark.django_db
@pytest.mark.usefixtures("founded")
def test_readers_get_plain_results_while_the_server_is_down(settings: Any, client: Any) -> None:
    with closing(socket.socket()) as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings.AZDARAR_SEARCH_URL = f"opensearch+http://127.0.0.1:{nobody.getsockname()[1]}/paper"
        public_story(title="Le prix du pain")

        found = queries.search(read_asked("pain", language="fr"), at=AT)
        answer = client.get("/fr/search/", {"q": "pain"})

    assert found.is_plain
    assert [result.card.id for result in found.results] == [Article.objects.get().pk]
    assert answer.status_code == 200
    assert "/le-prix-du-pain/" in answer.content.decode()

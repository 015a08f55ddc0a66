"""A paper under stress: floods, slow senders and readers, processes that die, new code, a siege."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from django.conf import settings

from azdarar.press.store import Changes, PageStore
from tests.rooms.config.served import Served, wait_until

pytestmark = [
    pytest.mark.whole,
    pytest.mark.skipif(settings.OPTIONS.database_file is None, reason="one database is enough"),
    pytest.mark.xdist_group("front"),
]

PAGE = "/fr/corrections/"


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(tmp_path_factory.mktemp("life") / "var")
    yield served
    served.end()
    served.log.close()


def opened(paper: Served) -> socket.socket:
    return socket.create_connection(("127.0.0.1", paper.port), timeout=30)


def request(path: str = PAGE, *headers: str, method: str = "GET") -> bytes:
    lines = "".join(f"{line}\r\n" for line in headers)
    return f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n".encode()


def answer(connection: socket.socket) -> tuple[int, bytes, bytes]:
    """Status, head and body of one answer; the connection may go on."""
    told = b""
    while b"\r\n\r\n" not in told:
        piece = connection.recv(65_536)
        assert piece, f"cut off after {told[:80]!r}"
        told += piece
    head, _end, body = told.partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    while len(body) < length:
        piece = connection.recv(65_536)
        assert piece, "cut off in the body"
        body += piece
    return int(head[9:12]), head, body


def asked(paper: Served, path: str = PAGE, *headers: str) -> int:
    with closing(opened(paper)) as connection:
        connection.sendall(request(path, "Connection: close", *headers))
        return answer(connection)[0]


def renderings(paper: Served, path: str) -> int:
    return sum(f"path={path} " in line for line in paper.said().splitlines())


def test_hundreds_who_come_at_once_to_a_page_that_is_not_there_cause_one_rendering(paper: Served) -> None:
    path = "/en/dossiers/"
    before = renderings(paper, path)
    with ExitStack() as stack:
        readers = [stack.enter_context(closing(opened(paper))) for _ in range(400)]
        for reader in readers:
            reader.sendall(request(path))
        answers = {answer(reader)[0::2] for reader in readers}

    assert len(answers) == 1
    assert next(iter(answers))[0] == 200
    assert renderings(paper, path) - before <= 1


def test_queries_and_addresses_nobody_knows_cause_no_renderings_and_no_growth(paper: Served) -> None:
    asked(paper)
    rendered = renderings(paper, PAGE)
    made_up = [f"/fr/{os.urandom(4).hex()}/" for _ in range(100)] + [
        f"/{os.urandom(4).hex()}" for _ in range(100)
    ]
    missing: dict[bytes, int] = {}
    with closing(opened(paper)) as connection:
        for number in range(300):
            connection.sendall(request(f"{PAGE}?utm_id={number}&x={os.urandom(4).hex()}"))
            assert answer(connection)[0] == 200
        for path in made_up:
            connection.sendall(request(path))
            status, _head, body = answer(connection)
            missing[body] = missing.get(body, 0) + 1
            assert status == 404

    store = PageStore(Path(paper.home, "press"), memory_bytes=2**20)
    assert renderings(paper, PAGE) == rendered
    assert not set(made_up) & {page.key for page in store.heads()}
    # A few were helped by pages of their own; all others got one page.
    assert max(missing.values()) > 100


def test_slow_senders_slow_readers_and_idle_ones_change_nothing_for_others(paper: Served) -> None:
    asked(paper)
    with ExitStack() as stack:

        def many(number: int, told: bytes) -> None:
            for _ in range(number):
                stack.enter_context(closing(opened(paper))).sendall(told)

        many(600, request())
        many(100, b"GET / HTTP/1.1\r\nHost: loc")
        many(100, request("/account/login/", "Content-Length: 60000", method="POST") + b"a")
        many(100, request("/fr/") + request("/fr/latest/") * 20)
        taken = []
        for _ in range(40):
            begun = time.monotonic()
            assert asked(paper) == 200
            taken.append(time.monotonic() - begun)
        begun = time.monotonic()
        assert asked(paper, "/account/login/") == 200

    # A tenth of a second for a quiet machine; tests run on busy ones.
    assert sorted(taken)[-2] < 0.5
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    ("told", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n", 408),
        (request("/account/login/", "Content-Length: 60000", method="POST") + b"a", 408),
    ],
    ids=["headers", "a body"],
)
def test_what_never_comes_is_not_waited_for(paper: Served, told: bytes, status: int) -> None:
    with closing(opened(paper)) as connection:
        connection.sendall(told)
        assert answer(connection)[0] == status
        assert connection.recv(10) == b""


def front_and_back(paper: Served) -> set[int]:
    """The processes of the paper but its background worker, which leads a group of its own."""
    return {child for child in paper.children() if os.getpgid(child) != child}


def test_a_process_that_is_killed_is_replaced_within_a_second_or_so(paper: Served) -> None:
    for _ in range(2):
        for victim in front_and_back(paper):
            begun = time.monotonic()
            os.kill(victim, signal.SIGKILL)
            assert asked(paper) == 200
            assert asked(paper, "/healthz") == 200
            assert time.monotonic() - begun < 5


def test_new_code_comes_in_without_a_failed_request(paper: Served) -> None:
    asked(paper)
    before, ended = front_and_back(paper), threading.Event()
    failed: list[str] = []
    counted = [0, 0, 0]

    def fresh() -> None:
        while not ended.wait(0.02):
            attempt(lambda: asked(paper) == 200, 0)

    def on_one_connection(path: str, place: int) -> None:
        connection = opened(paper)
        while not ended.wait(0.02):
            connection.sendall(request(path))
            status, head, _body = answer(connection)
            attempt(lambda status=status: status == 200, place)
            if b"connection: close" in head:
                connection.close()
                connection = opened(paper)
        connection.close()

    def attempt(is_well: Callable[[], bool], place: int) -> None:
        try:
            counted[place] += 1
            if not is_well():
                failed.append("another status")
        except (OSError, AssertionError) as problem:
            failed.append(repr(problem))

    threads = [threading.Thread(target=fresh) for _ in range(2)]
    # A page from memory, and what Django answers: its old process has to outlive those who ask it.
    for place, path in enumerate((PAGE, "/account/login/"), start=1):
        threads.append(threading.Thread(target=on_one_connection, args=(path, place)))
    for thread in threads:
        thread.start()
    os.kill(paper.process.pid, signal.SIGHUP)
    wait_until(lambda: not before & front_and_back(paper) and len(front_and_back(paper)) == len(before))
    ended.set()
    for thread in threads:
        thread.join()

    assert not before & front_and_back(paper), paper.said()
    assert failed == []
    assert min(counted) > 20


def test_under_siege_pages_and_staff_alone_are_answered(paper: Served) -> None:
    asked(paper)
    changes = Changes(Path(paper.home, "press", "changes"))
    changes.set_siege(True)
    try:
        found = {
            path: asked(paper, path)
            for path in (PAGE, "/account/login/", "/account/signup/", "/fr/search/?q=paris", "/newsroom/")
        }
        with_session = asked(paper, "/newsroom/", "Cookie: session=abc")
    finally:
        changes.set_siege(False)

    assert found == {
        PAGE: 200,
        "/account/login/": 200,
        "/account/signup/": 503,
        "/fr/search/?q=paris": 503,
        "/newsroom/": 503,
    }
    assert with_session == 302
    assert asked(paper, "/account/signup/") == 200

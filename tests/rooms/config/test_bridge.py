"""Between the front and an application: bodies, headers, files and streams come through whole."""

from __future__ import annotations

import asyncio
import http.client
import io
import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from azdarar.config.serving import web
from azdarar.config.serving.back.answering import Answering
from azdarar.config.serving.back.process import Back
from azdarar.config.serving.front import exchange, limits
from azdarar.config.serving.front.connection import Connection
from azdarar.config.serving.front.files import Places
from azdarar.config.serving.front.front import Front, House
from azdarar.config.serving.front.passing import Passing
from azdarar.onward.counting import Count, Readings
from azdarar.press.pressing import Press, RenderedPage
from azdarar.press.showing import Shown
from azdarar.press.statistics import Counters
from azdarar.press.store import PageStore

pytestmark = pytest.mark.xdist_group("bridge")

Start = Callable[..., Any]


class Application:
    """Answers as the path says, and remembers what it was asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environs: list[dict[str, Any]] = []
        self.closed = threading.Event()
        self.go_on = threading.Event()
        self.made = 0

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        self.environs.append(environ)
        name = environ["PATH_INFO"].rpartition("/")[2] or environ["QUERY_STRING"] or "upload"
        answer: Iterable[bytes] = getattr(self, f"answer_{name}")(environ, start)
        return answer

    def answer_body(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        told = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH", "0")))
        start("200 OK", [("Content-Length", str(len(told))), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
        return [told[:1000], told[1000:]]

    def answer_stream(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "text/plain")])
        application = self

        class Pieces:
            def __iter__(self) -> Iterator[bytes]:
                for _ in range(200):
                    yield b"x" * 10_000

            def close(self) -> None:
                application.closed.set()

        return Pieces()

    def answer_endless(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        start("200 OK", [])

        def pieces() -> Iterator[bytes]:
            for self.made in range(1, 1_000):
                yield b"x" * 100_000

        return pieces()

    def answer_file(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        path = self.folder / "file"
        path.write_bytes(os.urandom(300_000))
        start("200 OK", [("Content-Length", "300000")])
        files: Iterable[bytes] = environ["wsgi.file_wrapper"](path.open("rb"), 4096)
        return files

    def answer_memory(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        start("200 OK", [])
        pieces: Iterable[bytes] = environ["wsgi.file_wrapper"](io.BytesIO(b"kept"), 4096)
        return pieces

    def answer_unread(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        start("403 Forbidden", [("Content-Length", "2")])
        return [b"no"]

    def answer_short(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        start("200 OK", [("Content-Length", "100")])
        return [b"less"]

    def answer_broken(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        raise ValueError("as if the process had been killed")

    def answer_wait(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        self.go_on.wait(20)
        start("200 OK", [("Content-Length", "4")])
        return [b"well"]

    def answer_upload(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        self.first = environ["wsgi.input"].read(1000)
        self.go_on.set()
        rest = 0
        while piece := environ["wsgi.input"].read(65_536):
            rest += len(piece)
        start("200 OK", [])
        return [str(1000 + rest).encode()]


PICTURE = bytes(range(250)) * 400
#: What the front of this module counts of readings.
READINGS = Readings()


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Application:
    return Application(tmp_path_factory.mktemp("application"))


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory, application: Application) -> Iterator[int]:
    home = tmp_path_factory.mktemp("bridge")
    listener = web.open_listener(("127.0.0.1", 0))
    door, place = web.open_door(home)
    seen = {"is_open": True, "marks": [1], "is_loose": False}
    answering = Answering(
        application, press=lambda key: "elsewhere", picture=lambda name: seen, server=("x", 1)
    )
    back = Back(door, answering, threads=limits.THREADS)
    in_back = threading.Thread(target=back.run)
    in_back.start()
    ready, loop = threading.Event(), asyncio.new_event_loop()
    ended = asyncio.Event()
    in_front = threading.Thread(
        target=loop.run_until_complete, args=(_front(home, place, listener, ready, ended),)
    )
    in_front.start()
    ready.wait(10)
    yield listener.getsockname()[1]
    loop.call_soon_threadsafe(ended.set)
    in_front.join()
    back.stop()
    in_back.join()
    loop.close()
    door.close()


def make_front(home: Path, door: Path) -> Front:
    house = House(
        hosts=frozenset({"paper.example"}),
        old_hosts=frozenset(),
        languages=("fr",),
        session_cookie="session",
        trusts_proxy=False,
        needs_https=False,
        import_upload=2**20,
        kept_s=None,
        most_connections=1_000,
    )
    (home / "pictures").mkdir()
    (home / "pictures" / "a.jpg").write_bytes(PICTURE)
    (home / "static").mkdir()
    (home / "static" / "staticfiles.json").write_text(json.dumps({"paths": {"a.css": "a.1f.css"}}))
    (home / "static" / "a.1f.css").write_text("a {}")
    (home / "static" / "a.1f.css.gz").write_bytes(b"packed")
    return Front(
        house,
        store=PageStore(home / "press", memory_bytes=2**20),
        passing=Passing(door),
        places=Places("/static/", home / "static", "/media/pictures/", home / "pictures"),
        counters=Counters(),
        readings=READINGS,
    )


async def _front(
    home: Path, door: Path, listener: socket.socket, ready: threading.Event, ended: asyncio.Event
) -> None:
    front = make_front(home, door)
    server = await asyncio.get_running_loop().create_server(lambda: Connection(front), sock=listener)
    ready.set()
    while not ended.is_set():
        await asyncio.sleep(0.02)
        front.tick()
    server.close()
    for connection in list(front.connections):
        connection.transport.abort()
    await asyncio.sleep(0.05)


def ask(port: int, path: str, *, method: str = "GET", body: Any = None, **headers: str) -> tuple[Any, bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request(method, path, body=body, headers={"Host": "paper.example", **headers})
        answer = connection.getresponse()
        return answer, answer.read()


@pytest.mark.parametrize("size", [0, 1, 1_000, 65_536])
def test_a_body_comes_back_as_it_was_sent_with_every_header(port: int, size: int) -> None:
    sent = os.urandom(size)

    answer, body = ask(port, "/x/body", method="POST", body=sent)

    assert body == sent
    assert answer.headers.get_all("set-cookie") == ["a=1", "b=2"]


def test_a_body_in_chunks_has_a_length_when_it_arrives_and_large_ones_wait_in_a_file(
    port: int, application: Application
) -> None:
    sent = os.urandom(3 * exchange.IN_MEMORY)
    pieces = (sent[place : place + 50_000] for place in range(0, len(sent), 50_000))

    _answer, body = ask(port, "/newsroom/body", method="POST", body=pieces)

    assert body == sent
    assert application.environs[-1]["CONTENT_LENGTH"] == str(len(sent))
    assert "HTTP_TRANSFER_ENCODING" not in application.environs[-1]


def test_an_application_learns_who_asks_and_for_what(port: int, application: Application) -> None:
    ask(
        port, "/%D5%A1/body?q=%20x", **{"X-Forwarded-For": "192.0.2.7", "Cookie": "a=1; b=2", "Accept": "*/*"}
    )
    environ = application.environs[-1]

    assert environ["PATH_INFO"].encode("latin-1").decode() == "/ա/body"
    assert environ["QUERY_STRING"] == "q=%20x"
    assert environ["REMOTE_ADDR"] == "127.0.0.1"
    assert environ["HTTP_X_FORWARDED_FOR"] == "192.0.2.7"
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["HTTP_HOST"] == "paper.example"
    assert environ["wsgi.url_scheme"] == "http"


def test_that_a_story_was_read_is_counted_by_the_front_alone(port: int, application: Application) -> None:
    headers = {"Origin": "https://paper.example", "User-Agent": "Mozilla/5.0 (X11) Firefox/140.0"}
    before = len(application.environs)

    read, body = ask(port, "/read/812/", method="POST", body="", **headers)
    ask(port, "/read/812/end/", method="POST", body="", **headers)
    robot, _body = ask(port, "/read/812/", method="POST", body="", **headers | {"User-Agent": "a bot"})
    counted = {story: count for (_hour, story), count in READINGS.take().items()}

    # Who is not counted learns nothing of it.
    assert (read.status, body, robot.status) == (204, b"", 204)
    assert read.headers["cache-control"] == "no-store"
    assert counted == {812: Count(reads=1, ends=1)}
    assert len(application.environs) == before
    # What is no such word goes the way of every request.
    ask(port, "/read/812/body", method="POST", body="", **headers)
    assert len(application.environs) == before + 1
    assert READINGS.take() == {}


def test_a_stream_is_whole_and_closed_afterwards(port: int, application: Application) -> None:
    answer, body = ask(port, "/x/stream")

    assert len(body) == 2_000_000
    assert answer.headers["transfer-encoding"] == "chunked"
    assert application.closed.wait(5)


def test_files_are_sent_by_the_front_and_what_only_looks_like_one_as_a_stream(
    port: int, application: Application
) -> None:
    _answer, body = ask(port, "/x/file")

    assert body == (application.folder / "file").read_bytes()
    assert ask(port, "/x/memory")[1] == b"kept"


def test_a_head_has_the_length_and_no_body(port: int) -> None:
    answer, body = ask(port, "/x/file", method="HEAD")

    assert (answer.headers["content-length"], body) == ("300000", b"")


def test_a_static_file_is_the_same_from_the_disk_from_memory_and_on_a_connection_that_ends(port: int) -> None:
    path, packed = "/static/a.1f.css", {"Accept-Encoding": "gzip"}
    has_it = ask(port, path, **{"If-None-Match": '"a.1f.css"', **packed})[0]
    first, again, last = (ask(port, path, **packed, **more) for more in ({}, {}, {"Connection": "close"}))
    plain = ask(port, path, **{"Accept-Encoding": "identity"})

    assert (has_it.status, has_it.headers["content-encoding"]) == (304, None)
    assert first[1] == again[1] == last[1] == b"packed"
    assert plain[1] == b"a {}"
    of_a_moment = {"date", "connection"}
    told = [
        {name: value for name, value in answer.getheaders() if name not in of_a_moment}
        for answer, _body in (first, again, last)
    ]
    assert told == [told[0]] * 3
    assert told[0]["content-length"] == "6"
    assert ask(port, "/static/b.css")[0].status == 404


@pytest.mark.parametrize(
    ("asked", "status", "told", "body"),
    [
        ({}, 200, None, PICTURE),
        ({"Range": "bytes=0-9"}, 206, "bytes 0-9/100000", PICTURE[:10]),
        ({"Range": "bytes=20000-89999"}, 206, "bytes 20000-89999/100000", PICTURE[20_000:90_000]),
        ({"Range": "bytes=99990-"}, 206, "bytes 99990-99999/100000", PICTURE[-10:]),
        ({"Range": "bytes=99990-200000"}, 206, "bytes 99990-99999/100000", PICTURE[-10:]),
        ({"Range": "bytes=-10"}, 206, "bytes 99990-99999/100000", PICTURE[-10:]),
        ({"Range": "bytes=-200000"}, 206, "bytes 0-99999/100000", PICTURE),
        ({"Range": "bytes=100000-"}, 416, "bytes */100000", b""),
        ({"Range": "bytes=-0"}, 416, "bytes */100000", b""),
        ({"Range": "bytes=9-0"}, 200, None, PICTURE),
        ({"Range": "bytes=-"}, 200, None, PICTURE),
        ({"Range": "bytes=0-1,4-5"}, 200, None, PICTURE),
        ({"Range": "lines=0-1"}, 200, None, PICTURE),
        ({"Range": "bytes=0-9", "If-Range": '"a.jpg"'}, 206, "bytes 0-9/100000", PICTURE[:10]),
        ({"Range": "bytes=0-9", "If-Range": '"b.jpg"'}, 200, None, PICTURE),
        ({"Range": "bytes=0-9", "If-Range": "Tue, 03 Nov 2026 09:30:00 GMT"}, 200, None, PICTURE),
    ],
)
def test_a_part_of_a_picture_is_sent_to_whoever_asks_for_one_range(
    port: int, asked: dict[str, str], status: int, told: str | None, body: bytes
) -> None:
    answer, came = ask(port, "/media/pictures/a.jpg", **asked)

    assert (answer.status, answer.headers["content-range"]) == (status, told)
    assert came == body
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["content-length"] == str(len(body))


def test_a_picture_whose_head_is_asked_for_is_told_of_whole(port: int) -> None:
    answer, body = ask(port, "/media/pictures/a.jpg", method="HEAD", Range="bytes=0-9")

    assert (answer.status, answer.headers["content-length"], body) == (200, str(len(PICTURE)), b"")


def test_a_stream_that_nobody_takes_waits_where_it_is_made(port: int, application: Application) -> None:
    with closing(socket.socket()) as reader:
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
        reader.connect(("127.0.0.1", port))
        reader.sendall(b"GET /x/endless HTTP/1.1\r\nHost: paper.example\r\n\r\n")
        reader.settimeout(10)
        assert reader.recv(16).startswith(b"HTTP/1.1 200")
        before = -1
        while before != application.made:  # until none is made while somebody else gets megabytes
            before = application.made
            for _ in range(4):
                ask(port, "/x/stream")

    # A hundred megabytes would be made; buffers of the kernel and of both sides take a few.
    assert 1 < application.made < 80


def test_a_refusal_comes_before_the_body_has_been_sent(port: int) -> None:
    with closing(socket.create_connection(("127.0.0.1", port), timeout=20)) as connection:
        connection.sendall(
            b"POST /newsroom/imports/upload/?unread HTTP/1.1\r\nHost: paper.example\r\n"
            b"Content-Length: 1000000\r\n\r\nhello"
        )
        told = b""
        while piece := connection.recv(65_536):
            told += piece

    assert told.startswith(b"HTTP/1.1 403 ")
    assert told.endswith(b"no")


def test_an_export_is_read_while_it_arrives(port: int, application: Application) -> None:
    application.go_on.clear()
    with closing(socket.create_connection(("127.0.0.1", port), timeout=20)) as connection:
        connection.sendall(
            b"POST /newsroom/imports/upload/ HTTP/1.1\r\nHost: paper.example\r\n"
            b"Content-Length: 2000000\r\n\r\n"
        )
        connection.sendall(b"a" * 1_500)
        assert application.go_on.wait(10), "it waits for the whole"
        connection.sendall(b"a" * 1_998_500)
        told = b""
        while b"2000000" not in told.partition(b"\r\n\r\n")[2]:
            told += connection.recv(65_536)

    assert told.startswith(b"HTTP/1.1 200 ")


def test_an_answer_that_is_shorter_than_it_said_is_cut_off_not_filled(port: int) -> None:
    with pytest.raises(http.client.IncompleteRead):
        ask(port, "/x/short")


@pytest.mark.parametrize("size", [0, 500_000])
def test_a_back_that_dies_over_a_question_is_told_of_whatever_was_still_to_be_read(
    port: int, size: int
) -> None:
    answer, body = ask(port, "/newsroom/broken", method="POST", body=os.urandom(size))

    assert (answer.status, answer.headers["retry-after"]) == (503, "2")
    assert len(body) > 30


def test_more_readers_than_threads_wait_in_line_and_beyond_it_are_told_to_come_again(
    port: int, application: Application
) -> None:
    application.go_on.clear()
    most = limits.READERS_AT_ONCE + limits.READERS_WAITING
    readers = [socket.create_connection(("127.0.0.1", port), timeout=20) for _ in range(most + 20)]
    try:
        for reader in readers:
            reader.sendall(b"GET /x/wait HTTP/1.1\r\nHost: paper.example\r\nConnection: close\r\n\r\n")
        deadline = time.monotonic() + 10
        told = [b""] * 20
        for place, reader in enumerate(readers[-20:]):
            reader.settimeout(max(0.1, deadline - time.monotonic()))
            told[place] = reader.recv(1_000)
        staff = ask(port, "/newsroom/body", Cookie="session=x")[0].status
        application.go_on.set()
        answered = [reader.recv(1_000) for reader in readers[:-20]]
    finally:
        application.go_on.set()
        for reader in readers:
            reader.close()

    assert all(one.startswith(b"HTTP/1.1 503 ") and b"retry-after: 2" in one for one in told)
    assert staff == 200
    assert all(one.startswith(b"HTTP/1.1 200 ") for one in answered)


def test_who_asks_for_hundreds_of_pages_and_takes_none_is_answered_as_they_are_taken(tmp_path: Path) -> None:
    page, times = os.urandom(100_000), 300
    press = Press(
        PageStore(tmp_path / "press", memory_bytes=2**20),
        render=lambda key: RenderedPage(200, (), page, Shown()),
    )
    press.press("/robots.txt", why="asked")

    async def taken() -> tuple[int, int]:
        """Bytes that came, and the most that ever waited in the front."""
        front = make_front(tmp_path, tmp_path / "nobody.sock")
        server = await asyncio.get_running_loop().create_server(lambda: Connection(front), host="127.0.0.1")
        async with server:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname(), limit=64 * 1024)
            asked = b"GET /robots.txt HTTP/1.1\r\nHost: paper.example\r\n"
            writer.write((asked + b"\r\n") * (times - 1) + asked + b"Connection: close\r\n\r\n")
            came = waited = 0
            while piece := await reader.read(64 * 1024):
                came += len(piece)
                waiting = [one.transport.get_write_buffer_size() for one in front.connections]
                waited = max([waited, *waiting])
            writer.close()
        return came, waited

    came, waited = asyncio.run(taken())

    assert came > times * len(page)
    assert waited < 5 * len(page)

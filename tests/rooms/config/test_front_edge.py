"""What the edge answers to whoever speaks HTTP himself: exact statuses, a sentence, and the end."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

from tests.rooms.config.served import Served

pytestmark = [
    pytest.mark.whole,
    pytest.mark.skipif(settings.OPTIONS.database_file is None, reason="one database is enough"),
    pytest.mark.xdist_group("front"),
]

HOST = b"Host: localhost\r\n"
#: A request after the one under test, in the same bytes: it is answered only where the connection goes on.
NEXT = b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(tmp_path_factory.mktemp("edge") / "var")
    yield served
    served.end()
    served.log.close()


def get(*headers: bytes, target: bytes = b"/robots.txt", method: bytes = b"GET", host: bytes = HOST) -> bytes:
    lines = b"".join(line + b"\r\n" for line in headers)
    return method + b" " + target + b" HTTP/1.1\r\n" + host + lines + b"\r\n"


def post(*headers: bytes, body: bytes = b"", target: bytes = b"/account/login/") -> bytes:
    return get(*headers, target=target, method=b"POST") + body


CHUNKED = b"Transfer-Encoding: chunked"
UPLOAD = b"/newsroom/images/add/"

#: Name: the bytes, and the statuses that come back on one connection. What is refused ends it.
REFUSED: dict[str, tuple[bytes, int]] = {
    # The first line
    "no method": (b" / HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "no target": (b"GET HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "no version": (b"GET /robots.txt\r\n" + HOST + b"\r\n", 400),
    "two spaces": (b"GET  /robots.txt HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "a space behind": (b"GET /robots.txt HTTP/1.1 \r\n" + HOST + b"\r\n", 400),
    "a tab between": (b"GET\t/robots.txt\tHTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "a space in the target": (b"GET /a b HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "a control character in the target": (b"GET /a\x01b HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "a null in the target": (b"GET /a\x00b HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "a fragment": (get(target=b"/fr/#part"), 400),
    "a target without its slash": (get(target=b"robots.txt"), 400),
    "the form for proxies": (get(target=b"http://localhost/robots.txt"), 400),
    "the form for proxies, elsewhere": (get(target=b"http://evil.example/"), 400),
    "the form for tunnels": (get(target=b"localhost:80"), 400),
    "the asterisk": (get(target=b"*", method=b"OPTIONS"), 400),
    "a tunnel": (get(target=b"localhost:80", method=b"CONNECT"), 405),
    "a trace": (get(method=b"TRACE"), 405),
    "an unknown method": (get(method=b"PROPFIND"), 501),
    "a method in small letters": (get(method=b"get"), 501),
    "a method with a bracket": (get(method=b"GE(T"), 400),
    "too long a method": (get(method=b"G" * 40), 400),
    "version 0.9": (b"GET /robots.txt HTTP/0.9\r\n" + HOST + b"\r\n", 505),
    "version 1.2": (b"GET /robots.txt HTTP/1.2\r\n" + HOST + b"\r\n", 505),
    "version 2.0": (b"GET /robots.txt HTTP/2.0\r\n" + HOST + b"\r\n", 505),
    "the preface of version 2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    "a version in small letters": (b"GET /robots.txt http/1.1\r\n" + HOST + b"\r\n", 400),
    "a version with two digits": (b"GET /robots.txt HTTP/1.10\r\n" + HOST + b"\r\n", 400),
    "a greeting of TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
    "noise": (bytes(range(128, 256)), 400),
    "another protocol": (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", 400),
    "an address of 4,097": (get(target=b"/" + b"a" * 4_096), 414),
    "an address of 20,000": (get(target=b"/" + b"a" * 19_999), 414),
    "a query of 4,097": (get(target=b"/?" + b"a" * 4_095), 414),
    "a first line without an end": (b"GET /" + b"a" * 9_000, 414),
    # Line ends
    "a lone line feed": (b"GET /robots.txt HTTP/1.1\nHost: localhost\n\n", 400),
    "a lone line feed after the first line": (b"GET /robots.txt HTTP/1.1\n" + HOST + b"\r\n", 400),
    "a lone line feed among headers": (get(b"A: b\nC: d"), 400),
    "a lone return in a header": (get(b"A: b\rC: d"), 400),
    "a return twice": (get(b"A: b\r"), 400),
    "a folded line": (get(b"A: b\r\n c"), 400),
    "a folded line with a tab": (get(b"A: b\r\n\tc"), 400),
    "a first header that begins with a space": (b"GET / HTTP/1.1\r\n " + HOST + b"\r\n", 400),
    # Headers
    "a header without a colon": (get(b"Nothing"), 400),
    "a header without a name": (get(b": nothing"), 400),
    "a space before the colon": (get(b"A : b"), 400),
    "a tab before the colon": (get(b"A\t: b"), 400),
    "a space in a name": (get(b"A b: c"), 400),
    "an underscore in a name": (get(b"X_Forwarded_For: 192.0.2.1"), 400),
    "an underscore that hides a length": (get(b"Content_Length: 5"), 400),
    "a name that is not ASCII": (get("Nom-abrégé: x".encode()), 400),
    "a bracket in a name": (get(b"A[0]: b"), 400),
    "a null in a value": (get(b"A: b\x00c"), 400),
    "a bell in a value": (get(b"A: b\x07c"), 400),
    "a delete in a value": (get(b"A: b\x7fc"), 400),
    "66 headers": (get(*[b"X-%d: 1" % number for number in range(65)]), 431),
    "300 headers": (get(*[b"X-%d: 1" % number for number in range(300)]), 431),
    "a header of 8,200": (get(b"X: " + b"a" * 8_200), 431),
    "a cookie of 9,000": (get(b"Cookie: " + b"a" * 9_000), 431),
    "headers of 8,400 together": (get(b"X: " + b"a" * 4_200, b"Y: " + b"a" * 4_200), 431),
    "headers without an end": (b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 17_000, 431),
    # Hosts
    "no host": (get(host=b""), 400),
    "no host in version 1.0": (b"GET /robots.txt HTTP/1.0\r\n\r\n", 400),
    "an empty host": (get(host=b"Host:\r\n"), 400),
    "two hosts": (get(b"Host: localhost"), 400),
    "two hosts, one of them elsewhere": (get(b"Host: evil.example"), 400),
    "two hosts in different letters": (get(b"HOST: localhost"), 400),
    "two hosts in one header": (get(host=b"Host: localhost, evil.example\r\n"), 400),
    "a foreign host": (get(host=b"Host: evil.example\r\n"), 400),
    "ours as a part of another": (get(host=b"Host: localhost.evil.example\r\n"), 400),
    "somebody before the host": (get(host=b"Host: a@localhost\r\n"), 400),
    "a path behind the host": (get(host=b"Host: localhost/x\r\n"), 400),
    "a port that is none": (get(host=b"Host: localhost:http\r\n"), 400),
    "a port too long": (get(host=b"Host: localhost:123456\r\n"), 400),
    "a host with a space": (get(host=b"Host: local host\r\n"), 400),
    "a host with a tab": (get(host=b"Host: localhost\tevil.example\r\n"), 400),
    "a host with an escape": (get(host=b"Host: localhost%00.evil.example\r\n"), 400),
    "a host that is not ASCII": (get(host="Host: löcalhost\r\n".encode()), 400),
    # Lengths
    "a length and chunks": (post(b"Content-Length: 5", CHUNKED, body=b"0\r\n\r\n"), 400),
    "chunks and a length": (post(CHUNKED, b"Content-Length: 5", body=b"0\r\n\r\n"), 400),
    "a length of nothing and chunks": (post(b"Content-Length: 0", CHUNKED, body=b"0\r\n\r\n"), 400),
    "two lengths": (post(b"Content-Length: 5", b"Content-Length: 6", body=b"hello"), 400),
    "the same length twice": (post(b"Content-Length: 5", b"Content-Length: 5", body=b"hello"), 400),
    "two lengths in one header": (post(b"Content-Length: 5, 5", body=b"hello"), 400),
    "a negative length": (post(b"Content-Length: -5"), 400),
    "a length with a plus": (post(b"Content-Length: +5", body=b"hello"), 400),
    "a length in hexadecimal": (post(b"Content-Length: 0x5", body=b"hello"), 400),
    "a length with an underscore": (post(b"Content-Length: 1_0", body=b"helloworld"), 400),
    "a length with a point": (post(b"Content-Length: 5.0", body=b"hello"), 400),
    "a length in Arabic digits": (post("Content-Length: ٥".encode(), body=b"hello"), 400),
    "an empty length": (post(b"Content-Length:", body=b"hello"), 400),
    "a length of 19 digits": (post(b"Content-Length: 1000000000000000000"), 400),
    "a length on a page": (get(b"Content-Length: x"), 400),
    # Codings
    "gzip as a coding of transfer": (post(b"Transfer-Encoding: gzip"), 400),
    "two codings": (post(b"Transfer-Encoding: gzip, chunked"), 400),
    "chunks twice": (post(b"Transfer-Encoding: chunked, chunked"), 400),
    "chunks in two headers": (post(CHUNKED, CHUNKED), 400),
    "identity as a coding of transfer": (post(b"Transfer-Encoding: identity"), 400),
    "an unknown coding": (post(b"Transfer-Encoding: xchunked"), 400),
    "a coding with a parameter": (post(b"Transfer-Encoding: chunked;q=1"), 400),
    "a quoted coding": (post(b'Transfer-Encoding: "chunked"'), 400),
    "a vertical tab before the coding": (post(b"Transfer-Encoding: \x0bchunked"), 400),
    "chunks of a reader": (post(CHUNKED, body=b"5\r\nhello\r\n0\r\n\r\n"), 411),
    "chunks of an export": (post(CHUNKED, target=b"/newsroom/imports/upload/"), 411),
    # Bodies
    "a reader's body of 64 kB and one": (post(b"Content-Length: 65537"), 413),
    "a reader's body of a terabyte": (post(b"Content-Length: 1099511627776"), 413),
    "a picture of 61 MB": (post(b"Content-Length: 63963136", target=UPLOAD), 413),
    "no size of a chunk": (post(CHUNKED, target=UPLOAD, body=b"\r\nhello\r\n0\r\n\r\n"), 400),
    "a size in other letters": (post(CHUNKED, target=UPLOAD, body=b"xyz\r\nhello\r\n0\r\n\r\n"), 400),
    "a size with 0x": (post(CHUNKED, target=UPLOAD, body=b"0x5\r\nhello\r\n0\r\n\r\n"), 400),
    "a negative size": (post(CHUNKED, target=UPLOAD, body=b"-5\r\nhello\r\n0\r\n\r\n"), 400),
    "a size with a plus": (post(CHUNKED, target=UPLOAD, body=b"+5\r\nhello\r\n0\r\n\r\n"), 400),
    "a size of nine digits": (post(CHUNKED, target=UPLOAD, body=b"000000005\r\nhello\r\n0\r\n\r\n"), 400),
    "a size with a lone line feed": (post(CHUNKED, target=UPLOAD, body=b"5\nhello\r\n0\r\n\r\n\r\n"), 400),
    "a chunk longer than its size": (post(CHUNKED, target=UPLOAD, body=b"3\r\nhello\r\n0\r\n\r\n"), 400),
    "a chunk that ends with a line feed": (post(CHUNKED, target=UPLOAD, body=b"5\r\nhello\n0\r\n\r\n"), 400),
    "a trailer": (post(CHUNKED, target=UPLOAD, body=b"0\r\nHost: evil.example\r\n\r\n"), 400),
    "an extension without end": (post(CHUNKED, target=UPLOAD, body=b"5;" + b"a" * 400), 400),
    "an extension with a return": (post(CHUNKED, target=UPLOAD, body=b"5;a\rb\r\nhello\r\n0\r\n\r\n"), 400),
    # Wishes
    "an expectation": (get(b"Expect: 200-ok"), 417),
    "two expectations": (get(b"Expect: 100-continue", b"Expect: 100-continue"), 400),
}  # fmt: skip

#: What stays open: exact counts of answers show that nothing in one request was taken for another.
ANSWERED: dict[str, tuple[bytes, list[int]]] = {
    "a page": (get() + NEXT, [200, 200]),
    "three pages at once": (get() + get() + NEXT, [200, 200, 200]),
    "a page in two languages of letters": (get(host=b"hOsT: LOCALHOST\r\n") + NEXT, [200, 200]),
    "a host with its port": (get(host=b"Host: localhost:8000\r\n") + NEXT, [200, 200]),
    "a host with a final point": (get(host=b"Host: localhost.\r\n") + NEXT, [200, 200]),
    "a host in version 6": (get(host=b"Host: [::1]\r\n") + NEXT, [200, 200]),
    "an empty line before": (b"\r\n" + get() + NEXT, [200, 200]),
    "no space after the colon": (get(b"A:b") + NEXT, [200, 200]),
    "an empty value": (get(b"A:") + NEXT, [200, 200]),
    "a value that is not ASCII": (get("A: é".encode()) + NEXT, [200, 200]),
    "63 headers": (get(*[b"X-%d: 1" % number for number in range(62)]) + NEXT, [200, 200]),
    "version 1.0 ends": (b"GET /robots.txt HTTP/1.0\r\n" + HOST + b"\r\n" + NEXT, [200]),
    "a wish to end": (get(b"Connection: close") + NEXT, [200]),
    "a page with a body": (get(b"Content-Length: 5") + b"hello" + NEXT, [200, 200]),
    "a request in the body": (get(b"Content-Length: %d" % len(NEXT)) + NEXT + NEXT, [200, 200]),
    "a head": (get(method=b"HEAD") + NEXT, [200, 200]),
    "chunks of staff": (post(CHUNKED, target=UPLOAD, body=b"5;x=1\r\nhello\r\n0\r\n\r\n") + NEXT, [403, 200]),
    "an upgrade to version 2": (get(b"Connection: Upgrade", b"Upgrade: h2c") + NEXT, [200, 200]),
    "an address that is not escaped": (get(target="/fr/é/".encode()) + NEXT, [404, 200]),
    "a longest address": (get(target=b"/" + b"a" * 4_095) + NEXT, [404, 200]),
    "a form without its token": (post(b"Content-Length: 3", body=b"a=b") + NEXT, [403, 200]),
}  # fmt: skip


def said_to(paper: Served, told: bytes) -> bytes:
    """Everything the paper answers until it ends the connection."""
    with closing(socket.create_connection(("127.0.0.1", paper.port), timeout=15)) as connection:
        connection.sendall(told)
        answered = b""
        while data := connection.recv(65_536):
            answered += data
        return answered


def statuses(answered: bytes) -> list[int]:
    parts = answered.split(b"HTTP/1.1 ")
    return [int(part[:3]) for part in parts[1:]]


def test_what_no_browser_sends_is_refused_with_a_sentence_and_the_connection_ends(paper: Served) -> None:
    wrong = {}
    for name, (told, status) in REFUSED.items():
        answered = said_to(paper, told + NEXT)
        head, _end, body = answered.partition(b"\r\n\r\n")
        is_said = b"connection: close" in head and len(body) > 30 and body.endswith(b"\n")
        if statuses(answered) != [status] or not is_said:
            wrong[name] = answered[:200]

    assert not wrong
    assert len(REFUSED) > 100


def test_what_browsers_send_is_answered_each_for_itself(paper: Served) -> None:
    found = {name: statuses(said_to(paper, told)) for name, (told, _statuses) in ANSWERED.items()}

    assert found == {name: expected for name, (_told, expected) in ANSWERED.items()}


@pytest.mark.parametrize("pieces", [1, 7, 64])
def test_a_request_that_arrives_in_pieces_is_one_request(paper: Served, pieces: int) -> None:
    told = post(b"Content-Length: 3", body=b"a=b") + get(b"A: b") + NEXT
    size = -(-len(told) // pieces)
    with closing(socket.create_connection(("127.0.0.1", paper.port), timeout=15)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for place in range(0, len(told), size):
            connection.sendall(told[place : place + size])
        answered = b""
        while data := connection.recv(65_536):
            answered += data

    assert statuses(answered) == [403, 200, 200]


def test_the_home_is_not_written_by_what_was_refused(paper: Served) -> None:
    pages = Path(paper.home, "press", "pages")
    before = {path.name for path in pages.rglob("*") if path.is_file()}
    for told, _status in list(REFUSED.values())[:20]:
        said_to(paper, told)

    assert {path.name for path in pages.rglob("*") if path.is_file()} == before

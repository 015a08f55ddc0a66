"""Heads of HTTP/1 requests: read strictly, once for each block of headers that comes again.

Stricter than the standard asks: what two programs could read in two ways (a bare line feed, two lengths, a
length beside a coding, a folded line, an underscore that CGI takes for a hyphen) is refused, whoever sends
it. A request is read in two halves, because browsers repeat them apart: the first line says what is asked,
the block of headers who asks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from azdarar.config.edge import refusals
from azdarar.config.serving.front import negotiation
from azdarar.press.editions import cookie_name, edition_asked, suffix_of

#: Bytes of a head that are gathered before it is whole; limits in the words of ``refusals`` lie below.
LONGEST_HEAD = 16_384
END = b"\r\n\r\n"
LINE_END = b"\r\n"

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
#: Known, and answered by nobody here.
_NEVER = frozenset({"CONNECT", "TRACE"})

_FIRST_LINE = re.compile(
    rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]{1,32}) ([\x21\x22\x24-\x7e\x80-\xff]+) HTTP/(\d)\.(\d)"
)
_BLOCK = re.compile(rb"(?:[!#$%&'*+\-.^`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\xff]*\r\n)*")
_DIGITS = re.compile(r"[0-9]{1,18}")
_HOST = re.compile(r"([a-z0-9.\-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")
#: Bytes of a target that no browser leaves as they are, and that mean something to a log or a page.
_RAW = re.compile(rb"[\x80-\xff]")


class RefusedError(Exception):
    """A request that is not answered: the status says why, and the connection ends."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class Line:
    """What is asked."""

    method: str
    #: As it was sent, with what is not ASCII escaped; begins with a slash.
    path: str
    query: str
    is_of_1_0: bool

    @property
    def is_safe(self) -> bool:
        """Whether nothing is changed by it, and pages may answer it."""
        return self.method in ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class Block:
    """Who asks, and how: everything a front needs of the headers, found once."""

    #: All headers: names in lower case, as Latin-1; what came more than once is one, as CGI joins it.
    values: dict[str, str]
    #: Lower case, without its port.
    host: str
    length: int = 0
    is_chunked: bool = False
    is_closing: bool = False
    awaits_word: bool = False
    codings: tuple[str, ...] = ("identity",)
    etags: frozenset[str] | None = None
    modified_since: float | None = None
    is_secure: bool = False
    #: Whether it may be remembered: it holds nothing that lets somebody in.
    is_anonymous: bool = True
    #: What the key of a page has after it in the edition that is asked for; nothing in the ordinary one.
    edition: str = ""

    def has(self, etag: str) -> bool:
        """Whether a browser says that it has the bytes of this validator."""
        return self.etags is not None and (etag in self.etags or "*" in self.etags)

    @property
    def has_body(self) -> bool:
        return self.is_chunked or self.length > 0


def read_line(line: bytes) -> Line:
    """Read the first line of a request, without its end.

    Raises:
        RefusedError: 400, 405, 414, 501 or 505.
    """
    match = _FIRST_LINE.fullmatch(line)
    if match is None:
        raise RefusedError(414 if len(line) > refusals.LONGEST_ADDRESS else 400)
    method, target, major, minor = match.groups()
    if major != b"1" or minor not in b"01":
        raise RefusedError(505)
    name = method.decode("ascii")
    if name not in METHODS:
        raise RefusedError(405 if name in _NEVER else 501)
    if not target.startswith(b"/"):  # the form for proxies, for tunnels, or the lone asterisk
        raise RefusedError(400)
    if len(target) > refusals.LONGEST_ADDRESS:
        raise RefusedError(414)
    escaped = _RAW.sub(lambda found: b"%%%02X" % found[0][0], target).decode("ascii")
    path, _mark, query = escaped.partition("?")
    return Line(name, path, query, is_of_1_0=minor == b"0")


def read_block(block: bytes, *, trusts_proxy: bool) -> Block:
    """Read the headers of a request: whole lines, each with its end.

    Args:
        trusts_proxy: whether what a proxy says of https is believed.

    Raises:
        RefusedError: 400, 417 or 431.
    """
    if len(block) > refusals.LONGEST_HEADERS + 4 * refusals.MOST_HEADERS:
        raise RefusedError(431)
    if _BLOCK.fullmatch(block) is None:
        raise RefusedError(400)
    lines = block.decode("latin-1").split("\r\n")[:-1]
    if len(lines) > refusals.MOST_HEADERS:
        raise RefusedError(431)
    headers = []
    for line in lines:
        name, _colon, value = line.partition(":")
        headers.append((name.lower(), value.strip(" \t")))
    if sum(len(name) + len(value) for name, value in headers) > refusals.LONGEST_HEADERS:
        raise RefusedError(431)
    return _understood(headers, trusts_proxy=trusts_proxy)


def _understood(headers: list[tuple[str, str]], *, trusts_proxy: bool) -> Block:
    values: dict[str, str] = {}
    for name, value in headers:
        if name in values:
            if name in _ONCE:
                raise RefusedError(400)
            values[name] = f"{values[name]}{'; ' if name == 'cookie' else ','}{value}"
        else:
            values[name] = value
    expected = values.get("expect", "").lower()
    if expected not in ("", "100-continue"):
        raise RefusedError(417)
    length, is_chunked = _framing(values)
    return Block(
        values=values,
        host=_host(values.get("host", "")),
        length=length,
        is_chunked=is_chunked,
        is_closing="close" in _words(values.get("connection", "")),
        awaits_word=bool(expected),
        codings=negotiation.acceptable(values.get("accept-encoding")),
        etags=negotiation.etags(values.get("if-none-match")),
        modified_since=negotiation.instant(values.get("if-modified-since")),
        is_secure=trusts_proxy and values.get("x-forwarded-proto", "").strip().lower() == "https",
        is_anonymous=not values.keys() & {"authorization", "proxy-authorization"}
        and _holds_choices_alone(values.get("cookie", "")),
        edition=suffix_of(edition_asked(values["cookie"])) if "cookie" in values else "",
    )


#: Headers of which two make a request ambiguous.
_ONCE = frozenset(
    {
        "host",
        "content-length",
        "transfer-encoding",
        "content-type",
        "expect",
        "authorization",
        "if-modified-since",
    }
)


def _holds_choices_alone(cookies: str) -> bool:
    """Whether a browser's cookies say only what many have chosen: the edition, and ``theme.js``."""
    names = {pair.partition("=")[0].strip() for pair in cookies.split(";")}
    return not cookies or names <= {"theme", cookie_name()}


def _host(value: str) -> str:
    match = _HOST.fullmatch(value.lower())
    if match is None:
        raise RefusedError(400)
    return match[1].rstrip(".")


def _framing(values: dict[str, str]) -> tuple[int, bool]:
    """How long the body is, or that it comes in chunks; never both."""
    length, coding = values.get("content-length"), values.get("transfer-encoding")
    if coding is not None:
        if length is not None or coding.lower() != "chunked":
            raise RefusedError(400)
        return 0, True
    if length is None:
        return 0, False
    if _DIGITS.fullmatch(length) is None:
        raise RefusedError(400)
    return int(length), False


def _words(value: str) -> set[str]:
    return {word.strip().lower() for word in value.split(",")}

"""Captures: what a folder or a web archive kept of addresses, one after another and again by their place."""

from __future__ import annotations

import contextlib
import gzip
import os
import re
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime
from io import BufferedReader
from pathlib import Path, PurePosixPath
from typing import IO, Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataException
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from azdarar.formats.internal.folders import files_below
from azdarar.formats.internal.marking import Phrase, gettext_noop
from azdarar.formats.internal.page_encoding import MESSAGE, head_text

#: What is read of one capture: a page, a picture. More is cut off.
MAX_BODY_BYTES = 25 * 2**20
#: What is looked at of every page before one is read.
HEAD_BYTES = 2**17
#: What a place says that is not within a web archive: a file of its own, or a part of one.
_A_FILE, _FIRST_PART = -1, -2
_TYPES = {
    ".htm": "text/html", ".html": "text/html", ".xhtml": "text/html", ".shtml": "text/html",
    ".php": "text/html",
    ".php3": "text/html", ".asp": "text/html", ".aspx": "text/html", ".jsp": "text/html", ".cfm": "text/html",
    ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif", ".svg": "image/svg+xml", ".css": "text/css", ".js": "text/javascript",
    ".xml": "text/xml", ".rss": "text/xml", ".atom": "text/xml", ".pdf": "application/pdf",
}  # fmt: skip
_IS_HTML = re.compile(rb"(?i)<(?:!doctype html|html|head|body)[\s>]")
#: What programs that save pages write into them.
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->", re.IGNORECASE)
_SINGLE_FILE = re.compile(r"Page saved with SingleFile\s+url:\s*(\S+)\s+saved date:\s*([^\n]+)")
_HTTRACK = re.compile(r"<!--\s*Mirrored from (\S+) by HTTrack[^,]*(?:\[[^\]]*\])?, ([^>]*?)\s*-->")
_DAMAGED = gettext_noop(
    "“%(name)s” is damaged or cut off (%(reason)s): what comes after that place was not read."
)
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}(?::\d+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """What was kept of one address at one time. ``place`` finds it again, ``shown`` tells it to people.

    ``kind`` is ``response``, ``revisit`` (the same as ``digest``, kept elsewhere) or ``other``.
    """

    address: str
    place: tuple[str, int]
    shown: str
    kind: str
    status: int
    content_type: str
    captured_at: datetime | None
    location: str = ""
    digest: str = ""
    charset: str = ""

    @property
    def is_html(self) -> bool:
        """Whether it is a page."""
        return self.content_type in ("text/html", "application/xhtml+xml")


class Archives:
    """The captures below some paths: pages in folders, and web archives wherever they are."""

    def __init__(self, paths: list[Path]) -> None:
        self._paths = paths
        self.problems: list[Phrase] = []
        self._plain: dict[str, str] = {}
        self._at: dict[str, str] = {}
        self._message: tuple[str, list[Message], datetime | None] = ("", [], None)

    def captures(self) -> Iterator[tuple[Capture, bytes]]:
        """Every capture with the beginning of its body, in a fixed order."""
        for root in self._paths:
            if root.is_file():
                yield from self._of_file(root, root.parent)
                continue
            for path in files_below(root):
                yield from self._of_file(path, root)

    def body(self, place: tuple[str, int]) -> bytes:
        """The body at a place, up to 25 MB."""
        name, offset = place
        try:
            if offset <= _FIRST_PART:
                return _payload(self._parts_of(name)[_FIRST_PART - offset])
            if offset < 0:
                with _opened(Path(name)) as stream:
                    return _beginning(stream, MAX_BODY_BYTES)
            with open(self._plain.get(name, name), "rb") as stream:
                stream.seek(offset)
                record = next(iter(ArchiveIterator(stream, arc2warc=True)), None)
                return _body(record, MAX_BODY_BYTES) if record is not None else b""
        except (zlib.error, ChunkedDataException, ArchiveLoadFailed) as problem:
            raise OSError(str(problem)[:200]) from problem

    def resolve(self, address: str, capture: Capture) -> str:
        """What a link on a page leads to: links between saved files lead to the files' own addresses."""
        name, offset = capture.place
        if offset == _A_FILE and not urlsplit(address).scheme and not address.startswith(("//", "#")):
            path = unquote(urlsplit(address).path)
            near = os.path.normpath(os.path.join(os.path.dirname(name), path.lstrip("/") if path else ""))
            known = self._at.get(near) or self._at.get(os.path.join(near, "index.html"))
            if path and known:
                fragment = urlsplit(address).fragment
                return f"{known}#{fragment}" if fragment else known
        try:
            return urljoin(capture.address, address.strip())
        except ValueError:
            return ""

    def _of_file(self, path: Path, root: Path) -> Iterator[tuple[Capture, bytes]]:
        try:
            with _opened(path) as stream:
                head = _beginning(stream, HEAD_BYTES)
        except (OSError, EOFError, zlib.error) as problem:
            self._note(path, problem)
            return
        if head.startswith((b"WARC/", b"filedesc://")):
            yield from self._of_archive(path, root)
            return
        if MESSAGE.match(head):
            yield from self._of_message(path, root)
            return
        ending = PurePosixPath(path.name.lower().removesuffix(".gz")).suffix
        content_type = _TYPES.get(ending, "")
        # wget keeps what follows the question mark in the name; a page is a page whatever it is called.
        if content_type not in ("text/html", "text/xml") and _IS_HTML.search(head[:2048]):
            content_type = "text/html"
        address, captured_at = _told_address(head) if content_type == "text/html" else ("", None)
        address = address or _address_of(path, root)
        if not address and content_type != "text/html":
            # Beside a page that a browser saved lie its pictures: only their place names them.
            address = f"saved:{quote(path.relative_to(root).as_posix())}"
        self._at[os.path.normpath(path)] = address
        capture = Capture(
            address=address,
            place=(str(path), _A_FILE),
            shown=path.relative_to(root).as_posix(),
            kind="response",
            status=200,
            content_type=content_type or "application/octet-stream",
            captured_at=captured_at or datetime.fromtimestamp(path.stat().st_mtime, tz=UTC),
        )
        yield capture, head if capture.is_html or content_type == "text/xml" else b""

    def _of_message(self, path: Path, root: Path) -> Iterator[tuple[Capture, bytes]]:
        """A page that a browser saved as one file, its pictures in it (MHTML)."""
        parts, is_page = self._parts_of(str(path)), True
        saved_at = self._message[2] or datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
        for number, part in enumerate(parts):
            kind = part.get_content_type()
            address = str(part.get("Content-Location") or "").strip()
            head = _payload(part)[:HEAD_BYTES] if kind == "text/html" else b""
            yield (
                Capture(
                    address=address if address.startswith(("http://", "https://", "cid:")) else "",
                    place=(str(path), _FIRST_PART - number),
                    shown=path.relative_to(root).as_posix(),
                    # Frames within the page are no pages of the site.
                    kind="response" if is_page or kind != "text/html" else "other",
                    status=200,
                    content_type=kind,
                    captured_at=saved_at,
                    charset=part.get_content_charset() or "",
                ),
                head,
            )
            is_page = is_page and kind != "text/html"

    def _parts_of(self, name: str) -> list[Message]:
        if self._message[0] != name:
            with open(name, "rb") as stream:
                message = message_from_bytes(stream.read(4 * MAX_BODY_BYTES))
            parts = [part for part in message.walk() if not part.is_multipart()]
            self._message = (name, parts, _mail_date(message))
        return self._message[1]

    def _of_archive(self, path: Path, root: Path) -> Iterator[tuple[Capture, bytes]]:
        shown = path.relative_to(root).as_posix()
        try:
            yield from self._records(str(path), str(path), shown)
        except ArchiveLoadFailed as problem:
            if "chunk" not in str(problem).lower() and "gzip" not in str(problem).lower():
                self._note(path, problem)
                return
            # Packed as one piece: not as the standard wants it, and usual all the same.
            self._plain[str(path)] = _unpacked(path)
            yield from self._records(str(path), self._plain[str(path)], shown)
        except (EOFError, OSError, ValueError, zlib.error) as problem:
            self._note(path, problem)

    def _note(self, path: Path, problem: Exception) -> None:
        reason = (str(problem).strip().splitlines() or [type(problem).__name__])[0][:120]
        self.problems.append(Phrase(_DAMAGED, name=path.name, reason=reason))

    def _records(self, name: str, plain: str, shown: str) -> Iterator[tuple[Capture, bytes]]:
        with open(plain, "rb") as stream:
            records = ArchiveIterator(stream, arc2warc=True)
            for record in records:
                if record.rec_type in ("warcinfo", "request", "metadata", "conversion", "continuation"):
                    continue
                capture = _capture_of(record, (name, 0), shown)
                body = b""
                if capture.kind == "response" and (capture.is_html or "xml" in capture.content_type):
                    # What is damaged is found again, and told, when the page itself is read.
                    with contextlib.suppress(OSError, ValueError, EOFError, ChunkedDataException):
                        body = _body(record, HEAD_BYTES)
                # Asking for the place reads to the record's end: what is wanted of it was read before.
                yield replace(capture, place=(name, records.get_record_offset())), body


def _opened(path: Path) -> gzip.GzipFile | BufferedReader:
    """A file, unpacked where it is gzip, whatever it is called."""
    stream = path.open("rb")
    is_packed = stream.read(2) == b"\x1f\x8b"
    stream.seek(0)
    return _Unpacking(stream) if is_packed else stream


def _beginning(stream: gzip.GzipFile | BufferedReader, size: int) -> bytes:
    """What can be read of a file's first bytes, also of one that is cut off."""
    found = bytearray()
    try:
        while len(found) < size and (piece := stream.read1(min(size - len(found), 2**16))):
            found += piece
    except (EOFError, zlib.error):
        if not found:
            raise
    return bytes(found)


class _Unpacking(gzip.GzipFile):
    """A packed file that closes what it reads."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__(fileobj=stream)
        self._stream = stream

    def close(self) -> None:
        """Close both."""
        super().close()
        self._stream.close()


def _unpacked(path: Path) -> str:
    with (
        gzip.open(path, "rb") as packed,
        tempfile.NamedTemporaryFile("wb", suffix=".warc", delete=False) as plain,
    ):
        with contextlib.suppress(EOFError, zlib.error):
            while piece := packed.read(2**20):
                plain.write(piece)
        return plain.name


def _capture_of(record: ArcWarcRecord, place: tuple[str, int], shown: str) -> Capture:
    told = record.rec_headers
    http = record.http_headers
    status = _number(http.get_statuscode()) if http else 200
    content_type = (http.get_header("Content-Type") if http else told.get_header("Content-Type")) or ""
    kind = {"response": "response", "resource": "response", "revisit": "revisit"}.get(
        record.rec_type, "other"
    )
    address = (told.get_header("WARC-Target-URI") or "").strip().strip("<>").replace(" ", "%20")
    charset = re.search(r"charset=[\"']?([\w.:-]+)", content_type, re.IGNORECASE)
    return Capture(
        address=address,
        place=place,
        shown=shown,
        kind=kind if address.startswith(("http://", "https://")) else "other",
        status=status,
        content_type=content_type.partition(";")[0].strip().lower(),
        captured_at=_instant(told.get_header("WARC-Date")),
        location=(http.get_header("Location") or "").strip() if http and 300 <= status < 400 else "",
        digest=told.get_header("WARC-Payload-Digest") or "",
        charset=charset[1] if charset else "",
    )


def _body(record: Any, limit: int) -> bytes:
    found = bytearray()
    stream = record.content_stream()
    while len(found) < limit and (piece := stream.read(min(2**16, limit - len(found)))):
        found += piece
    return bytes(found)


def _mail_date(message: Message) -> datetime | None:
    try:
        found = parsedate_to_datetime(str(message["Date"]))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _payload(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _number(text: str | None) -> int:
    return int(text) if text and text.strip().isdecimal() else 0


def _instant(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _told_address(head: bytes) -> tuple[str, datetime | None]:
    """The address, and the day, that the program which saved the page wrote into it."""
    text = head_text(head[:8192])
    found = _SAVED_FROM.search(text) or _SINGLE_FILE.search(text)
    if found:
        return found[1] if found[1].startswith(("http://", "https://")) else "", None
    mirrored = _HTTRACK.search(text)
    if mirrored is None:
        return "", None
    at: datetime | None = None
    with contextlib.suppress(ValueError):
        at = datetime.strptime(mirrored[2].removesuffix(" GMT").strip(), "%a, %d %b %Y %H:%M:%S").replace(
            tzinfo=UTC
        )
    return f"http://{mirrored[1]}", at


def _address_of(path: Path, root: Path) -> str:
    """The address of a file in a mirror: its folders begin with a host, or the mirror is named after it."""
    parts = list(path.relative_to(root).parts)
    host = next((number for number, part in enumerate(parts[:-1]) if _HOST.fullmatch(part)), None)
    if host is not None:
        name, parts = parts[host], parts[host + 1 :]
    elif _HOST.fullmatch(root.name):
        name = root.name
    else:
        return ""
    last, _, query = parts[-1].partition("?")
    if last in ("index.html", "index.htm") and not query:
        last = ""
    way = "/".join([*map(quote, parts[:-1]), quote(last)])
    return f"http://{name}/{way}" + (f"?{query.removesuffix('.html')}" if query else "")

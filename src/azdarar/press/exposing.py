"""Pages laid out as plain files, for a web server in front that reads them itself.

``<home>/press/exposed/at-5f0c3a1b-1795798`` is a link to a folder with the pages that hold, compressed
beforehand, under the addresses readers ask for. The number is that of a thousand seconds, the letters stand
for the headers the web server sends; it looks for the link of the present ones. A web server cannot ask a
page whether it still holds. So every announcement takes the links away, in the process that made the
change, before it counts as delivered: all pages are gone with one step, and readers are answered by the
paper. The background worker then removes what is old and sets the links again. What ends by the clock lies
there only until the thousand seconds in which it ends, for which no link is set before it is removed.
Without a worker the links stay away or run out; the paper answers everything, and nothing wrong is shown.
"""

from __future__ import annotations

import fcntl
import logging
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

from azdarar.press.store import Freshness, PageStore, PressedPage

logger = logging.getLogger(__name__)

#: Pages laid out at most: each is three small files.
MOST_PAGES = 20_000
#: What a file ends with, for each coding.
SUFFIXES = {"identity": "", "br": ".br", "gzip": ".gz"}
#: What the web server says by itself, from the address: ``deploy/nginx/azdarar.conf``.
_BY_ADDRESS = frozenset({"content-type", "content-language"})
#: Seconds for which a link is good: the web server cuts three digits off its clock.
LINK_S = 1000
_LINKS = "at-*"
_PLAIN = re.compile(r"(?P<path>(?:/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)*/?)(?:\?page=([1-9][0-9]{0,4}))?")
#: A file's time is its validator together with its size, in whole seconds: a page that may still get a
#: successor in the same second is not laid out yet.
_SETTLED_S = 2.0
#: How long a page that was laid out and became old is waited for.
_LOST_FOR_S = 60.0


def file_name(key: str) -> str | None:
    """Where a page lies below the folder: ``fr/2026/11/27/slug/index.html``; None for one that cannot.

    A web server finds it by the address as it was sent, so only what is written in one way is laid out.
    """
    match = _PLAIN.fullmatch(key)
    if match is None:
        return None
    return f"{match['path'][1:]}{f'page-{match[2]}' if match[2] else 'index'}.html"


def content_type_of(key: str) -> str:
    """The one type a page of this address may have, as the web server tells it."""
    if key.endswith("/feed.xml"):
        return "application/rss+xml; charset=utf-8"
    if key.endswith("/feed.json"):
        return "application/feed+json; charset=utf-8"
    return "text/html; charset=utf-8"


class Exposed:
    """The folder of pages laid out, as one process sees it.

    Args:
        folder: ``exposed`` in the press's folder; made where it is missing.
    """

    def __init__(self, folder: Path, *, store: PageStore) -> None:
        self.folder, self._store = folder, store
        self._pages_folder = folder / "pages"
        self._laid_out: dict[str, PressedPage] = {}
        #: Pages to lay out, each with the instant at which one that is old is given up.
        self._wanted: dict[str, float] = {}
        self._headers: dict[str, str] = {}
        self._told = ""
        folder.mkdir(parents=True, exist_ok=True)

    def take_down(self) -> None:
        """Take every page away, at once, for every reader; done when this returns."""
        with self._alone():
            for link in self.folder.glob(_LINKS):
                link.unlink(missing_ok=True)

    def begin(self, *, headers: Iterable[tuple[str, str]], besides: Iterable[tuple[str, str]] = ()) -> None:
        """Forget what an earlier worker laid out, and write down what the web server is to send with pages.

        Args:
            headers: of a page for everybody; one that has others is not laid out.
            besides: what the paper sends with every page of its own accord.
        """
        self.take_down()
        self._laid_out.clear()
        self._headers = {name: value for name, value in headers if name not in _BY_ADDRESS}
        if self._pages_folder.exists():
            shutil.rmtree(self._pages_folder)
        self._pages_folder.mkdir()
        sent = {**dict(besides), **self._headers}
        told = "".join(f"add_header {name} {_quoted(value)};\n" for name, value in sorted(sent.items()))
        # A web server that has not read these yet looks for other links, and leaves readers to the paper.
        self._told = blake2b(told.encode(), digest_size=4).hexdigest()
        _write_whole(self.folder / "headers.conf", f"set $azdarar_headers {self._told};\n{told}".encode())

    def want(self, keys: Iterable[str]) -> None:
        """Ask for pages to be laid out at the next ``catch_up``, if they hold then."""
        self._wanted.update((key, 0.0) for key in keys if key not in self._laid_out)

    def catch_up(self, *, now: float, most: int = 100) -> bool:
        """Remove what no longer holds, lay out what is wanted and does, and set the links again.

        Args:
            most: pages laid out in one step, so that a change is never waited for long.

        Returns:
            Whether the links are set: False when something changed meanwhile, and it must be tried again.
        """
        counter = self._store.changes.look()
        number = int(now // LINK_S)
        end = (number + 2.0) * LINK_S
        self._prune(counter, now, end)
        self._lay_out(now, end, most)
        wanted = {f"at-{self._told}-{number}", f"at-{self._told}-{number + 1}"}
        with self._alone():
            # Whoever told something since takes the links away after us: the lock puts one before the other.
            if self._store.changes.look() != counter:
                return False
            found = {link.name for link in self.folder.glob(_LINKS)}
            for name in found - wanted:
                (self.folder / name).unlink(missing_ok=True)
            for name in wanted - found:
                (self.folder / name).symlink_to(self._pages_folder.name)
        return True

    def _prune(self, counter: int, now: float, end: float) -> None:
        for key, page in list(self._laid_out.items()):
            if page.checked == counter and page.holds_until >= end:
                continue
            if not self._holds(page, now, end):
                self._remove(key)
                self._wanted[key] = now + _LOST_FOR_S

    def _lay_out(self, now: float, end: float, most: int) -> None:
        for key in list(self._wanted)[:most]:
            page = self._store.load(key)
            if page is None or key in self._laid_out:
                del self._wanted[key]
            elif not self._store.is_fresh(page, now=now):
                # Pressed again when somebody asks for it: looked at again after the others, for a while.
                until = self._wanted.pop(key)
                if now < until:
                    self._wanted[key] = until
            elif not self._fits(page) or page.holds_until < end:
                del self._wanted[key]
            elif now - page.last_modified >= _SETTLED_S and len(self._laid_out) < MOST_PAGES:
                self._write(page)
                del self._wanted[key]

    def _holds(self, page: PressedPage, now: float, end: float) -> bool:
        return self._store.freshness(page, now=now) is Freshness.FRESH and page.holds_until >= end

    def _fits(self, page: PressedPage) -> bool:
        """Whether the web server, which has one set of headers, would send what the paper sends."""
        told = dict(page.headers)
        others = {name: value for name, value in told.items() if name not in _BY_ADDRESS}
        return (
            page.status == 200
            and others == self._headers
            and told.get("content-type") == content_type_of(page.key)
            and told.get("content-language", "") == page.key[1:3]
            and file_name(page.key) is not None
        )

    def _write(self, page: PressedPage) -> None:
        name = file_name(page.key)
        assert name is not None  # noqa: S101 - ``_fits`` asked
        bodies = {suffix: self._store.body(page, coding) for coding, suffix in SUFFIXES.items()}
        if any(body is None for body in bodies.values()):
            return
        place = self._pages_folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        # The page as it stands comes last: without it the web server does not look for the others.
        for suffix in reversed(SUFFIXES.values()):
            file = place.with_name(place.name + suffix)
            _write_whole(file, bodies[suffix] or b"", modified=int(page.last_modified))
        # Without its bytes, which memory may let go of.
        self._laid_out[page.key] = replace(page, bodies={})

    def _remove(self, key: str) -> None:
        self._laid_out.pop(key, None)
        place = self._pages_folder / (file_name(key) or "-")
        for suffix in SUFFIXES.values():
            place.with_name(place.name + suffix).unlink(missing_ok=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        handle = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _write_whole(file: Path, data: bytes, *, modified: int | None = None) -> None:
    new = file.with_name(f"{file.name}.new")
    try:
        # Readable for the web server, which is another user of the same group, or any.
        new.write_bytes(data)
        new.chmod(0o644)
        if modified is not None:
            os.utime(new, (modified, modified))
        new.rename(file)
    except OSError:
        with suppress(OSError):
            new.unlink()
        raise

"""Press a page: render it once for everybody who waits, refuse what is somebody's, keep the bytes."""

from __future__ import annotations

import fcntl
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from azdarar.errors import AzdararError
from azdarar.press.ahead import Ahead, in_hand
from azdarar.press.internal.changes import marks
from azdarar.press.internal.page_files import packed
from azdarar.press.showing import EVERYTHING, Shown
from azdarar.press.store import PageStore, PressedPage

logger = logging.getLogger(__name__)

#: Answers that are kept: a page, a way to another address, a page that was taken back.
KEPT_STATUSES = frozenset({HTTPStatus.OK, HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.FOUND, HTTPStatus.GONE})
#: Headers that are made anew for each answer, or that name this one rendering.
_NOT_KEPT = frozenset(
    {
        "content-length",
        "content-encoding",
        "etag",
        "last-modified",
        "vary",
        "date",
        "connection",
        "keep-alive",
    }
)
#: After a failure a page is not tried again for so long, in seconds, or every reader would cause one more.
PAUSE_AFTER_FAILURE_S = 2.0
_SLOTS = 4096
_MOST_FAILURES = 500


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """An answer to the synthetic request, before anything is judged: header names as they came."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    shown: Shown
    #: Cookies the answer sets, a token a template asked for, a person the request turned out to have.
    personal: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """A page that could not be pressed: when, how often in a row, and why, in a sentence."""

    key: str
    at: float
    times: int
    why: str


class PageFailedError(AzdararError):
    """A page could not be rendered, and there is no earlier one that may be shown."""

    code = "press.page-failed"
    sentence = _("The page %(key)s could not be rendered: %(why)s Nothing was stored; it is tried again.")


class PersonalPageError(AzdararError):
    """What was rendered for everybody carries something of somebody."""

    code = "press.personal-page"
    sentence = _("The page %(key)s was not stored, because its answer carries %(what)s.")


class Press:
    """Presses the pages of a paper; one rendering for any number of callers, in any process.

    Args:
        store: where pages are kept.
        render: answers a key by a synthetic request that holds nothing of any visitor; may raise.
    """

    def __init__(self, store: PageStore, *, render: Callable[[str], RenderedPage]) -> None:
        self.store = store
        self._render = render
        self._alone = _OneAtATime(store)
        self.failures: dict[str, Failure] = {}
        #: Told of every pressing: the page, or the failure. Counters of the process hang here.
        self.on_pressed: Callable[[PressedPage], None] = lambda page: None
        self.on_failed: Callable[[Failure], None] = lambda failure: None

    def press(
        self, key: str, *, why: str, is_forced: bool = False, ahead: Ahead | None = None
    ) -> PressedPage | None:
        """The page of a key, pressed now unless a fresh one is there by the time it is this caller's turn.

        Blocks; call it from a thread.

        Args:
            why: for the newsroom: ``asked``, ``changed``, ``all``, ``by hand``.
            is_forced: press even what is fresh.
            ahead: what was looked up for it together with other pages; it counts as begun then.

        Returns:
            None when there is no page at this address, or none that may be kept.

        Raises:
            PageFailedError: rendering failed, and no earlier page may be shown.
            PersonalPageError: the page carries something of somebody; the log has the alarm.
        """
        with self._alone(key):
            before = self.store.load(key)
            if before is not None and not is_forced and self.store.is_fresh(before):
                return before
            failed = self.failures.get(key)
            if failed and not is_forced and 0 <= time.time() - failed.at < PAUSE_AFTER_FAILURE_S:
                return self._last_good(key, before, failed)
            if ahead is None or (before is not None and before.counter > ahead.counter):
                # Nothing is there, or it changed since and was pressed since.
                ahead = Ahead(counter=self.store.changes.look(), began=time.time())
            clock = time.perf_counter()
            try:
                with in_hand(ahead):
                    rendered = self._render(key)
            except Exception as error:
                logger.exception("a page could not be rendered", extra={"page": key})
                return self._failed(
                    key, before, why=f"{type(error).__name__}: {error}"[:300].rstrip(".") + "."
                )
            if rendered.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                return self._failed(key, before, why=f"answered with {rendered.status}.")
            self.failures.pop(key, None)
            if rendered.status not in KEPT_STATUSES:
                if before is not None:
                    self.store.drop(key)
                return None
            self._refuse_personal(key, rendered)
            page = self._keep(
                key,
                rendered,
                before,
                counter=ahead.counter,
                began=ahead.began,
                ms=(time.perf_counter() - clock) * 1000,
                why=why,
            )
            self.on_pressed(page)
            return page

    def _keep(
        self,
        key: str,
        rendered: RenderedPage,
        before: PressedPage | None,
        *,
        counter: int,
        began: float,
        ms: float,
        why: str,
    ) -> PressedPage:
        tags = frozenset(rendered.shown.tags)
        etag = _etag(rendered)
        is_same = before is not None and before.etag == etag
        page = PressedPage(
            key=key,
            status=rendered.status,
            headers=tuple(
                (name.lower(), value) for name, value in rendered.headers if name.lower() not in _NOT_KEPT
            ),
            etag=etag,
            last_modified=_last_modified(before, began, is_same=is_same),
            pressed_at=began,
            counter=counter,
            until=rendered.shown.until_s,
            marks=marks({*tags, EVERYTHING}),
            render_ms=ms,
            why=why,
            size=len(rendered.body),
        )
        self.store.keep(page, packed(rendered.body), tags)
        return page

    def _refuse_personal(self, key: str, rendered: RenderedPage) -> None:
        what = _personal(rendered)
        if what:
            self.store.drop(key)
            logger.critical("a page for everybody carried %s and was not stored", what, extra={"page": key})
            raise PersonalPageError(key=key, what=what)

    def _failed(self, key: str, before: PressedPage | None, *, why: str) -> PressedPage | None:
        earlier = self.failures.get(key)
        failure = Failure(key, time.time(), (earlier.times if earlier else 0) + 1, why)
        self.failures[key] = failure
        while len(self.failures) > _MOST_FAILURES:
            self.failures.pop(next(iter(self.failures)))
        self.on_failed(failure)
        return self._last_good(key, before, failure)

    def _last_good(self, key: str, before: PressedPage | None, failure: Failure) -> PressedPage:
        """The page as it was, if nothing it shows was taken back since; shown until it can be pressed."""
        if before is not None and self.store.may_be_shown_still(before, now=time.time()):
            return before
        raise PageFailedError(key=key, why=failure.why)


class _OneAtATime:
    """One caller for each key at a time, among threads and among processes.

    A byte of one file stands for a key (two keys that share one wait for each other, rarely): the kernel lets
    go of it when a process dies.
    """

    def __init__(self, store: PageStore) -> None:
        self._file = store.folder / "pressing"
        self._process = 0
        self._handle = -1
        self._lock = threading.Lock()
        self._slots: dict[int, tuple[threading.Lock, int]] = {}

    @contextmanager
    def __call__(self, key: str) -> Iterator[None]:
        slot = int.from_bytes(sha256(key.encode()).digest()[:4], "big") % _SLOTS
        with self._in_this_process(slot), self._among_processes(slot):
            yield

    @contextmanager
    def _in_this_process(self, slot: int) -> Iterator[None]:
        with self._lock:
            lock, waiting = self._slots.get(slot, (None, 0))
            lock = lock or threading.Lock()
            self._slots[slot] = (lock, waiting + 1)
        try:
            with lock:
                yield
        finally:
            with self._lock:
                lock, waiting = self._slots.pop(slot)
                if waiting > 1:
                    self._slots[slot] = (lock, waiting - 1)

    @contextmanager
    def _among_processes(self, slot: int) -> Iterator[None]:
        handle = self._opened()
        if handle < 0:  # a disk that takes no file: each process presses for itself
            yield
            return
        fcntl.lockf(handle, fcntl.LOCK_EX, 1, slot)
        try:
            yield
        finally:
            fcntl.lockf(handle, fcntl.LOCK_UN, 1, slot)

    def _opened(self) -> int:
        with self._lock:
            if self._process != os.getpid():
                try:
                    self._handle = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
                except OSError:
                    return -1
                self._process = os.getpid()
            return self._handle


def _personal(rendered: RenderedPage) -> str:
    """What of somebody an answer carries, in words; empty for a page for all (stricter than RFC 9111)."""
    if rendered.personal:
        return rendered.personal
    for name, value in rendered.headers:
        match name.lower():
            case "set-cookie":
                return "a cookie"
            case "cache-control" if {"private", "no-store"} & _words(value):
                return "a wish to stay private"
            case "vary" if not _words(value) <= {"accept-encoding"}:
                return f"a content that varies by {value.strip()[:60]}"
            case "www-authenticate" | "authorization":
                return "a question for a name"
    return ""


def _words(value: str) -> set[str]:
    return {word.strip().partition("=")[0].strip().lower() for word in value.split(",") if word.strip()}


def _etag(rendered: RenderedPage) -> str:
    """Of everything a reader gets: the bytes, and what the headers say of them."""
    told = sha256(rendered.body)
    for name, value in sorted((name.lower(), value) for name, value in rendered.headers):
        if name not in _NOT_KEPT:
            told.update(f"\n{name}: {value}".encode())
    told.update(str(rendered.status).encode())
    return told.hexdigest()[:32]


def _last_modified(before: PressedPage | None, began: float, *, is_same: bool) -> float:
    """When a page came to be as it is; later than the page before it, even within one second.

    Some readers of feeds have this date alone, and HTTP knows no part of a second.
    """
    if before is None:
        return float(int(began))
    return before.last_modified if is_same else max(float(int(began)), before.last_modified + 1)

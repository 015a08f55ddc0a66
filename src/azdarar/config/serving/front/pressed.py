"""Answers with pressed pages: heads of answers made once for each page and coding, conditions of browsers."""

from __future__ import annotations

import time
from http import HTTPStatus

from azdarar.config.serving.front.answers import DATE, head_of
from azdarar.config.serving.front.heads import Block
from azdarar.config.serving.front.negotiation import http_date
from azdarar.press.editions import FULL, edition_of_key
from azdarar.press.for_caches import BROWSERS_ASK_AGAIN, headers_good_until, lasting_headers
from azdarar.press.store import PageStore, PressedPage

#: Looking a member up in its class takes as long as all the rest of an answer.
_OK = 200
#: What is said of keeping a page in an edition that its reader chose. No cache between may keep it, or it
#: would come to those who did not; the ordinary edition is everybody's, and does not vary by cookies.
_KEPT_BY_CHOICE = "private, no-cache"
#: Heads made for pages that memory has let go of are forgotten beyond this many.
_MOST_HEADS = 20_000


class _Heads:
    """The heads of the answers with one page, as bytes up to their date."""

    __slots__ = ("etags", "good_until", "holds_until", "not_modified", "page", "until", "whole")

    def __init__(self, page: PressedPage, *, until: float, good_until: float) -> None:
        self.page = page
        #: What they say of how long a cache in front may keep the page: from when, and until when, it is so.
        self.until = until
        self.holds_until = page.holds_until
        self.good_until = good_until
        self.etags: dict[str, str] = {}
        self.whole: dict[str, bytes] = {}
        self.not_modified: dict[str, bytes] = {}


class PressedAnswers:
    """Makes the bytes of answers with pages that are in memory.

    Args:
        kept_s: how long a cache in front, which is told what to forget, keeps pages; None without one.
    """

    def __init__(self, store: PageStore, *, kept_s: int | None) -> None:
        self._store = store
        self._kept_s = kept_s
        self._heads: dict[str, _Heads] = {}

    def answer(
        self,
        page: PressedPage,
        block: Block,
        *,
        is_head: bool,
        status: int = 0,
        closes: bool = False,
        is_old: bool = False,
    ) -> tuple[bytes, bytes, bool] | None:
        """The answer to one browser: its head up to the date, its body, and whether it is a 304.

        Args:
            status: another than the page's own; such an answer has no conditions.
            closes: whether the connection ends with it.
            is_old: whether something it shows has changed already: then no cache in front may keep it, which
                was told of that change before.

        Returns:
            None when the page's bytes are gone, and it must be pressed again.
        """
        heads = self._heads.get(page.key)
        if is_old and self._kept_s is not None:
            heads = _Heads(page, until=0.0, good_until=0.0)
        elif heads is None or heads.page is not page or (self._kept_s is not None and _is_over(heads, page)):
            heads = self._begin(page)
        coding = block.codings[0] if block.codings else "identity"
        has_some = block.etags is not None or block.modified_since is not None
        if (
            has_some
            and page.status == _OK
            and not status
            and _has_it(block, page, heads.etags.get(coding) or _etag(page, coding))
        ):
            head = heads.not_modified.get(coding) or self._make_304(heads, coding)
            return (_closing(head) if closes else head), b"", True
        body = page.bodies.get(coding)
        if body is None:
            body = self._store.body(page, coding)
            if body is None:
                return None
        if status:
            head = self._head(heads, coding, len(body), status=status)
        else:
            head = heads.whole.get(coding) or self._make_whole(heads, coding, len(body))
        return (_closing(head) if closes else head), b"" if is_head else body, False

    def forget(self) -> None:
        """Let go of heads whose pages memory has let go of."""
        get = self._store.get
        for key in [key for key, heads in self._heads.items() if get(key) is not heads.page]:
            del self._heads[key]

    def _begin(self, page: PressedPage) -> _Heads:
        if len(self._heads) > _MOST_HEADS:
            self._heads.clear()
        until, lasts = _end_of(page), float("inf")
        if self._kept_s is not None:
            lasts = headers_good_until(until=until, now=time.time(), kept_s=self._kept_s)
        heads = self._heads[page.key] = _Heads(page, until=until, good_until=lasts)
        return heads

    def _make_whole(self, heads: _Heads, coding: str, length: int) -> bytes:
        head = heads.whole[coding] = self._head(heads, coding, length)
        heads.etags[coding] = _etag(heads.page, coding)
        return head

    def _make_304(self, heads: _Heads, coding: str) -> bytes:
        page = heads.page
        headers = [(name, value) for name, value in _headers(page) if not name.startswith("content-")]
        head = head_of(HTTPStatus.NOT_MODIFIED, [*headers, *self._validators(heads, coding)])
        heads.not_modified[coding] = head
        heads.etags[coding] = _etag(page, coding)
        return head

    def _head(self, heads: _Heads, coding: str, length: int, *, status: int = 0) -> bytes:
        page = heads.page
        headers = [*_headers(page), ("content-length", str(length))]
        if coding != "identity":
            headers.append(("content-encoding", coding))
        if status:
            headers = [(name, value) for name, value in headers if name != "cache-control"]
            headers += [("cache-control", "no-store"), ("vary", "Accept-Encoding")]
        else:
            headers += self._validators(heads, coding)
        return head_of(status or page.status, headers)

    def _validators(self, heads: _Heads, coding: str) -> list[tuple[str, str]]:
        page, is_chosen = heads.page, _is_chosen(heads.page)
        told = [("vary", "Accept-Encoding, Cookie" if is_chosen else "Accept-Encoding")]
        if page.status == HTTPStatus.OK:
            told += [
                ("etag", f'"{_etag(page, coding)}"'),
                ("last-modified", http_date(int(page.last_modified))),
            ]
        if is_chosen:
            told.append(("cache-control", _KEPT_BY_CHOICE))
        elif all(name != "cache-control" for name, _value in page.headers):
            told.append(("cache-control", BROWSERS_ASK_AGAIN))
        if self._kept_s is not None and not is_chosen:
            told += lasting_headers(page.marks, until=heads.until, now=time.time(), kept_s=self._kept_s)
        return told


def _end_of(page: PressedPage) -> float:
    """When it ends by the clock alone: by itself, or because of something announced."""
    return min(page.until, page.holds_until) if page.checked >= 0 else page.until


def _is_over(heads: _Heads, page: PressedPage) -> bool:
    """Whether they say something of how long the page may be kept that is no longer so."""
    return heads.holds_until != page.holds_until or time.time() > heads.good_until


def _is_chosen(page: PressedPage) -> bool:
    """Whether it is a page in another edition than the ordinary one."""
    return edition_of_key(page.key)[1] not in (FULL, None)


def _headers(page: PressedPage) -> list[tuple[str, str]]:
    """What the page says of itself; how long it may be kept is not its own to say in an edition by choice."""
    is_chosen = _is_chosen(page)
    return [(name, value) for name, value in page.headers if not is_chosen or name != "cache-control"]


def _etag(page: PressedPage, coding: str) -> str:
    return page.etag if coding == "identity" else f"{page.etag}-{coding}"


def _has_it(block: Block, page: PressedPage, etag: str) -> bool:
    """Whether a browser has these bytes: its validators decide, and only without any its clock."""
    if block.etags is not None:
        return block.has(etag)
    return block.modified_since is not None and page.last_modified <= block.modified_since


def _closing(head: bytes) -> bytes:
    return head.removesuffix(DATE) + b"connection: close\r\n" + DATE

"""Saved pages of a site whose database is gone: folders and web archives as typed stories.

A folder is what wget, HTTrack or a browser left; a web archive is WARC or ARC, packed or not. Read twice:
once for what there is (of each address the newest good capture counts, revisits lead to what they repeat,
redirects become old addresses, canonical addresses join what is one page), then page by page. What a page
says of itself comes first; its text is found by a library made for that. Lists, feeds, errors and duplicates
are left out with a reason. Runs behind walls (``formats.confined``): a generator of records, no Django.

Source: WARC 1.1 (ISO 28500:2017), RFC 6596 (canonical), schema.org Article, ogp.me.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

import trafilatura
from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from azdarar.formats.blocks import Block, Change, Gallery, Picture
from azdarar.formats.clean_html import is_deeply_nested
from azdarar.formats.internal.page_captures import HEAD_BYTES, Archives, Capture
from azdarar.formats.internal.page_encoding import decoded, head_text
from azdarar.formats.internal.page_kinds import is_feed, kind_of, says_not_found
from azdarar.formats.internal.page_metadata import (
    Metadata,
    address_date,
    names_of,
    parsed_date,
    read_metadata,
)
from azdarar.formats.internal.page_records import REASONS, LeftOut, Media, NoPagesError, Page, Reason, Survey
from azdarar.formats.internal.page_text import Resolve, Text, read_text
from azdarar.formats.wordpress_text import to_blocks

__all__ = [
    "REASONS",
    "LeftOut",
    "Media",
    "NoPagesError",
    "Page",
    "Survey",
    "identity_of",
    "read_pages",
]

_PICTURES = ("image/jpeg", "image/png", "image/gif", "image/webp", "image/avif")
#: What only says who came, and from where.
_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|mc_[ce]id|igshid|ref|xtor|PHPSESSID|jsessionid)", re.IGNORECASE
)
_CANONICAL = re.compile(r"<link[^>]{0,300}?rel\s*=\s*[\"']?canonical[\"']?[^>]{0,600}>", re.IGNORECASE)
_REFRESH = re.compile(
    r"<meta[^>]{0,80}http-equiv\s*=\s*[\"']?refresh[\"']?[^>]{0,80}content\s*=\s*[\"']?\s*(\d{1,5})[^>]{0,20}?"
    r"url\s*=\s*[\"']?([^\"'>\s]{1,500})",
    re.IGNORECASE,
)
_HREF = re.compile(r"href\s*=\s*[\"']([^\"']{1,600})", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_LONGEST_SOURCE = 300_000
_NO_TEXT = ("script", "style", "noscript", "iframe", "svg", "template", "link", "meta", "base")
_KEPT_ATTRIBUTES = {"alt", "content", "datetime", "href", "lang", "src", "title"}
_SCRIPT = re.compile(r"<(script|style)\b", re.IGNORECASE)
#: Deeper, and the parser would leave the rest out.
_DEEPEST = 250


def identity_of(address: str) -> str:
    """What makes an address one: host, path and query, without scheme, ``www.``, tracking and index pages."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    host = (parts.netloc.rpartition("@")[2]).lower().removeprefix("www.")
    host = re.sub(r":(?:80|443)$", "", host)
    path = re.sub(r"/(?:index|default)\.(?:html?|php3?|aspx?)$", "/", parts.path or "/") or "/"
    asked = sorted(
        pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0])
    )
    return f"{host}{path}" + (f"?{urlencode(asked)}" if asked else "") if host or parts.path else ""


def read_pages(paths: list[Path]) -> Iterator[Survey | Page | LeftOut | Media]:
    """Give a ``Survey``, then every capture of a page as a ``Page`` or ``LeftOut``, its pictures before it.

    Args:
        paths: folders, saved pages and web archives of one site.

    Raises:
        NoPagesError: ``formats.no-pages``.
    """
    archives = Archives(paths)
    index = _Index()
    for capture, head in archives.captures():
        index.add(capture, head, archives)
    index.settle()
    if not index.captures:
        raise NoPagesError(name=", ".join(path.name for path in paths[:3]))
    yield Survey(
        hosts=tuple(host for host, _count in index.hosts.most_common(20)),
        title=index.site_name,
        language=index.languages.most_common(1)[0][0] if index.languages else "",
        captures=index.captures,
        pages=len(index.pages),
        passed_over=dict(index.passed_over),
        problems=tuple(archives.problems),
    )
    yield from index.left_out
    reader = _Reader(archives, index)
    for known in index.pages.values():
        yield from reader.read(known)


@dataclass(slots=True)
class _Known:
    """The best capture of one address, and every address that leads to it."""

    capture: Capture
    addresses: dict[str, None] = field(default_factory=dict)
    canonical: str = ""


class _Index:
    """All captures in short: which to read, which not, and what leads where."""

    def __init__(self) -> None:
        self.pages: dict[str, _Known] = {}
        #: By identity: when, what kind, and where; of a large site there are very many.
        self.pictures: dict[str, tuple[datetime, str, tuple[str, int]]] = {}
        self.passed_over: Counter[str] = Counter()
        self.left_out: list[LeftOut] = []
        self.hosts: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.site_name = ""
        self.captures = 0
        self._names: Counter[str] = Counter()
        self._by_digest: dict[str, Capture] = {}
        self._revisits: list[Capture] = []
        self._redirects: list[tuple[Capture, str]] = []

    def add(self, capture: Capture, head: bytes, archives: Archives) -> None:
        """Take a capture into the index."""
        self.captures += 1
        if capture.kind == "other":
            return self.leave(capture, "other")
        if capture.kind == "revisit":
            self._revisits.append(capture)
            return None
        if capture.digest:
            self._by_digest.setdefault(capture.digest, capture)
        if capture.location:
            self._redirects.append((capture, archives.resolve(capture.location, capture)))
            return None
        if capture.status != 200:
            return self.leave(capture, "error", status=str(capture.status))
        if capture.content_type in _PICTURES:
            self._keep_picture(capture)
            return self.leave(capture, "file")
        if is_feed(capture.content_type, head):
            return self.leave(capture, "feed")
        if not capture.is_html:
            return self.leave(capture, "file")
        return self._add_page(capture, head, archives)

    def _add_page(self, capture: Capture, head: bytes, archives: Archives) -> None:
        text = head_text(head)
        refresh = _REFRESH.search(text)
        if refresh and len(head) < HEAD_BYTES and _only_leads_on(text, refresh):
            self._redirects.append((capture, archives.resolve(refresh[2], capture)))
            return
        link = _CANONICAL.search(text)
        target = _HREF.search(link[0]) if link else None
        canonical = archives.resolve(target[1], capture) if target else ""
        if not urlsplit(capture.address).netloc and canonical.startswith("http"):
            # A page saved without a word about where: it says itself.
            capture = replace(capture, address=canonical)
        self.hosts[urlsplit(capture.address).netloc] += 1
        self._note_site(text)
        key = identity_of(capture.address) or capture.place[0]
        known = self.pages.get(key)
        if known is None:
            self.pages[key] = _Known(capture, {capture.address: None}, canonical)
            return
        newer, older = sorted((capture, known.capture), key=_captured, reverse=True)
        known.capture, known.addresses[capture.address] = newer, None
        known.canonical = canonical if newer is capture else known.canonical
        self.leave(older, "newer")

    def _note_site(self, text: str) -> None:
        language = re.search(r"<html[^>]{0,300}?\blang\s*=\s*[\"']?([A-Za-z-]{2,10})", text, re.IGNORECASE)
        if language:
            self.languages[language[1].lower()] += 1
        name = re.search(
            r"<meta[^>]{0,60}og:site_name[\"'][^>]{0,20}content\s*=\s*[\"']([^\"']{1,120})", text
        )
        if name:
            self._names[name[1].encode("latin-1", "replace").decode("utf-8", "replace")] += 1

    def _keep_picture(self, capture: Capture) -> None:
        key = identity_of(capture.address) or capture.place[0]
        known = self.pictures.get(key)
        if known is None or _captured(capture) > known[0]:
            self.pictures[key] = (_captured(capture), capture.content_type, capture.place)

    def leave(self, capture: Capture, reason: Reason, **data: str) -> None:
        """Note that a capture is no story; of what never was a page, only that there was one more."""
        if reason in ("file", "other"):
            self.passed_over[reason] += 1
            return
        place = _told_place(capture)
        self.left_out.append(LeftOut(address=capture.address, place=place, reason=reason, data=data))

    def settle(self) -> None:
        """Join what is one page, when all is known."""
        for revisit in self._revisits:
            self._settle_revisit(revisit)
        for capture, target in self._redirects:
            known = self._page_behind(target)
            if known is not None:
                known.addresses[capture.address] = None
            self.leave(capture, "redirect", target=target)
        self._join_canonicals()
        self.site_name = self._names.most_common(1)[0][0] if self._names else ""

    def _settle_revisit(self, revisit: Capture) -> None:
        key = identity_of(revisit.address)
        original = self._by_digest.get(revisit.digest)
        known = self.pages.get(key)
        if known is not None:
            known.addresses[revisit.address] = None
            self.leave(revisit, "newer")
        elif original is not None:
            # The same text under an address that has no capture of its own.
            same = self.pages.get(identity_of(original.address))
            if same is not None:
                same.addresses[revisit.address] = None
            self.leave(revisit, "duplicate", target=original.address)
        elif revisit.location:
            self.leave(revisit, "redirect", target=revisit.location)
        else:
            self.leave(revisit, "unreferenced")

    def _page_behind(self, target: str) -> _Known | None:
        seen: set[str] = set()
        targets = {identity_of(capture.address): to for capture, to in self._redirects} if target else {}
        key = identity_of(target)
        while key in targets and key not in seen and key not in self.pages:
            seen.add(key)
            key = identity_of(targets[key])
        return self.pages.get(key)

    def _join_canonicals(self) -> None:
        """Pages that name another as the true one are that page, unless all name the front page."""
        named = Counter(identity_of(known.canonical) for known in self.pages.values() if known.canonical)
        for key, known in list(self.pages.items()):
            canonical = identity_of(known.canonical)
            if not canonical or canonical == key or _is_front(canonical) or not _is_of(canonical, self.hosts):
                continue
            other = self.pages.get(canonical)
            if other is not None and other is not known:
                other.addresses.update(known.addresses)
                del self.pages[key]
                self.leave(known.capture, "duplicate", target=other.capture.address)
            elif other is None and named[canonical] <= 3:
                known.addresses[known.canonical] = None
                self.pages[canonical] = known
                del self.pages[key]


class _Reader:
    """Pages, read one by one."""

    def __init__(self, archives: Archives, index: _Index) -> None:
        self._archives, self._index = archives, index
        self._given: set[str] = set()

    def read(self, known: _Known) -> Iterator[Page | LeftOut | Media]:
        """One page, its pictures before it."""
        capture = known.capture
        try:
            body = self._archives.body(capture.place)
        except (OSError, EOFError, ValueError) as problem:
            yield self._left(capture, "unread", target=str(problem)[:200])
            return
        text, encoding, is_repaired = decoded(body, told=capture.charset)
        read = self._read(text, capture)
        if isinstance(read, LeftOut):
            yield read
            return
        yield from self._media(read)
        yield replace(
            read,
            addresses=tuple(known.addresses),
            address=known.canonical if known.canonical in known.addresses else capture.address,
            encoding=encoding,
            is_repaired=is_repaired,
        )

    def _read(self, text: str, capture: Capture) -> Page | LeftOut:
        root = _parsed(text)
        if root is None:
            return self._left(capture, "no-text")
        base = root.find(".//base[@href]")
        anchored = (
            replace(capture, address=self._archives.resolve(base.get("href") or "", capture))
            if base is not None
            else capture
        )

        def resolve(link: str) -> str:
            return self._archives.resolve(link, anchored)

        told = read_metadata(root, address=capture.address)
        if says_not_found(told):
            return self._left(capture, "not-found", told.headline)
        story = read_text(
            root,
            address=capture.address,
            headline=told.headline,
            standfirst=told.standfirst,
            resolve=resolve,
            convert=_converted,
        )
        kind = kind_of(told, story, root, address=capture.address)
        if kind not in ("story", "page"):
            return self._left(capture, "list" if kind == "list" else "no-text", told.headline)
        return _page(capture, told, story, root, is_story=kind == "story", resolve=resolve)

    def _left(self, capture: Capture, reason: Reason, title: str = "", **data: str) -> LeftOut:
        return LeftOut(
            address=capture.address, place=_told_place(capture), reason=reason, title=title[:255], data=data
        )

    def _media(self, page: Page) -> Iterator[Media]:
        for picture in [*_pictures_in(page.blocks), *([page.lead] if page.lead else [])]:
            kept = self._index.pictures.get(identity_of(picture.src) or picture.src)
            if kept is None or picture.src in self._given:
                continue
            self._given.add(picture.src)
            _at, content_type, place = kept
            try:
                data = self._archives.body(place)
            except (OSError, EOFError, ValueError):
                continue
            yield Media(address=picture.src, content_type=content_type, data=data)


def _page(
    capture: Capture, told: Metadata, story: Text, root: HtmlElement, *, is_story: bool, resolve: Resolve
) -> Page:
    lead: Picture | None = None
    if told.picture:
        lead = Picture(src=resolve(told.picture), alt=told.picture_alt, caption=told.picture_caption)
    if lead and any(_same_picture(lead.src, one.src) for one in _pictures_in(story.blocks)):
        lead = None
    published, dated = _dated(capture, told, root)
    is_repeated = _is_opening(told.standfirst, story.words)
    return Page(
        address=capture.address,
        addresses=(capture.address,),
        place=_told_place(capture),
        captured_at=capture.captured_at,
        headline=told.headline or story.words[:120],
        standfirst="" if is_repeated else told.standfirst,
        authors=told.authors,
        published_at=published,
        dated=dated,
        section=told.section[:120],
        tags=told.tags,
        language=told.language if _LANGUAGE.fullmatch(told.language) else "",
        alternates=tuple((code, resolve(link)) for code, link in told.alternates),
        site_name=told.site_name,
        is_story=is_story,
        lead=lead,
        blocks=story.blocks,
        changes=story.changes,
        source=_source(root),
    )


def _dated(
    capture: Capture, told: Metadata, root: HtmlElement
) -> tuple[datetime | None, Literal["told", "guessed", ""]]:
    """When it was published: as the page tells, as its address tells, as its text lets guess."""
    named = told.published or address_date(capture.address)
    if named is None or not told.authors:
        guess = trafilatura.extract_metadata(root, default_url=capture.address or None)
        told.authors = told.authors or names_of(guess.author or "")
        named = named or parsed_date(guess.date or "")
    return named, "" if named is None else "told" if told.published is not None else "guessed"


def _converted(fragment: str) -> tuple[tuple[Block, ...], tuple[Change, ...]]:
    read = to_blocks(fragment)
    return read.blocks, read.changes


def _source(root: HtmlElement) -> str:
    """The page as it was, without what never was text, or only spoke to programs and style sheets."""
    for element in list(root.iter(*_NO_TEXT)):
        element.drop_tree()
    for element in root.iter():
        for name in [name for name in element.attrib if name not in _KEPT_ATTRIBUTES]:
            del element.attrib[name]
    return re.sub(r"\s+", " ", etree.tostring(root, encoding="unicode", method="html"))[:_LONGEST_SOURCE]


def _parsed(text: str) -> HtmlElement | None:
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.replace("\x00", ""))
    if not text.strip() or is_deeply_nested(_without_scripts(text), limit=_DEEPEST):
        return None
    parser = lxml_html.HTMLParser(
        no_network=True, huge_tree=False, encoding="utf-8", remove_pis=True, remove_comments=True
    )
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def _without_scripts(text: str) -> str:
    """The text without scripts and styles, whose strings are full of tags: in one pass, closed or not."""
    kept: list[str] = []
    at = 0
    for found in _SCRIPT.finditer(text):
        if found.start() < at:
            continue
        kept.append(text[at : found.start()])
        end = text.find(f"</{found[1]}", found.end())
        at = len(text) if end < 0 else end
    return "".join([*kept, text[at:]])


def _pictures_in(blocks: tuple[Block, ...]) -> Iterator[Picture]:
    for block in blocks:
        if isinstance(block, Picture):
            yield block
        elif isinstance(block, Gallery):
            yield from block.pictures


def _same_picture(one: str, other: str) -> bool:
    def stem(address: str) -> str:
        return re.sub(r"(?:-\d+x\d+)?\.\w+$", "", urlsplit(address).path.rpartition("/")[2]).casefold()

    return bool(stem(one)) and stem(one) == stem(other)


def _is_opening(standfirst: str, words: str) -> bool:
    """Whether a summary is only the first words of the text, cut off."""
    start = re.sub(r"[\s.…]+$", "", standfirst)
    folded = re.sub(r"\W+", "", start).casefold()
    return bool(folded) and re.sub(r"\W+", "", words[: 2 * len(standfirst) + 40]).casefold().startswith(
        folded
    )


def _captured(capture: Capture) -> datetime:
    return capture.captured_at or datetime.min.replace(tzinfo=UTC)


def _only_leads_on(text: str, refresh: re.Match[str]) -> bool:
    """Whether a page does nothing but send its reader elsewhere, and soon."""
    if int(refresh[1]) > 10 or re.search(r"(?i)<body", text[: refresh.start()]):
        return False
    words = re.sub(r"<[^>]*>", " ", _without_scripts(text))
    return len(" ".join(words.split())) < 300


def _told_place(capture: Capture) -> str:
    name, offset = capture.place
    return Path(name).name if offset < 0 else f"{Path(name).name}@{offset}"


def _is_front(identity: str) -> bool:
    return identity.partition("/")[2] == ""


def _is_of(identity: str, hosts: Counter[str]) -> bool:
    host = identity.partition("/")[0]
    return any(host == known.lower().removeprefix("www.") for known in hosts) or hosts.keys() <= {""}

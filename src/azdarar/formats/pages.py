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
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import trafilatura
from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from azdarar.formats.blocks import Block, Change, Gallery, Picture
from azdarar.formats.clean_html import is_deeply_nested
from azdarar.formats.internal.page_captures import MAX_BODY_BYTES, Archives, Capture
from azdarar.formats.internal.page_encoding import decoded
from azdarar.formats.internal.page_index import Index, Known, identity_of, told_place, without_scripts
from azdarar.formats.internal.page_kinds import kind_of, says_not_found
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

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_LONGEST_SOURCE = 300_000
_NO_TEXT = ("script", "style", "noscript", "iframe", "svg", "template", "link", "meta", "base")
#: A picture in the page itself; trackers of one point are far shorter than any picture.
_DATA = re.compile(r"data:image/(jpeg|png|gif|webp|avif);base64,([A-Za-z0-9+/=\s]{400,})", re.IGNORECASE)
_INLINE = "saved:inline/"
_KEPT_ATTRIBUTES = {"alt", "content", "datetime", "href", "lang", "src", "title"}
#: Deeper, and the parser would leave the rest out.
_DEEPEST = 250


def read_pages(paths: list[Path]) -> Iterator[Survey | Page | LeftOut | Media]:
    """Give a ``Survey``, then every capture of a page as a ``Page`` or ``LeftOut``, its pictures before it.

    Args:
        paths: folders, saved pages and web archives of one site.

    Raises:
        NoPagesError: ``formats.no-pages``.
    """
    archives = Archives(paths)
    index = Index()
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


class _Reader:
    """Pages, read one by one."""

    def __init__(self, archives: Archives, index: Index) -> None:
        self._archives, self._index = archives, index
        self._given: set[str] = set()
        self._inline: dict[str, tuple[str, bytes]] = {}

    def read(self, known: Known) -> Iterator[Page | LeftOut | Media]:
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
        self._keep_inline(root)
        base = root.find(".//base[@href]")
        anchored = (
            replace(capture, address=self._archives.resolve(base.get("href") or "", capture))
            if base is not None
            else capture
        )

        def resolve(link: str) -> str:
            return link if link.startswith(_INLINE) else self._archives.resolve(link, anchored)

        told = read_metadata(root)
        story = read_text(
            root,
            headline=told.headline,
            standfirst=told.standfirst,
            resolve=resolve,
            convert=_converted,
        )
        if says_not_found(told, story):
            return self._left(capture, "not-found", told.headline)
        kind = kind_of(told, story, root, address=capture.address)
        if kind not in ("story", "page"):
            return self._left(capture, "list" if kind == "list" else "no-text", told.headline)
        return _page(capture, told, story, root, is_story=kind == "story", resolve=resolve)

    def _keep_inline(self, root: HtmlElement) -> None:
        """Pictures that a program wrote into the page get an address, and are kept until they are given."""
        self._inline.clear()
        for image in root.iter("img"):
            found = _DATA.match(image.get("src") or "")
            if found is None or len(found[0]) > MAX_BODY_BYTES:
                continue
            try:
                data = b64decode(re.sub(r"\s", "", found[2]), validate=True)
            except ValueError:
                continue
            address = f"{_INLINE}{sha256(data).hexdigest()[:32]}.{found[1].lower()}"
            self._inline[address] = (f"image/{found[1].lower()}", data)
            image.set("src", address)

    def _left(self, capture: Capture, reason: Reason, title: str = "", **data: str) -> LeftOut:
        return LeftOut(
            address=capture.address, place=told_place(capture), reason=reason, title=title[:255], data=data
        )

    def _media(self, page: Page) -> Iterator[Media]:
        for picture in [*_pictures_in(page.blocks), *([page.lead] if page.lead else [])]:
            inline = self._inline.get(picture.src)
            if inline is not None and picture.src not in self._given:
                self._given.add(picture.src)
                yield Media(address=picture.src, content_type=inline[0], data=inline[1])
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
        place=told_place(capture),
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
    if not text.strip() or is_deeply_nested(without_scripts(text), limit=_DEEPEST):
        return None
    parser = lxml_html.HTMLParser(
        no_network=True, huge_tree=False, encoding="utf-8", remove_pis=True, remove_comments=True
    )
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


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

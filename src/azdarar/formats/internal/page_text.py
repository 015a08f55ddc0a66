"""The story's own part of a page, by a library, as typed blocks; and what the page says of its pictures.

The library (trafilatura) finds the part; it is then read as any foreign HTML is. Captions and alternative
texts come from the page itself: the library does not keep them.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

import trafilatura
from lxml import etree
from lxml.etree import _Element
from lxml.html import HtmlElement
from trafilatura.meta import reset_caches

from azdarar.formats.blocks import (
    Block,
    Change,
    Gallery,
    Heading,
    ListBlock,
    Paragraphs,
    Picture,
    Preformatted,
    Quotation,
)
from azdarar.formats.clean_html import plain_text

Resolve = Callable[[str], str]
#: Reads a piece of HTML: its blocks, and what changed on the way.
Convert = Callable[[str], tuple[tuple[Block, ...], tuple[Change, ...]]]

_PARAGRAPH = re.compile(r"<p>.*?</p>", re.DOTALL)
_REMEMBERED_PAGES = 200
_WANTED: dict[str, Any] = {
    "include_comments": False,
    "include_formatting": True,
    "include_links": True,
    "include_images": True,
    "include_tables": True,
    "with_metadata": False,
}
#: A word too many is seen and cut by an editor, a word too few by nobody; ``benchmarks.pages`` measures both.
_WAYS: tuple[dict[str, Any], ...] = ({}, {"favor_recall": True})
#: Letters of a text that is a text, and of one with which nobody looks further.
_FEW, _ENOUGH = 60, 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a page says of one picture."""

    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The story's part: blocks, changes, plain words, and the share of its words that are links."""

    blocks: tuple[Block, ...] = ()
    changes: tuple[Change, ...] = ()
    words: str = ""
    linked: float = 0.0


def read_text(
    root: HtmlElement, *, headline: str, standfirst: str, resolve: Resolve, convert: Convert
) -> Text:
    """Find and read the story's own part of a page."""
    found = _found(root)
    _forget_now_and_then()
    if not found:
        return Text()
    pictures = pictures_of(root, resolve)
    fragment = _prepared(found, resolve)
    read, changes = convert(fragment)
    captions = {_folded(told.caption) for told in pictures.values() if told.caption}
    blocks = list(_own(read, pictures, captions))
    blocks = without_repeats(blocks, headline=headline, standfirst=standfirst)
    words = " ".join(_words(blocks))
    links = " ".join(re.findall(r"<a [^>]*>(.*?)</a>", " ".join(_html(blocks)), re.DOTALL))
    return Text(
        blocks=tuple(blocks),
        changes=changes,
        words=words,
        linked=len(plain_text(links)) / len(words) if words else 1.0,
    )


def _found(root: HtmlElement) -> str:
    """The story's part as the library sees it; more freely where that leaves next to nothing.

    It is not told the address: links stay as written, and are made whole by who knows where files lie.
    """
    best = ""
    for way in _WAYS:
        found = trafilatura.extract(deepcopy(root), output_format="html", **_WANTED, **way) or ""
        if len(plain_text(found)) > _FEW + len(plain_text(best)) * 3:
            best = found
        if len(best) > _ENOUGH:
            break
    return best


def pictures_of(root: _Element, resolve: Resolve) -> dict[str, Told]:
    """What the page says of its pictures, by their addresses."""
    found: dict[str, Told] = {}
    for image in root.iter("img"):
        told = Told(alt=" ".join((image.get("alt") or "").split())[:500], caption=_caption_of(image))
        for name in ("src", "data-src", "data-lazy-src", "data-original"):
            address = (image.get(name) or "").strip()
            if address and not address.startswith("data:"):
                found.setdefault(resolve(address), told)
    return found


def without_repeats(blocks: list[Block], *, headline: str, standfirst: str) -> list[Block]:
    """The text without the headline and the standfirst that open it on the page."""
    kept = [
        one for one in blocks if not (isinstance(one, Heading) and _folded(one.text) == _folded(headline))
    ]
    for repeated in (headline, standfirst):
        if not repeated or not kept:
            continue
        match kept[0]:
            case Heading(text=text) if _folded(text) == _folded(repeated):
                kept.pop(0)
            case Paragraphs(html=text):
                first = _PARAGRAPH.match(text)
                if first and _folded(plain_text(first[0])) == _folded(repeated):
                    rest = text[first.end() :]
                    kept[0:1] = [Paragraphs(html=rest)] if rest else []
    return kept


def _prepared(found: str, resolve: Resolve) -> str:
    """The library's HTML as a foreign text: whole addresses, no line ends, nothing like a shortcode."""
    parser = etree.HTMLParser(no_network=True, huge_tree=False)
    root = etree.fromstring(found, parser)
    body = root.find("body") if root is not None else None
    if body is None:
        return ""
    for heading in list(body.iter("h1")):
        heading.tag = "h2"
    for element in body.iter("a", "img"):
        name = "href" if element.tag == "a" else "src"
        address = element.get(name)
        if address:
            element.set(name, resolve(address) or address)
    written = "".join(etree.tostring(child, encoding="unicode", method="html") for child in body)
    parts = re.split(r"(<pre.*?</pre>)", written, flags=re.DOTALL)
    flowing = [part if part.startswith("<pre") else re.sub(r"\s*\n\s*", " ", part) for part in parts]
    return "".join(flowing).replace("[", "&#91;").replace("]", "&#93;")


def _own(blocks: Iterable[Block], pictures: dict[str, Told], captions: set[str]) -> Iterator[Block]:
    """The blocks with what the page says of its pictures, and without captions that became paragraphs."""
    for block in blocks:
        match block:
            case Picture():
                yield _told_of(block, pictures)
            case Gallery(pictures=inside):
                yield replace(block, pictures=tuple(_told_of(one, pictures) for one in inside))
            case Paragraphs(html=text):
                kept = _PARAGRAPH.sub(
                    lambda one: "" if _folded(plain_text(one[0])) in captions else one[0], text
                )
                if kept:
                    yield Paragraphs(html=kept)
            case _:
                yield block


def _told_of(picture: Picture, pictures: dict[str, Told]) -> Picture:
    told = pictures.get(picture.src)
    if told is None:
        return picture
    return replace(
        picture,
        alt=told.alt or picture.alt,
        caption=html.escape(told.caption, quote=False) or picture.caption,
    )


def _caption_of(image: _Element) -> str:
    """The words below a picture: of its figure, or of the element beside it that calls itself a caption."""
    parent = image.getparent()
    for _step in range(4):
        if parent is None:
            return ""
        if parent.tag == "figure":
            inside = next(iter(parent.iter("figcaption")), None)
            return _text(inside)
        named = (parent.get("class") or "").lower()
        if "caption" in named or "legende" in named or "spip_doc" in named:
            for element in parent.iter("p", "div", "span", "dd", "dt", "figcaption"):
                own = (element.get("class") or "").lower()
                if "caption" in own or "legende" in own or "titre" in own or element.tag == "figcaption":
                    return _text(element)
        parent = parent.getparent()
    return ""


def _words(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading(text=text) | Preformatted(text=text):
                yield text
            case Paragraphs(html=text) | Quotation(html=text) | ListBlock(html=text):
                yield " ".join(plain_text(text).split())
            case _ if hasattr(block, "rows"):
                yield " ".join(" ".join(row) for row in block.rows)


def _html(blocks: Iterable[Block]) -> Iterator[str]:
    return (block.html for block in blocks if isinstance(block, Paragraphs | Quotation | ListBlock))


def _text(element: Any) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())[:500]


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


_since = [0]


def _forget_now_and_then() -> None:
    """The library remembers every paragraph it meets; memory is to stay flat."""
    _since[0] += 1
    if _since[0] % _REMEMBERED_PAGES == 0:
        reset_caches()

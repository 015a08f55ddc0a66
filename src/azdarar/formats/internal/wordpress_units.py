"""Elements that are blocks of the paper, each read as a whole: headings, lists, quotations and the rest.

Each reader takes the element and a way to walk within it, and answers with blocks. What cannot stand inside
another block follows it, and is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from lxml.etree import _Element

from azdarar.formats.blocks import (
    Block,
    Heading,
    ListBlock,
    ListItem,
    Marker,
    Paragraphs,
    Preformatted,
    Quotation,
)
from azdarar.formats.clean_html import clean_inline
from azdarar.formats.internal.embeds import embed_at
from azdarar.formats.internal.marking import gettext_noop
from azdarar.formats.internal.names import names
from azdarar.formats.internal.wordpress_context import (
    Context,
    has_class,
    inline_of,
    move_out,
    plain_of,
    rich_of,
    source_of,
    text_of,
    words_of,
)
from azdarar.formats.internal.wordpress_figures import (
    read_box,
    read_figure,
    read_frame,
    read_player,
    read_plugin,
)
from azdarar.formats.internal.wordpress_table import read_table

Walk = Callable[..., list[Block]]

_REFUSED = names(
    "applet button canvas datalist dialog form frame frameset input math meter progress script select "
    "svg template textarea"
)
_SETTINGS = names("base head link meta style title")
#: Scripts that only draw the embed beside them, which the paper does itself.
_LOADER = re.compile(
    r"//(?:platform\.(?:twitter|x|instagram)\.com|(?:www\.)?instagram\.com/embed|embedr\.flickr\.com"
    r"|connect\.facebook\.net|(?:www\.)?tiktok\.com/embed|embed\.redditmedia\.com|s\.imgur\.com)"
)
_DASHES = "—–-―‒ \u00a0\u202f"


def read_unit(context: Context, element: _Element, walk: Walk) -> list[Block] | None:
    """Read one element as blocks; None when it is transparent."""
    tag = str(element.tag)
    if tag == "script" and _LOADER.search(element.get("src") or ""):
        context.tell("loader-left-out", element.get("src") or "")
        return []
    if tag in _REFUSED:
        return [context.refuse_element(element)]
    if tag in _SETTINGS:
        if tag != "head" or text_of(element):
            context.tell("style-left-out", source_of(element))
        return []
    if tag in ("div", "ul", "dl"):
        special = read_box(context, element, walk)
        if special is not None:
            return special
    reader = _READERS.get(tag)
    return reader(context, element, walk) if reader else None


def _heading(context: Context, element: _Element, walk: Walk) -> list[Block]:
    text, others = plain_of(walk(element))
    before = int(str(element.tag)[1])
    level: Literal[2, 3] = 2 if before <= 2 else 3
    if not text:
        return others
    if level != before:
        context.tell("heading-level-changed", text, before=str(before), after=str(level))
    return [Heading(text=text, level=level), *others]


def _list(context: Context, element: _Element, walk: Walk) -> list[Block]:
    items: list[ListItem] = []
    after: list[Block] = []
    for child in element:
        if not isinstance(child.tag, str):
            continue
        if child.tag in ("ul", "ol", "dir", "menu") and items:
            blocks: list[Block] = read_unit(context, child, walk) or []
        else:
            blocks = walk(child)
        below = [block for block in blocks if isinstance(block, ListBlock)]
        inline, others = inline_of(block for block in blocks if not isinstance(block, ListBlock))
        if inline or not items:
            items.append(ListItem(html=inline))
        for one in below:
            items[-1] = _with_list(items[-1], one)
        after.extend(move_out(context, others, inside=gettext_noop("list")))
    stray = clean_inline(" ".join(filter(None, [element.text, *(child.tail for child in element)])))
    if stray.strip():
        items.append(ListItem(html=stray))
    start = (element.get("start") or "1").strip()
    if element.tag == "ol" and start != "1":
        context.tell("list-numbering-changed", start=start[:12])
    kept = tuple(item for item in items if item.html or item.below)
    found: list[Block] = [ListBlock(is_ordered=element.tag == "ol", items=kept)] if kept else []
    return found + after


def _with_list(item: ListItem, more: ListBlock) -> ListItem:
    """An item with one more list below: the last one goes on where it is of the same kind."""
    if item.below is None:
        return replace(item, below=more)
    *before, last = item.lists
    if last.is_ordered != more.is_ordered:
        return replace(item, then=(*item.then, more))
    first, *rest = [*before, replace(last, items=last.items + more.items)]
    return replace(item, below=first, then=tuple(rest))


def _terms(context: Context, element: _Element, walk: Walk) -> list[Block]:
    context.tell("definition-list-changed", words_of(element))
    parts: list[Block] = []
    for child in element:
        if isinstance(child.tag, str):
            inline, others = inline_of(walk(child))
            if inline:
                text = f"<strong>{inline}</strong>" if child.tag == "dt" else inline
                parts.append(Paragraphs(html=f"<p>{clean_inline(text)}</p>"))
            parts.extend(others)
    return parts


def _quotation(context: Context, element: _Element, walk: Walk) -> list[Block]:
    if has_class(element, "twitter-tweet", "twitter-video", "instagram-media", "tiktok-embed", "reddit-card"):
        links = [link.get("href") or "" for link in element.iter("a")]
        wanted = [element.get("data-instgrm-permalink") or "", element.get("cite") or "", *reversed(links)]
        embed = next(filter(None, map(embed_at, wanted)), None)
        if embed is not None:
            return [replace(embed, title=words_of(element))]
    signed = _signature(element)
    attribution = text_of(signed).lstrip(_DASHES) if signed is not None else ""
    blocks = walk(element, left_out=[] if signed is None else [signed])
    if any(isinstance(block, Quotation) for block in blocks):
        context.tell("quotation-joined", words_of(element))
    parts = [_quoted(context, part) for part in _parted(blocks)]
    if not any(html for html, _after in parts):
        return [block for _html, after in parts for block in after]
    found: list[Block] = []
    for number, (html, after) in enumerate(parts):
        found += [Marker(kind="separator")] if number else []
        is_last = number == len(parts) - 1
        found += [Quotation(html=html, attribution=attribution if is_last else "")] if html else []
        found += after
    return found


def _parted(blocks: list[Block]) -> list[list[Block]]:
    """Blocks between the rules that part them."""
    parts: list[list[Block]] = [[]]
    for block in blocks:
        if block == Marker(kind="separator"):
            parts.append([])
        else:
            parts[-1].append(block)
    return parts


def _quoted(context: Context, blocks: list[Block]) -> tuple[str, list[Block]]:
    html, others = rich_of(blocks)
    return html, move_out(context, others, inside=gettext_noop("quotation"))


def _signature(element: _Element) -> _Element | None:
    """The ``<cite>`` or ``<footer>`` that ends a quotation."""
    last = next(iter(reversed(list(element.iter("cite", "footer")))), None)
    if last is None or not text_of(last):
        return None
    outer = next(
        (found for found in last.iterancestors("footer") if found in list(element.iter("footer"))), last
    )
    is_last = text_of(element).endswith(text_of(outer))
    return outer if is_last and text_of(element) != text_of(outer) else None


def _preformatted(context: Context, element: _Element, walk: Walk) -> list[Block]:
    for line_break in element.iter("br"):
        line_break.text = "\n"
    text = str(element.xpath("string()")).replace("\r\n", "\n").strip("\n")
    if not text.strip():
        return []
    first = next((child for child in element if isinstance(child.tag, str)), element)
    is_code = first.tag == "code" or has_class(element, "wp-block-code")
    told = " ".join(filter(None, [element.get("class"), first.get("class"), element.get("lang")]))
    language = re.search(r"\b(?:lang(?:uage)?[-:=]|brush:\s*)([a-z0-9+#]{1,20})", told)
    kind: Literal["code", "verse", "typed"] = (
        "verse" if has_class(element, "wp-block-verse") else "code" if is_code or language else "typed"
    )
    return [Preformatted(text=text, kind=kind, language=language[1] if language else "")]


def _rule(context: Context, element: _Element, walk: Walk) -> list[Block]:
    return [Marker(kind="separator")]


_READERS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _heading),
    **dict.fromkeys(("ul", "ol", "dir", "menu"), _list),
    **dict.fromkeys(("pre", "listing", "plaintext", "xmp"), _preformatted),
    **dict.fromkeys(("object", "embed"), read_plugin),
    **dict.fromkeys(("audio", "video"), read_player),
    "blockquote": _quotation,
    "dl": _terms,
    "figure": read_figure,
    "hr": _rule,
    "iframe": read_frame,
    "table": read_table,
}

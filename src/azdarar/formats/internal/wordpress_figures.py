"""Pictures, figures with their captions, galleries, files, players and embeds."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Literal

from lxml.etree import _Element

from azdarar.formats.blocks import (
    Alignment,
    Block,
    Embed,
    File,
    Gallery,
    Paragraphs,
    Picture,
    PullQuote,
    Quotation,
    Table,
)
from azdarar.formats.clean_html import plain_text
from azdarar.formats.internal.embeds import embed_at, is_address_alone
from azdarar.formats.internal.marking import gettext_noop
from azdarar.formats.internal.wordpress_context import (
    Context,
    has_class,
    inline_of,
    move_out,
    source_of,
    text_of,
)

Walk = Callable[..., list[Block]]

_ID_CLASS = re.compile(r"(?:wp-image-|attachment_|attachment-)(\d{1,12})\b")
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-orig-file", "data-full-url")


def picture_of(context: Context, element: _Element, *, link: str = "") -> Picture | str | None:
    """Read an ``<img>``: a picture, the text of a smiley, or None when there is nothing to show."""
    src = _source(element)
    alt = (element.get("alt") or "").strip() or (element.get("title") or "").strip()
    if has_class(element, "wp-smiley", "emoji") or "/smilies/" in src:
        return alt
    if element.get("width") in ("0", "1") and element.get("height") in ("0", "1"):
        context.tell("tracker-left-out", src)
        return None
    if not src or re.match(r"(?i)(?:javascript|vbscript|data|file|about):", src):
        context.tell("picture-without-address", source_of(element))
        return None
    return Picture(
        src=src,
        attachment_id=_attachment_id(element),
        alt=alt,
        align=alignment_of(element),
        link="" if link == src else link,
    )


def alignment_of(element: _Element) -> Alignment:
    """Where a picture stands, by its class or attribute."""
    told = f"{element.get('class') or ''} align{(element.get('align') or '').lower()}"
    found = re.search(r"\balign(left|right|center)\b", told)
    match found[1] if found else "":
        case "left":
            return "left"
        case "right":
            return "right"
        case "center":
            return "center"
    return ""


def _source(element: _Element) -> str:
    src = (element.get("src") or "").strip()
    if src and not src.startswith("data:"):
        return src
    lazy = next((value.strip() for value in map(element.get, _LAZY) if value and value.strip()), "")
    first = (element.get("srcset") or element.get("data-srcset") or "").split(",")[0].split()
    return lazy or (first[0] if first else src)


def _attachment_id(element: _Element) -> int | None:
    told = element.get("data-id") or element.get("data-attachment-id") or ""
    found = _ID_CLASS.search(element.get("class") or "")
    number = told if re.fullmatch(r"[0-9]{1,12}", told) else found[1] if found else ""
    return int(number) or None if number else None


def read_box(context: Context, element: _Element, walk: Walk) -> list[Block] | None:
    """Read a box that its class makes into something: a caption, a gallery, a file, an embed."""
    if has_class(element, "wp-caption", "gallery-item"):
        captions = [
            child
            for child in element.iter("p", "dd", "div", "figcaption")
            if has_class(child, "wp-caption-text", "wp-caption-dd", "gallery-caption")
        ]
        return _captioned(context, element, walk, captions=captions)
    if has_class(element, "wp-block-gallery", "blocks-gallery-grid", "gallery", "tiled-gallery"):
        return _gallery(context, element, walk)
    if has_class(element, "wp-block-file"):
        return _file(element)
    if has_class(element, "wp-block-embed", "wp-block-embed__wrapper"):
        return _captioned(context, element, walk, captions=[])
    return None


def read_figure(context: Context, element: _Element, walk: Walk) -> list[Block]:
    """Read a figure with its caption, or a gallery."""
    if has_class(element, "wp-block-gallery"):
        return _gallery(context, element, walk)
    captions = [child for child in element.iter("figcaption") if _figure_of(child) is element]
    return _captioned(context, element, walk, captions=captions)


def _figure_of(element: _Element) -> _Element | None:
    return next(element.iterancestors("figure"), None)


def _captioned(
    context: Context, element: _Element, walk: Walk, *, captions: Collection[_Element]
) -> list[Block]:
    """Read a figure: what is shown, with the caption on the first block that can have one."""
    address = text_of(element)
    if has_class(element, "wp-block-embed", "wp-block-embed__wrapper"):
        address = " ".join(
            text_of(child) for child in element.iter("div") if has_class(child, "wp-block-embed__wrapper")
        )
    blocks: list[Block] = []
    if is_address_alone(address):
        embed = embed_at(address)
        blocks = [embed] if embed else []
    blocks = blocks or walk(element, left_out=captions)
    below: list[Block] = []
    for caption in captions:
        below.extend(walk(caption))
    inline, others = inline_of(below)
    if has_class(element, "wp-block-pullquote"):
        blocks = [_pulled(block) for block in blocks]
    align = alignment_of(element)
    blocks = [
        replace(block, align=align) if isinstance(block, Picture) and align else block for block in blocks
    ]
    return _with_caption(blocks, inline) + others


def _with_caption(blocks: list[Block], caption: str) -> list[Block]:
    if not caption:
        return blocks
    for number, block in enumerate(blocks):
        match block:
            case Picture() | Gallery() | Table():
                blocks[number] = replace(block, caption=block.caption or caption)
                return blocks
            case Embed() | File():
                blocks[number] = replace(block, title=block.title or plain_text(caption))
                return blocks
            case Quotation() | PullQuote() if not block.attribution:
                blocks[number] = replace(block, attribution=plain_text(caption))
                return blocks
    return [*blocks, Paragraphs(html=f"<p>{caption}</p>")]


def _pulled(block: Block) -> Block:
    if not isinstance(block, Quotation):
        return block
    return PullQuote(text=" ".join(plain_text(block.html).split()), attribution=block.attribution)


def _gallery(context: Context, element: _Element, walk: Walk) -> list[Block]:
    own = [child for child in element.iter("figcaption") if child.getparent() is element]
    pictures: list[Picture] = []
    others: list[Block] = []
    for block in walk(element, left_out=own):
        match block:
            case Picture():
                pictures.append(block)
            case Gallery():
                pictures.extend(block.pictures)
            case _:
                others.append(block)
    below: list[Block] = []
    for caption in own:
        below.extend(walk(caption))
    inline, left = inline_of(below)
    if not pictures:
        return _with_caption(others, inline) + left
    moved = [block for block in others if not isinstance(block, Paragraphs)]
    texts = [block for block in others if isinstance(block, Paragraphs)]
    gallery: Block = Gallery(pictures=tuple(pictures), caption=inline) if len(pictures) > 1 else pictures[0]
    return [gallery, *texts, *move_out(context, moved + left, inside=gettext_noop("gallery"))]


def _file(element: _Element) -> list[Block] | None:
    for link in element.iter("a"):
        if link.get("href") and re.match(r"(?i)https?:|/", (link.get("href") or "").strip()):
            title = text_of(link) if not has_class(link, "wp-block-file__button") else ""
            return [File(url=(link.get("href") or "").strip(), title=title)]
    return None


def read_frame(context: Context, element: _Element, walk: Walk) -> list[Block]:
    """Read an ``<iframe>``."""
    src = element.get("src") or element.get("data-src") or element.get("data-lazy-src") or ""
    embed = embed_at(src, title=(element.get("title") or "").strip())
    return [embed] if embed else [context.refuse_element(element)]


def read_plugin(context: Context, element: _Element, walk: Walk) -> list[Block]:
    """An ``<object>`` or ``<embed>``: the first address in it that is one."""
    wanted = [found.get("src") for found in element.iter("iframe", "embed")]
    wanted += [found.get("data") for found in element.iter("object")]
    wanted += [
        found.get("value")
        for found in element.iter("param")
        if (found.get("name") or "").lower() in ("movie", "src", "url", "data", "filename")
    ]
    embed = next(filter(None, (embed_at(address) for address in wanted if address)), None)
    if embed is None:
        return [context.refuse_element(element)]
    if re.search(r"\.swf\b", embed.url) or "/swf/" in embed.url:
        context.tell("flash-embed", embed.url)
    return [replace(embed, title=text_of(element))]


def read_player(context: Context, element: _Element, walk: Walk) -> list[Block]:
    """Read an ``<audio>`` or ``<video>``."""
    kind: Literal["audio", "video"] = "audio" if element.tag == "audio" else "video"
    wanted = [element.get("src"), *(found.get("src") for found in element.iter("source"))]
    url = next((address.strip() for address in wanted if address and address.strip()), "")
    if not re.match(r"(?i)https?:|/|[\w-]+(?:/|\.\w)", url):
        return [context.refuse_element(element)]
    return [File(url=url, title=(element.get("title") or "").strip(), kind=kind)]

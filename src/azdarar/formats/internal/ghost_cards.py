"""The cards of Ghost's editors, mobiledoc and lexical alike: each by its name and what was put into it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from azdarar.formats.blocks import (
    Block,
    Box,
    File,
    Gallery,
    Heading,
    Marker,
    Paragraphs,
    Picture,
    Preformatted,
    Unknown,
)
from azdarar.formats.clean_html import clean_inline, plain_text
from azdarar.formats.internal.embeds import embed_at
from azdarar.formats.internal.foreign_html import escaped
from azdarar.formats.internal.ghost_markdown import markdown_html
from azdarar.formats.internal.marking import Phrase, gettext_noop
from azdarar.formats.internal.wordpress_context import Context, rich_of

#: Reads HTML within a conversion.
ReadHTML = Callable[[Context, str], list[Block]]

_LONGEST_SOURCE = 2000


@dataclass(frozen=True, slots=True)
class Card:
    """One card: its name in any of Ghost's editors, and its payload."""

    name: str
    payload: Mapping[str, Any]

    def text(self, *names: str) -> str:
        """The first of these values that is a text."""
        found = (self.payload.get(name) for name in names)
        return next((value.strip() for value in found if isinstance(value, str) and value.strip()), "")

    def part(self, name: str) -> Card:
        """An object within the payload."""
        value = self.payload.get(name)
        return Card(self.name, value if isinstance(value, Mapping) else {})

    @property
    def source(self) -> str:
        """The card as it was written, for a person to look at."""
        told = {name: value for name, value in self.payload.items() if name not in ("type", "version")}
        return json.dumps(told, ensure_ascii=False, default=str)[:_LONGEST_SOURCE]


def card_blocks(context: Context, card: Card, *, read_html: ReadHTML) -> list[Block]:
    """Read a card. What it says to some readers only is not read at all, and told."""
    if _is_hidden_from_some(card):
        context.tell("card-for-some", card.source, name=card.name)
        return []
    reader = _READERS.get(card.name)
    if reader is not None:
        within = card.name not in _WHOLE
        context.depth += within
        try:
            return reader(context, card, read_html)
        finally:
            context.depth -= within
    if card.name in _FOR_MAILS:
        context.tell("card-for-mails", card.source, name=card.name)
        return []
    if card.name in _COMPUTED:
        context.tell("card-of-site", card.source, name=card.name)
        return []
    if card.name in _SILENT:
        return []
    context.tell("card-kept", card.source, name=card.name)
    return [Unknown(name=card.name, source=f"[{card.name}] {card.source}")]


def _is_hidden_from_some(card: Card) -> bool:
    """Whether a card was shown to members only, or to some of them."""
    shown = card.part("visibility")
    web = shown.part("web").payload
    if web:
        segment = web.get("memberSegment")
        return web.get("nonMember") is False or (isinstance(segment, str) and segment != _EVERY_MEMBER)
    return shown.payload.get("showOnWeb") is False or bool(shown.text("segment"))


_EVERY_MEMBER = "status:free,status:-free"


def _image(context: Context, card: Card, read_html: ReadHTML) -> list[Block]:
    src = card.text("src")
    if not src:
        context.tell("picture-without-address", card.source)
        return []
    return [
        Picture(
            src=src,
            alt=card.text("alt") or plain_text(card.text("title")),
            caption=clean_inline(card.text("caption")),
            link=card.text("href"),
        )
    ]


def _gallery(context: Context, card: Card, read_html: ReadHTML) -> list[Block]:
    rows = card.payload.get("images")
    pictures = [
        picture
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, Mapping)
        for picture in _image(context, Card("image", row), read_html)
        if isinstance(picture, Picture)
    ]
    return [Gallery(pictures=tuple(pictures), caption=clean_inline(card.text("caption")))] if pictures else []


def _embed(context: Context, card: Card, read_html: ReadHTML) -> list[Block]:
    meta = card.part("metadata")
    title = meta.text("title") or plain_text(card.text("caption"))
    embed = embed_at(card.text("url"), title=title) or embed_at(meta.text("url"), title=title)
    if embed is None and card.text("html"):
        return read_html(context, card.text("html"))
    if embed is None:
        return [context.refuse(Phrase(gettext_noop("An embed without an address")), card.source)]
    return [embed]


def _bookmark(context: Context, card: Card, read_html: ReadHTML) -> list[Block]:
    meta = card.part("metadata")
    url = card.text("url") or meta.text("url")
    lines = [_link(url, meta.text("title") or card.text("title") or url)]
    lines += [escaped(meta.text("description") or card.text("description")), card.text("caption")]
    return _paragraph("<br>".join(filter(None, lines)))


def _callout(context: Context, card: Card, read_html: ReadHTML) -> list[Block]:
    emoji = card.text("calloutEmoji")
    blocks = read_html(context, card.text("calloutText"))
    if emoji and blocks and isinstance(blocks[0], Paragraphs) and blocks[0].html.startswith("<p>"):
        blocks[0] = Paragraphs(html=f"<p>{escaped(emoji)} {blocks[0].html.removeprefix('<p>')}")
    return blocks


def _toggle(context: Context, card: Card, read_html: ReadHTML) -> list[Block]:
    title = " ".join(plain_text(card.text("heading")).split())
    inside = read_html(context, card.text("content"))
    html, others = rich_of(inside)
    if not title or not html:
        heading: list[Block] = [Heading(text=title, level=3)] if title else []
        return [*heading, *inside]
    return [Box(title=title, html=html), *others]


def _html(context: Context, card: Card, read_html: ReadHTML) -> list[Block]:
    return read_html(context, card.text("html"))


def _markdown(context: Context, card: Card, read_html: ReadHTML) -> list[Block]:
    return read_html(context, markdown_html(card.text("markdown")))


def _code(context: Context, card: Card, read_html: ReadHTML) -> list[Block]:
    code = card.payload.get("code")
    if not isinstance(code, str) or not code.strip():
        return []
    caption = clean_inline(card.text("caption"))
    block = Preformatted(text=code.strip("\r\n"), kind="code", language=card.text("language"))
    return [block, *_paragraph(caption)]


def _button(context: Context, card: Card, read_html: ReadHTML) -> list[Block]:
    url, text = card.text("buttonUrl", "url"), plain_text(card.text("buttonText", "text"))
    return _paragraph(_link(url, text or url))


def _file(context: Context, card: Card, read_html: ReadHTML) -> list[Block]:
    if not card.text("src"):
        return [context.refuse(Phrase(gettext_noop("A file without an address")), card.source)]
    title = plain_text(card.text("fileTitle", "title")) or card.text("fileName")
    shown: list[Block] = [File(url=card.text("src"), title=title)]
    return [*shown, *_paragraph(clean_inline(card.text("fileCaption")))]


def _audio(context: Context, card: Card, read_html: ReadHTML) -> list[Block]:
    return _played(context, card, File(url=card.text("src"), kind="audio", title=card.text("title")))


def _video(context: Context, card: Card, read_html: ReadHTML) -> list[Block]:
    title = plain_text(card.text("title")) or card.text("fileName")
    return _played(context, card, File(url=card.text("src"), kind="video", title=title))


def _played(context: Context, card: Card, file: File) -> list[Block]:
    if not file.url:
        return [context.refuse(Phrase(gettext_noop("A recording without an address")), card.source)]
    return [file, *_paragraph(clean_inline(card.text("caption")))]


def _header(context: Context, card: Card, read_html: ReadHTML) -> list[Block]:
    title = " ".join(plain_text(card.text("header", "heading")).split())
    blocks: list[Block] = [Heading(text=title, level=2)] if title else []
    picture = card.text("backgroundImageSrc")
    if picture:
        blocks.append(Picture(src=picture))
    blocks += read_html(context, card.text("subheader", "subheading"))
    return [*blocks, *_button(context, card, read_html)]


def _product(context: Context, card: Card, read_html: ReadHTML) -> list[Block]:
    title = " ".join(plain_text(card.text("productTitle")).split())
    blocks: list[Block] = [Heading(text=title, level=3)] if title else []
    if card.text("productImageSrc"):
        blocks.append(Picture(src=card.text("productImageSrc")))
    blocks += read_html(context, card.text("productDescription"))
    url = card.text("productUrl")
    return [*blocks, *_paragraph(_link(url, plain_text(card.text("productButton")) or url))]


def _call_to_action(context: Context, card: Card, read_html: ReadHTML) -> list[Block]:
    blocks: list[Block] = []
    if card.text("imageUrl"):
        blocks.append(Picture(src=card.text("imageUrl")))
    blocks += read_html(context, card.text("textValue", "html"))
    return [*blocks, *_button(context, card, read_html)]


def _before_after(context: Context, card: Card, read_html: ReadHTML) -> list[Block]:
    images = [dict(card.part(name).payload) for name in ("beforeImage", "afterImage")]
    payload = {"images": images, "caption": card.payload.get("caption")}
    return _gallery(context, Card("gallery", payload), read_html)


def _marker(context: Context, card: Card, read_html: ReadHTML) -> list[Block]:
    return [Marker(kind="separator")]


def _paywall(context: Context, card: Card, read_html: ReadHTML) -> list[Block]:
    return [Marker(kind="members")]


def _paragraph(html: str) -> list[Block]:
    text = clean_inline(html)
    return [Paragraphs(html=f"<p>{text}</p>")] if text else []


def _link(url: str, text: str) -> str:
    return f'<a href="{escaped(url)}">{escaped(text)}</a>' if url else escaped(text)


_READERS: dict[str, Callable[[Context, Card, ReadHTML], list[Block]]] = {
    "image": _image,
    "gallery": _gallery,
    "embed": _embed,
    "nft": _embed,
    "bookmark": _bookmark,
    "callout": _callout,
    "toggle": _toggle,
    "html": _html,
    "markdown": _markdown,
    "card-markdown": _markdown,
    "code": _code,
    "codeblock": _code,
    "button": _button,
    "file": _file,
    "audio": _audio,
    "video": _video,
    "header": _header,
    "product": _product,
    "call-to-action": _call_to_action,
    "before-after": _before_after,
    "hr": _marker,
    "horizontalrule": _marker,
    "paywall": _paywall,
}
#: Cards that are nothing but a text, so that nothing stands around what is in it.
_WHOLE = frozenset({"html", "markdown", "card-markdown", "paywall"})
_FOR_MAILS = frozenset({"email", "email-cta"})
_COMPUTED = frozenset({"signup", "transistor", "collection", "latest-posts"})
_SILENT = frozenset({"tk", "zwnj"})

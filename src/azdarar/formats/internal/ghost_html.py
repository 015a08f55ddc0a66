"""HTML as Ghost writes it: cards by their classes, notes of Markdown, where the part for members begins."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from lxml.etree import _Element

from azdarar.formats.blocks import Block, Marker
from azdarar.formats.clean_html import is_deeply_nested
from azdarar.formats.internal.foreign_html import MAX_NESTING, flattened, parsed, pieces_of, tidied
from azdarar.formats.internal.ghost_cards import Card, card_blocks
from azdarar.formats.internal.wordpress_context import Context, has_class, source_of, text_of
from azdarar.formats.internal.wordpress_walk import Walker

#: No text holds it, and nothing here stands in for anything.
_NOTHING = "x-azdarar-nothing"
_BACK = re.compile(r"\s*<a\b[^>]*\bfootnote-backref\b[^>]*>.*?</a>", re.DOTALL)


def read_html(context: Context, html: str) -> list[Block]:
    """Read finished HTML: line ends say nothing, cards are blocks."""
    return [block for piece in pieces_of(tidied(html)) for block in _read(context, piece)]


def _read(context: Context, text: str) -> list[Block]:
    if not text.strip():
        return []
    root = None if is_deeply_nested(text, limit=MAX_NESTING) else parsed(text)
    if root is None:
        context.tell("nesting-flattened", text)
        return flattened(text)
    for item in root.iter("li"):
        if has_class(item, "footnote-item") and item.get("id"):
            context.footnotes.setdefault(f"#{item.get('id')}", _BACK.sub("", _inner(item)))
    context.depth += 1
    try:
        return GhostWalker(context, placeholder=_NOTHING, shortcodes=[], is_freeform=False).walk(root)
    finally:
        context.depth -= 1


class GhostWalker(Walker):
    """One walk over HTML of Ghost."""

    def _read_comment(self, text: str) -> None:
        if text.strip() == "members-only":
            self.add(Marker(kind="members"))
        elif not re.fullmatch(r"\s*kg-card-(?:begin|end)\b.*", text, re.DOTALL):
            super()._read_comment(text)

    def _read_whole(self, element: _Element) -> bool:
        tag = str(element.tag)
        if tag == "sup" and has_class(element, "footnote-ref"):
            link = next(element.iter("a"), None)
            self._line.add_text(self._note((link.get("href") if link is not None else "") or ""))
            return True
        if tag in ("section", "hr") and has_class(element, "footnotes", "footnotes-sep"):
            return True
        card = card_of(element)
        if card is not None:
            self.add(*card_blocks(self.context, card, read_html=read_html))
            return True
        return super()._read_whole(element)


def card_of(element: _Element) -> Card | None:
    """The card an element of Ghost's own HTML is, with its parts; None for what is read as any HTML."""
    reader = next((_CARDS[name] for name in (element.get("class") or "").split() if name in _CARDS), None)
    return reader(element) if reader else None


def _bookmark(element: _Element) -> Card:
    link = next((found for found in element.iter("a") if found.get("href")), None)
    return Card(
        "bookmark",
        {
            "url": link.get("href") if link is not None else "",
            "metadata": {
                "title": _text(element, "kg-bookmark-title"),
                "description": _text(element, "kg-bookmark-description"),
            },
            "caption": _html(element, "figcaption"),
        },
    )


def _callout(element: _Element) -> Card:
    text = _html(element, "kg-callout-text")
    return Card("callout", {"calloutEmoji": _text(element, "kg-callout-emoji"), "calloutText": text})


def _toggle(element: _Element) -> Card:
    return Card(
        "toggle",
        {
            "heading": _html(element, "kg-toggle-heading-text"),
            "content": _html(element, "kg-toggle-content"),
        },
    )


def _button(element: _Element) -> Card:
    link = next((found for found in element.iter("a")), None)
    return Card(
        "button",
        {"buttonText": text_of(element), "buttonUrl": link.get("href") if link is not None else ""},
    )


def _file(element: _Element) -> Card:
    link = next((found for found in element.iter("a") if found.get("href")), None)
    return Card(
        "file",
        {
            "src": link.get("href") if link is not None else "",
            "fileTitle": _text(element, "kg-file-card-title"),
            "fileCaption": _text(element, "kg-file-card-caption"),
            "fileName": _text(element, "kg-file-card-filename"),
        },
    )


def _player(kind: str) -> Callable[[_Element], Card]:
    def read(element: _Element) -> Card:
        played = next(element.iter(kind), None)
        return Card(
            kind,
            {
                "src": (played.get("src") if played is not None else "") or "",
                "title": _text(element, "kg-audio-title"),
                "caption": _html(element, "figcaption"),
            },
        )

    return read


def _computed(name: str) -> Callable[[_Element], Card]:
    return lambda element: Card(name, {"html": source_of(element)})


_CARDS: dict[str, Callable[[_Element], Card]] = {
    "kg-bookmark-card": _bookmark,
    "kg-callout-card": _callout,
    "kg-toggle-card": _toggle,
    "kg-button-card": _button,
    "kg-file-card": _file,
    "kg-audio-card": _player("audio"),
    "kg-video-card": _player("video"),
    "kg-signup-card": _computed("signup"),
}


def _found(element: _Element, name: str) -> _Element | None:
    return next((one for one in element.iter() if one.tag == name or has_class(one, name)), None)


def _text(element: _Element, name: str) -> str:
    found = _found(element, name)
    return text_of(found) if found is not None else ""


def _html(element: _Element, name: str) -> str:
    found = _found(element, name)
    return _inner(found) if found is not None else ""


def _inner(element: _Element) -> str:
    """What stands in an element, as HTML."""
    whole: Any = source_of(element)
    return str(whole[whole.index(">") + 1 : whole.rindex("</")]) if "</" in whole else ""

"""The documents of Ghost's editors, mobiledoc and lexical, as pieces in order: HTML of texts, and cards.

Both are JSON in a string. What does not have the shape it should is passed over piece by piece; a document
that is none at all is refused, and the caller reads the text in another form.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from azdarar.formats.internal.foreign_html import escaped
from azdarar.formats.internal.ghost_cards import Card

Piece = str | Card
#: Nodes within nodes; what people write stays below 10.
_MAX_DEPTH = 60
#: Characters of a document that are taken apart: in memory it takes some ten times its size.
_LONGEST = 20_000_000
_MARKS = {1: "strong", 2: "em", 4: "s", 16: "code", 32: "sub", 64: "sup"}
_MARK_TAGS = frozenset({"strong", "b", "em", "i", "a", "code", "s", "u", "sub", "sup"})
_TEXT_TAGS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "aside"})


class NoDocumentError(Exception):
    """The text is no document of this editor."""


def lexical_pieces(source: str) -> Iterator[Piece]:
    """Read a lexical document.

    Raises:
        NoDocumentError: it is none.
    """
    root = _object(source).get("root")
    if not isinstance(root, dict) or not isinstance(root.get("children"), list):
        raise NoDocumentError
    for node in _children(root):
        yield from _node(node, depth=0)


def _node(node: dict[str, Any], *, depth: int) -> Iterator[Piece]:
    kind = node.get("type")
    if depth > _MAX_DEPTH:
        return
    match kind:
        case "paragraph":
            yield f"<p>{_inline(node, depth=depth)}</p>"
        case "heading" | "extended-heading":
            tag = node.get("tag") if node.get("tag") in _TEXT_TAGS else "h2"
            yield f"<{tag}>{_inline(node, depth=depth)}</{tag}>"
        case "quote" | "extended-quote" | "aside":
            yield f"<blockquote>{_inline(node, depth=depth)}</blockquote>"
        case "list":
            yield _list(node, depth=depth)
        case "text" | "extended-text" | "link" | "autolink" | "linebreak" | "tab":
            yield f"<p>{_inline({'children': [node]}, depth=depth)}</p>"
        case str() if isinstance(node.get("children"), list) and "text" not in node:
            # A box of a later version: its text is kept, whatever it is called.
            for child in _children(node):
                yield from _node(child, depth=depth + 1)
        case str():
            yield Card(kind, node)


def _inline(node: dict[str, Any], *, depth: int) -> str:
    if depth > _MAX_DEPTH:
        return ""
    parts: list[str] = []
    for child in _children(node):
        match child.get("type"):
            case "linebreak":
                parts.append("<br>")
            case "tab":
                parts.append(" ")
            case "link" | "autolink" | "at-link":
                inner = _inline(child, depth=depth + 1)
                url = child.get("url")
                parts.append(
                    f'<a href="{_quoted(url)}">{inner}</a>' if isinstance(url, str) and url else inner
                )
            case "list":
                parts.append(_list(child, depth=depth + 1))
            case _ if isinstance(child.get("text"), str):
                parts.append(_marked(child))
            case _:
                parts.append(_inline(child, depth=depth + 1))
    return "".join(parts)


def _marked(node: dict[str, Any]) -> str:
    told = node.get("format")
    bits = told if isinstance(told, int) else 0
    tags = [tag for bit, tag in _MARKS.items() if bits & bit]
    text = escaped(node["text"])
    return "".join(f"<{tag}>" for tag in tags) + text + "".join(f"</{tag}>" for tag in reversed(tags))


def _list(node: dict[str, Any], *, depth: int) -> str:
    if depth > _MAX_DEPTH:
        return ""
    tag = "ol" if node.get("listType") == "number" or node.get("tag") == "ol" else "ul"
    start = node.get("start")
    attribute = f' start="{start}"' if tag == "ol" and isinstance(start, int) and start != 1 else ""
    items: list[str] = []
    for child in _children(node):
        text = _inline(child, depth=depth + 1)
        is_below = [one.get("type") for one in _children(child)] == ["list"]
        if is_below and items:
            # Lexical writes a list within a list as an item that holds nothing else.
            items[-1] += text
        else:
            items.append(text)
    return f"<{tag}{attribute}>" + "".join(f"<li>{item}</li>" for item in items) + f"</{tag}>"


def mobiledoc_pieces(source: str) -> Iterator[Piece]:
    """Read a mobiledoc document, versions 0.2 to 0.3.2.

    Raises:
        NoDocumentError: it is none.
    """
    document = _object(source)
    sections = document.get("sections")
    if not isinstance(sections, list):
        raise NoDocumentError
    if isinstance(document.get("version"), str) and document["version"].startswith("0.2"):
        markups, sections = [*sections, [], []][:2]
        document = {**document, "markups": markups}
    reader = _Mobiledoc(document)
    for section in sections if isinstance(sections, list) else []:
        if isinstance(section, list) and section:
            yield from reader.section(section)


class _Mobiledoc:
    def __init__(self, document: dict[str, Any]) -> None:
        self._markups = _rows(document.get("markups"))
        self._atoms = _rows(document.get("atoms"))
        self._cards = _rows(document.get("cards"))

    def section(self, section: list[Any]) -> Iterator[Piece]:
        match section:
            case [1, str(tag), list(markers), *_]:
                name = tag.lower() if tag.lower() in _TEXT_TAGS else "p"
                name = "blockquote" if name == "aside" else name
                yield f"<{name}>{self._text(markers)}</{name}>"
            case [2, str(src), *_]:
                yield Card("image", {"src": src})
            case [3, str(tag), list(items), *_]:
                name = "ol" if tag.lower() == "ol" else "ul"
                rows = (f"<li>{self._text(item)}</li>" for item in items if isinstance(item, list))
                yield f"<{name}>{''.join(rows)}</{name}>"
            case [10, int(number), *_] if 0 <= number < len(self._cards):
                yield self._card(self._cards[number])
            case [10, str(name), *payload]:  # version 0.2 writes the card where it stands
                yield self._card([name, *payload])

    def _card(self, row: list[Any]) -> Card:
        name = row[0] if row and isinstance(row[0], str) else ""
        payload = row[1] if len(row) > 1 and isinstance(row[1], dict) else {}
        return Card(name.removesuffix("-card"), payload)

    def _text(self, markers: list[Any]) -> str:
        parts: list[str] = []
        open_tags: list[str] = []
        for marker in markers:
            match marker:
                case [int(kind), list(opened), int(closed), value, *_]:
                    pass
                case [list(opened), int(closed), value]:  # version 0.2
                    kind = 0
                case _:
                    continue
            for number in opened:
                tag, attributes = self._markup(number)
                open_tags.append(tag)
                parts.append(f"<{tag}{attributes}>" if tag else "")
            parts.append(escaped(value) if kind == 0 and isinstance(value, str) else self._atom(value))
            for _ in range(min(closed, len(open_tags))):
                tag = open_tags.pop()
                parts.append(f"</{tag}>" if tag else "")
        parts += [f"</{tag}>" for tag in reversed(open_tags) if tag]
        return "".join(parts)

    def _markup(self, number: object) -> tuple[str, str]:
        row = self._markups[number] if isinstance(number, int) and 0 <= number < len(self._markups) else []
        tag = row[0].lower() if row and isinstance(row[0], str) and row[0].lower() in _MARK_TAGS else ""
        given = row[1] if len(row) > 1 and isinstance(row[1], list) else []
        attributes = dict(zip(given[::2], given[1::2], strict=False))
        href = attributes.get("href")
        return tag, f' href="{_quoted(href)}"' if tag == "a" and isinstance(href, str) else ""

    def _atom(self, number: object) -> str:
        row = self._atoms[number] if isinstance(number, int) and 0 <= number < len(self._atoms) else []
        if row and row[0] == "soft-return":
            return "<br>"
        return escaped(row[1]) if len(row) > 1 and isinstance(row[1], str) else ""


def _object(source: str) -> dict[str, Any]:
    if len(source) > _LONGEST:
        raise NoDocumentError
    try:
        found = json.loads(source)
    except (ValueError, RecursionError) as problem:
        raise NoDocumentError from problem
    if not isinstance(found, dict):
        raise NoDocumentError
    return found


def _children(node: dict[str, Any]) -> list[dict[str, Any]]:
    children = node.get("children")
    return [child for child in children if isinstance(child, dict)] if isinstance(children, list) else []


def _rows(value: object) -> list[list[Any]]:
    return [row if isinstance(row, list) else [] for row in value] if isinstance(value, list) else []


def _quoted(url: str) -> str:
    return escaped(url).replace('"', "&quot;")

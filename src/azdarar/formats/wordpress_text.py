"""WordPress content as typed blocks, with a list of everything that did not come over as it was.

Reads what twenty years of WordPress wrote: text with blank lines for paragraphs, hand-written HTML,
shortcodes, block-editor comments, often all in one story. Nothing is run, fetched or resolved. Nothing is
lost in silence: what is no text (scripts, forms, computed blocks) is kept as ``RawRefused`` or named in
``changes``.

How WordPress shows a text is followed where readers see it: blank lines and two ``<br>`` part paragraphs,
line ends break lines outside of block-editor blocks, an address of a known site alone on its line is an
embed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from azdarar.formats.blocks import Block, Change, Footnotes
from azdarar.formats.clean_html import is_deeply_nested
from azdarar.formats.internal.foreign_html import (
    MAX_NESTING,
    MAX_PIECE,
    flattened,
    joined,
    parsed,
    pieces_of,
    tidied,
)
from azdarar.formats.internal.shortcodes import MEMBERS, ShortcodeScanner
from azdarar.formats.internal.wordpress_context import Context
from azdarar.formats.internal.wordpress_walk import Walker
from azdarar.formats.wxr import Item

__all__ = ["TEXTS", "ReadItem", "WordPressText", "read_item", "to_blocks"]

_FOR_MEMBERS = re.compile(rf"(?i)\[(?:{'|'.join(map(re.escape, sorted(MEMBERS)))})\b")
#: Shortcodes within shortcodes.
_MAX_INNER = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class WordPressText:
    """A text read: its blocks in order, and what changed on the way.

    ``Marker("members")`` stands where a part for members begins; ``is_closed`` where it begins inside
    something, so that all of the text must be taken for one.
    """

    blocks: tuple[Block, ...]
    changes: tuple[Change, ...]
    is_closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadItem:
    """An item of an export with its text; None where it has none that is told."""

    item: Item
    text: WordPressText | None


#: Types of items whose content is a text of the site.
TEXTS = frozenset({"post", "page"})


def read_item(item: Item, *, reusable: Mapping[int, str] | None = None) -> ReadItem:
    """Read an item's text, where it is one: what an importer wants done beside the reading."""
    if item.post_type not in TEXTS:
        return ReadItem(item=item, text=None)
    notes = next(iter(item.meta.get("footnotes", ())), "")
    return ReadItem(item=item, text=to_blocks(item.content, footnotes=notes, reusable=reusable))


def to_blocks(
    content: str, *, footnotes: str = "", reusable: Mapping[int, str] | None = None
) -> WordPressText:
    """Read the content of a post or page.

    Args:
        content: as in the export, ``Item.content``.
        footnotes: the post's meta field ``footnotes`` (JSON), for texts of the block editor.
        reusable: what blocks hold that the site kept under a number of their own (``wp:block``).

    Returns:
        Blocks and changes. Never raises on any text: HTML nested more than 100 deep is reduced to its text,
        and that is told.
    """
    conversion = _Conversion(_notes(footnotes), reusable or {})
    blocks = conversion.read(content)
    context = conversion.context
    for text in list(context.footnotes.values()):
        context.add_note(text)
    if context.notes:
        blocks.append(Footnotes(notes=tuple(context.notes)))
    return WordPressText(
        blocks=tuple(joined(blocks)), changes=tuple(context.changes), is_closed=context.is_closed_inside
    )


class _Conversion:
    """One text and the texts inside its shortcodes."""

    def __init__(self, footnotes: dict[str, str], reusable: Mapping[int, str]) -> None:
        self._inner = 0
        self.context = Context(convert=self.read, footnotes=footnotes, reusable=reusable)

    def read(self, content: str) -> list[Block]:
        text = tidied(content)
        if len(text) > MAX_PIECE and _FOR_MEMBERS.search(text):
            # Its end may be in another piece than its beginning.
            self.context.is_closed_inside = True
        return [block for piece in pieces_of(text) for block in self._read(piece)]

    def _read(self, text: str) -> list[Block]:
        if not text.strip():
            return []
        if self._inner > _MAX_INNER or is_deeply_nested(text, limit=MAX_NESTING):
            return self._flattened(text)
        self._inner += 1
        self.context.depth += 1
        try:
            scanner = ShortcodeScanner(text)
            root = parsed(scanner.run())
            if root is None:
                return self._flattened(text)
            walker = Walker(
                self.context,
                placeholder=scanner.placeholder,
                shortcodes=scanner.found,
                is_freeform=True,
            )
            return walker.walk(root)
        finally:
            self._inner -= 1
            self.context.depth -= 1

    def _flattened(self, text: str) -> list[Block]:
        self.context.tell("nesting-flattened", text)
        return flattened(text)


def _notes(text: str) -> dict[str, str]:
    try:
        found = json.loads(text) if text.strip() else []
    except (ValueError, RecursionError):
        return {}
    notes = found if isinstance(found, list) else []
    return {
        str(note["id"]): str(note.get("content", ""))
        for note in notes
        if isinstance(note, dict) and note.get("id")
    }

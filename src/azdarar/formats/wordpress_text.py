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
from dataclasses import dataclass

from azdarar.formats.blocks import Block, Change, Footnotes
from azdarar.formats.clean_html import is_deeply_nested
from azdarar.formats.internal.foreign_html import MAX_NESTING, flattened, joined, parsed, tidied
from azdarar.formats.internal.shortcodes import ShortcodeScanner
from azdarar.formats.internal.wordpress_context import Context
from azdarar.formats.internal.wordpress_walk import Walker

__all__ = ["WordPressText", "to_blocks"]

#: Shortcodes within shortcodes.
_MAX_INNER = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class WordPressText:
    """A text read: its blocks in order, and what changed on the way."""

    blocks: tuple[Block, ...]
    changes: tuple[Change, ...]


def to_blocks(content: str, *, footnotes: str = "") -> WordPressText:
    """Read the content of a post or page.

    Args:
        content: as in the export, ``Item.content``.
        footnotes: the post's meta field ``footnotes`` (JSON), for texts of the block editor.

    Returns:
        Blocks and changes. Never raises on any text: HTML nested more than 100 deep is reduced to its text,
        and that is told.
    """
    conversion = _Conversion(_notes(footnotes))
    blocks = conversion.read(content)
    context = conversion.context
    for text in list(context.footnotes.values()):
        context.add_note(text)
    if context.notes:
        blocks.append(Footnotes(notes=tuple(context.notes)))
    return WordPressText(blocks=tuple(joined(blocks)), changes=tuple(context.changes))


class _Conversion:
    """One text and the texts inside its shortcodes."""

    def __init__(self, footnotes: dict[str, str]) -> None:
        self._inner = 0
        self.context = Context(convert=self.read, footnotes=footnotes)

    def read(self, content: str) -> list[Block]:
        text = tidied(content)
        if not text.strip():
            return []
        if self._inner > _MAX_INNER or is_deeply_nested(text, limit=MAX_NESTING):
            return self._flattened(text)
        self._inner += 1
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

"""The walk over the HTML that a SPIP text became: what is held in its placeholders comes back here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from lxml.etree import _Element

from azdarar.formats.blocks import Attached, Block, Embed, Unknown
from azdarar.formats.internal.spip_atoms import PLACEHOLDER
from azdarar.formats.internal.wordpress_context import Context
from azdarar.formats.internal.wordpress_walk import Walker


class SPIPWalker(Walker):
    """Answers the placeholders of ``spip_scan``, ``spip_protect`` and ``spip_lines``."""

    def __init__(
        self, context: Context, *, held: Sequence[Block], left_out: Collection[_Element] = ()
    ) -> None:
        super().__init__(
            context, placeholder=PLACEHOLDER, shortcodes=[], is_freeform=False, left_out=left_out
        )
        self._held = held

    def _walk_within(self, element: _Element, left_out: Collection[_Element] = ()) -> list[Block]:
        return SPIPWalker(self.context, held=self._held, left_out=left_out).walk(element)

    def _read_shortcode(self, element: _Element) -> None:
        number = element.get("n") or ""
        if number == "p":
            self._end_paragraph()
        elif number.isdecimal() and int(number) < len(self._held):
            self._put(self._held[int(number)])

    def _put(self, block: Block) -> None:
        link = next((href for href in reversed(self._links) if href), "")
        if link and isinstance(block, Attached | Unknown):
            # [<img12>->address]: the picture is what is clicked.
            block = replace(block, arguments={"lien": link, **block.arguments})
        if not isinstance(block, Attached | Unknown | Embed) or self._line.is_at_line_start:
            self.add(block)
            return
        # In the middle of a sentence: the sentence goes on, the document follows its paragraph.
        if not isinstance(block, Embed):
            self.context.tell("model-moved", block.source)
        self._later.append(block)

    def _read_comment(self, text: str) -> None:
        if text.strip():
            self.context.tell("comment-left-out", text)

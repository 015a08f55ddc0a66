"""Markdown as Ghost shows it: CommonMark with tables, struck words, notes, bare addresses and line breaks.

Two habits of its old editors are kept: a heading needs no space after its signs, and a line end is a line
break. What comes out is HTML like any other, to be read and cleaned as such.
"""

from __future__ import annotations

import re
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

_HEADING = re.compile(r"(#{1,6})(?=[^#\s])")


def markdown_html(text: str) -> str:
    """Write Markdown as HTML; raw HTML within it passes as it is."""
    return str(_parser().render(text))


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "breaks": True, "maxNesting": 50})
    parser.enable(["table", "strikethrough"]).use(footnote_plugin, inline=False).use(gfm_autolink_plugin)
    parser.block.ruler.before(
        "heading", "heading_without_space", _heading, {"alt": ["paragraph", "reference", "blockquote"]}
    )
    return parser


def _heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A heading whose text follows its signs at once."""
    if state.is_code_block(start):
        return False
    begin, stop = state.bMarks[start] + state.tShift[start], state.eMarks[start]
    found = _HEADING.match(state.src, begin, stop)
    if found is None:
        return False
    if silent:
        return True
    state.line = start + 1
    tag = f"h{len(found[1])}"
    state.push("heading_open", tag, 1).map = [start, state.line]
    inline = state.push("inline", "", 0)
    inline.content = state.src[found.end() : stop].strip().rstrip("#").rstrip()
    inline.map, inline.children = [start, state.line], []
    state.push("heading_close", tag, -1)
    return True

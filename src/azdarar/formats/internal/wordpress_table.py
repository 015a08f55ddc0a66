"""Tables: cells as inline HTML in rows of equal length."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import takewhile

from lxml.etree import _Element

from azdarar.formats.blocks import Block, ListBlock, ListItem, Paragraphs, Table
from azdarar.formats.internal.marking import gettext_noop
from azdarar.formats.internal.wordpress_context import Context, inline_of, move_out

#: A cell that claims to be wider is a mistake or an attack.
_MAX_SPAN = 50


def read_table(context: Context, element: _Element, walk: Callable[..., list[Block]]) -> list[Block]:
    """Read a table. One with a single column or row that holds blocks was layout, and is opened."""
    rows = [row for row in element.iter("tr") if next(row.iterancestors("table"), None) is element]
    cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
    cells = [row for row in cells if row]
    captions = [child for child in element if child.tag == "caption"]
    if not cells or max(map(len, cells)) == 1:
        return walk(element)
    after: list[Block] = []
    is_header = [_is_header(row) for row in cells]
    read = [_row(context, row, walk, after) for row in cells]
    width = max(map(len, read))
    padded = [tuple(row + [""] * (width - len(row))) for row in read]
    header = padded[0] if is_header[0] else ()
    body = [row for row in padded[1 if header else 0 :] if any(row)]
    below: list[Block] = []
    for caption in captions:
        below.extend(walk(caption))
    inline, others = inline_of(below)
    if not body and not any(header):
        return after + others
    table = Table(header=header, rows=tuple(body), caption=inline)
    return [table, *move_out(context, after + others, inside=gettext_noop("table"))]


def _row(
    context: Context, row: list[_Element], walk: Callable[..., list[Block]], after: list[Block]
) -> list[str]:
    texts: list[str] = []
    for cell in row:
        blocks = [_flat(block) for block in walk(cell)]
        inline, others = inline_of(blocks)
        texts.append(inline)
        after.extend(others)
        span = (cell.get("colspan") or "1").strip()
        merged = min(int(span), _MAX_SPAN) - 1 if re.fullmatch(r"[0-9]{1,4}", span) else 0
        if merged > 0:
            texts.extend([""] * merged)
        if (merged > 0 or (cell.get("rowspan") or "1").strip() not in ("0", "1")) and len(row) > 1:
            context.tell_once("cells-split", "table")
    return texts


def _flat(block: Block) -> Block:
    """A list in a cell becomes lines."""
    if not isinstance(block, ListBlock):
        return block
    return Paragraphs(html="".join(f"<p>– {item.html}</p>" for item in _items(block)))


def _items(block: ListBlock) -> list[ListItem]:
    found: list[ListItem] = []
    for item in block.items:
        found.append(item)
        for below in item.lists:
            found.extend(_items(below))
    return found


def _is_header(row: list[_Element]) -> bool:
    return all(cell.tag == "th" for cell in row) or any(
        parent.tag == "thead"
        for parent in takewhile(lambda above: above.tag != "table", row[0].iterancestors())
    )

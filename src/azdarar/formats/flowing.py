"""What flows: blocks that are one text when they follow each other, and the HTML they become together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from azdarar.formats.blocks import Block, Heading, ListBlock, Paragraphs, Preformatted

#: So many characters are put together at most: whoever cuts long texts cuts between blocks first.
_MOST = 100_000


def flowing_html(block: Block) -> str | None:
    """The rich HTML of a block that flows; None for one that stands by itself."""
    match block:
        case Paragraphs(html=html):
            return html
        case Heading(text=text, level=level):
            return f"<h{level}>{escape(text)}</h{level}>"
        case ListBlock():
            return block.html
        case Preformatted(text=text):
            lines = "<br/>".join(escape(line) for line in text.splitlines())
            return f"<p>{lines}</p>" if lines else ""
    return None


def flowed(blocks: Iterable[Block], *, but: str = "") -> Iterator[Block]:
    """Blocks with each run of flowing ones as a single one: a text of forty paragraphs is one record.

    Args:
        but: a heading in which this stands is left as it is.
    """
    running: list[str] = []
    length = 0
    for block in blocks:
        html = None if but and isinstance(block, Heading) and but in block.text else flowing_html(block)
        if running and (html is None or length > _MOST):
            yield Paragraphs(html="".join(running))
            running.clear()
            length = 0
        if html is None:
            yield block
        else:
            running.append(html)
            length += len(html)
    if running:
        yield Paragraphs(html="".join(running))

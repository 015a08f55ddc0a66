"""From a stored body to what a reader may get of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from wagtail.blocks import StreamValue

from azdarar.articles.blocks import MEMBERS_BREAK
from azdarar.articles.digest import TEXT_BLOCKS, derive_excerpt, joined, minutes_of, without_note_marks
from azdarar.articles.disclosure import Disclosure
from azdarar.formats.clean_html import plain_text

__all__ = ["ArticleText", "derive_excerpt", "derive_reading_minutes", "has_break", "joined", "text_for"]


@dataclass(frozen=True, slots=True)
class ArticleText:
    """As much of a story's text as a disclosure allows.

    ``blocks`` are Wagtail's bound blocks, ready for their templates; ``language`` is the text's.
    """

    blocks: tuple[Any, ...]
    disclosure: Disclosure
    language: str

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the text is kept back."""
        return self.disclosure is Disclosure.FULL

    def plain(self) -> str:
        """The text alone, paragraphs separated by blank lines, without notes."""
        return joined(self.parts())

    def parts(self) -> Iterator[tuple[str, str]]:
        """The text block by block, with the type of each; nothing is read before it is asked for."""
        return _plain_parts(self.blocks)

    def __bool__(self) -> bool:
        return bool(self.blocks)


def text_for(body: Any, *, disclosure: Disclosure, language: str) -> ArticleText:
    """Cut a body down to a disclosure: everything, what stands before its break, or nothing.

    Closed when in doubt: a text without a break has no part that a teaser could show.
    """
    return ArticleText(
        blocks=tuple(_disclosed(body, disclosure=disclosure)), disclosure=disclosure, language=language
    )


def has_break(body: Any) -> bool:
    """Whether a body says where the part for members begins."""
    if isinstance(body, StreamValue):  # without making a value of every other block
        return body.first_block_by_name(MEMBERS_BREAK) is not None
    return any(block.block_type == MEMBERS_BREAK for block in body)


def _disclosed(body: Any, *, disclosure: Disclosure) -> Iterator[Any]:
    match disclosure:
        case Disclosure.FULL:
            yield from (block for block in body if block.block_type != MEMBERS_BREAK)
        case Disclosure.TEASER if has_break(body):
            yield from takewhile(lambda block: block.block_type != MEMBERS_BREAK, body)


def derive_reading_minutes(*, body: Any, language: str) -> int:
    """Return the minutes it takes to read a body, at least one."""
    return minutes_of(joined(_plain_parts(body)), language=language)


def _plain_parts(blocks: Any) -> Iterator[tuple[str, str]]:
    for block in blocks:
        if block.block_type in TEXT_BLOCKS:
            yield block.block_type, without_note_marks(_plain_block(block))


def _plain_block(block: Any) -> str:
    value = block.value
    match block.block_type:
        case "paragraph":
            return plain_text(str(value.source))
        case "quotation" | "box":
            return plain_text(str(value["text"].source))
        case "list":
            return "\n".join(plain_text(str(item.source)) for item in value["items"])
        case _:
            return str(value)

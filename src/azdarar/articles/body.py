"""From a stored body to what a reader may get of it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, takewhile
from typing import Any

from azdarar.articles.blocks import MEMBERS_BREAK
from azdarar.articles.disclosure import Disclosure
from azdarar.formats.clean_html import plain_text
from azdarar.language.numbers import reading_minutes
from azdarar.language.sentences import excerpt

#: The longest excerpt made from a body, in characters; one sentence may be longer.
EXCERPT_CHARACTERS = 280

_TEXT_BLOCKS = ("paragraph", "quotation", "list", "box", "heading")
_NOTE_MARK = re.compile(r"\[\^[^\]\s]{1,12}\]")


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
    return any(block.block_type == MEMBERS_BREAK for block in body)


def _disclosed(body: Any, *, disclosure: Disclosure) -> Iterator[Any]:
    match disclosure:
        case Disclosure.FULL:
            yield from (block for block in body if block.block_type != MEMBERS_BREAK)
        case Disclosure.TEASER if has_break(body):
            yield from takewhile(lambda block: block.block_type != MEMBERS_BREAK, body)


def derive_excerpt(*, standfirst: str, parts: Iterable[tuple[str, str]], language: str) -> str:
    """Return the standfirst, else whole sentences from the opening of the text.

    ``parts``: of the text anybody may read, since lists and feeds show the excerpt to everybody.

    Clean text, not yet set. Never cut inside a sentence or a quotation.
    """
    if standfirst.strip():
        return " ".join(standfirst.split())
    opening: list[str] = []
    for kind, text in parts:
        if kind == "paragraph":
            opening += [part for part in text.split("\n\n") if part.strip()]
        # What lies beyond is not even looked at: an old text is often one block, and sentences take time.
        lengths = accumulate(map(len, opening))
        enough = next((place for place, sum_ in enumerate(lengths, 1) if sum_ > EXCERPT_CHARACTERS), 0)
        if enough:
            del opening[enough:]
            break
    text = "\n\n".join(opening)
    return excerpt(text, language=language, limit=EXCERPT_CHARACTERS) if text.strip() else ""


def derive_reading_minutes(*, body: Any, language: str) -> int:
    """Return the minutes it takes to read a body, at least one."""
    return max(1, reading_minutes(joined(_plain_parts(body)), language=language))


def joined(parts: Iterable[tuple[str, str]]) -> str:
    """The parts of a text as one, separated by blank lines."""
    return "\n\n".join(text for _kind, text in parts if text)


def _plain_parts(blocks: Any) -> Iterator[tuple[str, str]]:
    for block in blocks:
        if block.block_type in _TEXT_BLOCKS:
            yield block.block_type, _NOTE_MARK.sub("", _plain_block(block)).strip()


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

"""From the blocks of a text to its parts.

All that needs looking up (linked pages, related stories) is looked up for the whole text at once, so that
a long story costs no more queries than a short one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from azdarar.articles.body import ArticleText
from azdarar.articles.queries import StoryCard, cards_of
from azdarar.articles.rich_text import NoteMarks, Targets, find_targets, set_rich
from azdarar.language.typography import TypesetText
from azdarar.media.queries import PictureUse, picture_use
from azdarar.press.showing import shows
from azdarar.reader.text.embeds import frame_address, site_name
from azdarar.reader.text.parts import (
    Box,
    Cell,
    DocumentToFetch,
    Embed,
    Gallery,
    Heading,
    ListInText,
    Note,
    Notes,
    Paragraphs,
    Part,
    PictureInText,
    PullQuote,
    Quotation,
    RelatedStory,
    Table,
)
from azdarar.reader.text.weights import told_weight

#: An opening shorter than this, in characters of HTML, would not fill the three lines of its initial.
_SHORTEST_WITH_INITIAL = 220
_FIRST_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_ANY_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class _Desk:
    """What the parts of one text share while they are made."""

    language: str
    targets: Targets
    notes: NoteMarks
    cards: dict[int, StoryCard]

    def rich(self, value: Any, *, with_notes: bool = False) -> SafeString:
        notes = self.notes if with_notes else None
        return set_rich(_source(value), language=self.language, targets=self.targets, notes=notes)

    def text(self, value: Any) -> TypesetText:
        return TypesetText(str(value or ""), self.language)


def parts_of(text: ArticleText, *, at: datetime, dateline: str = "") -> tuple[Part, ...]:
    """Return the parts of a text in its order, ready for their templates.

    What cannot be shown (a picture whose file is missing, a related story readers may not see) is left
    out. The first words get the dateline, or an initial; the last paragraph of a whole text gets the end
    mark.
    """
    desk = _Desk(
        language=text.language,
        targets=find_targets(list(_sources(text.blocks)), at=at),
        notes=NoteMarks(_note_numbers(text.blocks)),
        cards=_related_cards(text.blocks, at=at),
    )
    parts: list[Part] = []
    for block in text.blocks:
        part = _part(block.block_type, block.value, desk=desk, number=len(parts))
        if part is not None:
            parts += _opened(part, desk.text(dateline)) if not parts else [part]
    return tuple(_ended(parts) if text.is_whole else parts)


def _part(kind: str, value: Any, *, desk: _Desk, number: int) -> Part | None:
    match kind:
        case "paragraph":
            html = desk.rich(value, with_notes=True)
            return Paragraphs(html) if html.strip() else None
        case "heading":
            return Heading(desk.text(value)) if value.strip() else None
        case "pull_quote":
            return PullQuote(desk.text(value)) if value.strip() else None
        case "quotation":
            return Quotation(desk.rich(value["text"]), desk.text(value["attribution"]))
        case "list":
            return ListInText(bool(value["is_ordered"]), tuple(desk.rich(item) for item in value["items"]))
        case "box":
            return Box(number, desk.text(value["title"]), desk.rich(value["text"], with_notes=True))
        case "table":
            return _table(value, desk=desk)
        case "footnotes":
            return _notes(value, desk=desk)
        case _:
            return _attached(kind, value, desk=desk)


def _attached(kind: str, value: Any, *, desk: _Desk) -> Part | None:
    """The parts that show something that has a place of its own: a picture, a file, another page."""
    match kind:
        case "picture":
            use = _picture(value, language=desk.language)
            return PictureInText(use) if use else None
        case "gallery":
            uses = [_picture(item, language=desk.language) for item in value["pictures"]]
            shown = tuple(use for use in uses if use)
            return Gallery(desk.text(value["title"]), shown) if shown else None
        case "document":
            return _document(value, desk=desk) if value["document"] else None
        case "embed":
            address = value["address"]
            site = value["provider"] or site_name(address)
            return Embed(desk.text(value["title"]), address, site, frame_address(address))
        case "related_story":
            card = desk.cards.get(value["article"].pk) if value["article"] else None
            return RelatedStory(card) if card else None
        case _:
            return None


def _picture(value: Any, *, language: str) -> PictureUse | None:
    if value["picture"] is None:
        return None
    return picture_use(
        value["picture"],
        language=language,
        alt_text=value["alt_text"],
        caption=value["caption"],
        is_decorative=value["is_decorative"],
    )


def _document(value: Any, *, desk: _Desk) -> DocumentToFetch:
    document = value["document"]
    shows(f"document:{document.pk}")
    return DocumentToFetch(
        title=desk.text(value["title"] or document.title),
        url=document.url,
        kind=document.file_extension.upper(),
        size=told_weight(document.get_file_size() or 0, language=desk.language),
    )


def _table(value: Any, *, desk: _Desk) -> Table:
    numbers = [column["block"].name == "number" for column in value.columns]
    head = tuple(
        Cell(_plain(desk.text(column["heading"])), is_number)
        for column, is_number in zip(value.columns, numbers, strict=True)
    )
    rows = tuple(
        tuple(
            Cell(_plain(desk.text(cell.value)) if is_number else _unwrapped(desk.rich(cell.value)), is_number)
            for cell, is_number in zip(row, numbers, strict=True)
        )
        for row in value.rows
    )
    return Table(desk.text(value.caption), head if any(cell.html for cell in head) else (), rows)


def _notes(value: Any, *, desk: _Desk) -> Notes:
    return Notes(
        tuple(
            Note(
                number=desk.notes.numbers[note["mark"]],
                html=_unwrapped(desk.rich(note["text"])),
                places=tuple(desk.notes.asked.get(note["mark"], ())),
            )
            for note in value
        )
    )


def _opened(part: Part, dateline: TypesetText) -> list[Part]:
    """Set the first paragraph of a story apart from what follows it in the same block."""
    if not isinstance(part, Paragraphs):
        return [part]
    match = _FIRST_PARAGRAPH.match(part.html)
    if match is None:
        return [part]
    opening = Paragraphs(_opening(match[1], dateline), is_opening=True)
    rest = part.html[match.end() :].strip()
    return [opening, Paragraphs(mark_safe(rest))] if rest else [opening]  # noqa: S308 (a piece of safe text)


def _opening(words: str, dateline: TypesetText) -> SafeString:
    if dateline:
        lead = f'<b class="dateline">{escape(str(dateline))}</b> '
        return mark_safe(f'<p class="opening">{lead}{words}</p>')  # noqa: S308 (words are safe, the rest escaped)
    begins_with_letter = _ANY_TAG.sub("", words)[:1].isalpha()
    is_long = len(words) >= _SHORTEST_WITH_INITIAL
    kind = "opening lede" if begins_with_letter and is_long else "opening"
    return mark_safe(f'<p class="{kind}">{words}</p>')  # noqa: S308 (words are safe)


def _ended(parts: list[Part]) -> list[Part]:
    """Put the end mark after the last word of the text; notes come after the end."""
    for index in range(len(parts) - 1, -1, -1):
        part = parts[index]
        if isinstance(part, Notes | DocumentToFetch | RelatedStory | Embed | Box):
            continue
        if isinstance(part, Paragraphs) and part.html.rstrip().endswith("</p>"):
            parts[index] = replace(part, html=_with_end_mark(part.html))
        break
    return parts


def _with_end_mark(html: str) -> SafeString:
    start = html.rindex("<p")
    opened, text = html[start:].split(">", 1)
    opened = opened.replace('class="', 'class="fin ', 1) if "class=" in opened else '<p class="fin"'
    return mark_safe(f"{html[:start]}{opened}>{text}")  # noqa: S308 (a class added to safe text)


def _related_cards(blocks: tuple[Any, ...], *, at: datetime) -> dict[int, StoryCard]:
    ids = [
        block.value["article"].pk
        for block in blocks
        if block.block_type == "related_story" and block.value["article"]
    ]
    return {card.id: card for card in cards_of(ids, at=at)} if ids else {}


def _note_numbers(blocks: tuple[Any, ...]) -> dict[str, int]:
    marks = [note["mark"] for block in blocks if block.block_type == "footnotes" for note in block.value]
    return {mark: number for number, mark in enumerate(dict.fromkeys(marks), start=1)}


def _sources(blocks: tuple[Any, ...]) -> Iterator[str]:
    """Every piece of stored rich text in a body."""
    for block in blocks:
        match block.block_type:
            case "paragraph":
                yield _source(block.value)
            case "quotation" | "box":
                yield _source(block.value["text"])
            case "list":
                yield from (_source(item) for item in block.value["items"])
            case "footnotes":
                yield from (_source(note["text"]) for note in block.value)
            case "table":
                yield from (_source(cell.value) for row in block.value.rows for cell in row)


def _source(value: Any) -> str:
    return str(getattr(value, "source", value) or "")


def _unwrapped(html: SafeString) -> SafeString:
    """Text of one paragraph without the paragraph, for cells and notes."""
    if html.count("<p>") == 1 and html.startswith("<p>") and html.endswith("</p>"):
        return mark_safe(html[3:-4])  # noqa: S308 (a piece of safe text)
    return html


def _plain(text: TypesetText) -> SafeString:
    return mark_safe(text.rich.__html__() if text else "")  # noqa: S308 (escaped by TypesetText)

"""A story as plain HTML for a feed reader: no classes, no scripts, absolute addresses, credits kept."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.encoding import iri_to_uri
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from azdarar.articles.body import ArticleText
from azdarar.articles.queries import StoryCard
from azdarar.articles.rich_text import NoteMarks, Targets, find_targets, set_rich
from azdarar.language.typography import TypesetText
from azdarar.media.queries import PictureUse, picture_use
from azdarar.press.showing import shows

_LOCAL_ADDRESS = re.compile(r'(href|src)="(/[^"]*)"')
#: Control characters that XML 1.0 does not allow anywhere.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def story_html(card: StoryCard, text: ArticleText, *, credit: str, original_url: str, at: datetime) -> str:
    """Return a story's text for a feed: as much of it as the disclosure gave, with what its licence asks.

    The link to the original of a reprint stands before the text, the credit line after it; every picture
    has its credit.
    """
    with translation.override(card.language):
        parts = [*_opening(card, original_url=original_url), *_blocks(text, at=at)]
        if not text.is_whole:
            parts.append(format_html("<p><em>{}</em></p>", _closing(text)))
        if credit:
            parts.append(format_html("<p><small>{}</small></p>", credit))
    html = "\n".join(parts)
    return _FORBIDDEN.sub("", _LOCAL_ADDRESS.sub(_made_absolute, html))


def _closing(text: ArticleText) -> str:
    if text:
        return _("The rest of this story is for the paper’s members.")
    return _("The text of this story is for the paper’s members.")


def without_forbidden(text: str) -> str:
    """The text without the characters XML cannot carry."""
    return _FORBIDDEN.sub("", text)


def _made_absolute(match: re.Match[str]) -> str:
    return f'{match[1]}="{iri_to_uri(settings.SITE_URL + match[2])}"'


def _opening(card: StoryCard, *, original_url: str) -> Iterator[SafeString]:
    if original_url:
        yield format_html('<p><a href="{}">{}</a></p>', original_url, _("Read the original"))
    if card.picture:
        yield _figure(card.picture)
    if card.excerpt:
        yield format_html("<p><strong>{}</strong></p>", card.excerpt.rich)


def _blocks(text: ArticleText, *, at: datetime) -> Iterator[SafeString]:
    sources = list(_sources(text.blocks))
    desk = _Desk(text.language, find_targets(sources, at=at), NoteMarks(_note_numbers(text.blocks)))
    for block in text.blocks:
        yield from desk.block(block.block_type, block.value)


def _sources(blocks: Iterable[Any]) -> Iterator[str]:
    for block in blocks:
        value = block.value
        match block.block_type:
            case "paragraph":
                yield str(value.source)
            case "quotation" | "box":
                yield str(value["text"].source)
            case "list":
                yield from (str(item.source) for item in value["items"])
            case "footnotes":
                yield from (str(note["text"].source) for note in value)


def _note_numbers(blocks: Iterable[Any]) -> dict[str, int]:
    notes = [note["mark"] for block in blocks if block.block_type == "footnotes" for note in block.value]
    return {mark: number for number, mark in enumerate(notes, start=1)}


class _Desk:
    """Sets one story's blocks."""

    def __init__(self, language: str, targets: Targets, notes: NoteMarks) -> None:
        self.language, self.targets, self.notes = language, targets, notes

    def rich(self, value: Any) -> SafeString:
        return set_rich(str(value.source), language=self.language, targets=self.targets, notes=self.notes)

    def text(self, value: str) -> Any:
        return TypesetText(value, self.language).rich

    def block(self, kind: str, value: Any) -> Iterator[SafeString]:
        match kind:
            case "paragraph":
                yield self.rich(value)
            case "heading":
                yield format_html("<h2>{}</h2>", self.text(value))
            case "quotation":
                who = (
                    format_html("<p>— {}</p>", self.text(value["attribution"]))
                    if value["attribution"]
                    else ""
                )
                yield format_html("<blockquote>{}{}</blockquote>", self.rich(value["text"]), who)
            case "list":
                tag = mark_safe("ol" if value["is_ordered"] else "ul")  # noqa: S308 (two names of ours)
                items = format_html_join("", "<li>{}</li>", ((self.rich(item),) for item in value["items"]))
                yield format_html("<{}>{}</{}>", tag, items, tag)
            case "box":
                yield format_html("<h3>{}</h3>{}", self.text(value["title"]), self.rich(value["text"]))
            case "table":
                yield self._table(value)
            case "footnotes":
                notes = format_html_join(
                    "",
                    '<li id="note-{}">{}</li>',
                    ((n, self.rich(note["text"])) for n, note in enumerate(value, 1)),
                )
                yield format_html("<ol>{}</ol>", notes)
            case _:
                yield from self._attached(kind, value)

    def _attached(self, kind: str, value: Any) -> Iterator[SafeString]:
        match kind:
            case "picture":
                yield from self._picture(value)
            case "gallery":
                for item in value["pictures"]:
                    yield from self._picture(item)
            case "document" if value["document"]:
                shows(f"document:{value['document'].pk}")
                title = value["title"] or value["document"].title
                yield format_html('<p><a href="{}">{}</a></p>', value["document"].url, self.text(title))
            case "embed":
                yield format_html('<p><a href="{}">{}</a></p>', value["address"], self.text(value["title"]))

    def _picture(self, value: Any) -> Iterator[SafeString]:
        if value["picture"] is None:
            return
        use = picture_use(
            value["picture"],
            language=self.language,
            alt_text=value["alt_text"],
            caption=value["caption"],
            is_decorative=value["is_decorative"],
        )
        if use:
            yield _figure(use)

    def _table(self, value: Any) -> SafeString:
        head = format_html_join("", "<th>{}</th>", ((self.text(str(c["heading"])),) for c in value.columns))
        rows = format_html_join(
            "",
            "<tr>{}</tr>",
            (
                (format_html_join("", "<td>{}</td>", ((self._cell(cell),) for cell in row)),)
                for row in value.rows
            ),
        )
        caption = format_html("<caption>{}</caption>", self.text(value.caption)) if value.caption else ""
        return format_html(
            "<table>{}<thead><tr>{}</tr></thead><tbody>{}</tbody></table>", caption, head, rows
        )

    def _cell(self, cell: Any) -> Any:
        return self.rich(cell.value) if hasattr(cell.value, "source") else self.text(str(cell.value))


def _figure(use: PictureUse) -> SafeString:
    said = [text.rich for text in (use.caption, use.credit) if text]
    caption = format_html(
        "<figcaption>{}</figcaption>", format_html_join(" ", "{}", ((text,) for text in said))
    )
    return format_html(
        '<figure><img src="{}" width="{}" height="{}" alt="{}">{}</figure>',
        use.fallback.url,
        use.fallback.width_px,
        use.fallback.height_px,
        str(use.alt),
        caption if said else "",
    )

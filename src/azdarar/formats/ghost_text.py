"""Texts of Ghost as typed blocks, with a list of everything that did not come over as it was.

Ghost kept texts in four forms: Markdown (0.x), mobiledoc (1.x to 5.x), lexical (since 5.x), and beside each
of them the HTML it made. The form that people wrote in is read; the HTML where there is no other, or where
the other cannot be read. Nothing is run, fetched or resolved, and nothing is lost in silence: cards that are
unknown stay visible, and what was for mails, for a part of the readers or computed by the site is told.

``Marker("members")`` stands where the part for members begins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from azdarar.formats.blocks import Block, Change, Footnotes
from azdarar.formats.ghost import Post
from azdarar.formats.internal.foreign_html import joined
from azdarar.formats.internal.ghost_cards import card_blocks
from azdarar.formats.internal.ghost_documents import (
    NoDocumentError,
    Piece,
    lexical_pieces,
    mobiledoc_pieces,
)
from azdarar.formats.internal.ghost_html import read_html
from azdarar.formats.internal.ghost_markdown import markdown_html
from azdarar.formats.internal.wordpress_context import Context

__all__ = ["GhostText", "ReadPost", "read_post", "to_blocks"]

Form = Literal["", "lexical", "mobiledoc", "markdown", "html"]
#: What stands for the site in addresses, before a slash that JSON may have escaped.
_SITE = re.compile(r"__GHOST_URL__(?:\\?/)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class GhostText:
    """A text read: its blocks in order, what changed on the way, and the form that was read.

    ``is_closed``: a part for members begins inside something, so that all of the text must be taken for one.
    """

    blocks: tuple[Block, ...]
    changes: tuple[Change, ...]
    form: Form
    source: str
    is_closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPost:
    """A post with its text."""

    post: Post
    text: GhostText


def read_post(post: Post) -> ReadPost:
    """Read a post's text: what an importer wants done beside the reading."""
    return ReadPost(post=post, text=to_blocks(post))


def to_blocks(post: Post) -> GhostText:
    """Read the text of a post or page. Never raises on any text."""
    failed = ""
    for form, source, pieces in _forms(post):
        if not source.strip():
            continue
        context = Context(convert=lambda html: read_html(context, html), footnotes={})  # noqa: B023 (called within this turn)
        if failed:
            context.tell("form-of-text", wanted=failed, taken=form)
        try:
            blocks = _blocks(context, pieces(_SITE.sub("/", source)))
        except NoDocumentError:
            failed = failed or form
            continue
        if context.notes:
            blocks.append(Footnotes(notes=tuple(context.notes)))
        return GhostText(
            blocks=tuple(joined(blocks)),
            changes=tuple(context.changes),
            form=form,
            source=source,
            is_closed=context.is_closed_inside,
        )
    return GhostText(blocks=(), changes=(), form="", source="")


def _forms(post: Post) -> list[tuple[Form, str, Callable[[str], Iterable[Piece]]]]:
    return [
        ("lexical", post.lexical, lexical_pieces),
        ("mobiledoc", post.mobiledoc, mobiledoc_pieces),
        ("markdown", post.markdown, lambda text: [markdown_html(text)]),
        ("html", post.html, lambda text: [text]),
    ]


def _blocks(context: Context, pieces: Iterable[Piece]) -> list[Block]:
    """Texts that follow each other are read as one piece of HTML; cards stand between them."""
    blocks: list[Block] = []
    running: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            running.append(piece)
            continue
        blocks += read_html(context, "".join(running))
        running.clear()
        blocks += card_blocks(context, piece, read_html=read_html)
    return blocks + read_html(context, "".join(running))

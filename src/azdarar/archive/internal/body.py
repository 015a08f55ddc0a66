"""From a foreign text to a story's blocks, with every loss told."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from django.utils.translation import gettext as _

from azdarar.archive.internal.telling import told_change, words
from azdarar.articles.models import LONGEST_TEXT, Article
from azdarar.formats import blocks as foreign
from azdarar.formats.clean_html import plain_text
from azdarar.formats.flowing import flowing_html
from azdarar.media.models import Picture, StoryDocument

#: Takes a picture in: (attachment id, address, alt text, caption) → picture, or None and why; a rehearsal
#: says nothing of one that could be taken.
TakePicture = Callable[..., tuple[Picture | None, str]]
#: Takes a file in: (address, title) → document, or None where it is not at hand.
TakeDocument = Callable[[str, str], StoryDocument | None]

_LONGEST_PULL_QUOTE = 300
_PARAGRAPH_END = re.compile(r"(?<=</p>)(?=<p>)")
_KEPT_SOURCE = 4000
#: Changes that leave something unknown standing in the text.
_KEPT = frozenset({"shortcode-kept", "shortcode-opened", "card-kept"})


@dataclass(slots=True)
class ImportedBody:
    """Blocks ready for a story's body, and what is to be told about them.

    ``needs`` are what only a person can mend: kind, what, where, as ``foreign_story.Need`` has them.
    """

    blocks: list[tuple[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    needs: list[tuple[str, str, str]] = field(default_factory=list)

    def tell_picture(self, picture: Picture | None, why: str, *, address: str) -> None:
        """Note what a person should know of a picture: that it is missing, or that nobody described it."""
        if why:
            self.notes.append(why)
        if picture is None and why:
            self.needs.append(("missing-picture", address, why))
        elif picture is not None and picture.alt_state == Picture.AltState.UNKNOWN:
            self.needs.append(("picture-without-alt", picture.title, address))


def read_body(
    blocks: Iterable[foreign.Block],
    changes: Sequence[foreign.Change],
    *,
    take_picture: TakePicture,
    story_pictures: list[foreign.Picture],
    take_document: TakeDocument = lambda url, title: None,
) -> ImportedBody:
    """Convert a text. Paragraphs, sub-headings and lists that follow each other are one block of text.

    Args:
        blocks, changes: what the reader of the format made of the text, and told.
        take_picture: see ``attachments.PictureShelf.take``.
        story_pictures: the pictures attached to the story, for galleries that say only "all of them".
        take_document: see ``attachments.DocumentShelf.take``.
    """
    body = ImportedBody(notes=[told_change(change) for change in changes])
    body.needs += [("unknown-embed", change.snippet, "") for change in changes if change.code in _KEPT]
    running: list[str] = []

    def flush() -> None:
        body.blocks.extend(("paragraph", text) for text in _in_measure(running))
        running.clear()

    for block in blocks:
        document = take_document(block.url, block.title) if isinstance(block, foreign.File) else None
        if document is not None and isinstance(block, foreign.File):
            flush()
            body.blocks.append(("document", {"document": document, "title": block.title[:255]}))
            continue
        flowing = _flowing(block)
        if flowing is not None:
            running.append(flowing)
            continue
        made = list(_attached(block, body=body, take=take_picture, story_pictures=story_pictures))
        for kind, value in made:
            if kind == "paragraph":
                running.append(value)
            else:
                flush()
                body.blocks.append((kind, value))
    flush()
    return body


def is_break(block: foreign.Block) -> bool:
    """Whether what follows a block is for members only."""
    return isinstance(block, foreign.Marker) and block.kind == "members"


def numbered_picture(number: object) -> str:
    """What a picture is called of which a source tells no address."""
    return _("picture number %(number)s") % {"number": number}


def _in_measure(parts: list[str]) -> Iterator[str]:
    """Parts of a text as blocks that the newsroom can open: of a length that one block may have."""
    waiting: list[str] = []
    length = 0
    for part in parts:
        for piece in _PARAGRAPH_END.split(part) if len(part) > LONGEST_TEXT else (part,):
            if waiting and length + len(piece) > LONGEST_TEXT:
                yield "".join(waiting)
                waiting, length = [], 0
            waiting.append(piece)
            length += len(piece)
    if waiting:
        yield "".join(waiting)


def _flowing(block: foreign.Block) -> str | None:
    match block:
        case foreign.File(url=url, title=title):
            return _link(url, title or url)
        case foreign.Marker(kind="members"):
            return None
        case foreign.Marker():
            return ""
        case foreign.Unknown(source=source):
            # Visible, as it was written, until somebody repairs it.
            return f"<p>{escape(source)}</p>"
        case _:
            return flowing_html(block)


def _attached(
    block: foreign.Block, *, body: ImportedBody, take: TakePicture, story_pictures: list[foreign.Picture]
) -> Iterator[tuple[str, Any]]:
    match block:
        case foreign.Picture():
            yield _picture(block, body=body, take=take)
        case foreign.Gallery(pictures=pictures, caption=caption, is_of_story=is_of_story):
            yield from _gallery(story_pictures if is_of_story else pictures, caption, body=body, take=take)
        case foreign.Quotation(html=html, attribution=attribution):
            yield "quotation", {"text": html, "attribution": attribution}
        case foreign.PullQuote(text=text, attribution=attribution):
            if len(text) <= _LONGEST_PULL_QUOTE:
                yield "pull_quote", text
            else:
                yield "quotation", {"text": f"<p>{escape(text)}</p>", "attribution": attribution}
        case foreign.Table():
            yield "table", _table(block)
        case foreign.Embed(url=url, provider=provider, title=title):
            yield "embed", {"address": url, "title": title or provider or url, "provider": provider}
        case foreign.Footnotes(notes=notes):
            yield "footnotes", [{"mark": note.mark[:12], "text": note.html} for note in notes]
        case foreign.Box(title=title, html=html):
            yield "box", {"title": title, "text": html}
        case foreign.Marker(kind="members"):
            yield "members_break", None
        case foreign.RawRefused(reason=reason, source=source):
            # That it was not taken over is told already, by whoever refused it.
            body.needs.append(("unknown-embed", source[:_KEPT_SOURCE], words(reason)))


def _picture(block: foreign.Picture, *, body: ImportedBody, take: TakePicture) -> tuple[str, Any]:
    picture, why = take(
        attachment_id=block.attachment_id, url=block.src, alt_text=block.alt, caption=block.caption
    )
    by_number = "" if picture else numbered_picture(block.attachment_id)
    body.tell_picture(picture, why, address=block.src or by_number)
    if picture is None:
        return "paragraph", _link(block.src, plain_text(block.caption) or block.alt or block.src)
    return "picture", {"picture": picture, "alt_text": "", "is_decorative": False, "caption": ""}


def _gallery(
    pictures: tuple[foreign.Picture, ...] | list[foreign.Picture],
    caption: str,
    *,
    body: ImportedBody,
    take: TakePicture,
) -> Iterator[tuple[str, Any]]:
    made = [_picture(picture, body=body, take=take) for picture in pictures]
    found = [value for kind, value in made if kind == "picture"]
    yield from (one for one in made if one[0] == "paragraph")
    if len(found) == 1:
        yield "picture", found[0]
    elif found:
        yield "gallery", {"title": plain_text(caption)[:255], "pictures": found}
    elif not made:
        body.notes.append(_("A gallery holds no picture this export knows: it was left out."))


def _table(block: foreign.Table) -> Any:
    width = len(block.rows[0]) if block.rows else len(block.header)
    heads = list(block.header) or [""] * width
    table = dict(Article._meta.get_field("body").stream_block.child_blocks)["table"]
    return table.to_python(
        {
            "columns": [{"type": "text", "heading": head} for head in heads],
            "rows": [{"values": list(row)} for row in block.rows],
            "caption": block.caption,
        }
    )


def _link(url: str, text: str) -> str:
    if not url.startswith(("https://", "http://")):
        return f"<p>{escape(text)}</p>" if text else ""
    return f'<p><a href="{escape(url)}">{escape(text)}</a></p>'

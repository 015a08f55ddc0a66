"""The blocks a foreign text is read into: plain records, near the blocks of a story's body.

``html`` and ``caption`` fields hold clean inline HTML (``clean_html.clean_inline``), or rich HTML where their
docstring says so; ``text`` fields hold plain text. Addresses of pictures and files are as the source wrote
them: relative ones stay relative, nothing was fetched or checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Alignment = Literal["", "left", "right", "center"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraphs:
    """One or more paragraphs: rich HTML of ``<p>`` elements."""

    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A sub-heading. Levels are those of the paper, 2 and 3, whatever the source used."""

    text: str
    level: Literal[2, 3]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture: by address, by the id of an attachment, or both. ``link`` is where a click led."""

    src: str = ""
    attachment_id: int | None = None
    alt: str = ""
    caption: str = ""
    align: Alignment = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gallery:
    """Pictures that belong together. ``is_of_story``: all pictures attached to the story, which only the
    importer can list."""

    pictures: tuple[Picture, ...] = ()
    caption: str = ""
    is_of_story: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """A quotation: rich HTML, and who says it as plain text."""

    html: str
    attribution: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PullQuote:
    """Words of the story itself, set large."""

    text: str
    attribution: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListItem:
    """One item, with the list below it if there is one; ``then`` are more, of the other kind in turn."""

    html: str
    below: ListBlock | None = None
    then: tuple[ListBlock, ...] = ()

    @property
    def lists(self) -> tuple[ListBlock, ...]:
        """Every list below the item, in order."""
        return (self.below, *self.then) if self.below else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBlock:
    """A list."""

    is_ordered: bool
    items: tuple[ListItem, ...]

    @property
    def is_nested(self) -> bool:
        """Whether an item has a list of its own."""
        return any(item.below for item in self.items)

    @property
    def html(self) -> str:
        """The list as rich HTML, for where a list stands inside a text."""
        tag = "ol" if self.is_ordered else "ul"
        items = (f"<li>{item.html}{''.join(one.html for one in item.lists)}</li>" for item in self.items)
        return f"<{tag}>{''.join(items)}</{tag}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; rows are of equal length, ``header`` is empty or as long."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preformatted:
    """Text whose spaces and lines matter: code, verse, or as typed."""

    text: str
    kind: Literal["code", "verse", "typed"]
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Embed:
    """Something on another site. ``url`` is http or https; ``provider`` a name, else the host."""

    url: str
    provider: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file to read, hear or see."""

    url: str
    title: str = ""
    kind: Literal["document", "audio", "video"] = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A footnote; the text refers to it as ``[^mark]``."""

    mark: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Footnotes:
    """All notes of the text, in the order of their marks."""

    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """A place in the text: where the teaser ends, where a page ended, a line between two parts; and
    ``members``: what follows it is not for everybody."""

    kind: Literal["more", "page-break", "separator", "members"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Something beside the text, under a title of its own: rich HTML."""

    title: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRefused:
    """Something that is not text and was not taken over; ``source`` is kept for a person to look at.

    Never to be shown to readers: ``source`` is foreign HTML, as it came.
    """

    reason: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A document of the archive, by its number: picture, sound, film or file. Only the importer knows which.

    ``form`` is how the text asks for it: ``shown`` large or at its size, ``listed`` as a name to click,
    ``played``. ``arguments`` are what the text adds: titles, sizes, links; ``source`` is the text itself.
    """

    document_id: int
    form: Literal["shown", "listed", "played"]
    align: Alignment = ""
    arguments: Mapping[str, str] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """Something a plug-in of the source would have made; ``source`` stays visible until it is repaired."""

    name: str
    source: str
    object_id: int | None = None
    arguments: Mapping[str, str] = field(default_factory=dict)


Block = (
    Paragraphs
    | Heading
    | Picture
    | Gallery
    | Quotation
    | PullQuote
    | ListBlock
    | Table
    | Preformatted
    | Embed
    | File
    | Footnotes
    | Marker
    | Box
    | RawRefused
    | Attached
    | Unknown
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that is not as it was in the source, for the report of an import.

    ``str(change)`` is a whole sentence. ``snippet`` is the beginning of what it speaks of.
    """

    code: str
    snippet: str = ""
    data: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return SENTENCES[self.code] % {**self.data, "snippet": self.snippet}


def gettext_noop(text: str) -> str:
    """The text itself. The name is what the collectors of messages look for; the edge translates.

    Not the one of ``internal.marking``: everything inside looks at this module.
    """
    return text


#: Every change there is, by code. A test keeps docs/reference/formats.md equal to it.
SENTENCES = {
    "anchor-left-out": gettext_noop(
        "A place in the text that links could point at was left out: %(snippet)s"
    ),
    "block-moved": gettext_noop("A %(what)s could not stay inside a %(inside)s and now follows it."),
    "card-for-mails": gettext_noop("The card “%(name)s” was for mails only: it was left out. %(snippet)s"),
    "card-for-some": gettext_noop(
        "The card “%(name)s” was hidden from some readers: it was left out. %(snippet)s"
    ),
    "card-kept": gettext_noop(
        "The card “%(name)s” is unknown; its source stays visible, to be repaired: %(snippet)s"
    ),
    "card-of-site": gettext_noop(
        "The card “%(name)s” shows what the old site computed: it was left out. %(snippet)s"
    ),
    "cells-split": gettext_noop("A table with merged cells now has empty cells in their place."),
    "comment-left-out": gettext_noop("An invisible comment was left out: %(snippet)s"),
    "definition-list-changed": gettext_noop("A list of terms became paragraphs: %(snippet)s"),
    "dynamic-block-left-out": gettext_noop(
        "The block “%(name)s” shows what WordPress computes and has no own text."
    ),
    "flash-embed": gettext_noop("This embed needs Flash, which no browser plays any more: %(snippet)s"),
    "form-of-text": gettext_noop("The text could not be read as %(wanted)s; it was read as %(taken)s."),
    "heading-level-changed": gettext_noop(
        "A heading of level %(before)s became one of level %(after)s: %(snippet)s"
    ),
    "interface-text-kept": gettext_noop(
        "A text of the old site's interface stays as it was written: %(snippet)s"
    ),
    "language-left-out": gettext_noop(
        "The text in “%(language)s” is not of this story's language: %(snippet)s"
    ),
    "link-refused": gettext_noop("A link with an address that is not allowed became plain text: %(snippet)s"),
    "link-to-unknown-kind": gettext_noop(
        "A link leads to a kind of thing that is not known, “%(kind)s”: %(snippet)s"
    ),
    "list-numbering-changed": gettext_noop("A list that began at %(start)s now begins at 1."),
    "loader-left-out": gettext_noop(
        "A script that only draws an embed was left out; the embed is kept: %(snippet)s"
    ),
    "members-part": gettext_noop(
        "“%(name)s” was for members only; from there on the story is closed to others."
    ),
    "model-kept": gettext_noop(
        "“%(name)s” is unknown; its source stays visible, to be repaired: %(snippet)s"
    ),
    "model-moved": gettext_noop(
        "A document in the middle of a sentence now follows its paragraph: %(snippet)s"
    ),
    "nesting-flattened": gettext_noop(
        "The HTML is nested too deep to be understood; only its text was kept."
    ),
    "note-missing": gettext_noop(
        "The text refers to a note that the export does not hold; the reference stays."
    ),
    "page-break-kept": gettext_noop("A page break was found; the paper shows the story as one page."),
    "picture-moved": gettext_noop(
        "A picture in the middle of a sentence now follows its paragraph: %(snippet)s"
    ),
    "picture-without-address": gettext_noop("A picture has no address that can be used: %(snippet)s"),
    "quotation-joined": gettext_noop("A quotation within a quotation became part of it: %(snippet)s"),
    "raw-refused": gettext_noop(
        "%(what)s was not taken over; its source is kept for you to look at: %(snippet)s"
    ),
    "shortcode-kept": gettext_noop(
        "The shortcode “%(name)s” is unknown; it stays visible in the text: %(snippet)s"
    ),
    "shortcode-opened": gettext_noop(
        "The shortcode “%(name)s” is unknown; the text inside it was kept: %(snippet)s"
    ),
    "style-left-out": gettext_noop("Styles or page settings inside the text were left out: %(snippet)s"),
    "tracker-left-out": gettext_noop("An invisible picture that counts readers was left out: %(snippet)s"),
    "unknown-element": gettext_noop("The element “%(name)s” is unknown; the text inside it was kept."),
}

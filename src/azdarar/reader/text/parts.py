"""The parts of a text, each ready for the template it names.

Parts hold nothing to look up or decide: a template shows what it is given.
"""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.safestring import SafeString

from azdarar.articles.queries import StoryCard
from azdarar.language.typography import TypesetText
from azdarar.media.queries import PictureUse


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """Running text; ``is_opening`` where the story begins with it."""

    template: ClassVar[str] = "articles/blocks/paragraph.html"
    html: SafeString
    is_opening: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A sub-heading."""

    template: ClassVar[str] = "articles/blocks/heading.html"
    text: TypesetText


@dataclass(frozen=True, slots=True)
class PictureInText:
    """A picture with its caption and credit."""

    template: ClassVar[str] = "articles/blocks/picture.html"
    picture: PictureUse


@dataclass(frozen=True, slots=True)
class Gallery:
    """Pictures that belong together."""

    template: ClassVar[str] = "articles/blocks/gallery.html"
    title: TypesetText
    pictures: tuple[PictureUse, ...]


@dataclass(frozen=True, slots=True)
class Quotation:
    """What somebody said, at length."""

    template: ClassVar[str] = "articles/blocks/quotation.html"
    html: SafeString
    attribution: TypesetText


@dataclass(frozen=True, slots=True)
class PullQuote:
    """A sentence of the text, set large in the margin."""

    template: ClassVar[str] = "articles/blocks/pull_quote.html"
    text: TypesetText


@dataclass(frozen=True, slots=True)
class ListInText:
    """A list."""

    template: ClassVar[str] = "articles/blocks/list.html"
    is_ordered: bool
    items: tuple[SafeString, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table."""

    html: SafeString
    is_number: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table; a head without any words is left out."""

    template: ClassVar[str] = "articles/blocks/table.html"
    caption: TypesetText
    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A box in the margin."""

    template: ClassVar[str] = "articles/blocks/box.html"
    number: int
    title: TypesetText
    html: SafeString


@dataclass(frozen=True, slots=True)
class DocumentToFetch:
    """A file a reader can download, with what it weighs."""

    template: ClassVar[str] = "articles/blocks/document.html"
    title: TypesetText
    url: str
    kind: str
    size: str


@dataclass(frozen=True, slots=True)
class Embed:
    """Something on another site; ``frame_url`` only where it can be opened in place."""

    template: ClassVar[str] = "articles/blocks/embed.html"
    title: TypesetText
    url: str
    site: str
    frame_url: str


@dataclass(frozen=True, slots=True)
class RelatedStory:
    """Another story of the paper."""

    template: ClassVar[str] = "articles/blocks/related_story.html"
    card: StoryCard


@dataclass(frozen=True, slots=True)
class Note:
    """A note and the places in the text that ask for it."""

    number: int
    html: SafeString
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of a text."""

    template: ClassVar[str] = "articles/blocks/footnotes.html"
    notes: tuple[Note, ...]


Part = (
    Paragraphs
    | Heading
    | PictureInText
    | Gallery
    | Quotation
    | PullQuote
    | ListInText
    | Table
    | Box
    | DocumentToFetch
    | Embed
    | RelatedStory
    | Notes
)

"""The parts of a text: what the edition's format can say, before anything is looked up."""

from dataclasses import dataclass

from demo.loader.mistakes import Place


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """Running text: paragraphs that follow one another."""

    place: Place
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A sub-heading."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by its key; an empty caption leaves the picture's own."""

    place: Place
    key: str
    caption: str


@dataclass(frozen=True, slots=True)
class Gallery:
    """Pictures that belong together."""

    place: Place
    keys: tuple[str, ...]
    title: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation with who said it."""

    place: Place
    texts: tuple[str, ...]
    attribution: str


@dataclass(frozen=True, slots=True)
class PullQuote:
    """A sentence of the text, to be set large."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    place: Place
    is_ordered: bool
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; every row has as many cells as the head."""

    place: Place
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str


@dataclass(frozen=True, slots=True)
class Box:
    """A box beside the text."""

    place: Place
    title: str
    parts: tuple[Paragraphs | Listing, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A file to download, by its name in ``documents``."""

    place: Place
    file: str
    title: str


@dataclass(frozen=True, slots=True)
class Embed:
    """Something on another site."""

    place: Place
    address: str
    title: str
    provider: str


@dataclass(frozen=True, slots=True)
class RelatedStory:
    """Another story of the edition, by its key."""

    place: Place
    story: str


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of a text: mark and text of each."""

    place: Place
    notes: tuple[tuple[str, str], ...]


Part = (
    Paragraphs
    | Heading
    | Picture
    | Gallery
    | Quotation
    | PullQuote
    | Listing
    | Table
    | Box
    | Document
    | Embed
    | RelatedStory
    | Notes
)


def texts_of(part: Part) -> tuple[str, ...]:
    """Every piece of text of a part that may hold marks."""
    match part:
        case Paragraphs() | Quotation():
            return part.texts
        case Listing():
            return part.items
        case Table():
            return tuple(cell for row in part.rows for cell in row)
        case Box():
            return tuple(text for inner in part.parts for text in texts_of(inner))
        case Notes():
            return tuple(text for _mark, text in part.notes)
        case _:
            return ()

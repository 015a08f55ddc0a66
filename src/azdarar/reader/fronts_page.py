"""A front page as its templates show it: containers become bands, each with the layout it needs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from azdarar.articles.queries import StoryCard
from azdarar.fronts.queries import DossierCard, FilledContainer
from azdarar.language.typography import TypesetText

#: Stories of a band that stand with their pictures; the rest are headlines in the last column.
_WITH_PICTURE = 2
#: A band of so many stories has a column for each.
_ONE_COLUMN_EACH = 3


@dataclass(frozen=True, slots=True)
class Band:
    """One container, laid out: ``opening`` stands large, ``columns`` side by side, ``heads`` as headlines."""

    number: int
    kind: str
    title: TypesetText
    url: str
    cards: tuple[StoryCard, ...]
    opening: StoryCard | None = None
    columns: tuple[StoryCard, ...] = ()
    heads: tuple[StoryCard, ...] = ()
    dossier: DossierCard | None = None
    wire: "Band | None" = None
    ranking: "Band | None" = None
    is_first: bool = False

    @property
    def template(self) -> str:
        """The template that shows this kind of band."""
        return f"fronts/bands/{self.kind}.html"


def lay_out(containers: Sequence[FilledContainer]) -> list[Band]:
    """Lay a front's containers out, in their order.

    A wire right after a lead stands beside it, as the lead's margin; any other wire is a band. So does what
    is read most right after picks.
    """
    bands: list[Band] = []
    for number, container in enumerate(containers, start=1):
        beside_lead = (
            container.kind == "wire" and bands and bands[-1].kind == "lead" and bands[-1].wire is None
        )
        band = _band(container, number=number)
        if beside_lead:
            lead = bands.pop()
            bands.append(_lead(lead.cards, number=lead.number, title=lead.title, url=lead.url, wire=band))
        elif container.kind == "ranking" and bands and bands[-1].kind == "picks" and not bands[-1].ranking:
            bands.append(replace(bands.pop(), ranking=band))
        else:
            bands.append(band)
    return [_first(band) if place == 0 else band for place, band in enumerate(bands)]


def _first(band: Band) -> Band:
    names = {name: getattr(band, name) for name in Band.__slots__ if name != "is_first"}
    return Band(**names, is_first=True)


def _band(container: FilledContainer, *, number: int) -> Band:
    common = {"number": number, "title": container.title, "url": container.url}
    cards = container.cards
    if container.kind == "lead":
        return _lead(cards, wire=None, **common)  # type: ignore[arg-type]
    columns, heads = (
        (cards, ()) if len(cards) <= _ONE_COLUMN_EACH else (cards[:_WITH_PICTURE], cards[_WITH_PICTURE:])
    )
    return Band(
        kind=container.kind,
        cards=cards,
        columns=columns,
        heads=heads,
        dossier=container.dossier,
        **common,  # type: ignore[arg-type]
    )


def _lead(
    cards: tuple[StoryCard, ...], *, number: int, title: TypesetText, url: str, wire: Band | None
) -> Band:
    """The first story leads; the others follow under a rule, the first of them large if it has a picture."""
    followers = cards[1:]
    heads = followers[_WITH_PICTURE:] if len(followers) > _ONE_COLUMN_EACH else ()
    return Band(
        number=number,
        kind="lead",
        title=title,
        url=url,
        cards=cards,
        opening=cards[0],
        columns=followers[: len(followers) - len(heads)],
        heads=heads,
        wire=wire,
    )

"""From rows, whoever read them, to records; and the count of all that was met on the way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Literal

from azdarar.formats.internal.spip_encoding import TextDecoder
from azdarar.formats.internal.spip_fields import Row, objet_of
from azdarar.formats.internal.spip_records import Head, Record
from azdarar.formats.internal.spip_rows import DumpRow, Value
from azdarar.formats.internal.spip_seen import SeenNumbers
from azdarar.formats.internal.spip_site import Fate, Site, TableCount
from azdarar.formats.internal.spip_tables import LINKED, OWN_TABLES, TABLES, Table

#: Settings that say what the site is. Others hold keys, secrets and machine rooms, and are not kept.
_KEPT_SETTINGS = re.compile(
    r"nom_site|slogan_site|descriptif_site|adresse_site|langue_site|langues_\w+|multi_\w+|charset|version_\w+"
    r"|type_urls|urls_\w+|articles_\w+|post_dates|activer_\w+|forums_\w+|plugin_installes?|url_statique_ressources"
)


#: What most rows have beyond the columns that are known.
_NOTHING: Mapping[str, str] = {}


#: A row of a table that joins: the object, its number, what is linked to it, the rank, the number of that,
#: whether the text shows it.
LinkValues = tuple[str, int, str, int, int, bool]
Taken = Record | Head | LinkValues
#: Tables of texts, their key, and what SPIP calls one of them.
_OF_TEXTS: Mapping[str, tuple[str, Literal["article", "breve"]]] = {
    "articles": ("id_article", "article"),
    "breves": ("id_breve", "breve"),
}


class Taker:
    """Makes the records of one site, whose tables begin with ``prefix``: of all, or of some only.

    ``is_of_heads``: of texts only their heads are made, and of links only their values.
    """

    def __init__(self, *, only: Collection[str] = (), is_of_heads: bool = False) -> None:
        self._only = frozenset(only)
        self._is_of_heads = is_of_heads
        #: Reads the titles of heads: the letters of texts are told by whoever reads the texts.
        self._quiet = TextDecoder()
        self.decoder = TextDecoder()
        self.prefix = ""
        self.version = ""
        self.settings: dict[str, str] = {}
        self.rows: Counter[str] = Counter()
        self.unread: Counter[str] = Counter()
        self._unknown: dict[str, Counter[str]] = {}
        self._seen: dict[str, SeenNumbers] = {}
        self._layouts: dict[tuple[str, tuple[str, ...]], _Layout] = {}

    @property
    def site(self) -> Site:
        """What is known of the site so far."""
        told = self.settings
        return Site(
            nom=told.get("nom_site", ""),
            slogan=told.get("slogan_site", ""),
            descriptif=told.get("descriptif_site", ""),
            adresse=told.get("adresse_site", ""),
            langue=told.get("langue_site", ""),
            langues=tuple(filter(None, told.get("langues_utilisees", "").split(","))),
            charset=told.get("charset", ""),
            version=self.version or told.get("version_installee", ""),
            prefix=self.prefix,
            settings=dict(told),
        )

    @property
    def tables(self) -> tuple[TableCount, ...]:
        """Every table met so far, by name."""
        return tuple(
            TableCount(
                name=name,
                rows=self.rows[name] + self.unread[name],
                fate=self._fate(name),
                unread_rows=self.unread[name],
                unknown_columns=dict(self._unknown.get(name, {})),
            )
            for name in sorted({*self.rows, *self.unread})
        )

    def bare(self, table: str) -> str:
        """A table's name without the prefix; as it is, and unmistakable, where it has another."""
        start = f"{self.prefix}_"
        return table.removeprefix(start) if table.startswith(start) else f"!{table}"

    def wants(self, table: str) -> bool:
        """Whether the rows of a table are read: they become records, or say what the site is."""
        name = self.bare(table)
        return (name in TABLES or name == "meta") and not self.leaves(table)

    def leaves(self, table: str) -> bool:
        """Whether nothing of a table is asked for, not even how many rows it has."""
        return bool(self._only) and self.bare(table) not in self._only

    def places(self, table: str, columns: tuple[str, ...]) -> tuple[int, ...] | None:
        """Which values of a table's rows are looked at; None for all."""
        return self._layout(table, columns).head if self._is_of_heads else None

    def _layout(self, table: str, columns: tuple[str, ...]) -> _Layout:
        layout = self._layouts.get((table, columns))
        if layout is None:
            layout = self._layouts[table, columns] = _Layout(columns, TABLES.get(self.bare(table)))
        return layout

    def take(self, row: DumpRow) -> Taken | None:
        """The record a row becomes; None for a setting."""
        layout = self._layout(row.table, row.columns)
        self.rows[row.table] += 1
        self.decoder.place = row.table
        if layout.table is None:
            self._note_setting(row, layout)
            return None
        if self._is_of_heads and layout.link is not None:
            values = layout.link.values_of(row.values)
            if values is not None:
                return values
        extra = self._extra(row, layout) if layout.unknown else _NOTHING
        occurrence = 1
        if layout.table.key:
            key = layout.places.get(layout.table.key)
            number = row.values[key] if key is not None else None
            seen = self._seen.setdefault(layout.table.name, SeenNumbers())
            occurrence = seen.add(number)
        if layout.head is not None and self._is_of_heads:
            return self._head(row, layout, occurrence=occurrence)
        mended = self.decoder.mended
        record = layout.table.make(
            Row(layout.places, row.values, self.decoder.decode, extra=extra, occurrence=occurrence)
        )
        return record if self.decoder.mended == mended else replace(record, is_mended=True)

    def _head(self, row: DumpRow, layout: _Layout, *, occurrence: int) -> Head:
        self._quiet.declared = self.decoder.declared
        read = Row(layout.places, row.values, self._quiet.decode, extra=_NOTHING, occurrence=occurrence)
        key, kind = _OF_TEXTS[self.bare(row.table)]
        return Head(
            kind=kind,
            number=read.number(key),
            titre=read.text("titre"),
            statut=read.text("statut"),
            is_duplicate=occurrence > 1,
        )

    def _fate(self, table: str) -> Fate:
        name = self.bare(table)
        if table.startswith("lien:"):
            return "read" if table[5:] in LINKED else "unknown"
        return "read" if name in TABLES else "own" if name in OWN_TABLES else "unknown"

    def _extra(self, row: DumpRow, layout: _Layout) -> dict[str, str]:
        extra: dict[str, str] = {}
        for name in layout.unknown:
            value = row.values[layout.places[name]]
            if value and not self._is_of_heads:
                extra[name] = self.decoder.decode(value)
            self._unknown.setdefault(row.table, Counter())[name] += 1 if value else 0
        return extra

    def _note_setting(self, row: DumpRow, layout: _Layout) -> None:
        texts = [self.decoder.decode(value) if value else "" for value in row.values]
        name = texts[layout.places.get("nom", 0)]
        if _KEPT_SETTINGS.fullmatch(name):
            self.settings[name] = texts[layout.places.get("valeur", 1)]


class _Layout:
    """Where the columns of one table stand, and which of them nobody knows.

    ``head`` are the places that are looked at where only heads are wanted; None for all. ``link`` reads a
    table that joins.
    """

    def __init__(self, columns: tuple[str, ...], table: Table | None) -> None:
        self.table = table
        self.places = {name: number for number, name in enumerate(columns)}
        self.unknown = tuple(name for name in columns if table and name not in table.columns)
        self.head: tuple[int, ...] | None = None
        if table and table.name in _OF_TEXTS:
            wanted = {_OF_TEXTS[table.name][0], "titre", "statut", *self.unknown}
            self.head = tuple(place for name, place in self.places.items() if name in wanted)
        self.link = _LinkReader(table.joins, self.places) if table and table.joins else None


class _LinkReader:
    """Reads rows that join at once, which are the most there are; ``None`` for one that is written oddly."""

    def __init__(self, joins: tuple[str, str], places: Mapping[str, int]) -> None:
        self._kind, self._objet = joins
        self._other = places.get(f"id_{self._kind}")
        self._number = places.get(f"id_{self._objet}" if self._objet else "id_objet")
        self._of = None if self._objet else places.get("objet")
        self._placed, self._ranks = places.get("vu"), [places.get("rang_lien"), places.get("rang")]
        self._objets: dict[Value, str] = {}
        self._is_whole = None not in (self._other, self._number) and bool(self._objet or self._of is not None)

    def values_of(self, values: list[Value]) -> LinkValues | None:
        """What a row says."""
        if not self._is_whole or self._other is None or self._number is None:
            return None
        other, number = _number(values[self._other]), _number(values[self._number])
        ranks = [_number(values[place]) for place in self._ranks if place is not None]
        placed = _FLAGS.get(values[self._placed]) if self._placed is not None else False
        if other is None or number is None or placed is None or None in ranks:
            return None
        objet = self._objet
        if not objet and self._of is not None:
            written = values[self._of]
            if written not in self._objets:
                if not written or not written.isalpha() or len(self._objets) > _MOST_OBJETS:
                    return None
                self._objets[written] = objet_of(written.decode("ascii"))
            objet = self._objets[written]
        rank = next((rank for rank in ranks if rank), 0)
        return objet, number, self._kind, rank, other, placed


#: Kinds of objects there may be.
_MOST_OBJETS = 100
_FLAGS: Mapping[Value, bool] = {None: False, b"": False, b"non": False, b"0": False, b"oui": True, b"1": True}


def _number(value: Value) -> int | None:
    """A whole number as it usually is written; None for anything else."""
    if value is None:
        return 0
    return int(value) if value.isdigit() and len(value) < 19 else None


def prefixes_of(tables: set[str]) -> list[str]:
    """The prefixes of the SPIP sites among tables, those of whole sites before those of single tables."""
    signs = ("_articles", "_rubriques", "_auteurs", "_meta", "_documents", "_breves", "_mots")
    counts: Counter[str] = Counter()
    for table in tables:
        sign = next((sign for sign in signs if table.endswith(sign)), "")
        prefix = table.removesuffix(sign) if sign else ""
        if prefix and prefix not in tables and not prefix.endswith(("_auteurs", "_mots", "_documents")):
            counts[prefix] += 1
    whole = sorted(
        prefix for prefix, count in counts.items() if count >= 2 and f"{prefix}_articles" in tables
    )
    return whole or sorted(prefix for prefix in counts if f"{prefix}_articles" in tables)

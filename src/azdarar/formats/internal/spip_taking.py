"""From rows, whoever read them, to records; and the count of all that was met on the way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace

from azdarar.formats.internal.spip_encoding import TextDecoder
from azdarar.formats.internal.spip_fields import Row
from azdarar.formats.internal.spip_records import Record
from azdarar.formats.internal.spip_rows import DumpRow
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


class Taker:
    """Makes the records of one site, whose tables begin with ``prefix``: of all, or of some only."""

    def __init__(self, *, only: Collection[str] = ()) -> None:
        self._only = frozenset(only)
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

    def take(self, row: DumpRow) -> Record | None:
        """The record a row becomes; None for a setting."""
        layout = self._layouts.get((row.table, row.columns))
        if layout is None:
            layout = _Layout(row, TABLES.get(self.bare(row.table)))
            self._layouts[row.table, row.columns] = layout
        self.rows[row.table] += 1
        self.decoder.place = row.table
        if layout.table is None:
            self._note_setting(row, layout)
            return None
        extra = self._extra(row, layout) if layout.unknown else _NOTHING
        occurrence = 1
        if layout.table.key:
            key = layout.places.get(layout.table.key)
            number = row.values[key] if key is not None else None
            seen = self._seen.setdefault(layout.table.name, SeenNumbers())
            occurrence = seen.add(number)
        mended = self.decoder.mended
        record = layout.table.make(
            Row(layout.places, row.values, self.decoder.decode, extra=extra, occurrence=occurrence)
        )
        return record if self.decoder.mended == mended else replace(record, is_mended=True)

    def _fate(self, table: str) -> Fate:
        name = self.bare(table)
        if table.startswith("lien:"):
            return "read" if table[5:] in LINKED else "unknown"
        return "read" if name in TABLES else "own" if name in OWN_TABLES else "unknown"

    def _extra(self, row: DumpRow, layout: _Layout) -> dict[str, str]:
        extra: dict[str, str] = {}
        for name in layout.unknown:
            value = row.values[layout.places[name]]
            if value:
                extra[name] = self.decoder.decode(value)
            self._unknown.setdefault(row.table, Counter())[name] += 1 if value else 0
        return extra

    def _note_setting(self, row: DumpRow, layout: _Layout) -> None:
        texts = [self.decoder.decode(value) if value else "" for value in row.values]
        name = texts[layout.places.get("nom", 0)]
        if _KEPT_SETTINGS.fullmatch(name):
            self.settings[name] = texts[layout.places.get("valeur", 1)]


class _Layout:
    """Where the columns of one table stand, and which of them nobody knows."""

    def __init__(self, row: DumpRow, table: Table | None) -> None:
        self.table = table
        self.places = {name: number for number, name in enumerate(row.columns)}
        self.unknown = tuple(name for name in row.columns if table and name not in table.columns)


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

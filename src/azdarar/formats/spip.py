"""Backups of SPIP sites (1.8 to 4.4) as typed records: MySQL dumps, SQLite files, SPIP's own XML.

One pass, flat memory, whatever the length of the file. What a file is, is read from its content. Tables and
columns are known by their names in every version; the prefix of the tables is found. Nothing is resolved: a
section, an author or a document may be missing, and saying so is the importer's work. Nothing is left out in
silence: ``tables`` says of every table whether it became records, and how many rows it had.

Source: docs/reference/formats.md lists what is read, and which oddities of real backups are accepted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, Literal, cast

from azdarar.formats.internal.marking import Phrase, gettext_noop
from azdarar.formats.internal.spip_encoding import EncodingRepair, TextDecoder
from azdarar.formats.internal.spip_errors import (
    BrokenBackupError,
    CompressedBackupError,
    CutOffBackupError,
    NotASPIPBackupError,
    SeveralSitesError,
    SPIPError,
)
from azdarar.formats.internal.spip_fields import Row, objet_of
from azdarar.formats.internal.spip_mysql import Dump, DumpRow, Value, table_names
from azdarar.formats.internal.spip_records import (
    Article,
    Auteur,
    Breve,
    Document,
    Forum,
    GroupeMots,
    Link,
    Mot,
    Record,
    Rubrique,
    SiteReference,
    Url,
)
from azdarar.formats.internal.spip_seen import SeenNumbers
from azdarar.formats.internal.spip_source import Backup
from azdarar.formats.internal.spip_sqlite import Database
from azdarar.formats.internal.spip_tables import OWN_TABLES, TABLES, Table
from azdarar.formats.xml import CutOffError, Element, Repair, Source, UnexpectedRootError, XMLError, XMLStream

__all__ = [
    "Article",
    "Auteur",
    "Breve",
    "BrokenBackupError",
    "CompressedBackupError",
    "CutOffBackupError",
    "Document",
    "EncodingRepair",
    "Forum",
    "GroupeMots",
    "Link",
    "Logo",
    "Mot",
    "NotASPIPBackupError",
    "Record",
    "Rubrique",
    "SPIPError",
    "SPIPReader",
    "SeveralSitesError",
    "Site",
    "SiteReference",
    "TableCount",
    "Url",
    "is_spip",
    "logo_of",
]

#: Settings that say what the site is. Others hold keys, secrets and machine rooms, and are not kept.
_KEPT_SETTINGS = re.compile(
    r"nom_site|slogan_site|descriptif_site|adresse_site|langue_site|langues_\w+|multi_\w+|charset|version_\w+"
    r"|type_urls|urls_\w+|articles_\w+|post_dates|activer_\w+|forums_\w+|plugin_installes?|url_statique_ressources"
)
#: In SQLite the order is ours: what others refer to comes first.
_ORDER = ("meta", "rubriques", "auteurs", "groupes_mots", "mots", "documents", "articles", "breves")
#: What SPIP's own XML calls the rows of its tables, until 1.9.
_XML_NAMES = {
    "article": "articles",
    "auteur": "auteurs",
    "breve": "breves",
    "document": "documents",
    "forum": "forum",
    "groupe_mots": "groupes_mots",
    "message": "messages",
    "mot": "mots",
    "petition": "petitions",
    "rubrique": "rubriques",
    "signature": "signatures",
    "site": "syndic",
    "syndic": "syndic",
    "syndic_article": "syndic_articles",
    "type_document": "types_documents",
}
#: What can belong to an object.
_LINKED = ("auteur", "mot", "document")
_LOGO = re.compile(
    r"(art|rub|aut|mot|groupe|breve|site|syndic|[a-z_]{3,30}?)(on|off)([0-9]{1,10})\.([a-z]{2,5})"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What the backup says of the site itself. Everything may be empty."""

    nom: str = ""
    slogan: str = ""
    descriptif: str = ""
    adresse: str = ""
    langue: str = ""
    langues: tuple[str, ...] = ()
    charset: str = ""
    version: str = ""
    prefix: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def breaks_lines(self) -> bool:
        """Whether readers saw the end of a line as a line break: since SPIP 3, and where nobody knows."""
        found = re.match(r"[0-9]+(?:\.[0-9]+)?", self.version)
        if found is None:
            return True
        number = float(found[0])
        # 1.8 to 1.9 call themselves so; the numbers after are of the repository, then of the day.
        return not (number < 10 or 10_000 < number < 18_000) or number in (3.0, 4.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCount:
    """A table of the backup: its rows, and what became of them.

    ``fate`` is ``read`` (they became records), ``own`` (SPIP keeps them for itself), ``unknown`` (a
    plug-in's, or another program's). ``unread_rows`` could not be understood, or their columns are not known.
    """

    name: str
    rows: int
    fate: Literal["read", "own", "unknown"]
    unread_rows: int = 0
    unknown_columns: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """What the name of a logo's file says: whose it is, and whether it shows under the pointer."""

    objet: str
    id_objet: int
    is_hover: bool
    extension: str


class SPIPReader:
    """The records of one backup, in file order. One pass.

    Args:
        source: a path, bytes or a binary stream that can be read again from its beginning; gzip is unpacked.
        prefix: which site's tables, where a dump holds several: ``spip`` for ``spip_articles``.

    Raises:
        SPIPError, XMLError: when built, for what is no such backup; while iterating, after every record that
            came before. ``CutOffBackupError`` and ``BrokenBackupError`` carry ``records``.
    """

    def __init__(self, source: Source, *, prefix: str = "", name: str = "") -> None:
        self._backup = Backup(source, name=name)
        self.name, self.kind = self._backup.name, self._backup.kind
        self._decoder = TextDecoder()
        self._settings: dict[str, str] = {}
        self._version = ""
        self._rows: Counter[str] = Counter()
        self._unread: Counter[str] = Counter()
        self._unknown: dict[str, Counter[str]] = {}
        self._seen: dict[str, SeenNumbers] = {}
        self._layouts: dict[tuple[str, tuple[str, ...]], _Layout] = {}
        self._xml_repairs: tuple[Repair, ...] = ()
        self._records = 0
        self.prefix = self._find_prefix(prefix)
        self._iterator = self._read()

    @property
    def site(self) -> Site:
        """What is known of the site so far; complete after the loop."""
        told = self._settings
        return Site(
            nom=told.get("nom_site", ""),
            slogan=told.get("slogan_site", ""),
            descriptif=told.get("descriptif_site", ""),
            adresse=told.get("adresse_site", ""),
            langue=told.get("langue_site", ""),
            langues=tuple(filter(None, told.get("langues_utilisees", "").split(","))),
            charset=told.get("charset", ""),
            version=self._version or told.get("version_installee", ""),
            prefix=self.prefix,
            settings=dict(told),
        )

    @property
    def tables(self) -> tuple[TableCount, ...]:
        """Every table met so far, by name."""
        return tuple(
            TableCount(
                name=name,
                rows=self._rows[name] + self._unread[name],
                fate=self._fate(name),
                unread_rows=self._unread[name],
                unknown_columns=dict(self._unknown.get(name, {})),
            )
            for name in sorted({*self._rows, *self._unread})
        )

    @property
    def repairs(self) -> tuple[Repair | EncodingRepair, ...]:
        """What had to be repaired so far."""
        return (*self._xml_repairs, *self._decoder.repairs)

    def __iter__(self) -> Iterator[Record]:
        return self

    def __next__(self) -> Record:
        record = next(self._iterator)
        self._records += 1
        return record

    def _read(self) -> Iterator[Record]:
        match self.kind:
            case "mysql":
                yield from self._read_mysql()
            case "sqlite":
                yield from self._read_sqlite()
            case "xml":
                yield from self._read_xml()

    def _find_prefix(self, asked: str) -> str:
        if self.kind == "xml":
            return "spip"
        if self.kind == "sqlite":
            database = Database(self._backup)
            try:
                known = set(database.tables())
            finally:
                database.close()
        else:
            with self._backup.open() as stream:
                known = table_names(stream)
        found = _prefixes(known)
        if asked:
            found = [asked] if asked in found else []
        if not found:
            what = Phrase(gettext_noop("a database without the tables of SPIP"))
            if asked:
                what = Phrase(gettext_noop("a dump without a site called “%(prefix)s”"), prefix=asked)
            raise NotASPIPBackupError(name=self.name, found=what)
        if len(found) > 1:
            raise SeveralSitesError(name=self.name, prefixes=", ".join(found))
        return found[0]

    def _bare(self, table: str) -> str:
        """A table's name without the prefix; as it is where it has another."""
        start = f"{self.prefix}_"
        return table.removeprefix(start) if table.startswith(start) else f"!{table}"

    def _wants(self, table: str) -> bool:
        name = self._bare(table)
        return name in TABLES or name == "meta"

    def _fate(self, table: str) -> Literal["read", "own", "unknown"]:
        name = self._bare(table)
        if table.startswith("lien:"):
            return "read" if table[5:] in _LINKED else "unknown"
        return "read" if name in TABLES else "own" if name in OWN_TABLES else "unknown"

    def _read_mysql(self) -> Iterator[Record]:
        with self._backup.open() as stream:
            dump = Dump(stream=stream, wants=self._wants)
            for row in dump.rows():
                self._decoder.declared = dump.charset
                yield from self._taken(row)
        self._rows += dump.counted
        self._unread += dump.unread
        if dump.cut_off_in:
            raise CutOffBackupError(name=self.name, table=dump.cut_off_in, records=self._records)

    def _read_sqlite(self) -> Iterator[Record]:
        database = Database(self._backup)
        try:
            tables = database.tables()
            ranks = {f"{self.prefix}_{name}": number for number, name in enumerate(_ORDER)}
            for table in sorted(tables, key=lambda name: ranks.get(name, len(ranks))):
                if not self._wants(table):
                    self._rows[table] += database.count(table)
                    continue
                for row in database.rows(table, records=lambda: self._records):
                    yield from self._taken(row)
        finally:
            database.close()

    def _read_xml(self) -> Iterator[Record]:
        told = re.search(rb"<SPIP\s([^>]{1,4000})>", self._backup.head)
        attributes = (
            dict(re.findall(r"([\w:]+)\s*=\s*\"([^\"]*)\"", told[1].decode("latin-1"))) if told else {}
        )
        self._version = attributes.get("version_base", "") or attributes.get("version", "")
        if attributes.get("adresse_site"):
            self._settings["adresse_site"] = attributes["adresse_site"]
        with self._backup.open() as opened:
            stream = XMLStream(cast(BinaryIO, opened), path=("SPIP",), name=self.name)
            try:
                for element in stream:
                    yield from self._of_element(element)
            except UnexpectedRootError as problem:
                found = Phrase(gettext_noop("a <%(root)s> document"), root=problem.data["found"])
                raise NotASPIPBackupError(name=self.name, found=found) from problem
            except CutOffError as problem:
                place = Phrase(gettext_noop("line %(line)s"), line=problem.data["line"])
                raise CutOffBackupError(name=self.name, table=place, records=self._records) from problem
            except XMLError as problem:
                if not self._records:
                    raise
                raise BrokenBackupError(
                    name=self.name, records=self._records, reason=Phrase(problem.sentence, **problem.data)
                ) from problem
            finally:
                self._xml_repairs = stream.repairs

    def _of_element(self, element: Element) -> Iterator[Record]:
        table = element.name.lower()
        table = table if table.startswith("spip_") else f"spip_{_XML_NAMES.get(table, table)}"
        own = [child for child in element.children if not child.prefix]
        columns = tuple(child.local.lower() for child in own)
        values: list[Value] = [child.full_text.encode("utf-8", "surrogatepass") for child in own]
        if not self._wants(table):
            self._rows[table] += 1
            return
        yield from self._taken(DumpRow(table, columns, values))
        kind = objet_of(self._bare(table))
        number = next((child.full_text for child in own if child.local == f"id_{kind}"), "")
        for child in element.children:
            if child.prefix == "lien" and number.strip().isdecimal() and child.full_text.strip().isdecimal():
                other = objet_of(child.local)
                self._rows[f"lien:{other}"] += 1
                if other in _LINKED:
                    yield Link(kind=other, id=int(child.full_text), objet=kind, id_objet=int(number))

    def _taken(self, row: DumpRow) -> Iterator[Record]:
        layout = self._layouts.get((row.table, row.columns))
        if layout is None:
            layout = _Layout(row, TABLES.get(self._bare(row.table)))
            self._layouts[row.table, row.columns] = layout
        self._rows[row.table] += 1
        self._decoder.place = row.table
        if layout.table is None:
            self._note_setting(row, layout)
            return
        extra = self._extra(row, layout)
        occurrence = 1
        if layout.table.key:
            key = layout.places.get(layout.table.key)
            number = row.values[key] if key is not None else None
            seen = self._seen.setdefault(layout.table.name, SeenNumbers())
            occurrence = seen.add(number)
        yield layout.table.make(
            Row(layout.places, row.values, self._decoder.decode, extra=extra, occurrence=occurrence)
        )

    def _extra(self, row: DumpRow, layout: _Layout) -> dict[str, str]:
        extra: dict[str, str] = {}
        for name in layout.unknown:
            value = row.values[layout.places[name]]
            if value:
                extra[name] = self._decoder.decode(value)
                self._unknown.setdefault(row.table, Counter())[name] += 1
            else:
                self._unknown.setdefault(row.table, Counter())[name] += 0
        return extra

    def _note_setting(self, row: DumpRow, layout: _Layout) -> None:
        texts = [self._decoder.decode(value) if value else "" for value in row.values]
        name = texts[layout.places.get("nom", 0)]
        if _KEPT_SETTINGS.fullmatch(name):
            self._settings[name] = texts[layout.places.get("valeur", 1)]


class _Layout:
    """Where the columns of one table stand, and which of them nobody knows."""

    def __init__(self, row: DumpRow, table: Table | None) -> None:
        self.table = table
        self.places = {name: number for number, name in enumerate(row.columns)}
        self.unknown = tuple(name for name in row.columns if table and name not in table.columns)


def is_spip(source: Source) -> bool:
    """Whether a file is a backup of a SPIP site, by its content."""
    try:
        SPIPReader(source)
    except SeveralSitesError:
        return True
    except (SPIPError, XMLError):
        return False
    return True


def logo_of(file_name: str) -> Logo | None:
    """Read the name of a file of ``IMG/``: ``arton12.jpg`` is the logo of article 12."""
    found = _LOGO.fullmatch(file_name.lower())
    if found is None:
        return None
    return Logo(
        objet=objet_of(found[1]), id_objet=int(found[3]), is_hover=found[2] == "off", extension=found[4]
    )


def _prefixes(tables: set[str]) -> list[str]:
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

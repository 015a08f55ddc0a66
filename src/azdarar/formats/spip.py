"""Backups of SPIP sites (1.8 to 4.4) as typed records: MySQL dumps, SQLite files, SPIP's own XML.

One pass, flat memory, whatever the length of the file. What a file is, is read from its content. Tables and
columns are known by their names in every version; the prefix of the tables is found. Nothing is resolved: a
section, an author or a document may be missing, and saying so is the importer's work. Nothing is left out in
silence: ``tables`` says of every table whether it became records, and how many rows it had.

Source: docs/reference/formats.md lists what is read, and which oddities of real backups are accepted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import BinaryIO, Literal, cast

from azdarar.formats.internal.marking import Phrase, gettext_noop
from azdarar.formats.internal.spip_declared import table_names
from azdarar.formats.internal.spip_encoding import EncodingRepair
from azdarar.formats.internal.spip_errors import (
    BrokenBackupError,
    CompressedBackupError,
    CutOffBackupError,
    NotASPIPBackupError,
    SeveralSitesError,
    SPIPError,
)
from azdarar.formats.internal.spip_fields import objet_of
from azdarar.formats.internal.spip_mysql import Dump
from azdarar.formats.internal.spip_records import (
    Article,
    Auteur,
    Breve,
    Document,
    Forum,
    GroupeMots,
    Head,
    Link,
    Mot,
    Record,
    Rubrique,
    SiteReference,
    Url,
)
from azdarar.formats.internal.spip_rows import DumpRow, Server, Tables, Value
from azdarar.formats.internal.spip_site import Logo, Site, TableCount, logo_of
from azdarar.formats.internal.spip_source import Backup
from azdarar.formats.internal.spip_sqlite import Database
from azdarar.formats.internal.spip_tables import LINKED
from azdarar.formats.internal.spip_taking import Taken, Taker, prefixes_of
from azdarar.formats.xml import CutOffError, Element, Repair, Source, UnexpectedRootError, XMLError, XMLStream

__all__ = [
    "Article",
    "Auteur",
    "Breve",
    "BrokenBackupError",
    "CompressedBackupError",
    "CutOffBackupError",
    "Document",
    "DumpRow",
    "EncodingRepair",
    "Forum",
    "GroupeMots",
    "Head",
    "Link",
    "Logo",
    "Mot",
    "NotASPIPBackupError",
    "Record",
    "Rubrique",
    "SPIPError",
    "SPIPReader",
    "Server",
    "SeveralSitesError",
    "Site",
    "SiteReference",
    "TableCount",
    "Tables",
    "Url",
    "is_spip",
    "logo_of",
]

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


class SPIPReader:
    """The records of one backup, in file order. One pass.

    Args:
        source: a path, bytes or a binary stream that can be read again from its beginning (gzip is
            unpacked), or a server that answers.
        prefix: which site's tables, where a dump holds several: ``spip`` for ``spip_articles``.
        only: names of tables without the prefix; records of all others are not wanted.
        is_of_heads: of articles and briefs only their heads are wanted, of links only their values; see
            ``spip_heads``.

    Raises:
        SPIPError, XMLError: when built, for what is no such backup; while iterating, after every record that
            came before. ``CutOffBackupError`` and ``BrokenBackupError`` carry ``records``.
    """

    def __init__(
        self,
        source: Source | Server,
        *,
        prefix: str = "",
        name: str = "",
        only: Collection[str] = (),
        is_of_heads: bool = False,
    ) -> None:
        self._source: Backup | Server
        self.kind: Literal["mysql", "sqlite", "xml", "server"]
        if isinstance(source, Server):
            self._source, self.kind = source, "server"
        else:
            self._source = Backup(source, name=name)
            self.kind = self._source.kind
        self.name = self._source.name
        self._taker = Taker(only=only, is_of_heads=is_of_heads)
        self._xml_repairs: tuple[Repair, ...] = ()
        self._records = 0
        self.prefix = self._taker.prefix = self._find_prefix(prefix)
        self._iterator = self._read()

    @property
    def site(self) -> Site:
        """What is known of the site so far; complete after the loop."""
        return self._taker.site

    @property
    def tables(self) -> tuple[TableCount, ...]:
        """Every table met so far, by name."""
        return self._taker.tables

    @property
    def order(self) -> tuple[str, ...]:
        """The tables in the order they were met."""
        return tuple(self._taker.rows)

    @property
    def repairs(self) -> tuple[Repair | EncodingRepair, ...]:
        """What had to be repaired so far."""
        return (*self._xml_repairs, *self._taker.decoder.repairs)

    def __iter__(self) -> Iterator[Record]:
        return self

    def __next__(self) -> Record:
        record = next(self._iterator)
        self._records += 1
        return cast(Record, record)

    def _read(self) -> Iterator[Taken]:
        match self.kind:
            case "mysql":
                yield from self._read_mysql()
            case "sqlite" | "server":
                yield from self._read_tables()
            case "xml":
                yield from self._read_xml()

    def _find_prefix(self, asked: str) -> str:
        if self.kind == "xml":
            return "spip"
        if self.kind in ("sqlite", "server"):
            database = self._database()
            try:
                known = set(database.tables())
            finally:
                database.close()
        else:
            with self._backup.open() as stream:
                known = table_names(stream)
        found = prefixes_of(known)
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

    @property
    def _backup(self) -> Backup:
        return cast(Backup, self._source)

    def _read_mysql(self) -> Iterator[Taken]:
        with self._backup.open() as stream:
            dump = Dump(stream=stream, wants=self._taker.wants, places=self._taker.places)
            for row in dump.rows():
                self._taker.decoder.declared = dump.charset
                record = self._taker.take(row)
                if record is not None:
                    yield record
        self._taker.rows += dump.counted
        self._taker.unread += dump.unread
        if dump.cut_off_in:
            raise CutOffBackupError(name=self.name, table=dump.cut_off_in, records=self._records)

    def _database(self) -> Tables:
        return Database(self._source) if isinstance(self._source, Backup) else self._source.connect()

    def _read_tables(self) -> Iterator[Taken]:
        database = self._database()
        try:
            tables = database.tables()
            ranks = {f"{self.prefix}_{name}": number for number, name in enumerate(_ORDER)}
            for table in sorted(tables, key=lambda name: ranks.get(name, len(ranks))):
                if self._taker.leaves(table):
                    continue
                if not self._taker.wants(table):
                    self._taker.rows[table] += database.count(table)
                    continue
                for row in database.rows(table, records=lambda: self._records):
                    record = self._taker.take(row)
                    if record is not None:
                        yield record
        finally:
            database.close()

    def _read_xml(self) -> Iterator[Taken]:
        told = re.search(rb"<SPIP\s([^>]{1,4000})>", self._backup.head)
        attributes = (
            dict(re.findall(r"([\w:]+)\s*=\s*\"([^\"]*)\"", told[1].decode("latin-1"))) if told else {}
        )
        self._taker.version = attributes.get("version_base", "") or attributes.get("version", "")
        if attributes.get("adresse_site"):
            self._taker.settings["adresse_site"] = attributes["adresse_site"]
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

    def _of_element(self, element: Element) -> Iterator[Taken]:
        table = element.name.lower()
        table = table if table.startswith("spip_") else f"spip_{_XML_NAMES.get(table, table)}"
        own = [child for child in element.children if not child.prefix]
        columns = tuple(child.local.lower() for child in own)
        values: list[Value] = [child.full_text.encode("utf-8", "surrogatepass") for child in own]
        if not self._taker.wants(table):
            self._taker.rows[table] += 1
            return
        record = self._taker.take(DumpRow(table, columns, values))
        if record is not None:
            yield record
        kind = objet_of(self._taker.bare(table))
        number = next((child.full_text for child in own if child.local == f"id_{kind}"), "")
        for child in element.children:
            if child.prefix == "lien" and number.strip().isdecimal() and child.full_text.strip().isdecimal():
                other = objet_of(child.local)
                self._taker.rows[f"lien:{other}"] += 1
                if other in LINKED:
                    yield Link(kind=other, id=int(child.full_text), objet=kind, id_objet=int(number))


def is_spip(source: Source) -> bool:
    """Whether a file is a backup of a SPIP site, by its content."""
    try:
        SPIPReader(source)
    except SeveralSitesError:
        return True
    except (SPIPError, XMLError):
        return False
    return True

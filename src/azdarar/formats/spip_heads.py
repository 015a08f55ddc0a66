"""A SPIP backup without its texts: what whoever takes it in puts in order before the first text is read.

Sections, people, keywords and messages come as records. What a newspaper has by the hundred thousand (heads
of articles, documents, links, addresses) comes as rows of values, thousands at once: a record for each costs
more than reading it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

import msgspec

from azdarar.errors import AzdararError
from azdarar.formats.internal.confined_errors import GarbledError
from azdarar.formats.internal.spip_encoding import EncodingRepair
from azdarar.formats.internal.spip_taking import Taken
from azdarar.formats.internal.xml_text import Repair
from azdarar.formats.spip import Document, Head, Link, Record, Site, SPIPReader, TableCount, Url
from azdarar.formats.spip_server import MySQLServer
from azdarar.formats.spip_story import head_of
from azdarar.formats.spip_variants import prepared

__all__ = ["HeadRows", "SPIPHeads", "repairs_of_both"]

RowsOf = Literal["stories", "documents", "links", "addresses"]
#: (article or breve, number, titre, statut, whether an earlier one has the number)
_Story = tuple[str, int, str, str, bool]
#: (number, extension, titre, descriptif, credits, alt, path from the root or address, mode, whether it is
#: elsewhere, statut)
_Document = tuple[int, str, str, str, str, str, str, str, bool, str]
#: (objet, number, what is linked to it, place in the backup, rank, number of that, whether its text shows it)
_Link = tuple[str, int, str, int, int, int, bool]
#: (objet, number, place in the backup, url, id_parent, what says which stands first)
_Address = tuple[str, int, int, str, int, str]
_DECODERS: dict[str, msgspec.msgpack.Decoder[Any]] = {
    "stories": msgspec.msgpack.Decoder(list[_Story]),
    "documents": msgspec.msgpack.Decoder(list[_Document]),
    "links": msgspec.msgpack.Decoder(list[_Link]),
    "addresses": msgspec.msgpack.Decoder(list[_Address]),
}
_MANY = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadRows:
    """Rows of one kind, packed."""

    of: RowsOf
    packed: bytes

    def rows(self) -> list[tuple[Any, ...]]:
        """The rows, each value of the type it must have.

        Raises:
            GarbledError: ``formats.reading-garbled``: they are no such rows.
        """
        try:
            found: list[tuple[Any, ...]] = _DECODERS[self.of].decode(self.packed)
        except (msgspec.DecodeError, UnicodeDecodeError) as problem:
            raise GarbledError(name=self.of, reason="no rows") from problem
        return found


class SPIPHeads:
    """Everything of a backup but its texts, in file order within each kind. One pass.

    Args:
        source: a path, or the address of a database that answers.

    Raises:
        what ``SPIPReader`` does, after every record that came before.
    """

    def __init__(self, source: Path | str, *, prefix: str = "", password: str = "") -> None:
        given = MySQLServer(source, password=password) if isinstance(source, str) else source
        self._reader = SPIPReader(given, prefix=prefix, is_of_heads=True)
        self._rows: dict[RowsOf, list[tuple[Any, ...]]] = {
            "stories": [],
            "documents": [],
            "links": [],
            "addresses": [],
        }
        self._place = 0
        self._encode = msgspec.msgpack.Encoder().encode

    @property
    def site(self) -> Site:
        """What is known of the site so far; complete after the loop."""
        return self._reader.site

    @property
    def tables(self) -> tuple[TableCount, ...]:
        """Every table met so far, by name."""
        return self._reader.tables

    @property
    def order(self) -> tuple[str, ...]:
        """The tables in the order they were met."""
        return self._reader.order

    @property
    def repairs(self) -> tuple[Repair | EncodingRepair, ...]:
        """What had to be repaired so far, the texts' own aside."""
        return self._reader.repairs

    def __iter__(self) -> Iterator[Record | HeadRows]:
        try:
            for record in cast("Iterator[Taken]", self._reader):
                of = self._filed(record)
                if of is None:
                    yield head_of(cast("Record", record))
                elif len(self._rows[of]) >= _MANY:
                    yield self._packed(of)
        except AzdararError:
            yield from self._left()
            raise
        yield from self._left()

    def _left(self) -> Iterator[HeadRows]:
        for of in self._rows:
            if self._rows[of]:
                yield self._packed(of)

    def _packed(self, of: RowsOf) -> HeadRows:
        rows = self._rows[of]
        try:
            packed = HeadRows(of=of, packed=self._encode(rows))
        except UnicodeEncodeError:  # half a letter
            packed = HeadRows(of=of, packed=self._encode([tuple(map(_whole, row)) for row in rows]))
        rows.clear()
        return packed

    def _filed(self, record: Taken) -> RowsOf | None:
        """Put a record among the rows of its kind; None for one that stays a record."""
        match record:
            case tuple():
                objet, number, kind, rank, other, is_placed = record
                self._place += 1
                self._rows["links"].append((objet, number, kind, self._place, rank, other, is_placed))
                return "links"
            case Link():
                self._place += 1
                self._rows["links"].append(
                    (
                        record.objet,
                        record.id_objet,
                        record.kind,
                        self._place,
                        record.rank,
                        record.id,
                        record.is_placed,
                    )
                )
                return "links"
            case Head():
                self._rows["stories"].append(
                    (record.kind, record.number, prepared(record.titre), record.statut, record.is_duplicate)
                )
                return "stories"
            case Document():
                self._rows["documents"].append(_document(record))
                return "documents"
            case Url():
                self._place += 1
                told = f"{'1' if record.is_permanent else '0'} {record.date or ''}"
                row = (record.objet, record.id_objet, self._place, record.url, record.id_parent, told)
                self._rows["addresses"].append(row)
                return "addresses"
        return None


def _document(document: Document) -> _Document:
    return (
        document.id_document,
        document.extension.lower(),
        prepared(document.titre),
        prepared(document.descriptif),
        prepared(document.credits),
        prepared(document.alt),
        document.fichier if document.is_remote else f"IMG/{document.fichier}",
        document.mode,
        document.is_remote,
        document.statut,
    )


def _whole(value: Any) -> Any:
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value


def repairs_of_both(
    heads: tuple[Repair | EncodingRepair, ...],
    texts: tuple[Repair | EncodingRepair, ...],
    *,
    order: tuple[str, ...],
) -> list[Repair | EncodingRepair]:
    """What was repaired in the two readings of a backup: the texts' letters are told by the second alone.

    Args:
        order: the tables as they stand in the backup.
    """
    ranks = {table: rank for rank, table in enumerate(order)}
    found = [one for one in heads if not isinstance(one, EncodingRepair)]
    of_letters: dict[str, EncodingRepair] = {}
    for one in (*heads, *texts):
        if not isinstance(one, EncodingRepair):
            continue
        other = of_letters.get(one.kind, one)
        first = min(one.first, other.first, key=lambda table: ranks.get(table, len(ranks)))
        count = one.count if other is one else one.count + other.count
        of_letters[one.kind] = EncodingRepair(one.kind, count, first)
    return [*found, *of_letters.values()]

"""The ledger as importers use it: what of a foreign site is here already, and under which number."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from modelcluster.models import ClusterableModel, get_all_child_relations

from azdarar.archive.internal.held_lines import HeldLines
from azdarar.archive.models import ImportRun, LedgerLine, label_of
from azdarar.archive.old_addresses import remember_many
from azdarar.rows import blank, point, reserve_ids, write_rows

#: Columns that change by themselves, without anybody having edited the object.
_NOT_WRITTEN_BY_PEOPLE = frozenset(
    {"id", "sort_order", "rank", "is_in_menu", "rendition_set", "file_hash", "file_size"}
)
#: As much of a number there as a line holds.
LONGEST_NUMBER = 120
#: What a line says, as it is held in memory: whether there is one, and of which object.
_NO_OBJECT = -1


class Ledger:
    """The lines of one foreign site, read and written within the caller's transaction.

    ``run`` is the run that writes; without one (a test, a look) lines belong to no run. What is asked for
    again and again (does a number have a line, and which object is it?) is read once for each kind and held,
    in sixteen bytes a line; ``forget`` makes the ledger look again, after a transaction was taken back.
    """

    def __init__(self, *, system: str, site: str, run: ImportRun | None = None) -> None:
        self.system, self.site, self.run = system, site, run
        self._held: dict[str, HeldLines] = {}
        self._labels: list[str] = []
        self._stored: list[Any] = []
        self._gathered: _Gathered | None = None

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """Write together the lines of what stories hang on: at the end of the block, or when it is asked for.

        Each by itself is five statements. Within a transaction.
        """
        self._gathered = _Gathered()
        try:
            yield
            self.write_gathered()
        finally:
            self._gathered = None

    def write_later(self, write: Callable[[], None]) -> bool:
        """Have something else written with them; False where nothing is gathered."""
        if self._gathered is None:
            return False
        self._gathered.others.append(write)
        return True

    def write_gathered(self) -> None:
        """Write what was gathered so far."""
        if self._gathered is None:
            return
        gathered, self._gathered = self._gathered, _Gathered()
        for write in gathered.others:
            write()
        if gathered.lines:
            self.add(gathered.lines)
        for rule in sorted({rule for rule, _target, _addresses in gathered.addresses}):
            told = ((target, written) for other, target, written in gathered.addresses if other == rule)
            remember_many(told, system=self.system, rule=rule)

    @property
    def lines(self) -> "models.QuerySet[LedgerLine]":
        """Every line of the site."""
        self.write_gathered()
        return self._written()

    def _written(self) -> "models.QuerySet[LedgerLine]":
        return LedgerLine.objects.filter(system=self.system, site=self.site)

    def find(self, kind: str, foreign_id: object) -> LedgerLine | None:
        """The line of one thing, or None."""
        if _key(foreign_id) not in self._of(kind):
            return None
        return self.lines.filter(kind=kind, foreign_id=_fitting(foreign_id)).first()

    def find_all(self, kind: str, foreign_ids: Iterable[object]) -> dict[str, LedgerLine]:
        """The lines of many things of a kind, by their numbers there."""
        held = self._of(kind)
        wanted = [_fitting(one) for one in foreign_ids if _key(one) in held]
        if not wanted:
            return {}
        return {line.foreign_id: line for line in self.lines.filter(kind=kind, foreign_id__in=wanted)}

    def place_of(self, kind: str, foreign_id: object) -> tuple[str, int] | None:
        """What a thing became here, as the label of a model and a number: asks no database."""
        held = self._of(kind).get(_key(foreign_id))
        if held is None or held == _NO_OBJECT:
            return None
        number, label = divmod(held, _MOST_LABELS)
        return self._labels[label], number

    def object_of(self, kind: str, foreign_id: object) -> Any | None:
        """What a thing became here, if it did and is still there."""
        place = self.place_of(kind, foreign_id)
        if place is None:
            return None
        found = apps.get_model(place[0])._default_manager.filter(pk=place[1])
        there = found.first()
        if there is None and self._gathered is not None:
            self.write_gathered()  # it may be among what waits to be written
            there = found.first()
        return there

    def new_line(self, kind: str, foreign_id: str) -> LedgerLine:
        """A line that is not written yet, of the run."""
        line = blank(LedgerLine)
        line.system, line.site = self.system, self.site
        line.kind, line.foreign_id = kind, _fitting(foreign_id)
        point(line, "run", self.run)
        line.notes, line.before = [], {}
        return line

    def save(self, line: LedgerLine) -> None:
        """Write a line, new or changed."""
        if line.pk is None:
            self.add([line])
        else:
            line.save()
            self.hold(line.kind, line.foreign_id, line.object_label, line.object_id)

    def add(self, lines: Sequence[LedgerLine]) -> None:
        """Write lines that are new."""
        for number, line in zip(reserve_ids(LedgerLine, len(lines)), lines, strict=True):
            line.pk = number
        write_rows(LedgerLine, lines)
        for line in lines:
            line._state.adding = False
            self.hold(line.kind, line.foreign_id, line.object_label, line.object_id)

    def hold(self, kind: str, foreign_id: str, label: str, number: int | None) -> None:
        """Know that a line was written."""
        if kind in self._held:
            self._held[kind].put(_key(foreign_id), self._packed(label, number))

    def settle(self) -> None:
        """What was written is committed: its files stay."""
        self._stored.clear()

    def forget(self) -> None:
        """Look again: what was written since the last commit was not. Files that came with it go."""
        self._held.clear()
        for thing in self._stored:
            more = thing.rendition_names() if hasattr(thing, "rendition_names") else ()
            for name in (thing.file.name, *more):
                thing.file.storage.delete(name)
        self._stored.clear()

    def _of(self, kind: str) -> HeldLines:
        if kind not in self._held:
            held = self._held[kind] = HeldLines()
            # Those that are gathered are held already: whoever gathers one asks for its kind first.
            rows = self._written().filter(kind=kind).order_by("pk")
            for foreign_id, label, number in rows.values_list(
                "foreign_id", "object_label", "object_id"
            ).iterator():
                held.put(_key(foreign_id), self._packed(label, number))
        return self._held[kind]

    def _packed(self, label: str, number: int | None) -> int:
        if number is None:
            return _NO_OBJECT
        if label not in self._labels:
            self._labels.append(label)
        return number * _MOST_LABELS + self._labels.index(label)

    def remember(
        self,
        kind: str,
        foreign_id: object,
        obj: models.Model,
        *,
        addresses: Sequence[str] = (),
        is_made: bool = True,
        fingerprint: str = "",
    ) -> LedgerLine:
        """Write that a thing became an object here, in the caller's transaction.

        A line that is there already stays the line of the run that made it.

        Args:
            addresses: old addresses the source itself tells of it, as written.
            is_made: False where the object was found here, by its name, and only used.
            fingerprint: of it, where that is at hand.
        """
        now = timezone.now()
        told = {
            "title": str(obj)[:255],
            "object_label": label_of(obj),
            "object_id": obj.pk,
            "fingerprint": (fingerprint or fingerprint_of(obj)) if is_made else "",
            "last_run": self.run,
            "imported_at": now,
        }
        line = self.find(kind, foreign_id)
        is_new = line is None
        if line is None:
            line = self.new_line(kind, str(foreign_id))
            line.is_made = is_made
        for name, value in told.items():
            setattr(line, name, value)
        if is_made and getattr(obj, "file", None):
            self._stored.append(obj)
        target = (told["object_label"], obj.pk)
        if self._gathered is not None and is_new:
            self._gathered.lines.append(line)
            self._gathered.addresses += [(kind, target, addresses)] if addresses else []
            self.hold(line.kind, line.foreign_id, *target)
        else:
            self.save(line)
            remember_many([(target, addresses)], system=self.system, rule=kind)
        return line


class _Gathered:
    """What is to be written at the end of a block: lines, their addresses by rule, and what others have."""

    def __init__(self) -> None:
        self.lines: list[LedgerLine] = []
        self.addresses: list[tuple[str, tuple[str, int], Sequence[str]]] = []
        self.others: list[Callable[[], None]] = []


#: Models one ledger tells apart.
_MOST_LABELS = 64


def _key(foreign_id: object) -> int | str:
    """A number where it is one that fits: it takes a tenth of the memory of its digits."""
    text = _fitting(foreign_id)
    is_number = text.isascii() and text.isdigit() and (text == "0" or text[0] != "0") and len(text) < 19
    return int(text) if is_number else text


def _fitting(foreign_id: object) -> str:
    """A number as a line holds it."""
    return str(foreign_id)[:LONGEST_NUMBER]


def fingerprint_of(obj: models.Model, *, rows: Sequence[models.Model] | None = None) -> str:
    """Return what tells an object from the same object edited: a hash of all that people write of it.

    Args:
        rows: what hangs on it, where that is at hand.
    """
    rows = [obj, *(_hanging_on(obj) if rows is None else rows)]
    told = [[(field.name, _plain(field.value_from_object(row))) for field in _columns(row)] for row in rows]
    return hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _hanging_on(obj: models.Model) -> Iterator[models.Model]:
    if isinstance(obj, ClusterableModel):
        for relation in get_all_child_relations(type(obj)):
            found = relation.related_model._default_manager.filter(**{relation.field.name: obj})
            yield from found.order_by("pk")


def _columns(row: models.Model) -> list[Any]:
    return [field for field in row._meta.concrete_fields if field.name not in _NOT_WRITTEN_BY_PEOPLE]


def _plain(value: Any) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True, default=str)
    return value.isoformat() if isinstance(value, date | datetime) else str(value)

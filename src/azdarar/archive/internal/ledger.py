"""The ledger as importers use it: what of a foreign site is here already, and under which number."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from modelcluster.models import ClusterableModel, get_all_child_relations

from azdarar.archive.models import ImportRun, LedgerLine, label_of
from azdarar.archive.old_addresses import remember_addresses

#: Columns that change by themselves, without anybody having edited the object.
_NOT_WRITTEN_BY_PEOPLE = frozenset(
    {"id", "sort_order", "rank", "is_in_menu", "rendition_set", "file_hash", "file_size"}
)


class Ledger:
    """The lines of one foreign site, read and written within the caller's transaction.

    ``run`` is the run that writes; without one (a test, a look) lines belong to no run.
    """

    def __init__(self, *, system: str, site: str, run: ImportRun | None = None) -> None:
        self.system, self.site, self.run = system, site, run

    @property
    def lines(self) -> "models.QuerySet[LedgerLine]":
        """Every line of the site."""
        return LedgerLine.objects.filter(system=self.system, site=self.site)

    def find(self, kind: str, foreign_id: object) -> LedgerLine | None:
        """The line of one thing, or None."""
        return self.lines.filter(kind=kind, foreign_id=str(foreign_id)).first()

    def find_all(self, kind: str, foreign_ids: Iterable[object]) -> dict[str, LedgerLine]:
        """The lines of many things of a kind, by their numbers there."""
        wanted = [str(one) for one in foreign_ids]
        return {line.foreign_id: line for line in self.lines.filter(kind=kind, foreign_id__in=wanted)}

    def object_of(self, kind: str, foreign_id: object) -> Any | None:
        """What a thing became here, if it did and is still there."""
        line = self.find(kind, foreign_id)
        if line is None or line.object_id is None:
            return None
        return apps.get_model(line.object_label)._default_manager.filter(pk=line.object_id).first()

    def remember(
        self,
        kind: str,
        foreign_id: object,
        obj: models.Model,
        *,
        checksum: str = "",
        addresses: Sequence[str] = (),
        is_made: bool = True,
        title: str = "",
    ) -> LedgerLine:
        """Write that a thing became an object here, in the caller's transaction.

        A line that is there already stays the line of the run that made it.

        Args:
            addresses: old addresses the source itself tells of it, as written.
            is_made: False where the object was found here, by its name, and only used.
        """
        now = timezone.now()
        told = {
            "checksum": checksum,
            "title": (title or str(obj))[:255],
            "object_label": label_of(obj),
            "object_id": obj.pk,
            "fingerprint": fingerprint_of(obj) if is_made else "",
            "last_run": self.run,
            "imported_at": now,
        }
        line, _is_new = LedgerLine.objects.update_or_create(
            system=self.system,
            site=self.site,
            kind=kind,
            foreign_id=str(foreign_id)[:120],
            defaults=told,
            create_defaults={**told, "run": self.run, "is_made": is_made},
        )
        if addresses:
            remember_addresses(obj, addresses, system=self.system, rule=kind)
        return line


def fingerprint_of(obj: models.Model) -> str:
    """Return what tells an object from the same object edited: a hash of all that people write of it."""
    rows: list[models.Model] = [obj]
    if isinstance(obj, ClusterableModel):
        for relation in get_all_child_relations(type(obj)):
            rows += relation.related_model._default_manager.filter(**{relation.field.name: obj}).order_by(
                "pk"
            )
    told = [[(field.name, _plain(field.value_from_object(row))) for field in _columns(row)] for row in rows]
    return hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _columns(row: models.Model) -> list[Any]:
    return [field for field in row._meta.concrete_fields if field.name not in _NOT_WRITTEN_BY_PEOPLE]


def _plain(value: Any) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True, default=str)
    return value.isoformat() if isinstance(value, date | datetime) else str(value)

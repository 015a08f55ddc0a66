"""Every old address of what an import made, and where each leads: read in steps, never all at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings

from azdarar.archive.models import ImportRun, LedgerLine, OldAddress

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ToldAddress:
    """An old address: what it answers with, where it leads, who knows it."""

    old: str
    leads_to: str
    status: int
    rule: str


def old_addresses(run: ImportRun) -> Iterator[ToldAddress]:
    """The old addresses of everything a run made, in the order of its ledger; none of a rehearsal."""
    if run.pk is None:
        return
    last = 0
    while True:
        lines = LedgerLine.objects.filter(run=run, pk__gt=last, object_id__isnull=False).order_by("pk")
        some = list(lines.values_list("pk", "object_label", "object_id")[:_AT_ONCE])
        if not some:
            return
        last = some[-1][0]
        by_label: dict[str, list[int]] = {}
        for _pk, label, number in some:
            by_label.setdefault(label, []).append(number)
        for label, numbers in by_label.items():
            yield from _of(label, numbers)


def _of(label: str, numbers: list[int]) -> Iterator[ToldAddress]:
    found = {obj.pk: obj for obj in apps.get_model(label)._default_manager.filter(pk__in=numbers)}
    rows = OldAddress.objects.filter(object_label=label, object_id__in=numbers).order_by("object_id", "pk")
    for row in rows.iterator(chunk_size=2_000):
        to = _address_of(found.get(row.object_id))
        host = f"//{row.host}" if row.host else ""
        status = 410 if row.gone_at else 301 if to else 404
        yield ToldAddress(f"{host}{row.address}", to, status, row.rule)


def _address_of(obj: Any) -> str:
    address = getattr(obj, "address", "") or ""
    is_public = getattr(obj, "live", True)
    return f"{settings.SITE_URL}{address}" if address and is_public else ""

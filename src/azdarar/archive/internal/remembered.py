"""What is remembered, as lists: every old address and where it leads, and those nothing answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from azdarar.archive.internal.resolver import resolve
from azdarar.archive.models import ImportRun, LedgerLine, OldAddress, UnresolvedAddress


@dataclass(frozen=True, slots=True)
class Remembered:
    """One old address, and what it answers now."""

    address: str
    status: int
    leads_to: str
    rule: str
    source: str


def old_addresses(run: ImportRun | None = None, *, at: datetime) -> Iterator[Remembered]:
    """Every old address and where it leads, one by one: of all the paper, or of what one import took in.

    Numbers come first, in the form the old site itself gave them; then what was written down.
    """
    lines = LedgerLine.objects.exclude(object_id=None)
    if run is not None:
        lines = lines.filter(Q(run=run) | Q(last_run=run))
    for system, kind, number, site in (
        lines.order_by("pk").values_list("system", "kind", "foreign_id", "site").iterator(chunk_size=2_000)
    ):
        address = _numbered_form(system, kind, number)
        if address:
            yield _told(f"{_root(site)}{address}", at=at)
    rows = OldAddress.objects.order_by("pk")
    if run is not None:
        rows = rows.filter(_of_lines(run))
    for host, address in rows.values_list("host", "address").iterator(chunk_size=2_000):
        yield _told(f"//{host}{address}" if host else address, at=at)


def _of_lines(run: ImportRun) -> Q:
    """The rows of what an import took in, by kind of object: sub-queries the index answers."""
    wanted = Q(pk=None)
    lines = LedgerLine.objects.filter(Q(run=run) | Q(last_run=run)).exclude(object_id=None)
    for label in lines.order_by().values_list("object_label", flat=True).distinct():
        wanted |= Q(object_label=label, object_id__in=lines.filter(object_label=label).values("object_id"))
    return wanted


def _told(address: str, *, at: datetime) -> Remembered:
    answer = resolve(address, at=at)
    return Remembered(
        address=address.removeprefix("//"),
        status=answer.status,
        leads_to=answer.address,
        rule=answer.rule,
        source=answer.source,
    )


def _root(site: str) -> str:
    host = site.partition("://")[2] or site
    return f"//{host.rstrip('/')}" if "." in host and " " not in host else ""


_QUERIES = {
    "post": "p",
    "page": "page_id",
    "attachment": "attachment_id",
    "category": "cat",
    "author": "author",
}


def _numbered_form(system: str, kind: str, number: str) -> str:
    if not number.isdigit():
        return ""
    if system == LedgerLine.System.SPIP:
        return f"/spip.php?{kind}{number}"
    if system == LedgerLine.System.WORDPRESS and kind in _QUERIES:
        return f"/?{_QUERIES[kind]}={number}"
    return ""


def decided_addresses(*, like: str = "") -> QuerySet[OldAddress]:
    """What people said of old addresses, the newest first; those that hold a text, where one is given."""
    rows = OldAddress.objects.filter(system=OldAddress.System.PERSON).order_by("-remembered_at", "-pk")
    return rows.filter(address__icontains=like) if like else rows


def unresolved_addresses(*, like: str = "") -> QuerySet[UnresolvedAddress]:
    """Addresses readers asked for in vain, most asked first; those that hold a text, where one is given."""
    rows = UnresolvedAddress.objects.order_by("-asked", "-last_asked_at", "pk")
    return rows.filter(address__icontains=like) if like else rows

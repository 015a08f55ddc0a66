"""What is remembered, as lists: every old address and where it leads, and those nothing answers."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from azdarar.archive.internal.lookups import stories_at
from azdarar.archive.internal.resolver import resolve
from azdarar.archive.models import ImportRun, LedgerLine, OldAddress, UnresolvedAddress
from azdarar.formats.old_addresses import asked, key_of


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

    Numbers come first, in the form the old site itself gave them; then what was written down. Addresses of
    stories that nothing else lays claim to are answered a thousand at once, the others each by ``resolve``.
    """
    lines = LedgerLine.objects.filter(Q(object_id__isnull=False) | ~Q(leads_to=""))
    rows = OldAddress.objects.order_by("pk")
    if run is not None:
        lines = lines.filter(Q(run=run) | Q(last_run=run))
        rows = rows.filter(_of_lines(run))
    is_alone = _systems_of_one_site()
    for chunk in _chunks(lines.order_by("pk").values_list(*_OF_A_LINE, named=True)):
        yield from _of_numbers(chunk, is_alone=is_alone, at=at)
    for chunk in _chunks(rows.values_list(*_OF_A_ROW, named=True)):
        yield from _of_rows(chunk, at=at)


_OF_A_LINE = ("system", "kind", "foreign_id", "site", "object_label", "object_id", "leads_to")
_OF_A_ROW = ("key", "host", "address", "system", "rule", "object_label", "object_id", "leads_to", "gone_at")
_CHUNK = 1_000
_STORY = "articles.Article"
_RULES = {"spip": "spip-question", "post": "wordpress-p", "page": "wordpress-page_id"}


def _of_numbers(chunk: list[Any], *, is_alone: set[str], at: datetime) -> Iterator[Remembered]:
    forms = [_numbered_form(line.system, line.kind, line.foreign_id) for line in chunk]
    written = OldAddress.objects.filter(key__in=[key_of(form) for form in forms if form])
    written_down = set(written.values_list("key", flat=True))
    stories = stories_at([line.object_id for line in chunk if line.object_label == _STORY], at=at)
    for line, form in zip(chunk, forms, strict=True):
        if not form:
            continue
        path = stories.get(line.object_id) if line.object_label == _STORY else None
        address = f"{_root(line.site)}{form}"
        if path and not line.leads_to and line.system in is_alone and key_of(form) not in written_down:
            rule = _RULES.get(line.system) or _RULES[line.kind]
            source = f"{line.system}: {line.site}"
            yield Remembered(address.removeprefix("//"), 301, path, rule, source)
        else:
            yield _told(address, at=at)


def _of_rows(chunk: list[Any], *, at: datetime) -> Iterator[Remembered]:
    same_key = OldAddress.objects.filter(key__in=[row.key for row in chunk]).order_by()
    claimed = set(
        same_key.values("key").annotate(rows=Count("pk")).filter(rows__gt=1).values_list("key", flat=True)
    )
    stories = stories_at([row.object_id for row in chunk if row.object_label == _STORY], at=at)
    for row in chunk:
        path = stories.get(row.object_id) if row.object_label == _STORY else None
        is_plain = not row.leads_to and row.gone_at is None and row.key not in claimed
        address = f"//{row.host}{row.address}" if row.host else row.address
        # What stands here under the same address would win.
        if path and is_plain and asked(row.address).language not in dict(settings.LANGUAGES):
            source = f"{row.system}: {row.rule}" if row.rule else row.system
            yield Remembered(address.removeprefix("//"), 301, path, "address", source)
        else:
            yield _told(address, at=at)


def _systems_of_one_site() -> set[str]:
    """Systems from which one site came: a number of theirs means one thing."""
    sites = LedgerLine.objects.order_by().values_list("system", "site").distinct()
    counted = Counter(system for system, _site in sites)
    return {system for system, number in counted.items() if number == 1}


def _chunks(rows: Any) -> Iterator[list[Any]]:
    told = rows.iterator(chunk_size=_CHUNK)
    while chunk := list(islice(told, _CHUNK)):
        yield chunk


def _of_lines(run: ImportRun) -> Q:
    """The rows of what an import took in, by kind of object, and of its files of redirects.

    Sub-queries the index answers.
    """
    wanted = Q(object_label="", object_id=run.pk)
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

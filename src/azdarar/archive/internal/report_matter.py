"""What the report of an import says: figures first, then what a person has to know, item by item.

Figures come from the run, items from its rows on disk, what they became from the ledger: everything long is
an iterator. What was taken in an earlier stretch of a run that was stopped counts as taken by the run.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from django.conf import settings
from django.db.models import Count

from azdarar.archive.internal.databases import shown
from azdarar.archive.internal.report_sample import Pair, pairs_of
from azdarar.archive.internal.rows import Row
from azdarar.archive.models import ImportRun, LedgerLine, Repair
from azdarar.archive.naming import kind_name, need_name

Outcome = LedgerLine.Outcome
_AT_ONCE = 500
_WRITTEN = (Outcome.TAKEN, Outcome.CHANGED, Outcome.KEPT)
SYSTEM_NAMES = dict(LedgerLine.System.choices)


@dataclass(frozen=True, slots=True)
class KindFigures:
    """One kind of things: how many the source holds, and what became of them. ``holds`` None: not counted."""

    kind: str
    holds: int | None
    taken: int
    updated: int
    unchanged: int
    kept: int
    left_out: int

    @property
    def name(self) -> str:
        """What an editor calls the kind."""
        return kind_name(self.kind)

    @property
    def told(self) -> int:
        """How many the report tells of."""
        return self.taken + self.updated + self.unchanged + self.kept + self.left_out

    @property
    def is_whole(self) -> bool:
        """Whether every one that the source holds is told of."""
        return self.holds is None or self.holds == self.told


@dataclass(frozen=True, slots=True)
class YearFigures:
    """Stories of one year, and how that compares with the fullest year, in per cent."""

    year: int
    count: int
    per_cent: int


@dataclass(frozen=True, slots=True)
class NeedFigures:
    """One kind of things that wait for a person: how many were found, how many still wait."""

    kind: str
    found: int
    open: int

    @property
    def name(self) -> str:
        """What an editor calls the kind."""
        return need_name(self.kind, self.found)


@dataclass(slots=True)
class ReportMatter:
    """Everything a report shows of a run. ``rows`` are those of its last stretch."""

    run: ImportRun
    rows: Iterable[Row]

    @property
    def title(self) -> str:
        """What the source calls itself."""
        return str(self.run.title or self.run.summary.get("source") or self.run.site)

    @property
    def language(self) -> str:
        """The language of the stories that name none."""
        return str(self.run.summary.get("language", ""))

    @property
    def system_name(self) -> str:
        """What made the source."""
        return system_name(self.run.system)

    @property
    def given(self) -> list[str]:
        """The names of what was given, without their folders; an address without its password."""
        return [shown(str(one)) for one in self.run.source.get("given", [])]

    @property
    def is_dry_run(self) -> bool:
        """Whether nothing was written."""
        return bool(self.run.summary.get("dry_run", self.run.is_dry_run))

    @property
    def remarks(self) -> list[str]:
        """What concerns the whole."""
        return [str(remark) for remark in self.run.summary.get("remarks", [])]

    def kinds(self) -> list[KindFigures]:
        """What became of the things of each kind that were to be stories or pages."""
        told: dict[str, Counter[str]] = {}
        for key, number in self.run.summary.get("by_kind", {}).items():
            kind, _colon, outcome = key.partition(": ")
            told.setdefault(kind, Counter())[outcome] += number
        for kind, outcome in self._taken_before():
            told[kind][Outcome.UNCHANGED] -= 1
            told[kind][outcome] += 1
        holds = self.run.summary.get("found", {}).get("items", {})
        return [
            KindFigures(kind, holds.get(kind), *(told.get(kind, Counter())[one] for one in Outcome.values))
            for kind in sorted({*told, *holds})
        ]

    def _taken_before(self) -> Iterator[tuple[str, str]]:
        """(kind, outcome) of what the last stretch called unchanged, and an earlier one of this run wrote."""
        told: dict[str, int] = self.run.summary.get("outcomes", {})
        if not told.get(Outcome.UNCHANGED) or self.is_dry_run or self.run.pk is None:
            return
        kinds = {key.partition(": ")[0] for key in self.run.summary.get("by_kind", {})}
        written = LedgerLine.objects.filter(last_run=self.run, kind__in=kinds, object_id__isnull=False)
        if written.count() <= sum(told.get(one, 0) for one in _WRITTEN):
            return  # one stretch wrote all of it: nothing was taken before
        for row, settled in self._told():
            if row.outcome == Outcome.UNCHANGED and settled.outcome != Outcome.UNCHANGED:
                yield settled.kind, settled.outcome

    def years(self) -> list[YearFigures]:
        """How many stories of each year came in, the oldest first."""
        found: Counter[int] = Counter()
        if self.is_dry_run or self.run.pk is None:
            for key, number in self.run.summary.get("by_year", {}).items():
                found[int(key.partition(":")[0])] += number
        else:
            written = LedgerLine.objects.filter(last_run=self.run, year__isnull=False)
            written = written.exclude(outcome__in=(Outcome.LEFT_OUT, Outcome.KEPT)).order_by()
            found.update(dict(written.values_list("year").annotate(number=Count("pk"))))
        most = max(found.values(), default=1)
        return [YearFigures(year, found[year], max(1, 100 * found[year] // most)) for year in sorted(found)]

    def not_taken(self) -> list[tuple[str, int]]:
        """What the import passes over by its kind."""
        counted: dict[str, int] = self.run.summary.get("not_taken", {})
        found: Counter[str] = Counter()
        called: dict[str, str] = {}
        for what, number in counted.items():
            # Two kinds of a system may be one for an editor: their numbers are one, too.
            found[kind_name(what)] += number
            called[kind_name(what)] = what
        return sorted((kind_name(called[name], number), number) for name, number in found.items())

    def needs(self) -> list[NeedFigures]:
        """What waits for a person, by kind, in the order of the queues."""
        if self.is_dry_run or self.run.pk is None:
            found = Counter(self.run.summary.get("needs", {}))
            still = found
        else:
            lines = Repair.objects.filter(run=self.run).order_by()
            found = Counter(dict(lines.values_list("kind").annotate(number=Count("pk"))))
            open_lines = lines.filter(settled_at=None)
            still = Counter(dict(open_lines.values_list("kind").annotate(number=Count("pk"))))
        return [
            NeedFigures(kind, found[kind], still[kind])
            for kind in [*Repair.Kind.values, *sorted(set(found) - set(Repair.Kind.values))]
            if found[kind]
        ]

    def items(self) -> Iterator[Row]:
        """Every item with what became of it; two queries for each 500."""
        return (told for _row, told in self._told())

    def _told(self) -> Iterator[tuple[Row, Row]]:
        """Each row as the last stretch told it, and as the whole run would."""
        rows = iter(self.rows)
        while some := list(islice(rows, _AT_ONCE)):
            is_whole = self.is_dry_run or self.run.pk is None
            yield from zip(some, some if is_whole else self._settled(some), strict=True)

    def _settled(self, rows: list[Row]) -> Iterator[Row]:
        passed = [row for row in rows if row.outcome == Outcome.UNCHANGED]
        lines = {}
        if passed:
            here = LedgerLine.objects.filter(system=self.run.system, site=self.run.site, last_run=self.run)
            numbers = [row.foreign_id for row in passed]
            lines = {(line.kind, line.foreign_id): line for line in here.filter(foreign_id__in=numbers)}
        waiting: dict[int, list[tuple[str, str, str]]] = {}
        pages = [line.object_id for line in lines.values() if line.object_id]
        for page, kind, what, where in Repair.objects.filter(page_id__in=pages, run=self.run).values_list(
            "page_id", "kind", "what", "where"
        ):
            waiting.setdefault(page, []).append((kind, what, where))
        for row in rows:
            line = lines.get((row.kind, row.foreign_id)) if row.outcome == Outcome.UNCHANGED else None
            if line is None:
                yield row
            else:
                yield replace(
                    row,
                    outcome=line.outcome,
                    notes=tuple(line.notes),
                    year=line.year,
                    needs=tuple(waiting.get(line.object_id or 0, ())),
                )

    def pairs(self, most: int = 5) -> list[Pair]:
        """A sample of stories, old text beside the new page."""
        kept = self.run.summary.get("sample")
        if kept is not None:
            return [Pair(**one) for one in kept]
        return pairs_of(self.run, most=most) if self.run.pk else []

    def digest(self) -> str:
        """What stands for the figures: who signs them signs this."""
        told = {name: self.run.summary.get(name) for name in ("outcomes", "by_kind", "not_taken", "remarks")}
        told |= {"run": self.run.pk, "given": self.given, "ended_at": str(self.run.ended_at)}
        return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def system_name(system: str) -> str:
    """What an editor calls a system."""
    return str(SYSTEM_NAMES.get(system, system))


def matter_of(run: ImportRun, *, rows: Iterable[Row]) -> ReportMatter:
    """What the report of a run says."""
    return ReportMatter(run=run, rows=rows)


def site_address(path: str) -> str:
    """The full address of a page of the paper."""
    return f"{settings.SITE_URL}{path}" if path.startswith("/") else path

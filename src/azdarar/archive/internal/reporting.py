"""The report of a run while it runs: counts in memory, rows on disk."""

from collections import Counter
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from azdarar.archive.internal.looking import look_at
from azdarar.archive.internal.report_files import write_files
from azdarar.archive.internal.report_matter import ReportMatter, matter_of
from azdarar.archive.internal.report_sample import Pair, pairs_of
from azdarar.archive.internal.rows import Row, Rows, rows_of
from azdarar.archive.models import ImportRun
from azdarar.errors import AzdararError

__all__ = ["CHANGED", "KEPT", "LEFT_OUT", "TAKEN", "UNCHANGED", "ImportReport", "Row", "Rows", "rows_of"]

TAKEN, CHANGED, UNCHANGED, KEPT, LEFT_OUT = "taken", "updated", "unchanged", "kept", "left-out"
#: Kinds of things by which a report counts; a foreign file cannot make more of them.
_MOST_KINDS = 50
#: Stories of a rehearsal that are kept to be looked at.
_SAMPLE = 5


@dataclass(slots=True)
class ImportReport:
    """What one run told, with what concerns the whole. Memory does not grow with the number of items."""

    source: str
    language: str
    is_dry_run: bool
    rows: Rows = field(default_factory=Rows)
    remarks: list[str] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    by_kind: Counter[str] = field(default_factory=Counter)
    by_year: Counter[str] = field(default_factory=Counter)
    needs: Counter[str] = field(default_factory=Counter)
    run: ImportRun | None = None
    sample: list[Pair] | None = None

    def add(self, row: Row) -> None:
        """Note what became of an item."""
        self.rows.add(row)
        self.outcomes[row.outcome] += 1
        kind = row.kind if len(self.by_kind) < _MOST_KINDS else ""
        self.by_kind[f"{kind}: {row.outcome}"] += 1
        if row.year is not None and row.outcome in (TAKEN, CHANGED):
            self.by_year[f"{row.year}: {kind}"] += 1
        self.needs.update(need[0] for need in row.needs)

    def keep_sample(self) -> None:
        """Keep some stories beside their sources: a rehearsal takes both back."""
        self.sample = pairs_of(self.run, most=_SAMPLE) if self.run else None

    @property
    def changes(self) -> int:
        """How many items this run wrote."""
        return self.outcomes[TAKEN] + self.outcomes[CHANGED]

    def summary(self) -> dict[str, Any]:
        """The run in figures, for machines."""
        return {
            "source": self.source,
            "language": self.language,
            "dry_run": self.is_dry_run,
            "outcomes": dict(self.outcomes),
            "by_kind": dict(self.by_kind),
            "by_year": dict(self.by_year),
            "needs": dict(self.needs),
            "not_taken": dict(self.counted),
            "remarks": self.remarks,
            **({} if self.sample is None else {"sample": [asdict(pair) for pair in self.sample]}),
        }

    def matter(self) -> ReportMatter:
        """What the report says, as pages and files show it."""
        run = self.run or ImportRun(system="", title=self.source)
        run.summary = {**run.summary, **self.summary()}
        return matter_of(run, rows=self.rows)

    def write(self, folder: Path) -> list[Path]:
        """Write ``report.html`` for people, tables (CSV) and ``report.json`` for machines; the page first.

        What the source holds is counted for it, by a reading of its own, where the newsroom has not done so.
        """
        self._count_source()
        return write_files(self.matter(), folder)

    def _count_source(self) -> None:
        given = self.run.source.get("given", []) if self.run else []
        if self.run is None or "found" in self.run.summary or not given or "://" in given[0]:
            return
        with suppress(AzdararError):
            prefix = self.run.options.get("prefix", "")
            self.run.summary["found"] = look_at(self.run.system, given, prefix=prefix).told()
            self.run.save(update_fields=["summary"])

"""What an import tells: by item, what was taken, changed or left out, and why."""

import csv
import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.template.loader import render_to_string

TAKEN, CHANGED, UNCHANGED, KEPT, LEFT_OUT = "taken", "updated", "unchanged", "kept", "left-out"


@dataclass(frozen=True, slots=True)
class Row:
    """One item: what it was there, what became of it here, and every sentence about it."""

    kind: str
    foreign_id: str
    title: str
    outcome: str
    notes: tuple[str, ...] = ()
    address: str = ""


@dataclass(slots=True)
class ImportReport:
    """The rows of one run, with what concerns the whole."""

    source: str
    language: str
    is_dry_run: bool
    rows: list[Row] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)

    def add(self, row: Row) -> None:
        """Note what became of an item."""
        self.rows.append(row)

    @property
    def outcomes(self) -> Counter[str]:
        """How many items had each outcome."""
        return Counter(row.outcome for row in self.rows)

    @property
    def figures(self) -> list[tuple[str, int]]:
        """The outcomes, for a template."""
        return sorted(self.outcomes.items())

    @property
    def not_taken(self) -> list[tuple[str, int]]:
        """What the import passes over by its kind, for a template."""
        return sorted(self.counted.items())

    @property
    def changes(self) -> int:
        """How many items this run wrote."""
        return self.outcomes[TAKEN] + self.outcomes[CHANGED]

    def summary(self) -> dict[str, object]:
        """The run in figures, for machines."""
        return {
            "source": self.source,
            "language": self.language,
            "dry_run": self.is_dry_run,
            "outcomes": dict(self.outcomes),
            "by_kind": dict(Counter(f"{row.kind}: {row.outcome}" for row in self.rows)),
            "not_taken": dict(self.counted),
            "remarks": self.remarks,
        }

    def write(self, folder: Path) -> list[Path]:
        """Write ``report.html`` for people, ``report.csv`` and ``report.json`` for machines.

        Cells that a spreadsheet would take for a formula are written as text.
        """
        folder.mkdir(parents=True, exist_ok=True)
        html, table, data = (folder / f"report.{kind}" for kind in ("html", "csv", "json"))
        html.write_text(render_to_string("archive/report.html", {"report": self}), encoding="utf-8")
        with table.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["kind", "number", "title", "outcome", "address", "notes"])
            for row in self.rows:
                cells = [row.kind, row.foreign_id, row.title, row.outcome, row.address, " ".join(row.notes)]
                writer.writerow([_as_text(cell) for cell in cells])
        told = {**self.summary(), "items": [asdict(row) for row in self.rows]}
        data.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
        return [html, table, data]


def _as_text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell

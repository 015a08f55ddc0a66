"""What the report of a large import costs: memory, processor's time, and the page a person reads.

``python -m benchmarks.import_report``. A quarter of a million items with everything there is to tell of them
are noted and written as page, tables and JSON, in a process of its own.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.budget import BUDGETS, Report
from benchmarks.paper import run_module, start_django


def measure() -> Report:
    """Note and write a report of many items, and compare."""
    report, budget = Report("import_report"), BUDGETS["import_report"]
    with tempfile.TemporaryDirectory() as home:
        wrote = run_module("benchmarks.import_report", "--write", str(budget["items"]), home=Path(home))
    figures = json.loads(wrote)
    report.note(f"items: {budget['items']}, tables and JSON together: {figures['files_mb']} MB")
    report.most("memory grown", figures["grown_mb"], budget["grown_mb"], " MB")
    report.most("processor's time", figures["cpu_s"], budget["cpu_s"], " s")
    report.most("the page", figures["page_kb"], budget["page_kb"], " kB")
    return report


def _write(items: int) -> dict[str, float]:
    """Note and write, and say what it took."""
    start_django()
    from azdarar.archive.report import ImportReport, Row

    report = ImportReport(source="Le Lac", language="fr", is_dry_run=True)
    _forget_peak()
    before, begun = _peak_mb(), time.process_time()
    for number in range(items):
        missing = (
            "missing-picture",
            f"https://lac.example/IMG/jpg/photo-{number % 9_000}.jpg",
            "Elle n’est pas là.",
        )
        report.add(
            Row(
                kind="article",
                foreign_id=str(number),
                title=f"Le titre numéro {number} d’un article de longueur ordinaire",
                outcome="left-out" if number % 50 == 0 else "taken",
                notes=("Sa date est douteuse.",) if number % 7 == 0 else (),
                address=f"https://paper.example/fr/2012/05/06/titre-{number}/",
                year=1996 + number % 28,
                needs=(missing,) if number % 5 == 0 else (),
            )
        )
    with tempfile.TemporaryDirectory() as folder:
        page, *tables = report.write(Path(folder))
        return {
            "grown_mb": _peak_mb() - before,
            "cpu_s": round(time.process_time() - begun, 1),
            "page_kb": page.stat().st_size // 1024,
            "files_mb": sum(table.stat().st_size for table in tables) // 2**20,
        }


def _forget_peak() -> None:
    """Let the peak begin anew: bringing the tables up to date took more than a report ever may."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _peak_mb() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) // 1024


if __name__ == "__main__":
    if sys.argv[1:2] == ["--write"]:
        sys.stdout.write(json.dumps(_write(int(sys.argv[2]))))
    else:
        raise SystemExit(bool(measure().missed))

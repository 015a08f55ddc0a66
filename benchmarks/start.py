"""How long the paper takes from the command to its first page: the first time, and later.

``python -m benchmarks.start``; the set-up (environment, packages, catalogues) is done before.
"""

import tempfile
from pathlib import Path

from benchmarks.budget import BUDGETS, Report
from benchmarks.paper import served


def measure() -> Report:
    """Start an empty home with the demonstration edition, then twice more."""
    report, budget = Report("start"), BUDGETS["start"]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        with served(home, demonstration=True) as paper:
            report.most(
                "first start, demonstration edition loaded",
                round(paper.started_in_s, 2),
                budget["first_s"],
                " s",
            )
        later = []
        for _ in range(3):
            with served(home, demonstration=True) as paper:
                later.append(paper.started_in_s)
        report.most("later start, slowest of three", round(max(later), 2), budget["later_s"], " s")
    return report


if __name__ == "__main__":
    raise SystemExit(bool(measure().missed))

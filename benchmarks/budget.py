"""Budgets, and how a measurement is told: one line a figure, kept or missed."""

import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

BUDGETS = tomllib.loads(Path(__file__).with_name("budgets.toml").read_text(encoding="utf-8"))


def slowest_hundredth(times: Sequence[float]) -> float:
    """The quickest of the slowest hundredth of some times; the slowest of all where there are few."""
    return sorted(times)[len(times) * 99 // 100]


@dataclass(slots=True)
class Report:
    """The figures of one benchmark."""

    name: str
    missed: list[str] = field(default_factory=list)

    def most(self, what: str, figure: float, limit: float, unit: str = "") -> None:
        """Tell a figure that may be at most ``limit``."""
        self._tell(what, figure, limit, unit, is_kept=figure <= limit, sign="≤")

    def least(self, what: str, figure: float, limit: float, unit: str = "") -> None:
        """Tell a figure that must be at least ``limit``."""
        self._tell(what, figure, limit, unit, is_kept=figure >= limit, sign="≥")

    def note(self, what: str) -> None:
        """Tell something that has no limit."""
        sys.stdout.write(f"{self.name:<11} {what}\n")

    def _tell(self, what: str, figure: float, limit: float, unit: str, *, is_kept: bool, sign: str) -> None:
        mark = "kept  " if is_kept else "MISSED"
        sys.stdout.write(f"{self.name:<11} {mark} {what}: {figure:g}{unit} ({sign} {limit:g}{unit})\n")
        sys.stdout.flush()
        if not is_kept:
            self.missed.append(what)

"""Ten thousand random moves of a newsroom, and every stored page compared after each.

``python -m benchmarks.exact [MOVES] [SEED]``. A walk is a few hundred moves on a small paper of its own: its
numbers do not grow, and a walk that finds something can be walked again alone, by its seed. Prints for each
kind of move how many pages were pressed again, and how many of them came out the same.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.budget import BUDGETS, Report
from benchmarks.paper import run_module, start_django

#: Moves of one walk, in a process and on a paper of its own.
WALK = 250


def measure(moves: int = 0, seed: int = 1) -> Report:
    """Walk until so many moves are made; every difference is told."""
    report, budget = Report("exact"), BUDGETS["exact"]
    wanted = moves or int(os.environ.get("AZDARAR_EXACT_MOVES", budget["moves"]))
    counted: dict[str, Counter[str]] = {name: Counter() for name in ("done", "needed", "vain")}
    made = compared = differences = 0
    began = time.monotonic()
    while made < wanted:
        with tempfile.TemporaryDirectory(dir=_memory()) as home:
            lines = run_module(
                "benchmarks.exact",
                "--walk",
                str(seed),
                str(min(WALK, wanted - made)),
                home=Path(home),
                LANGUAGES="fr,en",
                SITE_URL="https://paper.example",
            ).splitlines()
        for line in lines:
            kind, _tab, told = line.partition("\t")
            if kind in counted:
                name, many = told.split("\t")
                counted[kind][name] += int(many)
            elif kind == "compared":
                compared += int(told)
            elif kind == "different":
                differences += 1
                report.note(f"seed {seed}: {told}")
        made = counted["done"].total()
        report.note(
            f"seed {seed}: {made} moves, {compared} pages compared, {differences} different, "
            f"{time.monotonic() - began:.0f} s"
        )
        seed += 1
    _tell(report, counted)
    report.least("random moves, all pages compared after each", made, wanted)
    report.most("pages that were not what would be rendered", differences, 0)
    pressed = counted["needed"].total() + counted["vain"].total()
    vain = counted["vain"].total() / max(1, pressed)
    report.most("share of pages pressed again in vain", round(vain, 3), budget["in_vain"])
    return report


def _tell(report: Report, counted: dict[str, Counter[str]]) -> None:
    for name, many in sorted(counted["done"].items()):
        needed, vain = counted["needed"][name], counted["vain"][name]
        report.note(
            f"  {name:<36} {many:>5} moves  {needed / many:6.1f} pages changed  {vain / many:6.1f} in vain"
        )


def _memory() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - a folder of our own is made in it


def _walk(seed: int, moves: int) -> None:
    """One walk, told line by line."""
    start_django()
    from azdarar.press.at_home import press_at_home
    from benchmarks.walk import Walk

    with Walk(press_at_home(), seed=seed) as walk:
        for _ in range(moves):
            told = len(walk.tally.differences)
            walk.step()
            for difference in walk.tally.differences[told:]:
                print(f"different\t{str(difference).replace(chr(10), ' ')}", flush=True)
        print(f"compared\t{walk.tally.compared}")
        for kind in ("done", "needed", "vain"):
            for name, many in getattr(walk.tally, kind).items():
                print(f"{kind}\t{name}\t{many}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--walk"]:
        _walk(int(sys.argv[2]), int(sys.argv[3]))
    else:
        sys.exit(bool(measure(*map(int, sys.argv[1:3])).missed))

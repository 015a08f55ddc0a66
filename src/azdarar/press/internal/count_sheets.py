"""A sheet of counts: what one process has counted, or several added up, and the file that holds it."""

from __future__ import annotations

import heapq
import json
import os
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

VERSION = 1
MINUTE_S, HOUR_S = 60, 3600
KEPT_MINUTES, KEPT_HOURS = 60, 48
MOST_SLOW, MOST_HOT, MOST_FAILED = 20, 200, 100
# What was slow or failed a day ago is no longer what a person mends today.
TOLD_FOR_S = 24 * HOUR_S
#: What a request comes to, one for each, then what the press did meanwhile.
ANSWERED = ("hits", "not_modified", "served_old", "misses", "passed_on", "refused")
COUNTED = (*ANSWERED, "presses", "failures")


@dataclass(slots=True)
class Sheet:
    """The content of one file, or of several added up."""

    total: list[int] = field(default_factory=lambda: [0] * len(COUNTED))
    minutes: dict[int, list[int]] = field(default_factory=dict)
    hours: dict[int, list[int]] = field(default_factory=dict)
    slowest: dict[str, tuple[float, float, str]] = field(default_factory=dict)
    failed: dict[str, tuple[float, int, str]] = field(default_factory=dict)
    hottest: dict[str, int] = field(default_factory=dict)

    def add(self, other: Sheet) -> None:
        """Take another sheet's counts in."""
        add_counts(self.total, other.total)
        for mine, theirs in ((self.minutes, other.minutes), (self.hours, other.hours)):
            for bucket, counts in theirs.items():
                add_counts(mine.setdefault(bucket, [0] * len(COUNTED)), counts)
        for key, (render_ms, at, why) in other.slowest.items():
            # The later pressing of a page says what it takes today.
            if key not in self.slowest or self.slowest[key][1] < at:
                self.slowest[key] = (render_ms, at, why)
        for key, failure in other.failed.items():
            if key not in self.failed or self.failed[key][0] < failure[0]:
                self.failed[key] = failure
        hottest = defaultdict(int, self.hottest)
        for key, hits in other.hottest.items():
            hottest[key] += hits
        self.hottest = dict(hottest)

    def forget_old(self, now: float) -> None:
        """Let go of what is too old, and of hours to come: those a clock that was set back has left."""
        for kept, span, most in (
            (self.minutes, MINUTE_S, KEPT_MINUTES),
            (self.hours, HOUR_S, KEPT_HOURS),
        ):
            newest = int(now // span)
            for bucket in [bucket for bucket in kept if not newest - most < bucket <= newest]:
                del kept[bucket]
        recent = {key: row for key, row in self.slowest.items() if now - row[1] < TOLD_FOR_S}
        self.slowest = dict(heapq.nlargest(MOST_SLOW, recent.items(), key=lambda item: item[1][0]))
        failed = [(key, row) for key, row in self.failed.items() if now - row[0] < TOLD_FOR_S]
        self.failed = dict(heapq.nlargest(MOST_FAILED, failed, key=lambda item: item[1][0]))
        self.hottest = dict(heapq.nlargest(MOST_HOT, self.hottest.items(), key=lambda item: item[1]))

    def as_data(self) -> dict[str, Any]:
        """Return it as JSON will hold it."""
        return {
            "version": VERSION,
            "counted": COUNTED,
            "total": self.total,
            "minutes": self.minutes,
            "hours": self.hours,
            "slowest": [[key, *row] for key, row in self.slowest.items()],
            "failed": [[key, *row] for key, row in self.failed.items()],
            "hottest": list(self.hottest.items()),
        }


def read_sheet(path: Path) -> Sheet | None:
    """Read a file; None for one that is damaged, of another version, or gone."""
    try:
        data = json.loads(path.read_bytes())
        if data["version"] != VERSION or tuple(data["counted"]) != COUNTED:
            return None
        return Sheet(
            total=list(data["total"]),
            minutes={int(at): list(row) for at, row in data["minutes"].items()},
            hours={int(at): list(row) for at, row in data["hours"].items()},
            slowest={key: (ms, at, why) for key, ms, at, why in data["slowest"]},
            failed={key: (at, times, why) for key, at, times, why in data["failed"]},
            hottest=dict(data["hottest"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write_sheet(path: Path, sheet: Sheet) -> None:
    """Write a file whole, then put it in its place."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_text(json.dumps(sheet.as_data(), separators=(",", ":")))
        unfinished.replace(path)
    except OSError:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise


def add_counts(mine: list[int], theirs: Iterable[int]) -> None:
    for index, number in enumerate(theirs):
        mine[index] += number

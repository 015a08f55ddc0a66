"""The sign of life the background worker leaves in the home, so that others can tell whether it works."""

from __future__ import annotations

import time
from pathlib import Path

FILE_NAME = "worker_heartbeat"
OLDEST_S = 30


def beat(home: Path) -> None:
    """Leave a sign of life."""
    (home / FILE_NAME).touch()


def forget(home: Path) -> None:
    """Take the sign of an earlier run away, so that it is not mistaken for one of this."""
    (home / FILE_NAME).unlink(missing_ok=True)


def age_s(home: Path) -> float | None:
    """Return how many seconds ago the worker last gave a sign, or None when it never did."""
    try:
        return max(0.0, time.time() - (home / FILE_NAME).stat().st_mtime)
    except FileNotFoundError:
        return None


def is_alive(home: Path) -> bool:
    """Tell whether the worker gave a sign lately."""
    age = age_s(home)
    return age is not None and age <= OLDEST_S

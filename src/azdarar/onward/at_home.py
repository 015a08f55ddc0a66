"""What this process counts of readings, and where it leaves it: one of each, made when first asked for."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from azdarar.onward.counting import Leaving, Readings


def readings_folder_at_home() -> Path:
    """Where every process of the front leaves its sheets."""
    return Path(settings.HOME) / "readings"


@lru_cache(maxsize=1)
def readings_at_home() -> Readings:
    """What this process has counted."""
    return Readings()


@lru_cache(maxsize=1)
def leaving_at_home() -> Leaving:
    """Who leaves this process's counts; made after the process is forked, started by who serves."""
    return Leaving(readings_folder_at_home(), readings_at_home())

"""The store of the paper this process belongs to: one for each process, made when it is first asked for."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from azdarar.press.internal.changes import Changes
from azdarar.press.store import PageStore


def folder_at_home() -> Path:
    """Where pressed pages live in the paper's home."""
    return Path(settings.HOME) / "press"


@lru_cache(maxsize=1)
def store_at_home() -> PageStore:
    """The pressed pages of this paper."""
    return PageStore(folder_at_home(), memory_bytes=settings.PRESS_MEMORY_BYTES)


@lru_cache(maxsize=1)
def changes_at_home() -> Changes:
    """What changed in this paper; opened without the pages, for processes that only write."""
    return Changes(folder_at_home() / "changes")

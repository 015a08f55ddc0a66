"""Store, press and counts of the paper this process belongs to: one of each, made when first asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from azdarar.errors import AzdararError
from azdarar.press.exposing import Exposed
from azdarar.press.internal.changes import Changes
from azdarar.press.pressing import Failure, Press
from azdarar.press.statistics import Counters, Statistics
from azdarar.press.store import PageStore, PressedPage


class StoreUnusableError(AzdararError):
    """The folder of pressed pages cannot be opened: not ours, not a folder, or on a full disk."""

    code = "press.store-unusable"
    sentence = _(
        "The pressed pages in %(folder)s cannot be used: %(reason)s. Nothing was changed there; give the "
        "paper’s user the right to read and write that folder, or room on its disk."
    )


def folder_at_home() -> Path:
    """Where pressed pages live in the paper's home."""
    return Path(settings.HOME) / "press"


@lru_cache(maxsize=1)
def store_at_home() -> PageStore:
    """The pressed pages of this paper.

    Raises:
        StoreUnusableError: ``press.store-unusable``.
    """
    with _said_in_a_sentence():
        return PageStore(folder_at_home(), memory_bytes=settings.PRESS_MEMORY_BYTES)


@lru_cache(maxsize=1)
def changes_at_home() -> Changes:
    """What changed in this paper; opened without the pages, for processes that only write.

    Raises:
        StoreUnusableError: ``press.store-unusable``.
    """
    with _said_in_a_sentence():
        return Changes(folder_at_home() / "changes")


@lru_cache(maxsize=1)
def exposed_at_home() -> Exposed:
    """The pages of this paper that are laid out as files."""
    return Exposed(folder_at_home() / "exposed", store=store_at_home())


@lru_cache(maxsize=1)
def counters_at_home() -> Counters:
    """What this process has counted."""
    return Counters()


@lru_cache(maxsize=1)
def press_at_home() -> Press:
    """The press of this paper; what it presses, and what fails, is counted."""
    press = Press(store_at_home(), render=import_string(settings.AZDARAR_PRESS_RENDERER))
    counters = counters_at_home()

    def pressed(page: PressedPage) -> None:
        counters.note_pressed(page.key, render_ms=page.render_ms, why=page.why, at=page.pressed_at)

    def failed(failure: Failure) -> None:
        counters.note_failed(failure.key, at=failure.at, times=failure.times, why=failure.why)

    press.on_pressed, press.on_failed = pressed, failed
    return press


@lru_cache(maxsize=1)
def statistics_at_home() -> Statistics:
    """The file of this process's counts, made after the process is forked, started by who serves."""
    store = store_at_home()
    return Statistics(
        statistics_folder_at_home(),
        counters_at_home(),
        hottest=lambda: ((page.key, page.hits) for page in store.held() if page.hits),
    )


def statistics_folder_at_home() -> Path:
    """Where every process of the paper leaves its counts."""
    return folder_at_home() / "stats"


@contextmanager
def _said_in_a_sentence() -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise StoreUnusableError(folder=str(folder_at_home()), reason=reason) from problem

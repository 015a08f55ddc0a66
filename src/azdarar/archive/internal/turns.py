"""One import at a time, whoever asks for it, and at a pace that lets others work."""

import fcntl
import gc
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from azdarar.errors import AzdararError


class ImportBusyError(AzdararError):
    """Two imports at once would make the same sections twice."""

    code: ClassVar[str] = "archive.import-busy"
    sentence = _("Another import is running: nothing was begun. Wait for its end, or stop it first.")


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold the turn; the system gives it back when the process dies, however it does.

    Raises:
        ImportBusyError: ``archive.import-busy``: somebody else has it.
    """
    settings.HOME.mkdir(parents=True, exist_ok=True)
    handle = os.open(settings.HOME / "import.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ImportBusyError from error
        yield
    finally:
        os.close(handle)


def is_anybodys_turn() -> bool:
    """Whether nobody has the turn at this moment."""
    try:
        with one_at_a_time():
            return True
    except ImportBusyError:
        return False


@contextmanager
def rare_collections() -> Iterator[None]:
    """Look for circles of objects nobody holds less often than usual, while a great many objects come and go.

    Records and rows hold each other in no circle, and go by themselves; looking through them all the same
    takes a tenth of an import's time.
    """
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


#: New objects, and collections of the younger, between two collections.
_RARELY = (20_000, 5, 5)
#: The most stories written in one transaction, and how many at first.
_MOST, _FIRST = 800, 50
#: A transaction should take between these: others cannot write meanwhile, and wait ten seconds at most.
_SHORT_S, _LONG_S = 0.5, 2.0


class Pace:
    """How many stories are written at once: as many as a second or two allows.

    A text alone takes a millisecond, a picture of it a second: what is right for one archive would keep the
    newsroom from saving for minutes with another.

    Args:
        fixed: always so many; 0 for as many as there is time for.
    """

    def __init__(self, fixed: int = 0) -> None:
        self.most = fixed or _FIRST
        self._is_fixed = bool(fixed)

    @contextmanager
    def measured(self, many: int) -> Iterator[None]:
        """See how long it takes to write so many, and choose the next number by it."""
        begun = time.monotonic()
        yield
        if not self._is_fixed:
            self.took(time.monotonic() - begun, many)

    def took(self, seconds: float, many: int) -> None:
        """Choose the next number by how long the last one took."""
        if seconds > _LONG_S:
            self.most = max(1, int(many / seconds))
        elif seconds < _SHORT_S and many >= self.most:
            self.most = min(_MOST, 2 * self.most)

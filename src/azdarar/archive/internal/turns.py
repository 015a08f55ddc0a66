"""One import at a time, whoever asks for it."""

import fcntl
import os
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

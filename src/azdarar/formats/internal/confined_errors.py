"""How the reading of a foreign file can end that no reader planned, each with its own sentence.

``formats.confined`` is their address.
"""

from __future__ import annotations

from azdarar.errors import AzdararError
from azdarar.formats.internal.marking import gettext_noop


class ConfinementError(AzdararError):
    """Reading was ended from outside the reader; ``data`` always has ``name``, what was being read."""

    code = "formats.reading-ended"
    sentence = gettext_noop("The reading of “%(name)s” was ended before its end.")


class OutOfMemoryError(ConfinementError):
    """More memory was asked for than the reading of one source may take."""

    code = "formats.reading-out-of-memory"
    sentence = gettext_noop(
        "The reading of “%(name)s” was stopped: it wanted more than %(limit)s MB of memory. What came before "
        "was taken; the paper itself is unharmed. The file is damaged, or was made to exhaust a machine."
    )


class OutOfTimeError(ConfinementError):
    """It ran for too long, or gave nothing for too long."""

    code = "formats.reading-out-of-time"
    sentence = gettext_noop(
        "The reading of “%(name)s” was stopped: it gave nothing more in %(limit)s seconds. What came before "
        "was taken; the paper itself is unharmed. The file is damaged, or was made to occupy a machine."
    )


class ForbiddenError(ConfinementError):
    """It wanted the network, another process, or a file it was not given: ``reason`` says which."""

    code = "formats.reading-forbidden"
    sentence = gettext_noop(
        "The reading of “%(name)s” was stopped: it wanted what a reader may never have, the network, another "
        "program, or a file it was not given. What came before was taken; the paper itself is unharmed."
    )


class CrashedError(ConfinementError):
    """The process that read ended without a word."""

    code = "formats.reading-crashed"
    sentence = gettext_noop(
        "The reading of “%(name)s” crashed (%(reason)s). What came before was taken; the paper itself is "
        "unharmed. The file is probably damaged; please report it, it should have been refused with a reason."
    )


class FailedError(ConfinementError):
    """The reader raised something it should not have; ``reason`` is Python's word for it."""

    code = "formats.reading-failed"
    sentence = gettext_noop(
        "“%(name)s” holds something its reader does not expect (%(reason)s), and was read no further. What "
        "came before was taken; the paper itself is unharmed. Please report it."
    )


class GarbledError(ConfinementError):
    """What came back is not what a reader gives: it is refused, not interpreted; ``reason`` is for a log."""

    code = "formats.reading-garbled"
    sentence = gettext_noop(
        "What the reading of “%(name)s” gave back was refused: no reader gives such things. What came before "
        "was taken; the paper itself is unharmed."
    )


class NotConvertedError(ConfinementError):
    """One item could not be converted; the others were."""

    code = "formats.not-converted"
    sentence = gettext_noop("A text of “%(name)s” could not be converted (%(reason)s): it was left out.")

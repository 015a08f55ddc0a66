"""The worker's hand for imports: one at a time, in a process of its own.

An import may take hours and hundreds of megabytes, and a foreign file may be what ends it; deliveries, mails
and tasks go on beside it, and a process that dies is followed by another, which goes on where it stood.
"""

from __future__ import annotations

import sys
import threading

from azdarar.archive.doing import next_in_line
from azdarar.config.worker.sole_child import SoleChild


class Archivist:
    """Looks for an import that waits, and keeps its process.

    Args:
        ended: set when the worker ends; the import then stops after the item it is at, and goes on with the
            next worker.
    """

    def __init__(self, ended: threading.Event) -> None:
        self._ended = ended
        self._child = SoleChild("an import")

    def tend(self) -> None:
        """Begin the next import when none is at work; returns at once."""
        if self._child.is_at_work():
            return
        number = None if self._ended.is_set() else next_in_line()
        if number is not None:
            self._child.begin([sys.executable, "-m", "azdarar.config", "manage", "run_import", str(number)])

    def stop(self) -> None:
        """Let the import stop after the item it is at; end its process when it does not."""
        self._child.stop()

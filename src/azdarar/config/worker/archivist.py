"""The worker's hand for imports: one at a time, in a process of its own.

An import may take hours and hundreds of megabytes, and a foreign file may be what ends it; deliveries, mails
and tasks go on beside it, and a process that dies is followed by another, which goes on where it stood.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading

from azdarar.archive.doing import next_in_line

logger = logging.getLogger(__name__)

STOP_TIMEOUT_S = 10


class Archivist:
    """Looks for an import that waits, and keeps its process.

    Args:
        ended: set when the worker ends; the import then stops after the item it is at, and goes on with the
            next worker.
    """

    def __init__(self, ended: threading.Event) -> None:
        self._ended = ended
        self._process: subprocess.Popen[bytes] | None = None

    def tend(self) -> None:
        """Begin the next import when none is at work; returns at once."""
        if self._process is not None:
            code = self._process.poll()
            if code is None:
                return
            self._process = None
            if code != 0:
                logger.warning("an import ended by itself (%s)", code)
        number = None if self._ended.is_set() else next_in_line()
        if number is not None:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own command
                [sys.executable, "-m", "azdarar.config", "manage", "run_import", str(number)],
                stdin=subprocess.DEVNULL,
            )

    def stop(self) -> None:
        """Let the import stop after the item it is at; end its process when it does not."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

"""One long piece of work of the worker at a time, in a process of its own, which may be killed."""

from __future__ import annotations

import logging
import subprocess
from collections.abc import Sequence

logger = logging.getLogger(__name__)

STOP_TIMEOUT_S = 10


class SoleChild:
    """The process at work, while there is one.

    Args:
        work: what it does, for the log.
    """

    def __init__(self, work: str) -> None:
        self._work = work
        self.process: subprocess.Popen[bytes] | None = None

    def is_at_work(self) -> bool:
        """Whether the one begun last goes on; one that ended is let go of, and told of if it failed."""
        if self.process is None:
            return False
        code = self.process.poll()
        if code is None:
            return True
        self.process = None
        if code != 0:
            logger.warning("%s ended by itself (%s)", self._work, code)
        return False

    def begin(self, command: Sequence[str], *, is_silent: bool = False) -> None:
        """Begin one: a command of ours. Its standard output is the worker's, unless it is silent."""
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own command
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL if is_silent else None
        )

    def stop(self) -> None:
        """Let it stop where it is safe to; end it when it does not."""
        process, self.process = self.process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

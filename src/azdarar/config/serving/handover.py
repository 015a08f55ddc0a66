"""New code for a paper that is being served: the same process becomes the new program, and nobody is refused.

On SIGHUP the new program is tried out first, in a process of its own. Only when it comes up does this one
become it, with the socket readers come by, the lock of the home, and the processes that still answer.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

logger = logging.getLogger(__name__)

_VARIABLE = "PAPER_HANDED_OVER"
_TRIAL = "from azdarar.config.serving.handover import try_out; try_out()"
_TRIAL_WITHIN_S = 120.0
#: What the old processes have to answer what they began.
OLD_STOP_S = 25.0


@dataclass(frozen=True, slots=True)
class Handover:
    """What the program before this one left in its hands."""

    listener: int
    lock: int
    #: By kinds, in the order in which they are stopped: who asks before who answers.
    processes: tuple[tuple[int, ...], ...]
    door: Path

    def end_old(self) -> None:
        """Let the old processes answer what they began, and end."""
        for kind in self.processes:
            _end(kind)
        self.door.unlink(missing_ok=True)


def handed_over() -> Handover | None:
    """What was handed over to this process, if anything was; said once."""
    told = os.environ.pop(_VARIABLE, "")
    if not told:
        return None
    listener, lock, processes, door = told.split(" ", 3)
    kinds = tuple(tuple(int(number) for number in kind.split(",") if number) for kind in processes.split("/"))
    return Handover(int(listener), int(lock), kinds, Path(door))


def comes_up() -> bool:
    """Whether the program that is installed now comes up with this process's settings."""
    try:
        trial = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", _TRIAL],
            capture_output=True,
            text=True,
            timeout=_TRIAL_WITHIN_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        logger.error("the new program was not tried out, so the old one stays: %s", problem)
        return False
    if trial.returncode:
        logger.error("the new program does not come up, so the old one stays: %s", trial.stderr[-1000:])
    return trial.returncode == 0


def try_out() -> None:
    """Load everything a start loads, and touch nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "azdarar.config.settings")
    import django

    django.setup()
    from django.urls import get_resolver

    from azdarar.config.serving import web  # noqa: F401 - that it can be loaded is what is tried
    from azdarar.config.serving.database_start import refuse_unusable_database
    from azdarar.config.wsgi import application  # noqa: F401

    get_resolver()._populate()
    refuse_unusable_database()


def become_new(listener: socket.socket, lock: int, processes: Sequence[Sequence[int]], door: Path) -> None:
    """Become the new program under the same process id; returns only by an exception."""
    for handle in (listener.fileno(), lock):
        os.set_inheritable(handle, True)
    kinds = "/".join(",".join(map(str, kind)) for kind in processes)
    told = f"{listener.fileno()} {lock} {kinds} {door}"
    sys.stdout.flush()
    sys.stderr.flush()
    # What is ignored stays so over the change, until the new program listens to it.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], {**os.environ, _VARIABLE: told})  # noqa: S606


def _end(numbers: Sequence[int]) -> None:
    """Ask processes to end, and end those that do not in time."""
    for number in numbers:
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGTERM)
    until = time.monotonic() + OLD_STOP_S
    waiting = set(numbers)
    while waiting:
        waiting -= {number for number in waiting if _has_ended(number)}
        if waiting and time.monotonic() > until:
            logger.warning("processes of the program before did not end in time and were killed")
            for number in waiting:
                with suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
            until += OLD_STOP_S
        time.sleep(0.05)


def _has_ended(number: int) -> bool:
    try:
        return os.waitpid(number, os.WNOHANG)[0] == number
    except ChildProcessError:
        return True

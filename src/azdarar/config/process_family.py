"""Processes that belong together: one paper is served once, and no child outlives its parent."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def end_with_parent() -> None:
    """Ask the kernel to end this process when its parent dies, however it dies (Linux only).

    Without it a killed supervisor leaves workers that hold the port and the database.
    """
    if sys.platform != "linux":
        return
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:  # it died in between
        os.kill(os.getpid(), signal.SIGTERM)


@contextmanager
def sole_holder(lock_file: Path) -> Iterator[bool]:
    """Hold a lock file as long as the block runs; yields whether this process is the one that holds it.

    The kernel lets go of the lock when the process ends, even when it is killed.
    """
    handle = hold(lock_file)
    try:
        yield handle is not None
    finally:
        if handle is not None:
            os.close(handle)


def hold(lock_file: Path) -> int | None:
    """Hold a lock file until the handle that is returned is closed; None when somebody else holds it."""
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle

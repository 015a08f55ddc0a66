"""The gate every password hash goes through: few at a time on the whole machine, so that readers keep theirs.

A hash is slow on purpose. Two hundred people who sign in together would otherwise run two hundred of them
side by side, and every reader would wait behind them. So each process hashes in threads of its own, as many
as the machine may give away; a thread that has something to do waits for a slot, a file lock shared with the
threads of all other processes. The kernel lets go of a lock when its process dies, however it dies.

Linux gives each thread a priority of its own, which may be lowered and never raised again: that is why the
threads that hash do nothing else.
"""

from __future__ import annotations

import fcntl
import logging
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from django.utils.translation import gettext_lazy as _

from azdarar.errors import AzdararError

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")

#: How much lower than a reader's thread: at 5 the kernel gives it a third of what it gives one of those.
NICENESS = 5
LEAST_PRIORITY = 19


class HashingBusyError(AzdararError):
    """Too many hashes wait, or this one waited too long."""

    code: ClassVar[str] = "accounts.too-many-at-the-door"
    sentence = _(
        "So many people are signing in at this moment that your turn did not come. Nothing was changed or "
        "lost; please try again in a few seconds."
    )


class HashingGate:
    """Runs hashes in turn, first come first served, no more than ``slots`` at once among all processes.

    Args:
        folder: where the slots' lock files are; processes that share it share the slots.
        slots: how many hashes the machine may run at once.
        most_waiting: how many callers of this process may wait; the next is refused at once.
        longest_wait_s: how long a caller waits for a turn before it is refused.
    """

    def __init__(self, folder: Path, *, slots: int, most_waiting: int, longest_wait_s: float) -> None:
        self._folder = folder
        self._slots = slots
        self.most_waiting = most_waiting
        self._longest_wait_s = longest_wait_s
        self._bell = threading.Condition()
        self._waiting: deque[tuple[Callable[[], Any], Future[Any]]] = deque()
        self._threads: list[threading.Thread] = []

    def run(self, work: Callable[[], Answer], *, holds_transaction: bool = False) -> Answer:
        """Return what ``work`` returns, run in its turn.

        Args:
            holds_transaction: the caller may hold the database's write lock, for which others wait: it goes
                to the head of the line, and gives up after a fifth of the time.

        Raises:
            HashingBusyError: ``accounts.too-many-at-the-door``; the work was not begun.
        """
        turn: tuple[Callable[[], Any], Future[Any]] = (work, Future())
        with self._bell:
            if len(self._waiting) >= self.most_waiting:
                raise HashingBusyError
            (self._waiting.appendleft if holds_transaction else self._waiting.append)(turn)
            self._begin_threads()
            # All of them: the slot that one waits for may be taken elsewhere while another's is free.
            self._bell.notify_all()
        future = turn[1]
        wait([future], timeout=self._longest_wait_s / 5 if holds_transaction else self._longest_wait_s)
        if future.cancel():
            with self._bell, suppress(ValueError):
                self._waiting.remove(turn)
            raise HashingBusyError
        answer: Answer = future.result()
        return answer

    @property
    def waiting(self) -> int:
        """How many callers of this process wait for their turn."""
        return len(self._waiting)

    def _begin_threads(self) -> None:
        while len(self._threads) < self._slots:
            number = len(self._threads)
            thread = threading.Thread(
                target=self._hash, args=(number,), name=f"hashing-{number}", daemon=True
            )
            self._threads.append(thread)
            thread.start()

    def _hash(self, number: int) -> None:
        _step_back()
        while True:
            with self._bell:
                self._bell.wait_for(lambda: self._waiting)
            with _slot(self._folder, number):
                with self._bell:
                    turn = self._waiting.popleft() if self._waiting else None
                if turn is not None:
                    _take(*turn)


def _take(work: Callable[[], Any], future: Future[Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(work())
    except BaseException as error:  # noqa: BLE001 - whatever it is belongs to the caller, who gets it
        future.set_exception(error)


def _step_back() -> None:
    """Lower the priority of this thread alone; elsewhere than on Linux it would be the whole process's."""
    if sys.platform == "linux":
        mine = threading.get_native_id()
        lower = os.getpriority(os.PRIO_PROCESS, mine) + NICENESS
        os.setpriority(os.PRIO_PROCESS, mine, min(LEAST_PRIORITY, lower))


@contextmanager
def _slot(folder: Path, number: int) -> Iterator[None]:
    """Hold a slot of the machine for the length of the block.

    A turnstile stands before each slot: whoever leaves a slot and comes back at once finds the next process
    inside the turnstile, and so cannot overtake it. The files are opened anew each time, because a child
    process would share an open one, and its lock, with its parent.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        turnstile, slot = _opened(folder / f"turn-{number}"), _opened(folder / f"slot-{number}")
    except OSError:
        # A full disk may not keep people out: the bound of this one process is left.
        logger.warning("hashing slots cannot be opened; only this process is bounded", exc_info=True)
        yield
        return
    try:
        fcntl.flock(turnstile, fcntl.LOCK_EX)
        fcntl.flock(slot, fcntl.LOCK_EX)
        os.close(turnstile)
        turnstile = -1
        yield
    finally:
        os.close(slot)
        if turnstile >= 0:
            os.close(turnstile)


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

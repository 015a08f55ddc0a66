"""A gate for hashes whose only slot is taken as long as a test wants."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from azdarar.accounts.internal.hashing_gate import HashingGate

LONG_S = 60.0


class Held:
    """A gate whose one slot is taken until ``let_go``; meanwhile every other caller waits."""

    def __init__(self, of: HashingGate) -> None:
        self.gate = of
        self.callers = ThreadPoolExecutor(1 + of.most_waiting)
        self._is_held, self._may_end = threading.Event(), threading.Event()
        self.first = self.callers.submit(of.run, self._hold)
        assert self._is_held.wait(LONG_S)

    def _hold(self) -> None:
        self._is_held.set()
        self._may_end.wait(LONG_S)

    def line_up(self, work: Callable[[], object], *, holds_transaction: bool = False) -> None:
        """Let one more caller wait; returns once it does."""
        before = self.gate.waiting
        self.callers.submit(self.gate.run, work, holds_transaction=holds_transaction)
        while self.gate.waiting == before:
            os.sched_yield()

    def let_go(self) -> None:
        """End the first hash, and let everybody who waits have their turn."""
        self._may_end.set()
        self.callers.shutdown()

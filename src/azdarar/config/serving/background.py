"""The background worker as a child of the server: started, started again when it dies, stopped with it."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess

from azdarar.config.process_family import end_with_parent

logger = logging.getLogger(__name__)

STOP_TIMEOUT_S = 15
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
# A worker that lived this long was well; the next pause is short again.
HEALTHY_LIFE_S = 60.0


class BackgroundWorker:
    """Keeps one worker process alive until ``stop`` is called.

    The process is forked: Django is loaded already, so it works at once and shares the server's memory.

    Args:
        work: what the process does until it gets SIGTERM.
    """

    def __init__(
        self,
        work: Callable[[], None],
        *,
        first_pause_s: float = FIRST_PAUSE_S,
        stop_timeout_s: float = STOP_TIMEOUT_S,
    ) -> None:
        self._work = work
        self._first_pause_s = first_pause_s
        self._stop_timeout_s = stop_timeout_s
        self._ended = threading.Event()
        self._process: BaseProcess | None = None
        self._thread = threading.Thread(target=self._keep_alive, name="background-worker", daemon=True)

    @property
    def process_id(self) -> int | None:
        """The id of the process that works now, or None between two."""
        process = self._process
        return process.pid if process is not None else None

    def start(self) -> None:
        """Begin; returns at once.

        The first process is begun here, in the caller's thread: the kernel ends a child with the thread that
        began it.
        """
        self._process = self._begin()
        self._thread.start()

    def stop(self) -> None:
        """Ask the worker to finish its task and end; make it end when it does not."""
        self._ended.set()
        if self._process is not None:
            self._process.terminate()
        # The thread alone waits for the process: two who wait would take the end from each other.
        self._thread.join(self._stop_timeout_s)
        if self._thread.is_alive() and self._process is not None:
            logger.warning("background worker did not stop in %d s and was killed", self._stop_timeout_s)
            self._process.kill()
            self._thread.join()

    def _begin(self) -> BaseProcess:
        process = multiprocessing.get_context("fork").Process(target=_be_worker, args=(self._work,))
        process.start()
        return process

    def _keep_alive(self) -> None:
        pause = self._first_pause_s
        while not self._ended.is_set():
            begun = time.monotonic()
            process = self._process or self._begin()
            self._process = process
            process.join()
            if self._ended.is_set():
                return
            if time.monotonic() - begun > HEALTHY_LIFE_S:
                pause = self._first_pause_s
            logger.error(
                "background worker ended by itself (%s); it is started again in %.1f s",
                process.exitcode,
                pause,
            )
            self._ended.wait(pause)
            self._process = None
            pause = min(LONGEST_PAUSE_S, pause * 2)


def _be_worker(work: Callable[[], None]) -> None:
    """Take no part in the server's signals, and work."""
    # A group of its own: Ctrl-C in a terminal reaches the server alone, which then stops this process.
    os.setpgid(0, 0)
    end_with_parent()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    work()

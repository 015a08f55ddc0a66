"""A process of the back: threads that answer what the front passes on, one question for each connection."""

from __future__ import annotations

import logging
import os
import selectors
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

logger = logging.getLogger(__name__)

Answer = Callable[[socket.socket], None]


class Back:
    """Takes questions from a socket while a thread is free; the others wait in the kernel's line.

    Args:
        door: listens; other processes of the back may take from it too.
        answer: answers one question; it never raises.
        threads: answered at once.
    """

    def __init__(self, door: socket.socket, answer: Answer, *, threads: int) -> None:
        self._door = door
        self._answer = answer
        self._threads = threads
        self._free = threading.Semaphore(threads)
        self._is_stopping = False
        self._wake_reader, self._wake_writer = os.pipe()

    def run(self) -> None:
        """Work until ``stop``; what was begun is finished."""
        self._door.setblocking(False)
        selector = selectors.DefaultSelector()
        selector.register(self._door, selectors.EVENT_READ)
        selector.register(self._wake_reader, selectors.EVENT_READ)
        with ThreadPoolExecutor(self._threads, thread_name_prefix="back") as pool:
            while not self._is_stopping:
                selector.select()
                if self._is_stopping or not self._take_turn():
                    continue
                self._accept(pool)

    def stop(self) -> None:
        """Take no further question."""
        self._is_stopping = True
        with suppress(OSError):
            os.write(self._wake_writer, b"x")

    def _take_turn(self) -> bool:
        """Wait for a free thread; False when the end came first."""
        while not self._free.acquire(timeout=0.5):
            if self._is_stopping:
                return False
        return True

    def _accept(self, pool: ThreadPoolExecutor) -> None:
        try:
            asking, _address = self._door.accept()
        except OSError:  # another process was quicker
            self._free.release()
            return
        asking.setblocking(True)
        pool.submit(self._work, asking)

    def _work(self, asking: socket.socket) -> None:
        try:
            self._answer(asking)
        except Exception:
            logger.exception("a question to the back was not answered")
        finally:
            with suppress(OSError):
                asking.close()
            self._free.release()

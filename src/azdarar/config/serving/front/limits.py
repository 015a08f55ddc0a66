"""How many and how much: what the front lets through to Django, by kind of address."""

from __future__ import annotations

from azdarar.config.edge import refusals
from azdarar.config.edge.middleware import IMPORT_UPLOAD, NEWSROOM
from azdarar.config.serving.front.heads import Block, Line, RefusedError

#: Threads in each process of the back. Django holds the interpreter while it works: eight keep it busy while
#: others wait for the disk or a lock, and more only make each other wait (ADR 21).
THREADS = 12
#: Of these, how many readers' questions may take: the rest is kept for the newsroom and for pressing.
READERS_AT_ONCE, STAFF_AT_ONCE, PRESSES_AT_ONCE = 5, 5, 2
#: While the paper is under siege staff alone are answered, so few at a time that attackers who found a way to
#: look like them change nothing.
SIEGE_AT_ONCE = 3
#: Questions that wait in line for a thread; the next one is told to come again.
READERS_WAITING, STAFF_WAITING, PRESSES_WAITING = 64, 128, 512
RETRY_AFTER_S, SIEGE_RETRY_AFTER_S = 2, 300
#: Pages for what is not there that are made for whoever came in vain, each second; then the general one.
MISSING_EACH_S = 3


def most_body(line: Line, block: Block, *, import_upload: int) -> int:
    """How many bytes the body of a request may have.

    Raises:
        RefusedError: 411 for a body of no known length where none may come; 413 for one that is too long.
    """
    is_staff_address = line.path.startswith(NEWSROOM)
    is_import = line.path == IMPORT_UPLOAD
    if block.is_chunked and (not is_staff_address or is_import):
        raise RefusedError(411)
    if is_import:
        # Refused there, before its first byte is read, with a sentence that says what to do.
        return max(import_upload, block.length)
    most = refusals.LONGEST_STAFF_BODY if is_staff_address else refusals.LONGEST_PUBLIC_BODY
    if block.length > most:
        raise RefusedError(413)
    return most


class Budget:
    """So many a second, no more saved up than a second's worth."""

    def __init__(self, each_s: float) -> None:
        self._each_s = each_s
        self._left = each_s
        self._at = 0.0

    def has(self, now: float) -> bool:
        """Whether one is left."""
        self._left = min(self._each_s, self._left + (now - self._at) * self._each_s)
        self._at = now
        return self._left >= 1

    def take(self, now: float) -> bool:
        """Take one, if there is one."""
        if not self.has(now):
            return False
        self._left -= 1
        return True

"""Which numbers have been met, in a few bits for each: a backup may hold a million ids."""

from __future__ import annotations

import re

_PAGE = 256
_NUMBER = re.compile(rb"[0-9]{1,18}")


class SeenNumbers:
    """Counts how often each number occurred."""

    def __init__(self) -> None:
        self._pages: dict[int, int] = {}
        self._again: dict[int, int] = {}

    def add(self, written: bytes | None) -> int:
        """Note a number as it is written; 1 for its first time, 2 for its second. No number is always new."""
        if written is None or not _NUMBER.fullmatch(written):
            return 1
        number = int(written)
        page, bit = divmod(number, _PAGE)
        bits = self._pages.get(page, 0)
        if not bits >> bit & 1:
            self._pages[page] = bits | 1 << bit
            return 1
        self._again[number] = self._again.get(number, 1) + 1
        return self._again[number]

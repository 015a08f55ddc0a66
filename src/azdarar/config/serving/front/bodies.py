"""Bodies of requests as they arrive: how much is still to come, said in either of HTTP/1's two ways."""

from __future__ import annotations

import re

from azdarar.config.serving.front.heads import RefusedError

_SIZE_LINE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[\t\x20-\x7e]{0,200})?")
_LONGEST_SIZE_LINE = 256


class Measured:
    """A body whose length was said before it."""

    __slots__ = ("left",)

    def __init__(self, length: int) -> None:
        self.left = length

    @property
    def is_whole(self) -> bool:
        """Whether nothing more is to come."""
        return not self.left

    def take(self, data: bytes) -> tuple[bytes, bytes]:
        """Split what arrived into what belongs to the body and what comes after it."""
        mine = data[: self.left]
        self.left -= len(mine)
        return mine, data[len(mine) :]


class Chunked:
    """A body in chunks, each with its length before it; trailers are refused, extensions passed over.

    Every line must end as the standard says: what two programs could read in two ways is refused.
    """

    __slots__ = ("_ends", "_left", "_waiting", "is_whole")

    def __init__(self) -> None:
        self.is_whole = False
        self._waiting = b""
        #: Bytes of the present chunk still to come; None between two.
        self._left: int | None = None
        self._ends = False

    def take(self, data: bytes) -> tuple[bytes, bytes]:
        """Split what arrived into what belongs to the body and what comes after it.

        Raises:
            RefusedError: 400 for what is no chunk.
        """
        data, self._waiting = self._waiting + data, b""
        pieces = []
        while data and not self.is_whole:
            if self._left is None:
                data = self._size(data)
            elif self._left:
                pieces.append(data[: self._left])
                self._left -= len(pieces[-1])
                data = data[len(pieces[-1]) :]
            else:
                data = self._end_of_chunk(data)
        return b"".join(pieces), data

    def _size(self, data: bytes) -> bytes:
        end = data.find(b"\r\n", 0, _LONGEST_SIZE_LINE)
        if end < 0:
            if len(data) >= _LONGEST_SIZE_LINE:
                raise RefusedError(400)
            self._waiting = data
            return b""
        match = _SIZE_LINE.fullmatch(data[:end])
        if match is None:
            raise RefusedError(400)
        self._left = int(match[1], 16)
        self._ends = not self._left
        return data[end + 2 :]

    def _end_of_chunk(self, data: bytes) -> bytes:
        if len(data) < 2:
            if data != b"\r":
                raise RefusedError(400)
            self._waiting = data
            return b""
        if not data.startswith(b"\r\n"):
            raise RefusedError(400)
        self._left = None
        self.is_whole = self._ends
        return data[2:]

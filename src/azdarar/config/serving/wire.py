"""What front and back say to each other over a socket of the house: pieces, each with its length before it.

A question is a piece of JSON, then the bytes of a body, whose length the question says. An answer is a piece
of JSON, then pieces of a body up to an empty one: an answer that was cut off can be told from a short one.
"""

from __future__ import annotations

import json
import struct
from typing import Any

LENGTH = struct.Struct("!I")
#: Bytes of a body that are sent as one piece.
PIECE = 64 * 1024
#: No head is longer: what an edge lets through is far below.
LONGEST_HEAD = 2**20
END = LENGTH.pack(0)


def packed(told: dict[str, Any]) -> bytes:
    """A head as a piece."""
    return piece(json.dumps(told).encode("ascii"))


def piece(data: bytes) -> bytes:
    """Bytes with their length before them."""
    return LENGTH.pack(len(data)) + data

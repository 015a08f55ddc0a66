"""The records of the file of changes, as bytes: what was told, under which tags, as takes-away or as due.

A record is a head (length, flags, number, instant, length of the fact), the fact, and tags as 64-bit digests.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

_HEAD = struct.Struct("<IBxHQd")
#: Flags of a record.
TAKES_AWAY, IS_DUE = 1, 2


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was told: the number of its record, when, what, and whether it takes away."""

    number: int
    at: float
    fact: str
    takes_away: bool


def record(flags: int, number: int, at: float, fact: str, tags: array[int]) -> bytes:
    """One record; its tags as numbers."""
    said = fact.encode()[:255]
    size = _HEAD.size + len(said) + 8 * len(tags)
    return _HEAD.pack(size, flags, len(said), number, at) + said + tags.tobytes()


def are_whole(data: bytes) -> bool:
    """Whether some bytes are records and nothing else."""
    told = records(data)
    return sum(_HEAD.size + len(one.fact.encode()) + 8 * len(tags) for _flags, one, tags in told) == len(data)


def records(data: bytes) -> Iterator[tuple[int, Change, array[int]]]:
    """The whole records in some bytes; ends where one is damaged."""
    place = 0
    while place + _HEAD.size <= len(data):
        size, flags, fact_length, number, at = _HEAD.unpack_from(data, place)
        tags_at = place + _HEAD.size + fact_length
        if (
            size < _HEAD.size
            or place + size > len(data)
            or (place + size - tags_at) % 8
            or tags_at > place + size
        ):
            return
        tags = array("Q")
        tags.frombytes(data[tags_at : place + size])
        fact = data[place + _HEAD.size : tags_at].decode("utf-8", "replace")
        yield flags, Change(number, at, fact, bool(flags & TAKES_AWAY)), tags
        place += size

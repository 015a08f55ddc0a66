"""IPTC-IIM datasets: the captions that agencies wrote into pictures before XMP, and still do.

Source: IPTC-NAA Information Interchange Model 4.2. Dataset 1:90 names the character set by an ISO 2022
escape; without it, the standard means ISO 646, and programs wrote whatever they used.
"""

from __future__ import annotations

ENVELOPE_CHARSET = (1, 90)
_UTF_8 = (b"\x1b%G", b"\x1b%/G", b"\x1b%/H", b"\x1b%/I")


def read_datasets(data: bytes) -> tuple[dict[tuple[int, int], list[bytes]], bool]:
    """Read all datasets that are whole; also whether the block ends in the middle of one."""
    found: dict[tuple[int, int], list[bytes]] = {}
    position = 0
    while position + 5 <= len(data):
        if data[position] != 0x1C:
            # Writers pad with zeros; anything else is damage, and nothing after it can be trusted.
            return found, any(data[position:])
        record, dataset = data[position + 1], data[position + 2]
        length = int.from_bytes(data[position + 3 : position + 5], "big")
        position += 5
        if length & 0x8000:
            size = length & 0x7FFF
            if size > 8:
                return found, True
            length = int.from_bytes(data[position : position + size], "big")
            position += size
        if position + length > len(data):
            return found, True
        found.setdefault((record, dataset), []).append(data[position : position + length])
        position += length
    return found, any(data[position:])


def decode(value: bytes) -> str:
    """Decode one value: as UTF-8, declared or not, else as Windows-1252, which holds Latin-1.

    Text of another encoding is almost never valid UTF-8 by chance.
    """
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("cp1252", "replace")


def is_misdeclared(value: bytes, *, charset: bytes) -> bool:
    """Whether a value is not in the UTF-8 it was declared to be."""
    if charset not in _UTF_8:
        return False
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False

"""Which bytes of a file are asked for: one range at a time (RFC 9110 §14)."""

from __future__ import annotations

import re

from azdarar.config.serving.front.heads import Block

_ONE = re.compile(r"bytes=[ \t]*(\d{0,18})-(\d{0,18})[ \t]*", re.IGNORECASE)
#: Says of a file that a part of it may be asked for.
ACCEPTED = ("accept-ranges", "bytes")


def range_asked(block: Block, *, etag: str, size: int) -> range | None:
    """The places of the bytes that are asked for.

    Several ranges, what cannot be read, and a part of another version than this one mean the whole file, as
    the standard lets a server choose.

    Returns:
        None for the whole file; an empty range where none of the bytes is there.
    """
    match = _ONE.fullmatch(block.values.get("range", ""))
    if match is None or match[1] == match[2] == "":
        return None
    if block.values.get("if-range", f'"{etag}"') != f'"{etag}"':
        return None
    first, last = match[1], match[2]
    if not first:  # so many bytes from the end
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(size, int(last) + 1) if last else size)


def content_range(asked: range, *, size: int) -> tuple[str, str]:
    """The header that says which bytes are sent; of an empty range, how many there are."""
    told = f"{asked.start}-{asked.stop - 1}" if asked else "*"
    return ("content-range", f"bytes {told}/{size}")

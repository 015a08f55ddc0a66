"""What a MySQL dump declares: its tables and their columns."""

from __future__ import annotations

import re

from azdarar.formats.internal.spip_source import ByteReader

NAME = rb"(?:`(?:[^`]|``)+`|\"[^\"]+\"|[\w$]+)"
_TOKEN = re.compile(rb"'(?>(?:[^'\\]++|\\.|'')*)'|`[^`]+`|\"[^\"]+\"|[\w$]++|[(),]", re.DOTALL)
_KEYS = {
    b"primary",
    b"key",
    b"unique",
    b"index",
    b"fulltext",
    b"spatial",
    b"constraint",
    b"foreign",
    b"check",
}


def table_names(stream: ByteReader) -> set[str]:
    """The names of all tables a dump declares or fills, by a quick look at the beginnings of its lines."""
    pattern = re.compile(
        rb"^(?:/\*!\d+ )?(?:CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?|(?:INSERT|REPLACE)\s+"
        rb"(?:(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE)\s+)*INTO\s+)"
        rb"(?:" + NAME + rb"\.)?(" + NAME + rb")\s*(?=[( v])",
        re.IGNORECASE | re.MULTILINE,
    )
    names: set[str] = set()
    rest = b""
    while data := stream.read(2**20):
        piece = rest + data
        names.update(unquoted(found[1]) for found in pattern.finditer(piece))
        at = piece.rfind(b"\n", -4096)
        rest = piece[at:] if at != -1 else b""
    return names


def unquoted(name: bytes) -> str:
    """A name without its quotes, in small letters."""
    return name.strip().strip(b'`"').decode("utf-8", "replace").lower()


def columns_of(body: bytes) -> tuple[str, ...]:
    """The names of the columns a table is declared with."""
    columns: list[str] = []
    depth, is_first = 0, True
    for token in _TOKEN.finditer(body):
        text = token[0]
        if text == b"(":
            depth += 1
        elif text == b")":
            if depth == 0:
                break
            depth -= 1
        elif text == b",":
            is_first = is_first or depth == 0
            continue
        elif depth == 0 and is_first and text.lower() not in _KEYS:
            columns.append(unquoted(text))
        if depth == 0:
            is_first = False
    return tuple(columns)

"""Values of a MySQL dump: how they are written, and what they say."""

from __future__ import annotations

import re
from typing import NamedTuple

from azdarar.formats.internal.spip_rows import Value

_SINGLE, _DOUBLE = rb"'(?>(?:[^'\\]++|\\.|'')*)'", rb"\"(?>(?:[^\"\\]++|\\.|\"\")*)\""
_SINGLE_PLAIN, _DOUBLE_PLAIN = rb"'(?>(?:[^']++|'')*)'", rb"\"(?>(?:[^\"]++|\"\")*)\""


class Patterns(NamedTuple):
    """How values, rows and the rest of a statement are written, with escapes or without."""

    value: re.Pattern[bytes]
    row: re.Pattern[bytes]
    rest: re.Pattern[bytes]
    has_escapes: bool


def _value_pattern(single: bytes, double: bytes) -> re.Pattern[bytes]:
    return re.compile(
        rb"\s*+(?:(?P<text>(?:_\w++\s*+|[nN])?(?:" + single + rb"|" + double + rb"))"
        rb"|(?:_binary\s++)?(?:0x(?P<hex>[0-9A-Fa-f]*+)|[xX]'(?P<quoted>[0-9A-Fa-f]*+)')"
        rb"|(?:0b(?P<bits>[01]++)|[bB]'(?P<word>[01]*+)')"
        rb"|(?P<null>NULL\b)|(?P<number>[-+]?[0-9.]++(?:[eE][-+]?[0-9]++)?)"
        rb"|(?P<other>[A-Za-z_]\w*+(?:\([^()']*+\))?))\s*+(?:/\*[^*]*+\*/\s*+)?(?P<end>[,)])",
        re.DOTALL | re.IGNORECASE,
    )


def plain_row(columns: int) -> re.Pattern[bytes]:
    """A whole row of plain values: most rows are, and one look at each is enough."""
    value = rb"(" + _SINGLE + rb"|[-+]?[0-9.]+|NULL)"
    return re.compile(rb"\(" + rb",[ ]?".join([value] * columns) + rb"\)(?=[\s,;])", re.DOTALL)


def _row_pattern(single: bytes, double: bytes) -> re.Pattern[bytes]:
    inner = rb"\((?>(?:[^'\"()]++|" + single + rb")*)\)"
    return re.compile(
        rb"\((?>(?:[^'\"()]++|" + single + rb"|" + double + rb"|" + inner + rb")*)\)", re.DOTALL
    )


def _rest_pattern(single: bytes, double: bytes) -> re.Pattern[bytes]:
    return re.compile(
        rb"(?>(?:[^'\"`;#/-]++|" + single + rb"|" + double + rb"|`[^`]*+`|--[ \t][^\n]*+(?=\n)|#[^\n]*+(?=\n)"
        rb"|/\*(?!!)(?>(?:[^*]++|\*(?!/))*)\*/|[/-])*);",
        re.DOTALL,
    )


ESCAPING = Patterns(
    _value_pattern(_SINGLE, _DOUBLE),
    _row_pattern(_SINGLE, _DOUBLE),
    _rest_pattern(_SINGLE, _DOUBLE),
    has_escapes=True,
)
PLAIN = Patterns(
    _value_pattern(_SINGLE_PLAIN, _DOUBLE_PLAIN),
    _row_pattern(_SINGLE_PLAIN, _DOUBLE_PLAIN),
    _rest_pattern(_SINGLE_PLAIN, _DOUBLE_PLAIN),
    has_escapes=False,
)
_ESCAPE = re.compile(rb"\\(.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"0": b"\x00", b"Z": b"\x1a", b"b": b"\x08"}


def value_of(found: re.Match[bytes], *, has_escapes: bool) -> Value:
    """What a value says that the pattern for values found."""
    text = found["text"]
    if text is not None:
        return text_of(text, has_escapes=has_escapes)
    if found["null"] is not None:
        return None
    if found["number"] is not None:
        return found["number"]
    digits = found["hex"] if found["hex"] is not None else found["quoted"]
    if digits is not None:
        return bytes.fromhex((b"0" * (len(digits) % 2) + digits).decode("ascii"))
    bits = found["bits"] if found["bits"] is not None else found["word"]
    if bits is not None:
        return str(int(bits or b"0", 2)).encode("ascii")
    word = found["other"].upper()
    return {b"TRUE": b"1", b"FALSE": b"0"}.get(word)


def text_of(written: bytes, *, has_escapes: bool) -> bytes:
    """The text that is written in quotes."""
    quote = written[-1:]
    body = written[written.index(quote) + 1 : -1]
    if quote * 2 in body:
        body = _undoubled(body, quote) if has_escapes else body.replace(quote * 2, quote)
    if not has_escapes or b"\\" not in body:
        return body
    parts = [
        part.replace(b"\\r", b"\r").replace(b"\\n", b"\n").replace(b"\\'", b"'").replace(b'\\"', b'"')
        for part in body.split(b"\\\\")
    ]
    if any(b"\\" in part for part in parts):
        parts = [_ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), part) for part in parts]
    return b"\\".join(parts)


def _undoubled(body: bytes, quote: bytes) -> bytes:
    """Two quotes for one, where the first of them is not itself escaped."""
    parts = re.split(rb"(\\.)", body, flags=re.DOTALL)
    return b"".join(
        part if number % 2 else part.replace(quote * 2, quote) for number, part in enumerate(parts)
    )

"""The rows of the tables in a JSON file, one by one: memory holds one row, whatever the length of the file.

A table is an array of objects; where it may stand is said by the names of the objects around it. The parser
is ijson's (yajl). It stops at the first byte that is no JSON; nothing is guessed after that.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import ijson
from ijson.common import ObjectBuilder

#: Containers within containers. Real exports stay below 10; texts are JSON in strings, parsed elsewhere.
MAX_DEPTH = 64
#: Bytes at once: the parser makes every event of a piece before the first is looked at.
_PIECE = 64 * 1024
_STARTS, _ENDS = frozenset({"start_map", "start_array"}), frozenset({"end_map", "end_array"})
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class CutOffJSONError(Exception):
    """The file ends before its outermost object does."""


class BrokenJSONError(Exception):
    """Something that is no JSON, or nested beyond all measure; the message says which, in English."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, or one named object beside the tables. ``value`` is None where none was wanted."""

    place: tuple[str, ...]
    value: dict[str, Any] | None


def rows_of(
    stream: BinaryIO, *, is_table: Callable[[tuple[str, ...]], bool], is_wanted: Callable[[str], bool]
) -> Iterator[Row]:
    """Read the rows of every table, and the objects that stand where a table could.

    Args:
        is_table: whether the names around an array or an object make it one to read.
        is_wanted: whether the rows of a table, by its name, are to be built; others are only counted.

    Raises:
        CutOffJSONError, BrokenJSONError: after every row that came before.
    """
    try:
        yield from _rows(stream, is_table=is_table, is_wanted=is_wanted)
    except ijson.IncompleteJSONError as problem:
        # One error for a file that ends and for one that goes wrong; what it says tells them apart.
        if "premature EOF" in str(problem) or "ncomplete JSON" in str(problem):
            raise CutOffJSONError from problem
        raise BrokenJSONError("It is not valid JSON.") from problem
    except (ijson.JSONError, UnicodeError, ValueError, OverflowError) as problem:
        raise BrokenJSONError("It is not valid JSON.") from problem


def _rows(
    stream: BinaryIO, *, is_table: Callable[[tuple[str, ...]], bool], is_wanted: Callable[[str], bool]
) -> Iterator[Row]:
    opened: list[str] = []
    key, depth = "", 0
    place: tuple[str, ...] = ()
    builder: ObjectBuilder | None = None
    for event, value in ijson.basic_parse(_UTF8(stream), buf_size=_PIECE):
        if depth:
            depth += (event in _STARTS) - (event in _ENDS)
            if depth > MAX_DEPTH:
                raise BrokenJSONError("It is nested beyond all measure.")
            if builder is not None:
                builder.event(event, value)
            if not depth:
                yield Row(place, builder.value if builder is not None else None)
        elif event in _STARTS:
            place = tuple(name for name in (*opened, key) if name)
            if event == "start_map" and is_table(place):
                depth, builder = 1, ObjectBuilder() if is_wanted(place[-1] if place else "") else None
                if builder is not None:
                    builder.event(event, value)
            elif len(opened) == MAX_DEPTH:
                raise BrokenJSONError("It is nested beyond all measure.")
            else:
                opened.append(key)
            key = ""
        elif event in _ENDS:
            opened.pop()
            key = ""
        else:
            key = value if event == "map_key" else ""


class _UTF8:
    """A stream as UTF-8 without its mark at the beginning, whichever Unicode encoding it is in."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._first = stream, stream.read(4)
        self._recoder: codecs.IncrementalDecoder | None = None
        encoding = next((name for mark, name in _WIDE if self._first.startswith(mark)), "")
        if encoding:
            self._recoder = codecs.getincrementaldecoder(encoding)()
        self._first = self._first.removeprefix(codecs.BOM_UTF8)

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes; none at the end."""
        while size:  # ijson asks for nothing at first, to see whether bytes come
            piece, self._first = self._first or self._stream.read(size), b""
            if self._recoder is None or not piece:
                return piece
            recoded = self._recoder.decode(piece).encode("utf-8", "surrogatepass")
            if recoded:
                return recoded
        return b""

"""Tables for spreadsheets (RFC 4180), written as they are read, however long they are."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

#: What a spreadsheet would take for a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_PIECE = 32_000


def table(heads: Sequence[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Lines of a table, some at a time; what somebody typed is text in it, never a formula."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    yield "\ufeff"  # or a spreadsheet takes the letters for another alphabet's
    writer.writerow(heads)
    for cells in rows:
        writer.writerow([_as_text("" if cell is None else str(cell)) for cell in cells])
        if lines.tell() > _PIECE:
            yield lines.getvalue()
            lines.seek(0)
            lines.truncate()
    yield lines.getvalue()


def _as_text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell

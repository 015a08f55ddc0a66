"""What an import tells: by item, what was taken, changed or left out, and why."""

from azdarar.archive.internal.reporting import (
    CHANGED,
    KEPT,
    LEFT_OUT,
    TAKEN,
    UNCHANGED,
    ImportReport,
    Row,
    Rows,
    rows_of,
)

__all__ = ["CHANGED", "KEPT", "LEFT_OUT", "TAKEN", "UNCHANGED", "ImportReport", "Row", "Rows", "rows_of"]

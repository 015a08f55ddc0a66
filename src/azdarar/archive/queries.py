"""What other rooms may ask of imports and of what they left behind."""

from azdarar.archive.internal.old_comments import (
    OldComment,
    count_old_comments,
    look_up_old_comments,
    old_comments,
)
from azdarar.archive.internal.remembered import (
    Remembered,
    decided_addresses,
    old_addresses,
    unresolved_addresses,
)
from azdarar.archive.internal.report_files import (
    ADDRESSES,
    DATA,
    ITEMS,
    REPAIRS,
    addresses_table,
    data_of,
    items_table,
    page_of,
    repairs_table,
)
from azdarar.archive.internal.report_matter import ReportMatter, matter_of, system_name
from azdarar.archive.internal.report_sample import Pair, pair_of
from azdarar.archive.internal.resolver import Answer, resolve
from azdarar.archive.internal.rows import Rows, progress_of, rows_of
from azdarar.archive.internal.suggesting import suggestions
from azdarar.archive.models import ImportRun
from azdarar.archive.naming import item_name, kind_name

__all__ = [
    "ADDRESSES",
    "DATA",
    "ITEMS",
    "REPAIRS",
    "Answer",
    "OldComment",
    "Pair",
    "Remembered",
    "ReportMatter",
    "addresses_table",
    "count_old_comments",
    "data_of",
    "decided_addresses",
    "item_name",
    "items_table",
    "kind_name",
    "look_up_old_comments",
    "matter_of",
    "old_addresses",
    "old_comments",
    "page_of",
    "pair_of",
    "progress_of",
    "repairs_table",
    "report_of",
    "resolve",
    "suggestions",
    "system_name",
    "unresolved_addresses",
]


def report_of(run: ImportRun) -> ReportMatter:
    """What the report of a run says; its items are read from the rows that were kept."""
    return matter_of(run, rows=Rows(rows_of(run.pk)))

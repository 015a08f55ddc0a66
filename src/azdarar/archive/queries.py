"""What other rooms may ask of imports and of what they left behind."""

from azdarar.archive.internal.old_comments import OldComment, count_old_comments, old_comments
from azdarar.archive.internal.remembered import (
    Remembered,
    decided_addresses,
    old_addresses,
    unresolved_addresses,
)
from azdarar.archive.internal.report_matter import ReportMatter, kind_name, matter_of, system_name
from azdarar.archive.internal.report_sample import Pair, pair_of
from azdarar.archive.internal.resolver import Answer, resolve
from azdarar.archive.internal.rows import Rows, rows_of
from azdarar.archive.internal.suggesting import suggestions
from azdarar.archive.models import ImportRun

__all__ = [
    "Answer",
    "OldComment",
    "Pair",
    "Remembered",
    "ReportMatter",
    "count_old_comments",
    "decided_addresses",
    "kind_name",
    "matter_of",
    "old_addresses",
    "old_comments",
    "pair_of",
    "report_of",
    "resolve",
    "suggestions",
    "system_name",
    "unresolved_addresses",
]


def report_of(run: ImportRun) -> ReportMatter:
    """What the report of a run says; its items are read from the rows that were kept."""
    return matter_of(run, rows=Rows(rows_of(run.pk)))

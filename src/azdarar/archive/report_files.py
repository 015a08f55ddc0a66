"""The files of a report: the page, tables, and one object for machines."""

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

__all__ = [
    "ADDRESSES",
    "DATA",
    "ITEMS",
    "REPAIRS",
    "addresses_table",
    "data_of",
    "items_table",
    "page_of",
    "repairs_table",
]

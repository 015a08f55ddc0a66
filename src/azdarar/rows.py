"""Many rows in one statement, for models that Django's ``bulk_create`` does not take or takes slowly.

A story is two rows in two tables, which ``bulk_create`` refuses; and where a batch has thousands of rows,
compiling one statement for all of them costs more than the database does.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from django.db import connection, models


def reserve_ids(model: type[models.Model], many: int) -> range | list[int]:
    """Return numbers for rows that are about to be written, which no row of the table ever had.

    Within a transaction: on SQLite nobody else writes meanwhile, on PostgreSQL the sequence gives them out.
    """
    if not many:
        return []
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, column, many],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        first = (row[0] if row else 0) + 1
        return range(first, first + many)


def write_rows(model: type[models.Model], objects: Iterable[Any]) -> None:
    """Write rows of one table, with the numbers they carry or, where they carry none, new ones.

    No signal is sent.
    """
    told = list(objects)
    if not told:
        return
    sql, getters = _plan(model, is_numbered=told[0].pk is not None)
    with connection.cursor() as cursor:
        cursor.executemany(sql, [[get(one) for get in getters] for one in told])


@cache
def _plan(model: type[models.Model], *, is_numbered: bool) -> tuple[str, Sequence[Callable[[Any], Any]]]:
    fields = [one for one in model._meta.local_concrete_fields if is_numbered or not one.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join("%s" for _field in fields)
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608 (our names)
    return sql, [_getter(field) for field in fields]


def _getter(field: Any) -> Callable[[Any], Any]:
    name = field.attname
    if type(field) in _AS_THEY_ARE:
        return lambda one: one.__dict__[name]
    return lambda one: field.get_db_prep_save(getattr(one, name), connection)


#: Columns whose values the database's driver takes as Python has them.
_AS_THEY_ARE = frozenset(
    {
        models.CharField,
        models.TextField,
        models.IntegerField,
        models.PositiveIntegerField,
        models.PositiveSmallIntegerField,
        models.PositiveBigIntegerField,
        models.BigIntegerField,
        models.BooleanField,
        models.SlugField,
        models.URLField,
        models.ForeignKey,
    }
)

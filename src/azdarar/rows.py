"""Many rows in one statement, for models that Django's ``bulk_create`` does not take or takes slowly.

A story is two rows in two tables, which ``bulk_create`` refuses; and where a batch has thousands of rows,
compiling one statement for all of them costs more than the database does.
"""

import json
import os
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter
from types import SimpleNamespace
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.base import ModelState
from django.db.models.deletion import ProtectedError
from django.db.models.fields.reverse_related import ForeignObjectRel

_Model = TypeVar("_Model", bound=models.Model)
#: Gives a column's value of an object, as the database of a connection takes it.
_Getter = Callable[[Any, Any], Any]


@contextmanager
def roomy_cache(megabytes: int) -> Iterator[None]:
    """Let SQLite hold more of its pages in memory while a great many rows are written.

    Every story adds to some fifty indexes, most of them in places that chance decides: with the usual two
    megabytes the same pages are read again and again once the database is larger than that.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        before = int(cursor.fetchone()[0])
        cursor.execute(f"PRAGMA cache_size = {-1024 * megabytes}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = {before}")


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
    plan = _plan(model, is_numbered=told[0].pk is not None)
    own = connections[DEFAULT_DB_ALIAS]  # asked once: the usual name looks for it at every use
    rows = []
    for one in told:
        row = [*plan.pick(one.__dict__)]
        for place, get in plan.made:
            row[place] = get(one, own)
        rows.append(row)
    with own.cursor() as cursor:
        cursor.executemany(plan.sql, rows)


def change_rows(model: type[models.Model], column: str, values: Iterable[tuple[int, str]]) -> None:
    """Give many rows of one table a new text in one column, as the database holds it; no signal is sent."""
    told = [(value, number) for number, value in values]
    if not told:
        return
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    changed = quote(str(model._meta.get_field(column).column))  # type: ignore[union-attr] # no relation
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {changed} = %s WHERE {key} = %s", told)  # noqa: S608 (our names)


def write_values(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write rows of one table by their values, as the database takes them; no signal is sent."""
    if not rows:
        return
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(model._meta.get_field(column).column)) for column in columns)  # type: ignore[union-attr]
    marks = ", ".join("%s" for _column in columns)
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608 (our names)


def rising_uuid() -> uuid.UUID:
    """A number of chance that is larger than those given before it (RFC 9562, version 7).

    Where many rows have one in an index, those that come together stand together: the database writes to the
    end of the index instead of everywhere in it.
    """
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    high = milliseconds << 16 | 0x7000 | rest * 4096 // 1_000_000
    low = 0x8 << 60 | int.from_bytes(os.urandom(8), "big") >> 2
    return uuid.UUID(int=(high & (1 << 64) - 1) << 64 | low & (1 << 64) - 1)


def blank(model: type[_Model]) -> _Model:
    """An object without words, as ``model()`` makes it, in a tenth of the time.

    Django asks every field for its default and tells whoever listens, at each object. Whoever uses this gives
    fresh values to fields whose default is made anew each time: lists, numbers of chance, the clock's.
    """
    made = model.__new__(model)
    made.__dict__.update(_pattern(model).__dict__)
    made._state = ModelState()
    return made


def point(one: models.Model, name: str, target: models.Model | None) -> None:
    """Let a relation of a new object lead to a target, as setting it does, in a fifth of the time.

    The target is there already, and is of the right kind.
    """
    one._state.fields_cache[name] = target
    one.__dict__[f"{name}_id"] = None if target is None else target.pk


@cache
def _pattern(model: type[models.Model]) -> Any:
    return model()


@dataclass(frozen=True, slots=True)
class _Plan:
    """How rows of a table are written: all values at once, then those that the database takes otherwise."""

    sql: str
    pick: Callable[[dict[str, Any]], tuple[Any, ...]]
    made: Sequence[tuple[int, _Getter]]


@cache
def _plan(model: type[models.Model], *, is_numbered: bool) -> _Plan:
    fields = [one for one in model._meta.local_concrete_fields if is_numbered or not one.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join("%s" for _field in fields)
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608 (our names)
    made = [(place, _getter(field)) for place, field in enumerate(fields) if not _is_plain(field)]
    return _Plan(sql, itemgetter(*(field.attname for field in fields)), made)


def _getter(field: Any) -> _Getter:
    name, kind = field.attname, type(field)
    if kind is models.DateTimeField:
        return lambda one, own: _instant(one.__dict__[name])
    if connection.vendor == "sqlite" and kind is models.JSONField and field.encoder is None:
        return lambda one, own: json.dumps(one.__dict__[name])
    if connection.vendor == "sqlite" and kind is models.UUIDField:
        return lambda one, own: one.__dict__[name] and one.__dict__[name].hex
    return lambda one, own: field.get_db_prep_save(getattr(one, name), own)


@lru_cache(maxsize=512)
def _instant(value: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def _is_plain(field: Any) -> bool:
    if isinstance(field, models.ForeignKey):
        field = field.target_field
    return type(field) in _AS_THEY_ARE


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
        models.AutoField,
        models.BigAutoField,
    }
)


#: Rows that one statement names.
_NAMED_AT_ONCE = 5_000


def delete_whole(model: type[models.Model], ids: Sequence[int]) -> None:
    """Delete rows with all that hangs on them, by what their relations say; no signal is sent.

    Django reads every row and collects what each of its relations leads to; where a story has forty of them,
    that takes many times as long. Within a transaction, a few hundred at once.

    Raises:
        ProtectedError: something that protects them refers to one; nothing was deleted.
    """
    told = list(ids)
    chain = [*model._meta.get_parent_list(), model]
    for one in chain:
        for field in one._meta.private_fields:
            if hasattr(field, "bulk_related_objects"):
                field.bulk_related_objects([SimpleNamespace(pk=pk) for pk in told]).delete()
        for relation in one._meta.get_fields(include_hidden=True):
            if isinstance(relation, ForeignObjectRel) and not getattr(relation, "parent_link", False):
                _let_go(relation, told)
    for one in reversed(chain):
        one._base_manager.filter(pk__in=told)._raw_delete(DEFAULT_DB_ALIAS)  # type: ignore[attr-defined]


def _let_go(relation: Any, ids: Sequence[int]) -> None:
    """Do to the rows that point at others what their relation says is done when those go."""
    if not (relation.one_to_many or relation.one_to_one) or relation.on_delete is models.DO_NOTHING:
        return
    rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": ids})
    if relation.on_delete is models.SET_NULL:
        rows.update(**{relation.field.name: None})
    elif relation.on_delete is models.CASCADE:
        hanging = list(rows.values_list("pk", flat=True))
        # A few stories may have any number of comments; a statement names so many rows and no more.
        for start in range(0, len(hanging), _NAMED_AT_ONCE):
            delete_whole(relation.related_model, hanging[start : start + _NAMED_AT_ONCE])
    else:
        first = rows.first()
        if first is not None:
            raise ProtectedError(f"{relation.related_model._meta.label} protects them.", {first})

"""Kill a process before each of its SQL statements, and look at what it left.

Each death gets a database of its own, copied from one scene, and a forked child that ends there without a
last word, as ``kill -9`` would: no ``finally``, no ``atexit``, no rollback sent. Counted are the statements
themselves, BEGIN and SAVEPOINT among them, and both sides of every COMMIT, which drivers send by themselves.

Reading changes nothing, so dying before the second of two reads leaves what dying before the first did: such
points are counted, and died at once for all.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from django.db import connection

Operation = Callable[[], object]
Look = Callable[[], Mapping[str, Any]]
KILLED = 137
_NUMBERS = count()
#: Tables in which a request leaves traces that are no part of a publication.
PASSING = frozenset({"django_session", "config_cache", "wagtailadmin_editingsession"})


class Scenes:
    """Databases to die in: one prepared scene and its copies, on SQLite or PostgreSQL."""

    def __init__(self, prepared: str) -> None:
        self.prepared = prepared
        self._folder = Path(tempfile.mkdtemp(prefix="azdarar-kill-", dir=_memory()))
        self._made: list[str] = []

    def copy(self, source: str = "") -> str:
        """Copy a database (the prepared one where none is named); returns the copy's name."""
        source = source or self.prepared
        if connection.vendor == "sqlite":
            target = str(self._folder / f"{next(_NUMBERS)}.sqlite3")
            shutil.copyfile(source, target)
        else:
            target = new_database(template=source)
        self._made.append(target)
        return target

    def drop(self, name: str) -> None:
        """Forget a copy."""
        if connection.vendor == "sqlite":
            for path in self._folder.glob(f"{Path(name).name}*"):
                path.unlink()
        else:
            with _maintenance() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def close(self) -> None:
        """Forget all copies."""
        if connection.vendor != "sqlite":
            for name in self._made:
                self.drop(name)
        shutil.rmtree(self._folder)


def new_database(*, template: str = "template0") -> str:
    """Make a PostgreSQL database beside the run's own; returns its name."""
    name = f"azdarar_kill_{os.getpid()}_{next(_NUMBERS)}"
    with _maintenance() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return name


@dataclass
class Deaths:
    """What was found: how often the process died, and what it left where it should not have."""

    points: int = 0
    moments: int = 0
    untouched: int = 0
    done: int = 0
    halves: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.points} points of death, {self.moments} kills: {self.untouched} left nothing, "
            f"{self.done} left all, {len(self.halves)} left half"
        )


def kill_everywhere(operation: Operation, *, scenes: Scenes, look: Look) -> Deaths:
    """Run an operation again and again, each time dying later, until every point of death was died at.

    Args:
        operation: the whole of what an editor's click or a call of code does.
        scenes: where it starts from.
        look: what to compare: the same in every database in which the operation has happened.
    """
    before = _contents(scenes.prepared)
    with using(scenes.prepared):
        nothing = look()
    finished = scenes.copy()
    deaths = Deaths()
    with using(finished):
        with _trap(die_at=0) as seen:
            operation()
        everything = look()
    assert everything != nothing, "The look does not see that the operation happened."
    deaths.points, deaths.moments = seen.points, seen.moments
    for moment in range(1, deaths.moments + 1):
        name = scenes.copy()
        code = _run_in_child(operation, name, die_at=moment)
        assert code == KILLED, f"The child ended with {code} and was not killed."
        if _contents(name) == before:
            deaths.untouched += 1
        else:
            with using(name):
                left = look()
            if left == everything:
                deaths.done += 1
            else:
                deaths.halves.append(f"kill {moment}: {_difference(nothing, everything, left)}")
        scenes.drop(name)
    return deaths


def happens_once(
    operation: Operation, *, scenes: Scenes, look: Look, die_at: int, recover: Operation
) -> bool:
    """Die at one point, do it again where it had not happened, recover; is everything there exactly once?"""
    finished, name = scenes.copy(), scenes.copy()
    assert _run_in_child(operation, finished, die_at=0) == 0
    assert _run_in_child(operation, name, die_at=die_at) == KILLED
    with using(finished):
        recover()
        everything = look()
    with using(scenes.prepared):
        nothing = look()
    with using(name):
        had_happened = look() != nothing
    if not had_happened:
        assert _run_in_child(operation, name, die_at=0) == 0
    with using(name):
        recover()
        left = look()
    scenes.drop(finished)
    scenes.drop(name)
    return left == everything


@contextmanager
def using(name: str) -> Iterator[None]:
    """Let the default connection speak to another database for a while."""
    home = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = home


def _run_in_child(operation: Operation, name: str, *, die_at: int) -> int:
    """Run the operation in a forked child that dies before statement ``die_at``; 0 lets it live."""
    connection.close()
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            with using(name), _trap(die_at):
                operation()
            os._exit(0)
        os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@dataclass
class _Seen:
    """Points of death so far, and those before which something may have changed since the one before."""

    points: int = 0
    moments: int = 0
    has_changed: bool = True


@contextmanager
def _trap(die_at: int) -> Iterator[_Seen]:
    """Count, and die at moment ``die_at``; 0 lets the process live."""
    seen = _Seen()

    def step(*, is_reading: bool) -> None:
        seen.points += 1
        if seen.has_changed:
            seen.moments += 1
            if seen.moments == die_at:
                os._exit(KILLED)
        seen.has_changed = not is_reading

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        step(is_reading=sql.startswith("SELECT") and "FOR UPDATE" not in sql)
        return execute(sql, params, many, context)

    commit = connection._commit

    def committing() -> Any:
        step(is_reading=False)
        answer = commit()
        step(is_reading=False)
        return answer

    connection._commit = committing
    try:
        with connection.execute_wrapper(wrapper):
            yield seen
    finally:
        del connection._commit


def _contents(name: str) -> str:
    """A digest of every row of every table, passing traces aside.

    A SQLite file into which nothing was committed is the same file, byte for byte: no row need be read.
    """
    digest = hashlib.sha256()
    with using(name), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return hashlib.sha256(Path(name).read_bytes()).hexdigest()
        for table in sorted(connection.introspection.table_names(cursor)):
            if table in PASSING:
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own table names
            rows = sorted(repr(row) for row in cursor.fetchall())
            digest.update(repr((table, rows)).encode())
    return digest.hexdigest()


def _difference(nothing: Mapping[str, Any], everything: Mapping[str, Any], left: Mapping[str, Any]) -> str:
    told = [
        f"{name} is {left[name]!r} (before {nothing[name]!r}, after {everything[name]!r})"
        for name in nothing
        if nothing[name] != everything[name] or left[name] != nothing[name]
    ]
    return "; ".join(told)


@contextmanager
def _maintenance() -> Iterator[Any]:
    """A PostgreSQL cursor outside every transaction, on the server's own database."""
    with using("postgres"), connection.cursor() as cursor:
        yield cursor


def _memory() -> Path | None:
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    return memory if memory.is_dir() else None

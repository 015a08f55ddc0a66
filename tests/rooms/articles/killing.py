"""Kill a process before each of its SQL statements, and look at what it left.

A death is a forked child that ends there without a last word, as ``kill -9`` would: no ``finally``, no
``atexit``, no rollback sent. Counted are the statements themselves, BEGIN and SAVEPOINT among them, and both
sides of every COMMIT, which drivers send by themselves.

What such a death leaves of a SQLite database is what its files hold at that moment, for the process has
nothing else to leave. So one run is photographed at every point of death, its files copied as they are and
opened afterwards as after a crash; real deaths at a good part of the same points must leave what the
photographs show. On PostgreSQL, whose files are not ours, every point is died at.

Reading changes nothing, so dying before the second of two reads leaves what dying before the first did: such
points are counted, and died at once for all.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from django.db import connection

Operation = Callable[[], object]
Look = Callable[[], Mapping[str, Any]]
KILLED = 137
NOTHING, ALL = "nothing", "all"
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

    def photograph(self, name: str) -> str:
        """Copy a SQLite database with its log as they lie there, in the midst of whatever is written."""
        target = self.copy(name)
        log = Path(f"{name}-wal")
        if log.exists():
            shutil.copyfile(log, f"{target}-wal")
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
    """What was found: where the process could die, and what it left where it should not have."""

    points: int = 0
    moments: int = 0
    kills: int = 0
    untouched: int = 0
    done: int = 0
    halves: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.points} points of death, {self.moments} different, {self.kills} kills: "
            f"{self.untouched} left nothing, {self.done} left all, {len(self.halves)} left half"
        )


@dataclass
class Judge:
    """Says of a database in which something was cut short whether it holds nothing of it, all, or half."""

    look: Look
    before: str
    nothing: Mapping[str, Any]
    everything: Mapping[str, Any]

    def says(self, name: str) -> str:
        """``nothing``, ``all``, or what is half there."""
        if _contents(name) == self.before:
            return NOTHING
        with using(name):
            left = self.look()
        return ALL if left == self.everything else _difference(self.nothing, self.everything, left)


def kill_everywhere(operation: Operation, *, scenes: Scenes, look: Look) -> Deaths:
    """Find out what is left at every point of death of an operation.

    Args:
        operation: the whole of what an editor's click or a call of code does.
        scenes: where it starts from.
        look: what to compare: the same in every database in which the operation has happened.
    """
    before = _contents(scenes.prepared)
    with using(scenes.prepared):
        nothing = look()
    finished, album = scenes.copy(), _Album(scenes)
    with using(finished):
        with _trap(die_at=0, at_each=album.see) as seen:
            operation()
        everything = look()
    assert everything != nothing, "The look does not see that the operation happened."
    judge = Judge(look, before, nothing, everything)
    verdicts = album.verdicts(judge)
    kills = _deaths_to_die(verdicts) if verdicts else range(1, seen.moments + 1)
    died = {moment: _verdict_of_death(operation, scenes, judge, moment) for moment in kills}
    for moment, verdict in died.items():
        seen_there = verdicts.get(moment, verdict)
        assert verdict == seen_there, f"Kill {moment} left {verdict}, and the photograph shows {seen_there}."
    found = verdicts | died
    return Deaths(
        points=seen.points,
        moments=seen.moments,
        kills=len(died),
        untouched=sum(verdict == NOTHING for verdict in found.values()),
        done=sum(verdict == ALL for verdict in found.values()),
        halves=[f"kill {moment}: {it}" for moment, it in found.items() if it not in {NOTHING, ALL}],
    )


class _Album:
    """Photographs of a SQLite database at each moment of a run; moments that look the same share one."""

    def __init__(self, scenes: Scenes) -> None:
        self._scenes = scenes
        self._digest = ""
        self._pictures: list[str] = []

    def see(self) -> None:
        """Photograph the database the connection speaks to."""
        if connection.vendor != "sqlite":
            return
        name = str(connection.settings_dict["NAME"])
        files = [path for path in (Path(name), Path(f"{name}-wal")) if path.exists()]
        digest = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
        is_new = digest != self._digest
        self._digest = digest
        self._pictures.append(self._scenes.photograph(name) if is_new else self._pictures[-1])

    def verdicts(self, judge: Judge) -> dict[int, str]:
        """What each moment's photograph shows."""
        said = {name: judge.says(name) for name in dict.fromkeys(self._pictures)}
        return {moment: said[name] for moment, name in enumerate(self._pictures, start=1)}


def _deaths_to_die(verdicts: Mapping[int, str]) -> list[int]:
    """Every twelfth moment, the first and the last, and both sides of every change of what is left."""
    last = len(verdicts)
    turns = [moment for moment in range(2, last + 1) if verdicts[moment] != verdicts[moment - 1]]
    # Where nothing guards the operation, each statement is such a change: a few of them will do.
    sides = {side for turn in turns[:3] for side in (turn - 1, turn)}
    return sorted({1, last, *range(12, last, 12), *sides})


def _verdict_of_death(operation: Operation, scenes: Scenes, judge: Judge, moment: int) -> str:
    name = scenes.copy()
    code = _run_in_child(operation, name, die_at=moment)
    assert code == KILLED, f"The child ended with {code} and was not killed."
    verdict = judge.says(name)
    scenes.drop(name)
    return verdict


def happens_once(
    operation: Operation, *, scenes: Scenes, look: Look, moments: Iterable[int], recover: Operation
) -> list[int]:
    """Die at points, do it again where it had not happened, recover; returns where not all is there once."""
    finished = scenes.copy()
    assert _run_in_child(operation, finished, die_at=0) == 0
    with using(finished):
        recover()
        everything = look()
    with using(scenes.prepared):
        nothing = look()
    wrong: list[int] = []
    for moment in dict.fromkeys(moments):
        name = scenes.copy()
        assert _run_in_child(operation, name, die_at=moment) == KILLED
        with using(name):
            had_happened = look() != nothing
        if not had_happened:
            assert _run_in_child(operation, name, die_at=0) == 0
        with using(name):
            recover()
            if look() != everything:
                wrong.append(moment)
        scenes.drop(name)
    scenes.drop(finished)
    return wrong


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
def _trap(die_at: int, at_each: Callable[[], None] = lambda: None) -> Iterator[_Seen]:
    """Count, call ``at_each`` at every moment, and die at moment ``die_at``; 0 lets the process live."""
    seen = _Seen()

    def step(*, is_reading: bool) -> None:
        seen.points += 1
        if seen.has_changed:
            seen.moments += 1
            at_each()
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

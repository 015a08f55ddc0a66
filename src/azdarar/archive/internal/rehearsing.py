"""A rehearsal on a copy of the database: the newsroom goes on writing while all of it is tried.

A rehearsal writes everything and takes it back, which on SQLite would keep everybody else from saving until
its end. The copy is a consistent one, made while the paper is served, and goes when it has been read.
"""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections

from azdarar.archive.intake import KEPT_FREE, NoRoomError, intake_folder
from azdarar.archive.models import ImportRun

#: What a rehearsal tells of its run.
_TOLD = ("state", "problem", "done", "total", "title", "site", "summary")


def needs_copy(run: ImportRun) -> bool:
    """Whether a run is a rehearsal that would keep others from writing."""
    return run.is_dry_run and connection.vendor == "sqlite" and not is_copy()


def is_copy() -> bool:
    """Whether this process works on the copy."""
    return Path(str(connection.settings_dict["NAME"])).resolve().parent == _folder()


@contextmanager
def on_a_copy(run: ImportRun) -> Iterator[Path]:
    """Let this thread's connection work on a copy of the database while the block runs; yields where it is.

    The copy goes with the block. Other threads keep to the paper itself.
    """
    path, own = copy_of_database(run), connections[DEFAULT_DB_ALIAS]
    told = own.settings_dict
    own.close()
    own.settings_dict = {**told, "NAME": str(path)}
    try:
        yield path
    finally:
        own.close()
        own.settings_dict = told
        forget_copy(path)


def copy_of_database(run: ImportRun) -> Path:
    """Copy the database beside the folder for imports.

    Raises:
        NoRoomError: ``archive.no-room``: the disk has no room for a second one; nothing was changed.
    """
    path = _folder() / f"rehearsal-{run.pk}.sqlite3"
    forget_copy(path)
    origin = str(connection.settings_dict["NAME"])
    free = shutil.disk_usage(_folder()).free
    if Path(origin).exists() and Path(origin).stat().st_size + KEPT_FREE > free:
        raise NoRoomError(free=free // 2**20)
    with (
        closing(sqlite3.connect(f"file:{origin}?mode=ro", uri=True)) as live,
        closing(sqlite3.connect(path)) as copy,
    ):
        live.backup(copy)
    return path


def told_by_copy(run: ImportRun, path: Path) -> dict[str, Any]:
    """What the rehearsal left in its copy of the run."""
    with closing(sqlite3.connect(path)) as copy:
        row = copy.execute(
            f"SELECT {', '.join(_TOLD)} FROM {ImportRun._meta.db_table} WHERE id = ?",  # noqa: S608 - our own names
            [run.pk],
        ).fetchone()
    told = dict(zip(_TOLD, row, strict=True))
    return {**told, "summary": json.loads(told["summary"])}


def forget_copy(path: Path) -> None:
    """Delete a copy and what SQLite keeps beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _folder() -> Path:
    folder: Path = intake_folder() / ".rehearsals"
    folder.mkdir(mode=0o750, exist_ok=True)
    return folder.resolve()

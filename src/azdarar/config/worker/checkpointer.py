"""The one who moves committed pages from SQLite's write-ahead log into the database file.

Every other connection has automatic checkpoints switched off, so that no reader and no editor pays for one,
and so that two never meet. The background worker holds the post while the paper is served; a long command (an
import) takes it when nobody else does.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from azdarar.config.process_family import sole_holder

logger = logging.getLogger(__name__)

LOCK_NAME = "checkpointer.lock"
WORTHWHILE_BYTES = 1 * 2**20
# Above this the log is cut back to nothing, which waits for readers; below, pages are only copied.
LARGE_BYTES = 32 * 2**20
EVERY_S = 2.0


def checkpoint_if_worthwhile(database_file: Path) -> str | None:
    """Checkpoint when the log has grown; returns the kind that was run, or None."""
    try:
        size = database_file.with_name(database_file.name + "-wal").stat().st_size
    except FileNotFoundError:
        return None
    if size < WORTHWHILE_BYTES:
        return None
    kind = "TRUNCATE" if size > LARGE_BYTES else "PASSIVE"
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA wal_checkpoint({kind})")
    return kind


@contextmanager
def checkpointing() -> Iterator[None]:
    """Checkpoint in a thread of its own while the block runs, unless another process does so already."""
    database_file = settings.OPTIONS.database_file
    if database_file is None:
        yield
        return
    with sole_holder(settings.HOME / LOCK_NAME) as is_mine:
        if not is_mine:
            yield
            return
        ended = threading.Event()
        thread = threading.Thread(target=_run, args=(database_file, ended), name="checkpointer", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()


def _run(database_file: Path, ended: threading.Event) -> None:
    try:
        while not ended.wait(EVERY_S):
            try:
                checkpoint_if_worthwhile(database_file)
            except DatabaseError:
                logger.warning("checkpoint put off", exc_info=True)
    finally:
        connection.close()

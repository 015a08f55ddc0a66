"""Tell the cache in front of the paper what to forget, a twentieth of a second after it was told here."""

from __future__ import annotations

import logging
import threading
import time
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone, translation

from azdarar.errors import AzdararError
from azdarar.press.at_home import changes_at_home, folder_at_home
from azdarar.press.purging import cache_in_front, next_purge_at, note_everything, purge_waiting

logger = logging.getLogger(__name__)

LOOK_S = 0.05
#: Between two questions to the database when nothing was told here: another process may have died in between.
POLL_S = 0.5
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 15.0
_SECOND = timedelta(seconds=1)


def keep_purging(*, ended: threading.Event) -> None:
    """Purge what waits until ``ended`` is set; while the cache does not answer, with growing pauses."""
    failures, next_at, seen = 0, 0.0, -1
    changes = changes_at_home()
    cache = cache_in_front()
    try:
        while not ended.is_set():
            counter = changes.look()
            is_told = counter != seen and not failures
            if is_told or time.monotonic() >= next_at:
                close_old_connections()
                seen = counter
                try:
                    _note_new_beginning(changes.horizon)
                    purge_waiting(cache, at=timezone.now())
                except (AzdararError, DatabaseError) as problem:
                    failures += 1
                    _tell(problem, failures)
                    next_at = time.monotonic() + min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** (failures - 1))
                except Exception:
                    failures += 1
                    logger.exception("purging failed")
                    next_at = time.monotonic() + LONGEST_PAUSE_S
                else:
                    failures, next_at = 0, time.monotonic() + _pause()
            ended.wait(LOOK_S)
    finally:
        connections.close_all()


def _pause() -> float:
    """Seconds until the next purge that is known of, at most ``POLL_S``."""
    instant = next_purge_at()
    left = (instant - timezone.now()) / _SECOND if instant is not None else POLL_S
    return min(POLL_S, max(0.0, left))


def _tell(problem: Exception, failures: int) -> None:
    with translation.override(None):  # a log is in the language of the sources
        logger.warning("cache not told", extra={"failures": failures, "why": str(problem)})


def _note_new_beginning(horizon: int) -> None:
    """Note that everything is to be forgotten when all pages count as old, or the cache is another one."""
    told = folder_at_home() / "cache_told"
    now = f"{horizon} {sha256(settings.CDN_URL.encode()).hexdigest()[:16]}"
    if told.exists() and told.read_text(encoding="utf-8") == now:
        return
    note_everything(fact="press.began-anew", at=timezone.now())
    told.write_text(now, encoding="utf-8")

"""Lay pages out as files for a web server in front, and take back what no longer holds."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from itertools import islice

from django.conf import settings
from django.db import connections

from azdarar.config.pressing.addresses import leading_addresses
from azdarar.press.at_home import (
    exposed_at_home,
    press_at_home,
    statistics_folder_at_home,
    store_at_home,
)
from azdarar.press.exposing import Exposed
from azdarar.press.for_caches import BROWSERS_ASK_AGAIN
from azdarar.press.statistics import told
from azdarar.press.store import PressedPage

logger = logging.getLogger(__name__)

LOOK_S = 0.05
#: Stored pages looked at in one step while all are gone through, and the rest before all are again.
HEADS_AT_ONCE, REST_S = 20, 10.0
_FIRST_PAUSE_S = 5.0


def keep_exposing(*, ended: threading.Event) -> None:
    """Keep the folder of pages true until ``ended`` is set; what fails leaves the paper to answer."""
    try:
        while not ended.is_set():
            exposed = exposed_at_home()
            try:
                _expose(exposed, ended)
            except Exception:
                logger.exception("pages cannot be laid out as files")
                exposed.take_down()
            ended.wait(_FIRST_PAUSE_S)
    finally:
        connections.close_all()


def _expose(exposed: Exposed, ended: threading.Event) -> None:
    pattern = press_at_home().press(f"/{settings.LANGUAGE_CODE}/", why="laid out")
    connections.close_all()
    if pattern is None:
        return
    exposed.begin(headers=pattern.headers, besides=[("cache-control", BROWSERS_ASK_AGAIN)])
    changes, candidates = store_at_home().changes, _candidates()
    is_done, seen = False, -1
    while not ended.is_set():
        if is_done and changes.look() == seen:
            # Nothing changed: a little of the store, then what is new of it.
            exposed.want(page.key for page in islice(candidates, HEADS_AT_ONCE) if page is not None)
        seen = changes.look()
        is_done = exposed.catch_up(now=time.time())
        if is_done:
            ended.wait(LOOK_S)


def _candidates() -> Iterator[PressedPage | None]:
    """What may be laid out, over and over: what is asked for most, then all that is stored; None to rest."""
    store = store_at_home()
    while True:
        keys = leading_addresses()
        connections.close_all()
        keys += [key for key, _weight in told(statistics_folder_at_home(), now=time.time()).hottest]
        yield from filter(None, map(store.load, keys))
        yield from store.heads()
        rested_until = time.monotonic() + REST_S
        while time.monotonic() < rested_until:
            yield from [None] * HEADS_AT_ONCE

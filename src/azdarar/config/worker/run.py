"""The background worker: waiting tasks in the main thread; chores, mails, imports and pages in others."""

from __future__ import annotations

import secrets
import threading

from django.conf import settings
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS
from django_tasks_db.management.commands.db_worker import Worker

from azdarar.config.pressing.warming import TICK_S as WARMING_TICK_S
from azdarar.config.process_family import sole_holder
from azdarar.config.worker import heartbeat
from azdarar.config.worker.archivist import Archivist
from azdarar.config.worker.checkpointer import checkpointing
from azdarar.config.worker.exposer import keep_exposing
from azdarar.config.worker.lister import TICK_S as LISTING_TICK_S
from azdarar.config.worker.lister import ListMaker
from azdarar.config.worker.purger import keep_purging
from azdarar.config.worker.schedule import (
    TICK_S,
    Chore,
    indexing_chores,
    keep_the_clock,
    mail_chores,
    paper_chores,
    pressing_chores,
    reading_chores,
)
from azdarar.config.worker.task_queue import take_back_abandoned_tasks
from azdarar.errors import AzdararError
from azdarar.press.at_home import statistics_at_home

LOCK_NAME = "worker.lock"
POLL_S = 0.5


class WorkerRunsAlreadyError(AzdararError):
    """This paper has a worker."""

    code = "config.worker-runs-already"
    sentence = "This paper already has a background worker; a second one was not started."


def run_worker() -> None:
    """Work until SIGTERM or SIGINT; a task that has begun is finished first.

    Raises:
        WorkerRunsAlreadyError: ``config.worker-runs-already``.
    """
    with sole_holder(settings.HOME / LOCK_NAME) as is_only_one:
        if not is_only_one:
            raise WorkerRunsAlreadyError
        heartbeat.beat(settings.HOME)
        take_back_abandoned_tasks()
        with checkpointing():
            _work()


def _work() -> None:
    ended = threading.Event()
    archivist, list_maker = Archivist(ended), ListMaker(ended)
    clocks = [
        threading.Thread(
            target=keep_the_clock,
            args=(chores,),
            kwargs={"ended": ended, "tick_s": tick_s},
            name=name,
            daemon=True,
        )
        for name, tick_s, chores in (
            ("clock", TICK_S, paper_chores()),
            ("courier", TICK_S, mail_chores(ended=ended)),
            # A thread of its own: the kernel ends an import with the thread that began it.
            ("archivist", TICK_S, [Chore("tend imports", 1.0, archivist.tend)]),
            ("looker", TICK_S, reading_chores(ended=ended)),
            ("lister", LISTING_TICK_S, [Chore("list what to read on to", LISTING_TICK_S, list_maker.tend)]),
            ("warmer", WARMING_TICK_S, pressing_chores(ended=ended)),
            # A thread of its own: to make the index anew takes minutes.
            ("indexer", TICK_S, indexing_chores(ended=ended)),
        )
        if chores
    ]
    if settings.CDN_URL:
        # A thread of its own: a cache that does not answer must hold up nothing else.
        purging = {"ended": ended}
        clocks.append(threading.Thread(target=keep_purging, kwargs=purging, name="purger", daemon=True))
    if settings.PRESS_FILES:
        exposing = {"ended": ended}
        clocks.append(threading.Thread(target=keep_exposing, kwargs=exposing, name="exposer", daemon=True))
    worker = Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=POLL_S,
        batch=False,
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False,
        max_tasks=None,
        worker_id=secrets.token_hex(8),
    )
    worker.configure_signals()
    for clock in clocks:
        clock.start()
    statistics_at_home().start()
    try:
        worker.run()
    finally:
        ended.set()
        statistics_at_home().stop()
        archivist.stop()
        list_maker.stop()
        # A mail server may take longer to answer; the mail in hand is then sent again by the next worker.
        for clock in clocks:
            clock.join(timeout=5)

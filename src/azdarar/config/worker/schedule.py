"""What the background worker does by the clock, beside the tasks that wait in the queue."""

from __future__ import annotations

import hashlib
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.management import call_command
from django.db import close_old_connections, connection, connections
from django.utils import timezone, translation

from azdarar.accounts import actions as accounts
from azdarar.archive.tidying import forget_answered_addresses
from azdarar.articles.deciding import carry_out_waiting
from azdarar.articles.looking_through import Looker
from azdarar.config.pressing import warming
from azdarar.config.wishes.databases import CACHE_TABLE
from azdarar.config.worker import heartbeat
from azdarar.courier import actions as courier
from azdarar.courier.queries import mail_is_sent
from azdarar.errors import AzdararError
from azdarar.members import actions as members
from azdarar.members import telling
from azdarar.onward import ranking
from azdarar.onward.at_home import readings_folder_at_home
from azdarar.press import actions as press
from azdarar.press.at_home import press_at_home, statistics_folder_at_home, store_at_home
from azdarar.press.statistics import fold_the_dead
from azdarar.search.desk.actions import DeskIndexKeeper
from azdarar.search.tending import Tender

logger = logging.getLogger(__name__)

KEEP_DELIVERED = timedelta(days=30)
# What is left of a finished mail names nobody: its kind, its hours, why it was refused.
KEEP_FINISHED_MAILS = timedelta(days=30)
# Before that, one that a server refused may be tried again.
KEEP_REFUSED_LETTERS = timedelta(days=14)
# A page that was being written so long ago never will be.
UNFINISHED_PAGES_S = 3600.0
TICK_S = 0.5
# Of each second.
LOOKING_S = 0.25
LONGEST_PAUSE_S = 60.0


@dataclass
class Chore:
    """Something done again and again; after a failure it waits twice as long each time, at most a minute."""

    name: str
    every_s: float
    run: Callable[[], object]
    first_after_s: float = 0.0
    failures: int = field(default=0, init=False)
    due_at: float = field(default=0.0, init=False)

    def run_when_due(self, now: float) -> bool:
        """Run when the time has come; returns whether it was run and went well."""
        if now < self.due_at:
            return False
        try:
            self.run()
        except AzdararError as refusal:
            # Foreseen, and said in a sentence: no trace of calls is needed to understand it.
            self.failures += 1
            with translation.override(None):  # a log is in the language of the sources
                why = str(refusal)
            told = {"chore": self.name, "failures": self.failures, "code": refusal.code, "why": why}
            logger.warning("chore put off", extra=told)
        except Exception:
            self.failures += 1
            logger.exception("chore failed", extra={"chore": self.name, "failures": self.failures})
        else:
            self.failures = 0
        pause = self.every_s if not self.failures else min(LONGEST_PAUSE_S, self.every_s * 2**self.failures)
        self.due_at = now + max(pause, self.every_s)
        return not self.failures


def paper_chores() -> list[Chore]:
    """Return the chores of a paper, in the order they are tried."""
    return [
        Chore("deliver announcements", 1.0, press.deliver_announcements),
        Chore("leave a sign of life", 5.0, lambda: heartbeat.beat(settings.HOME)),
        Chore("tell of new stories", 5.0, lambda: telling.tell_of_new_stories(at=timezone.now()), 30.0),
        Chore("erase who left", 3600.0, lambda: accounts.erase_due_accounts(at=timezone.now()), 120.0),
        Chore("forget old counts", 3600.0, forget_old_counts, first_after_s=300.0),
        Chore("take in readings", 20.0, take_in_readings, first_after_s=15.0),
        # Fronts and sections show it: so often may they change for it, and no oftener.
        Chore("rank what is read", 900.0, lambda: ranking.rank_most_read(at=timezone.now()), 60.0),
        Chore("let counts grow old", 6 * 3600.0, let_counts_grow_old, first_after_s=900.0),
        Chore("tidy up", 24 * 3600.0, tidy_up, first_after_s=600.0),
    ]


def reading_chores(*, ended: threading.Event) -> list[Chore]:
    """Return the chores of whoever looks the archive through for subjects, in a thread of its own.

    A quarter of one processor at most: an archive of 250,000 stories takes a night, and nobody notices.
    """
    return [
        Chore("settle names", 1.0, lambda: carry_out_waiting(at=timezone.now())),
        Chore("look stories through", 1.0, partial(look_through_for_a_while, Looker(), ended=ended)),
    ]


def look_through_for_a_while(looker: Looker, *, ended: threading.Event) -> None:
    """Look stories through for as long as a chore may take."""
    until = time.monotonic() + LOOKING_S
    while not ended.is_set() and looker.step(at=timezone.now()) and time.monotonic() < until:
        pass


def mail_chores(*, ended: threading.Event) -> list[Chore]:
    """Return the chore of carrying mails: none when the paper has no mail server.

    It has a thread of its own, because a slow mail server must not hold up the other chores. A mail leaves
    within a second of its commit; a dead server is asked at most once a second, then once a minute.
    """
    if not mail_is_sent():
        return []
    carrier = hashlib.sha256(f"{socket.gethostname()} {settings.HOME}".encode()).hexdigest()[:32]
    carry = partial(courier.send_waiting_mails, carrier=carrier, may_go_on=lambda: not ended.is_set())
    return [Chore("carry mails", TICK_S, carry)]


def tidy_up() -> None:
    """Forget what nobody needs: what was delivered, sent or done, ended sessions, readings long past."""
    members.forget_old_readings(at=timezone.now())
    members.forget_old_tellings(at=timezone.now())
    accounts.forget_ended_sessions(at=timezone.now())
    accounts.forget_unconfirmed(at=timezone.now())
    forget_answered_addresses(at=timezone.now())
    press.forget_delivered(before=timezone.now() - KEEP_DELIVERED)
    store_at_home().sweep(before=time.time() - UNFINISHED_PAGES_S)
    courier.forget_set_aside(before=timezone.now() - KEEP_REFUSED_LETTERS)
    courier.forget_finished(before=timezone.now() - KEEP_FINISHED_MAILS)
    call_command("clearsessions")
    call_command("prune_db_task_results", min_age_days=KEEP_DELIVERED.days, verbosity=0)


def take_in_readings() -> None:
    """Take in what the processes of the front counted of readings."""
    ranking.take_in_readings(readings_folder_at_home(), at=timezone.now())


def let_counts_grow_old() -> None:
    """Add hours of readings up to days, and forget days that lie far back."""
    ranking.let_counts_grow_old(at=timezone.now())


def forget_old_counts() -> None:
    """Delete counts whose time is over; by itself the cache in the database would keep a million of them."""
    if not isinstance(caches["default"], DatabaseCache):
        return
    now = connection.ops.adapt_datetimefield_value(timezone.now().replace(microsecond=0))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {CACHE_TABLE} WHERE expires < %s", [now])  # noqa: S608 - a constant


def pressing_chores(*, ended: threading.Event) -> list[Chore]:
    """Return the chores of whoever presses pages: those that became old, and adding up what the dead counted.

    They have a thread of their own, in which a change is seen within a tenth of a second.
    """
    fold = partial(fold_the_dead, statistics_folder_at_home())
    return [
        Chore("press what became old", warming.TICK_S, warming.Warmer(press_at_home(), ended=ended).tend),
        Chore("add up counts", 60.0, lambda: fold(now=time.time())),
    ]


def indexing_chores(*, ended: threading.Event) -> list[Chore]:
    """Return the chores of whoever looks after the search index, and after the newsroom's own."""
    tender = Tender(may_go_on=lambda: not ended.is_set())
    return [
        Chore("tend the newsroom's index", 1.0, DeskIndexKeeper().tend),
        Chore("tend the search index", 1.0, tender.tend),
    ]


def keep_the_clock(chores: Iterable[Chore], *, ended: threading.Event, tick_s: float = TICK_S) -> None:
    """Run the chores as they fall due until ``ended`` is set."""
    chores = list(chores)
    begun = time.monotonic()
    for chore in chores:
        chore.due_at = begun + chore.first_after_s
    try:
        while not ended.is_set():
            close_old_connections()
            for chore in chores:
                chore.run_when_due(time.monotonic())
            ended.wait(tick_s)
    finally:
        connections.close_all()

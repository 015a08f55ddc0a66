"""The worker takes up what a dead one left, keeps its clock, and moves the log into the database."""

from __future__ import annotations

import logging
import threading
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.utils import translation
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from azdarar.config.wishes import databases
from azdarar.config.worker import checkpointer, schedule
from azdarar.config.worker.task_queue import MOST_ATTEMPTS, take_back_abandoned_tasks
from azdarar.courier.actions import MailServerFailedError

on_sqlite = pytest.mark.skipif(settings.OPTIONS.database_file is None, reason="SQLite only")


@task()
def ring() -> str:
    """A task that does next to nothing."""
    return "rung"


@pytest.mark.django_db
def test_a_task_begun_by_a_dead_worker_waits_again() -> None:
    begun = DBTaskResult.objects.get(pk=ring.enqueue().id)
    begun.claim("a worker that was killed")

    assert take_back_abandoned_tasks() == 1

    begun.refresh_from_db()
    assert begun.status == TaskResultStatus.READY
    assert DBTaskResult.objects.ready().filter(pk=begun.pk).exists()


@pytest.mark.django_db
def test_a_task_that_kills_its_workers_is_set_aside(caplog: pytest.LogCaptureFixture) -> None:
    deadly = DBTaskResult.objects.get(pk=ring.enqueue().id)
    for number in range(MOST_ATTEMPTS):
        deadly.claim(f"worker {number}")

    with caplog.at_level(logging.ERROR):
        assert take_back_abandoned_tasks() == 0

    deadly.refresh_from_db()
    assert deadly.status == TaskResultStatus.FAILED
    assert "set aside" in caplog.text


@pytest.mark.django_db
def test_what_waits_or_is_done_is_left_alone() -> None:
    _, done = (DBTaskResult.objects.get(pk=ring.enqueue().id) for _ in range(2))
    done.claim("worker")
    done.set_successful("rung")

    assert take_back_abandoned_tasks() == 0
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"READY", "SUCCESSFUL"}


def test_a_chore_is_run_when_it_is_due() -> None:
    ran: list[str] = []
    chore = schedule.Chore("ring", 10, lambda: ran.append("rung"))

    assert chore.run_when_due(100)
    assert not chore.run_when_due(109)
    assert chore.run_when_due(110)
    assert len(ran) == 2


def test_a_failing_chore_waits_longer_each_time_and_recovers(caplog: pytest.LogCaptureFixture) -> None:
    outcomes = iter([ZeroDivisionError, ZeroDivisionError, None, None])

    def sometimes() -> None:
        if outcome := next(outcomes):
            raise outcome

    chore = schedule.Chore("sometimes", 1, sometimes)

    with caplog.at_level(logging.ERROR):
        assert not chore.run_when_due(100)
        assert chore.due_at == 102
        assert not chore.run_when_due(102)
        assert chore.due_at == 106
        assert chore.run_when_due(106)
    assert chore.due_at == 107
    assert "chore failed" in caplog.text


def test_a_refusal_with_a_sentence_is_logged_as_that_sentence(caplog: pytest.LogCaptureFixture) -> None:
    def refuse() -> None:
        raise MailServerFailedError(reason="it does not answer in time")

    chore = schedule.Chore("carry mails", 0.5, refuse)

    with translation.override("fr"), caplog.at_level(logging.INFO):
        assert not chore.run_when_due(100)

    (told,) = caplog.records
    assert (told.code, told.exc_info) == ("courier.mail-server-failed", None)  # type: ignore[attr-defined]
    assert told.why.startswith("The mail server takes no mail: it does not")  # type: ignore[attr-defined]


def test_a_dead_mail_server_is_asked_at_most_once_a_second_and_at_least_once_a_minute() -> None:
    asked: list[float] = []
    now = 100.0

    def refuse() -> None:
        asked.append(now)
        raise MailServerFailedError(reason="dead")

    (chore,) = schedule.mail_chores(ended=threading.Event())
    chore.run = refuse
    while now < 400:
        chore.run_when_due(now)
        now += schedule.TICK_S

    pauses = [later - earlier for earlier, later in pairwise(asked)]
    assert pauses[:6] == [1, 2, 4, 8, 16, 32]
    assert set(pauses[6:]) == {60}


def test_a_paper_without_a_mail_server_carries_no_mails() -> None:
    with override_settings(EMAIL_HOST=""):
        assert schedule.mail_chores(ended=threading.Event()) == []


@pytest.mark.django_db(transaction=True)
def test_one_bad_chore_does_not_stop_the_others() -> None:
    ended = threading.Event()

    def fail() -> None:
        raise ZeroDivisionError

    schedule.keep_the_clock(
        [schedule.Chore("bad", 1, fail), schedule.Chore("last", 1, ended.set)], ended=ended
    )

    assert ended.is_set()


@pytest.mark.django_db
def test_tidying_up_runs() -> None:
    schedule.tidy_up()


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_the_log_is_moved_into_the_database_once_it_has_grown(monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE planted (text)")
    try:
        assert checkpointer.checkpoint_if_worthwhile(path.with_name("no-such-database")) is None
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO planted VALUES (%s)", ["words " * 400_000])
        log = path.with_name(path.name + "-wal")
        assert log.stat().st_size > checkpointer.WORTHWHILE_BYTES
        before = path.stat().st_size

        assert checkpointer.checkpoint_if_worthwhile(path) == "PASSIVE"
        assert path.stat().st_size > before

        monkeypatch.setattr(checkpointer, "LARGE_BYTES", 1)
        assert checkpointer.checkpoint_if_worthwhile(path) == "TRUNCATE"
        assert log.stat().st_size == 0
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE planted")


@on_sqlite
def test_there_is_one_checkpointer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path)

    def running() -> int:
        return sum(thread.name == "checkpointer" for thread in threading.enumerate())

    with checkpointer.checkpointing(), checkpointer.checkpointing():
        assert running() == 1
    assert running() == 0


@pytest.mark.django_db
def test_counts_are_kept_as_long_as_they_count_and_no_longer() -> None:
    with override_settings(CACHES={"default": databases.cache(settings.OPTIONS)}):
        call_command("createcachetable", verbosity=0)
        caches["default"].set("counts", [1], timeout=300)
        caches["default"].set("counted", [1], timeout=-5)

        schedule.forget_old_counts()

        assert caches["default"].get("counts") == [1]
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM config_cache")
            assert cursor.fetchone() == (1,)


@pytest.mark.django_db
def test_trying_many_names_flushes_nobodys_counts() -> None:
    with override_settings(CACHES={"default": databases.cache(settings.OPTIONS)}):
        call_command("createcachetable", verbosity=0)
        caches["default"].set("a-victim", [1, 2, 3], timeout=300)

        for number in range(400):
            caches["default"].set(f"name-{number}", [1], timeout=300)

        assert caches["default"].get("a-victim") == [1, 2, 3]

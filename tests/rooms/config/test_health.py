"""``/healthz`` says what was looked at, and answers 503 when something is amiss."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from azdarar.config.edge import health
from azdarar.config.worker import heartbeat
from azdarar.courier.actions import queue_letter
from azdarar.courier.internal.sealing import Letter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home where all is well, and a process that has looked at nothing yet."""
    monkeypatch.setattr(health, "_seen_applied", set())
    settings.HOME = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media").mkdir()
    heartbeat.beat(tmp_path)
    return tmp_path


def failing(client: Client) -> set[str]:
    answer = client.get("/healthz")
    found = {name for name, check in answer.json()["checks"].items() if not check["ok"]}
    assert answer.status_code == (503 if found else 200)
    assert answer.json()["status"] == ("failing" if found else "ok")
    return found


def test_a_well_paper_answers_200_with_what_was_looked_at(client: Client) -> None:
    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert set(answer.json()["checks"]) == {"database", "migrations", "media", "worker", "mail"}
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


def test_a_worker_that_never_lived_is_told(client: Client, home: Path) -> None:
    heartbeat.forget(home)

    assert failing(client) == {"worker"}


def test_a_worker_that_stopped_is_told(client: Client, home: Path) -> None:
    long_ago = time.time() - heartbeat.OLDEST_S - 1
    os.utime(home / heartbeat.FILE_NAME, (long_ago, long_ago))

    assert failing(client) == {"worker"}


def test_a_missing_media_folder_is_told(client: Client, home: Path) -> None:
    (home / "media").rmdir()

    assert failing(client) == {"media"}


def test_a_pending_migration_is_told(client: Client) -> None:
    MigrationRecorder(connection).migration_qs.filter(app="sessions").delete()

    assert failing(client) == {"migrations"}


def test_a_silent_database_is_told(client: Client) -> None:
    def refuse(*args: object) -> None:
        raise OperationalError("the server closed the connection")

    with connection.execute_wrapper(refuse):
        assert failing(client) == {"database", "migrations"}


def test_late_mails_are_counted_without_a_reason_to_stop_serving(client: Client) -> None:
    now = timezone.now()
    for to, minutes in (("anahit@paper.example", 0), ("nare@paper.example", 5)):
        queue_letter(Letter("Subject", "text"), to=to, at=now - timedelta(minutes=minutes))

    assert failing(client) == set()
    answer = client.get("/healthz")

    mail = answer.json()["checks"]["mail"]
    assert (mail["is_sent"], mail["late"]) == (True, 1)
    assert 300 <= mail["seconds_oldest_waits"] < 400
    assert "@" not in answer.content.decode()


def test_only_reading_is_answered(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
    assert client.head("/healthz").status_code == 200

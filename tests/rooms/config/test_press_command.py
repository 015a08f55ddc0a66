"""``azdarar press`` and ``azdarar siege``, as a person or a program calls them."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

from azdarar.press.statistics import told
from azdarar.press.store import PageStore
from tests.rooms.config.served import environment, run, wait_until

pytestmark = [
    pytest.mark.whole,
    pytest.mark.skipif(settings.OPTIONS.database_file is None, reason="one database is enough"),
    pytest.mark.xdist_group("press command"),  # they share one home
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A paper that has many sections and no story, is under siege and served by nobody."""
    home = tmp_path_factory.mktemp("press") / "var"
    laid = run(home, "siege", "on", "--json")  # any command brings the database into being
    assert json.loads(laid.stdout) == {"siege": True, "changed": True}
    founded = run(home, "manage", "shell", "-c", FOUND)
    assert founded.returncode == 0, founded.stderr
    return home


FOUND = """
from azdarar.fronts.actions import found_paper
from azdarar.articles.models import Section
from wagtail.models import Locale
found_paper(languages=["fr", "en", "hy", "ru"], name="Azdarar")
french = Locale.objects.get(language_code="fr")
for number in range(80):
    Section.objects.create(locale=french, name=f"Rubrique {number}", slug=f"rubrique-{number}")
"""


def test_every_page_is_pressed_goes_on_after_a_stop_and_ends_with_one_object(home: Path) -> None:
    earlier = _stored(home)
    stopped = _stopped(home)
    some = _stored(home)

    whole = run(home, "press", "--all", "--json")

    assert stopped.returncode == 1, stopped
    assert "The same command goes on with the others" in stopped.stderr
    assert "Traceback" not in stopped.stderr
    told_of = json.loads(whole.stdout)
    assert whole.returncode == 0, whole.stderr
    assert told_of["failed"] == 0
    assert told_of["fresh"] >= len(some) > len(earlier)
    assert told_of["pressed"] > 0
    assert told_of["pressed"] + told_of["fresh"] + told_of["absent"] == told_of["pages"] > 240
    assert {"/fr/", "/en/feed.xml", "/robots.txt", "/fr/rubrique-79/"} <= _stored(home)
    counted = told(home / "press" / "stats", now=time.time()).ever.presses
    assert counted >= told_of["pressed"] + len(some - earlier)


def test_pages_are_pressed_and_forgotten_by_hand(home: Path) -> None:
    before = told(home / "press" / "stats", now=time.time()).ever.presses
    pressed = run(home, "press", "/fr/", "http://localhost:8000/fr/latest/", "/fr/nothing-is-here/", "--json")
    forgotten = run(home, "press", "--forget", "/fr/")
    refused = run(home, "press", "/fr/", f"https://elsewhere.example/{'x' * 20_000}/")

    pages = json.loads(pressed.stdout)["pages"]
    assert [(page["address"], page["is_pressed"]) for page in pages] == [
        ("/fr/", True),
        ("/fr/latest/", True),
        ("/fr/nothing-is-here/", False),
    ]
    assert pressed.returncode == 1
    assert pressed.stderr.endswith(
        "There is no page at /fr/nothing-is-here/ that is pressed; nothing is kept of it.\n"
    )
    assert (forgotten.returncode, forgotten.stdout) == (0, "/fr/: forgotten\n")
    assert _stored(home) >= {"/fr/latest/"}
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "elsewhere.example" in refused.stderr
    assert "xxx…" in refused.stderr
    assert len(refused.stderr) < 1_000
    assert told(home / "press" / "stats", now=time.time()).ever.presses == before + 2
    assert "/fr/" not in _stored(home)


@pytest.mark.parametrize("call", [(), ("--all", "/fr/"), ("--all", "--forget"), ("--every",)])
def test_a_call_that_means_nothing_ends_with_two(tmp_path: Path, call: tuple[str, ...]) -> None:
    refused = run(tmp_path / "var", "press", *call)

    assert refused.returncode == 2
    assert not (tmp_path / "var").exists()


def test_a_siege_is_laid_lifted_and_written_down(home: Path) -> None:
    said, lifted = run(home, "siege", "status"), run(home, "siege", "off", "--json")

    assert "under siege" in said.stdout
    assert "not under siege" not in said.stdout
    assert json.loads(lifted.stdout) == {"siege": False, "changed": True}
    with closing(sqlite3.connect(home / "azdarar.sqlite3")) as database:
        lines = database.execute("SELECT what FROM accounts_auditentry ORDER BY number").fetchall()
    assert lines == [("press.siege-on",), ("press.siege-off",)]


def _stopped(home: Path) -> subprocess.CompletedProcess[str]:
    """Begin to press everything, and press Ctrl-C as soon as there is one page more."""
    before = len(_stored(home))
    command = [sys.executable, "-m", "azdarar.config", "press", "--all"]
    process = subprocess.Popen(
        command,
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_until(lambda: len(_stored(home)) > before or process.poll() is not None)
    os.killpg(process.pid, signal.SIGINT)
    said, complained = process.communicate(timeout=60)
    return subprocess.CompletedProcess(command, process.returncode, said, complained)


def _stored(home: Path) -> set[str]:
    return {page.key for page in PageStore(home / "press", memory_bytes=2**20).heads()}

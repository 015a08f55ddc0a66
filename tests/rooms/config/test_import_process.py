"""One import in a process of its own: it looks, rehearses on a copy, is killed, and brings home all of it."""

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
from typing import Any

import pytest
from django.conf import settings

from tests.rooms.archive.exports import item, write_export

pytestmark = [
    pytest.mark.whole,
    pytest.mark.skipif(settings.OPTIONS.database_file is None, reason="one database is enough"),
]
COMMAND = [sys.executable, "-m", "azdarar.config"]
LONGEST_S = 120


class Home:
    """A paper of its own, and what its table of imports says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("AZDARAR_", "DJANGO_"))
        }
        self._environment = {**kept, "AZDARAR_HOME": str(folder), "AZDARAR_LOG_LEVEL": "ERROR"}

    def begun(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Begin a command."""
        return subprocess.Popen([*COMMAND, *arguments], env=self._environment)

    def run(self, *arguments: str) -> None:
        """Run a command to its good end."""
        assert self.begun(*arguments).wait(LONGEST_S) == 0

    def rows(self, question: str, *values: object) -> list[Any]:
        """Ask the database."""
        with closing(sqlite3.connect(self.folder / "azdarar.sqlite3", timeout=30)) as database:
            found = database.execute(question, values).fetchall()
            database.commit()
        return found

    def stories(self) -> int:
        """How many stories of the second export are here."""
        return int(self.rows("SELECT count(*) FROM archive_ledgerline WHERE kind = 'post'")[0][0])

    def state(self, number: int) -> str:
        """The state of a run."""
        return str(self.rows("SELECT state FROM archive_importrun WHERE id = ?", number)[0][0])


def asked(home: Home, export: Path, *, state: str, **options: object) -> int:
    """Write an import down, as the newsroom does."""
    system = "" if state == "new" else "wordpress"
    told = (system, json.dumps({"given": [str(export)]}), json.dumps(options), state)
    home.rows(
        "INSERT INTO archive_importrun (format_version, title, system, site, source, options, state, done,"
        " total, summary, problem, asked_at) VALUES (1, '', ?, '', ?, ?, ?, 0, 0, '{}', '', '2026-11-27')",
        *told,
    )
    return int(home.rows("SELECT max(id) FROM archive_importrun")[0][0])


def test_it_looks_rehearses_is_killed_and_brings_home_all_of_it(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    export = write_export(tmp_path, *(item(number) for number in range(1, 161)))
    home.run("import", "--list")  # which makes the tables

    number = asked(home, export, state="new")
    home.run("manage", "run_import", str(number))
    assert home.state(number) == "ready"
    assert home.rows("SELECT system FROM archive_importrun")[0][0] == "wordpress"

    rehearsal = asked(home, export, state="waiting", is_dry_run=True)
    home.run("manage", "run_import", str(rehearsal))
    assert home.state(rehearsal) == "done"
    assert home.stories() == 0
    assert not list((home.folder / "imports" / ".rehearsals").iterdir())

    real = asked(home, export, state="waiting", batch=20)
    process = home.begun("manage", "run_import", str(real))
    until = time.monotonic() + LONGEST_S
    while home.stories() < 40 and time.monotonic() < until:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert home.state(real) == "running"
    assert home.stories() < 160
    home.run("manage", "run_import", str(real))

    assert home.state(real) == "done"
    assert home.stories() == 160
    assert home.rows("SELECT count(*) FROM articles_article")[0][0] == 160

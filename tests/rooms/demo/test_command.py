"""``azdarar demo`` as a person types it: in a process and a home of its own."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

# The command opens a SQLite home of its own, whatever database the other tests use: once is enough.
pytestmark = [
    pytest.mark.whole,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="The run on SQLite has tried this already."),
    pytest.mark.xdist_group("demo command"),  # they share what set-up keeps
]


@pytest.fixture(scope="module")
def kept_paper(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What set-up keeps beside the installation; made now where it is missing or out of date."""
    done = _azdarar(tmp_path_factory.mktemp("maker"), "manage", "load_demo", "--prepare")
    assert done.returncode == 0, done.stderr


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where a paper will be; nothing is there yet."""
    return tmp_path / "home"


def _azdarar(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("AZDARAR_", "DJANGO_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "azdarar.config", *words],
        env={
            **environment,
            "AZDARAR_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "azdarar.config.settings_dev",
        },
        capture_output=True,
        text=True,
        check=False,
    )


def _asked(home: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(home / "azdarar.sqlite3")) as database:
        return database.execute(statement).fetchall()


@pytest.mark.usefixtures("kept_paper")
def test_a_first_start_finds_the_whole_edition_and_a_second_changes_nothing(home: Path) -> None:
    first = _azdarar(home, "demo")
    stories = _asked(
        home, "SELECT page_ptr_id, canonical_path, visible_from FROM articles_article ORDER BY 1"
    )
    second = _azdarar(home, "demo")

    assert first.returncode == 0, first.stderr
    assert f"{len(stories)} stories in 4 languages" in first.stderr
    assert len(stories) >= 64
    assert second.returncode == 0, second.stderr
    assert "already" in second.stderr
    assert stories == _asked(
        home, "SELECT page_ptr_id, canonical_path, visible_from FROM articles_article ORDER BY 1"
    )
    for (original,) in _asked(home, "SELECT file FROM media_picture"):
        assert (home / "media" / str(original)).is_file()


@pytest.mark.usefixtures("kept_paper")
def test_a_paper_somebody_has_signed_up_for_is_never_replaced(home: Path) -> None:
    invited = _azdarar(home, "staff", "invite", "editor@paper.example")
    asked = _azdarar(
        home, "manage", "shell", "-c", "from demo.loader.writing.kept_paper import lay_in; print(lay_in())"
    )

    assert invited.returncode == 0, invited.stderr
    assert "False" in asked.stdout, asked.stderr
    assert _asked(home, "SELECT email FROM accounts_user") == [("editor@paper.example",)]

"""A paper is started as a person would start it: one command, three lines, one signal to stop."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

from tests.rooms.config.served import Served, environment, free_port, run, wait_until

__all__ = ["Served", "environment"]

pytestmark = [
    pytest.mark.whole,
    pytest.mark.skipif(settings.OPTIONS.database_file is None, reason="one database is enough"),
    pytest.mark.xdist_group("serving"),  # they share one paper that is being served
]


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(tmp_path_factory.mktemp("paper") / "var")
    yield served
    served.end()
    served.log.close()


def test_a_start_ends_in_three_lines(paper: Served) -> None:
    address = f"http://localhost:{paper.port}"

    assert paper.lines[0] == f"The paper      {address}/"
    assert paper.lines[1] == f"The newsroom   {address}/newsroom/"
    assert paper.lines[2].startswith(f"Sign in        {address}/account/")


def test_a_paper_that_is_ready_is_well(paper: Served) -> None:
    status, body = paper.get("/healthz")

    assert status == 200
    assert json.loads(body)["status"] == "ok"


def test_the_one_time_link_leads_somewhere(paper: Served) -> None:
    status, _ = paper.get(paper.lines[2].split(str(paper.port))[1])

    assert status == 200


def test_the_log_is_a_line_an_event_without_the_one_time_key(paper: Served) -> None:
    link = paper.lines[2].split(str(paper.port))[1]
    paper.get(link)

    told = paper.said()
    assert "answered method=GET path=/account/" in told
    assert link not in told


def test_a_second_server_of_the_same_paper_is_refused(paper: Served) -> None:
    second = run(paper.home, "serve", "--bind", f"127.0.0.1:{free_port()}")

    assert second.returncode == 1
    assert "already being served" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_taken_port_is_refused_before_anything_is_touched(paper: Served, tmp_path: Path) -> None:
    second = run(tmp_path / "var", "serve", "--bind", f"127.0.0.1:{paper.port}")

    assert second.returncode == 1
    assert second.stderr.count("\n") == 1
    assert f"127.0.0.1:{paper.port}" in second.stderr
    assert not (tmp_path / "var").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="children are read from Linux's /proc")
def test_processes_that_are_killed_come_back(paper: Served) -> None:
    before = set(paper.children())
    for child in before:
        os.kill(child, signal.SIGKILL)

    wait_until(lambda: len(set(paper.children()) - before) == len(before) and answers(paper))
    assert answers(paper), paper.said()


def answers(paper: Served) -> bool:
    try:
        return paper.get("/healthz")[0] == 200
    except OSError:
        return False


def test_a_stop_is_clean_and_a_second_start_quick(tmp_path: Path) -> None:
    first = Served(tmp_path / "var")
    children = first.children()
    assert first.end() == 0
    first.log.close()
    for child in children:
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)
    collected = (tmp_path / "var" / "static" / "staticfiles.json").stat().st_mtime_ns

    second = Served(tmp_path / "var")

    assert (tmp_path / "var" / "static" / "staticfiles.json").stat().st_mtime_ns == collected
    assert second.end() == 0
    second.log.close()
    with closing(sqlite3.connect(tmp_path / "var" / "azdarar.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["--help"], 0), ([], 2), (["serv"], 2), (["import", "wxr"], 2), (["staff", "invite"], 2)],
    ids=["help", "nothing", "a misspelling", "no file", "nobody"],
)
def test_exit_codes_of_the_command(tmp_path: Path, arguments: list[str], code: int) -> None:
    assert run(tmp_path / "var", *arguments).returncode == code
    assert not (tmp_path / "var").exists()


def test_mistakes_in_the_settings_are_told_together_without_a_traceback(tmp_path: Path) -> None:
    refused = run(tmp_path / "var", "serve", AZDARAR_DEBUG="perhaps", AZDARAR_SITE_URL="http://paper.example")

    assert refused.returncode == 1
    assert len(refused.stderr.strip().splitlines()) == 3
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "var").exists()


def test_check_tells_a_well_paper_from_a_damaged_one(paper: Served, tmp_path: Path) -> None:
    well = run(paper.home, "check")
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "azdarar.sqlite3").write_text("no database at all " * 400, encoding="utf-8")
    damaged = run(tmp_path / "var", "check")

    assert well.returncode == 0, well.stderr
    assert "migrations: all applied" in well.stdout
    assert damaged.returncode == 1
    assert "is damaged" in damaged.stderr
    assert "Traceback" not in damaged.stderr

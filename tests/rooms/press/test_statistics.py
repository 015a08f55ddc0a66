"""What processes count, added up from the files they leave."""

import json
import multiprocessing
import os
import signal
from pathlib import Path

import pytest

from azdarar.press.statistics import Counters, Counts, FailedRender, Statistics, fold_the_dead, told

NOON = 1_790_000_000.0 // 3600 * 3600 + 100


def _count_in_a_process_that_is_killed(folder: Path) -> None:
    def count(ready: object) -> None:
        counters = Counters()
        statistics = Statistics(folder, counters, hottest=lambda: [("/fr/", 90)])
        counters.hits = 40
        counters.note_failed("/fr/broken/", at=NOON - 9, times=2, why="KeyError: 'title'")
        counters.note_pressed("/fr/slow/", render_ms=900.0, why="asked", at=NOON)
        statistics.write(now=NOON)
        os.kill(os.getpid(), signal.SIGKILL)

    process = multiprocessing.get_context("fork").Process(target=count, args=(None,))
    process.start()
    process.join()


def test_what_processes_count_adds_up_also_that_of_the_dead(tmp_path: Path) -> None:
    folder = tmp_path / "stats"
    counters = Counters()
    statistics = Statistics(folder, counters, hottest=lambda: [("/fr/", 7), ("/en/", 3)])
    counters.hits, counters.not_modified, counters.misses, counters.refused = 6, 2, 2, 5
    counters.note_pressed("/en/", render_ms=30.0, why="changed: articles.published", at=NOON)
    _count_in_a_process_that_is_killed(folder)
    (folder / ".1-dead.json.1").write_text("half")

    statistics.write(now=NOON)
    before = told(folder, now=NOON)
    folded = fold_the_dead(folder, now=NOON + 5)
    counters.hits += 1
    counters.note_settled("/fr/broken/", at=NOON + 200)
    statistics.write(now=NOON + 300)
    after = told(folder, now=NOON + 300)

    assert folded == 1
    assert fold_the_dead(folder, now=NOON + 5) == 0
    assert before.ever == Counts(hits=46, not_modified=2, misses=2, refused=5, presses=2, failures=1)
    assert before.ever.requests == 55
    assert before.ever.hit_rate == pytest.approx(48 / 50)
    assert before.failed == (FailedRender("/fr/broken/", NOON - 9, 2, "KeyError: 'title'"),)
    assert [row.key for row in before.slowest] == ["/fr/slow/", "/en/"]
    assert before.hottest == (("/fr/", 97), ("/en/", 3))
    assert (before.processes, after.processes) == (1, 1)
    assert after.ever.hits == 47
    assert after.failed == ()
    assert after.last_minutes.hits == 1
    assert after.last_hour.hits == 47
    assert after.by_hour[-1][1].hits == 47
    assert len(after.by_hour) == 24
    assert after.hottest == (("/fr/", 7), ("/en/", 3))


def test_an_hour_the_clock_took_back_and_a_day_ago_are_not_told(tmp_path: Path) -> None:
    counters = Counters()
    statistics = Statistics(tmp_path, counters)
    counters.hits = 5
    statistics.write(now=NOON + 7200)
    counters.hits = 8
    statistics.write(now=NOON)

    now, later = told(tmp_path, now=NOON), told(tmp_path, now=NOON + 3 * 86_400)

    assert (now.ever.hits, now.last_hour.hits, now.last_day.hits) == (8, 3, 3)
    assert (later.ever.hits, later.last_day.hits, later.ever.hit_rate) == (8, 0, 1.0)
    assert later.last_day.hit_rate is None


def test_only_the_slowest_of_the_day_are_remembered() -> None:
    counters = Counters()

    for number in range(500):
        counters.note_pressed(f"/{number}/", render_ms=float(number), why="all", at=NOON)
    counters.note_pressed("/499/", render_ms=1.0, why="asked", at=NOON)
    counters.note_pressed("/quick/", render_ms=0.5, why="asked", at=NOON)
    counters.note_pressed("/tomorrow/", render_ms=1.5, why="asked", at=NOON + 90_000)

    assert counters.presses == 503
    assert len(counters.slowest) == 20
    assert "/498/" in counters.slowest
    assert "/quick/" not in counters.slowest
    assert "/tomorrow/" in counters.slowest


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"version": 99}', b'{"version": 1, "counted": ["hits"]}', b"\xff\x00"]
)
def test_a_damaged_file_is_passed_over(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "9-beef.json").write_bytes(content)
    (tmp_path / "totals.json").write_bytes(content)

    fold_the_dead(tmp_path, now=NOON)

    assert told(tmp_path, now=NOON).ever == Counts()
    assert json.loads((tmp_path / "totals.json").read_bytes())["version"] == 1
    assert not (tmp_path / "9-beef.json").exists()


def test_a_folder_that_takes_nothing_is_said_once_and_nothing_is_lost(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "stats"
    folder.write_text("a file stands where the folder should be")
    counters = Counters()
    statistics = Statistics(folder, counters)
    counters.hits = 3

    written = [statistics.write(now=NOON), statistics.write(now=NOON)]
    folder.unlink()
    statistics.write(now=NOON)

    assert written == [False, False]
    assert len(caplog.records) == 1
    assert told(folder, now=NOON).ever.hits == 3

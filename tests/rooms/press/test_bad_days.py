"""Full disks, lost files, clocks that jump, processes that die: right bytes, or an honest refusal."""

from __future__ import annotations

import multiprocessing
import os
import random
import resource
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from azdarar.press import at_home
from azdarar.press.pressing import PageFailedError, Press, RenderedPage
from azdarar.press.showing import Shown
from azdarar.press.stock import stock_of
from azdarar.press.store import CODINGS, Freshness, PageStore

if TYPE_CHECKING:
    from pytest_django import Settings

_fork = multiprocessing.get_context("fork")
STORY = "article:812"


class Paper:
    """Renders its text, which shows one story; a line of ``asked`` for each time, from whatever process."""

    def __init__(self, folder: Path) -> None:
        self.body = b"<p>first</p>"
        self.asked = folder / "asked"
        self.before: Callable[[], object] = lambda: None

    def render(self, key: str) -> RenderedPage:
        with self.asked.open("a") as lines:
            lines.write(f"{key}\n")
        self.before()
        return RenderedPage(200, (("Content-Type", "text/html"),), self.body, Shown({STORY}))

    @property
    def times(self) -> int:
        return len(self.asked.read_text().splitlines())


@pytest.fixture
def paper(tmp_path: Path) -> Paper:
    return Paper(tmp_path)


def a_press(folder: Path, paper: Paper) -> Press:
    return Press(PageStore(folder / "press", memory_bytes=2**20), render=paper.render)


def in_a_process(do: Callable[[], Any]) -> Any:
    """Do something in a process of its own, whose limits are nobody else's; returns what it returned."""
    ours, theirs = _fork.Pipe()

    def run() -> None:
        theirs.send(do())

    process = _fork.Process(target=run)
    process.start()
    try:
        assert ours.poll(20), "the process did not answer"
        return ours.recv()
    finally:
        process.join()


def limit(what: int, to: int) -> None:
    resource.setrlimit(what, (to, resource.getrlimit(what)[1]))


def read(press: Press, key: str) -> bytes | None:
    """What a reader gets, as the front gives it: the stored page while it holds, else one pressed now."""
    page = press.store.load(key)
    if page is None or press.store.freshness(page, now=time.time()) is not Freshness.FRESH:
        page = press.press(key, why="asked")
    return press.store.body(page, "identity") if page is not None else None


def test_a_disk_that_takes_no_byte_more_serves_from_memory_and_never_what_was_taken_back(
    tmp_path: Path, paper: Paper
) -> None:
    elsewhere = a_press(tmp_path, paper)
    assert read(elsewhere, "/fr/") == b"<p>first</p>"

    def on_a_full_disk() -> list[Any]:
        press = a_press(tmp_path, paper)
        limit(resource.RLIMIT_FSIZE, 64)
        stored, new = read(press, "/fr/"), read(press, "/en/")
        paper.body = b"<p>withdrawn</p>"
        press.store.changes.tell("articles.article-withdrawn", {STORY}, at=time.time())
        after = [read(press, "/fr/"), read(press, "/en/")]
        packed = [press.store.body(page, coding) for page in press.store.held() for coding in CODINGS]
        problem, reckoned = press.store.disk_problem, stock_of(press.store.folder).problem
        return [stored, new, *after, all(packed), bool(problem), bool(reckoned)]

    told = in_a_process(on_a_full_disk)
    paper.body = b"<p>withdrawn</p>"

    first, last = b"<p>first</p>", b"<p>withdrawn</p>"
    assert told == [first, first, last, last, True, True, True]
    # The process that could not write has told the others all the same.
    assert read(elsewhere, "/fr/") == b"<p>withdrawn</p>"
    assert stock_of(elsewhere.store.folder).problem == ""


def test_a_process_that_may_open_no_file_more_still_takes_back(tmp_path: Path, paper: Paper) -> None:
    elsewhere = a_press(tmp_path, paper)
    read(elsewhere, "/fr/")

    def without_files() -> int:
        press = a_press(tmp_path, paper)
        limit(resource.RLIMIT_NOFILE, 3)
        return press.store.changes.tell("articles.article-withdrawn", {STORY}, at=time.time())

    number = in_a_process(without_files)
    paper.body = b"<p>withdrawn</p>"

    assert number == elsewhere.store.changes.look()
    assert read(elsewhere, "/fr/") == b"<p>withdrawn</p>"


def test_a_store_that_somebody_deletes_while_it_is_used_is_made_anew_and_takes_back(
    tmp_path: Path, paper: Paper
) -> None:
    writer, reader = a_press(tmp_path, paper), a_press(tmp_path, paper)
    read(reader, "/fr/")
    shutil.rmtree(tmp_path / "press")

    paper.body = b"<p>withdrawn</p>"
    writer.store.changes.tell("articles.article-withdrawn", {STORY}, at=time.time())
    reader.store.changes.find_again()

    assert read(reader, "/fr/") == b"<p>withdrawn</p>"
    writer.store.changes.tell("articles.article-corrected", {STORY}, at=time.time())
    paper.body = b"<p>corrected</p>"
    assert read(reader, "/fr/") == b"<p>corrected</p>"


def test_a_folder_that_nobody_may_write_into_serves_what_is_there_and_presses_in_memory(
    tmp_path: Path, paper: Paper
) -> None:
    press = a_press(tmp_path, paper)
    read(press, "/fr/")
    shutil.rmtree(press.store.pages_folder)
    press.store.pages_folder.write_text("not a folder")
    (press.store.folder / "pressing").unlink(missing_ok=True)

    served = [read(press, "/fr/"), read(press, "/en/"), read(press, "/en/")]

    assert served == [b"<p>first</p>"] * 3
    assert press.store.disk_problem
    assert paper.times <= 3


def test_what_a_process_killed_while_it_wrote_left_behind_is_swept(tmp_path: Path, paper: Paper) -> None:
    press = a_press(tmp_path, paper)
    read(press, "/fr/")
    (whole,) = [file for file in press.store.pages_folder.glob("??/??/*") if file.is_file()]
    left, new = whole.with_name(".half"), whole.with_name(".writing")
    for file in (left, new):
        file.write_bytes(whole.read_bytes()[:50])
    os.utime(left, (1, 1))

    swept = press.store.sweep(before=time.time() - 60)

    assert swept == 1
    assert (left.exists(), new.exists(), whole.exists()) == (False, True, True)
    assert [page.key for page in press.store.heads()] == ["/fr/"]


def test_a_clock_that_jumps_shows_nothing_that_does_not_hold(tmp_path: Path, paper: Paper) -> None:
    press, now = a_press(tmp_path, paper), time.time()
    embargo = now + 3600
    press.store.changes.tell("articles.article-published", {STORY}, at=now, due=[embargo])
    with time_machine.travel(now + 86_400, tick=False):
        paper.body = b"<p>after the embargo</p>"
        assert read(press, "/fr/") == b"<p>after the embargo</p>"

    with time_machine.travel(now, tick=False):
        paper.body = b"<p>before the embargo</p>"
        back = [read(press, "/fr/"), read(a_press(tmp_path, paper), "/fr/")]
    with time_machine.travel(embargo + 0.01, tick=False):
        paper.body = b"<p>after the embargo</p>"
        forward = read(press, "/fr/")

    assert back == [b"<p>before the embargo</p>"] * 2
    assert forward == b"<p>after the embargo</p>"


def test_a_presser_that_is_killed_holds_up_nobody(tmp_path: Path, paper: Paper) -> None:
    press = a_press(tmp_path, paper)
    begun = _fork.Event()

    def press_for_ever() -> None:
        def begin() -> None:
            begun.set()
            signal.pause()

        paper.before = begin
        a_press(tmp_path, paper).press("/fr/", why="asked")

    process = _fork.Process(target=press_for_ever)
    process.start()
    assert begun.wait(20)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()

    begun_at = time.monotonic()
    assert read(press, "/fr/") == b"<p>first</p>"
    assert time.monotonic() - begun_at < 5
    assert paper.times == 2


def test_processes_that_press_one_page_at_once_render_it_once(tmp_path: Path, paper: Paper) -> None:
    a_press(tmp_path, paper)
    together = _fork.Barrier(4)

    def press_it() -> None:
        press = a_press(tmp_path, paper)
        together.wait(20)
        press.press("/fr/", why="asked")

    processes = [_fork.Process(target=press_it) for _each in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()

    assert [process.exitcode for process in processes] == [0] * 4
    assert paper.times == 1


def test_a_page_of_five_megabytes_is_served_whole_and_does_not_push_others_out_of_memory(
    tmp_path: Path, paper: Paper
) -> None:
    press = a_press(tmp_path, paper)
    small = [f"/fr/tags/{number}/" for number in range(50)]
    for key in small:
        read(press, key)
    paper.body = random.Random(5).randbytes(5 * 2**20)

    assert read(press, "/fr/") == paper.body
    page = press.store.load("/fr/")
    assert page is not None
    assert all(press.store.body(page, coding) for coding in CODINGS)

    assert press.store.held_bytes <= press.store.memory_bytes
    assert sum(press.store.get(key) is not None for key in small) == 50
    assert read(a_press(tmp_path, paper), "/fr/") == paper.body


def test_a_folder_that_cannot_be_opened_is_a_sentence(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "press").write_text("not a folder")

    def open_it() -> list[str]:
        # In a process of its own: what is opened once stays for its life.
        at_home.store_at_home.cache_clear()
        at_home.changes_at_home.cache_clear()
        settings.HOME = tmp_path
        codes = []
        for opening in (at_home.store_at_home, at_home.changes_at_home):
            try:
                opening()
            except at_home.StoreUnusableError as refusal:
                codes.append(f"{refusal.code} {refusal}")
        return codes

    told = in_a_process(open_it)

    assert len(told) == 2
    assert all(str(tmp_path / "press") in sentence for sentence in told)


def test_a_page_that_raises_is_an_honest_error_when_what_it_showed_was_taken_back(
    tmp_path: Path, paper: Paper, caplog: pytest.LogCaptureFixture
) -> None:
    press = a_press(tmp_path, paper)
    read(press, "/fr/")

    def fail() -> None:
        raise KeyError("title")

    paper.before = fail
    press.store.changes.tell("articles.article-corrected", {STORY}, at=time.time(), takes_away=False)
    kept = read(press, "/fr/")
    press.store.changes.tell("articles.article-withdrawn", {STORY}, at=time.time())
    with pytest.raises(PageFailedError) as refused:
        read(press, "/fr/")

    assert kept == b"<p>first</p>"
    assert "KeyError" in str(refused.value)
    assert "/fr/" in [failure.key for failure in press.failures.values()]
    assert "could not be rendered" in caplog.text

"""A page is rendered once for everybody, holds until something it shows changes, and carries nobody."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path

import pytest

from azdarar.press.pressing import PageFailedError, PersonalPageError, Press, RenderedPage
from azdarar.press.showing import Shown
from azdarar.press.store import CODINGS, Freshness, PageStore

BODY = "<p>Երևան, Erevan, Ереван</p>".encode() * 50


class Paper:
    """Renders what it is told to, and counts."""

    def __init__(self) -> None:
        self.body = BODY
        self.tags = {"article:1"}
        self.until: datetime | None = None
        self.status = 200
        self.headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),)
        self.asked = 0
        self.before: Callable[[], None] = lambda: None

    def render(self, key: str) -> RenderedPage:
        self.asked += 1
        self.before()
        return RenderedPage(self.status, self.headers, self.body, Shown(set(self.tags), self.until))


@pytest.fixture
def paper() -> Paper:
    return Paper()


@pytest.fixture
def store(tmp_path: Path) -> PageStore:
    return PageStore(tmp_path, memory_bytes=2**20)


@pytest.fixture
def press(store: PageStore, paper: Paper) -> Press:
    return Press(store, render=paper.render)


def test_a_pressed_page_has_the_same_bytes_in_every_coding_in_any_process(
    press: Press, tmp_path: Path
) -> None:
    pressed = press.press("/fr/", why="asked")
    assert pressed is not None
    elsewhere = PageStore(tmp_path, memory_bytes=2**20)

    page = elsewhere.load("/fr/")

    assert page is not None
    assert elsewhere.body(page, "identity") == BODY
    packed = {coding: elsewhere.body(page, coding) for coding in CODINGS}
    assert all(body and len(body) < len(BODY) for body in packed.values())
    assert (page.etag, page.status, page.size) == (pressed.etag, 200, len(BODY))
    assert page.headers == (("content-type", "text/html; charset=utf-8"),)
    assert elsewhere.tags_of("/fr/") == ("article:1",)


def test_a_page_is_rendered_again_only_when_what_it_shows_changed(press: Press, paper: Paper) -> None:
    press.press("/fr/", why="asked")
    press.store.changes.tell("other", {"article:2"}, at=time.time())
    press.press("/fr/", why="asked")
    assert paper.asked == 1

    press.store.changes.tell("this", {"article:1"}, at=time.time())
    page = press.store.get("/fr/")
    assert page is not None
    assert press.store.why_not_fresh(page, now=time.time()) == "this"
    paper.body = b"new"
    page = press.press("/fr/", why="asked")

    assert paper.asked == 2
    assert page is not None
    assert press.store.body(page, "identity") == b"new"


def test_a_change_while_a_page_is_rendered_makes_it_old_at_once(press: Press, paper: Paper) -> None:
    paper.before = lambda: press.store.changes.tell("meanwhile", {"article:1"}, at=time.time()) and None

    page = press.press("/fr/", why="asked")

    assert page is not None
    assert not press.store.is_fresh(page)


def test_an_old_page_is_served_for_a_second_when_something_was_added_and_never_after_a_withdrawal(
    press: Press,
) -> None:
    page = press.press("/fr/", why="asked")
    assert page is not None
    now = time.time()

    press.store.changes.tell("added", {"article:1"}, at=now, takes_away=False)
    assert press.store.freshness(page, now=now + 0.5) is Freshness.OLD
    assert press.store.freshness(page, now=now + 1.5) is Freshness.STALE

    press.store.changes.tell("withdrawn", {"article:1"}, at=now)
    press.store.changes.tell("added", {"article:1"}, at=now, takes_away=False)
    assert press.store.freshness(page, now=now + 0.5) is Freshness.STALE


def test_the_clock_alone_makes_a_page_old(press: Press, paper: Paper) -> None:
    now = time.time()
    press.store.changes.tell("embargo", {"article:1"}, at=now, due=[now + 100])
    page = press.press("/fr/", why="asked")
    paper.until = datetime.now(UTC) + timedelta(seconds=50)
    other = press.press("/en/", why="asked")
    assert page is not None
    assert other is not None

    assert press.store.is_fresh(page, now=now + 99)
    assert press.store.freshness(page, now=now + 101) is Freshness.STALE
    assert press.store.why_not_fresh(page, now=now + 101) == "due"
    assert press.store.is_fresh(other, now=now + 49)
    assert press.store.freshness(other, now=now + 51) is Freshness.STALE
    assert press.store.freshness(page, now=now - 60) is Freshness.STALE, "a clock put back makes it old too"
    assert press.store.is_fresh(page, now=now + 98), "and it holds again when the clock is right"


def test_a_thousand_who_come_at_once_cause_one_rendering(press: Press, paper: Paper) -> None:
    gate = threading.Event()
    paper.before = lambda: gate.wait(10) and None
    pages = []
    readers = [
        threading.Thread(target=lambda: pages.append(press.press("/fr/", why="asked"))) for _ in range(200)
    ]
    for reader in readers:
        reader.start()
    gate.set()
    for reader in readers:
        reader.join()

    assert paper.asked == 1
    assert len({id(page) for page in pages}) == 1


@pytest.mark.parametrize(
    "header",
    [
        ("Set-Cookie", "session=1"),
        ("Vary", "Cookie"),
        ("Vary", "Accept-Encoding, Authorization"),
        ("vary", "*"),
        ("Cache-Control", "PRIVATE"),
        ("cache-control", "max-age=0, no-store"),
    ],
)
def test_what_is_somebodys_is_never_stored_and_raises_an_alarm(
    press: Press, paper: Paper, header: tuple[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    press.press("/fr/", why="asked")
    press.store.changes.tell("changed", {"article:1"}, at=time.time())
    paper.headers = (*paper.headers, header)

    with pytest.raises(PersonalPageError):
        press.press("/fr/", why="asked")

    assert press.store.load("/fr/") is None
    assert any(record.levelname == "CRITICAL" for record in caplog.records)


def test_a_page_that_is_not_there_is_not_stored_and_one_that_went_is_forgotten(
    press: Press, paper: Paper
) -> None:
    paper.status = HTTPStatus.NOT_FOUND
    assert press.press("/fr/nothing/", why="asked") is None
    paper.status = 200
    press.press("/fr/", why="asked")
    press.store.changes.tell("gone", {"article:1"}, at=time.time())
    paper.status = HTTPStatus.NOT_FOUND

    assert press.press("/fr/", why="asked") is None

    assert list(press.store.heads()) == []


def test_a_page_that_fails_stays_as_it_was_unless_something_was_taken_back(
    press: Press, paper: Paper
) -> None:
    good = press.press("/fr/", why="asked")

    def fail() -> None:
        raise ValueError("no such filter")

    paper.before = fail
    press.store.changes.tell("added", {"article:1"}, at=time.time() - 5, takes_away=False)
    assert press.press("/fr/", why="asked") is good
    assert press.press("/fr/", why="asked") is good
    assert paper.asked == 2, "a failure is not repeated for every reader"
    assert "no such filter" in press.failures["/fr/"].why

    press.store.changes.tell("withdrawn", {"article:1"}, at=time.time())
    with pytest.raises(PageFailedError):
        press.press("/fr/", why="asked")


def test_memory_is_bounded_by_letting_go_of_what_nobody_asks_for(paper: Paper, tmp_path: Path) -> None:
    store = PageStore(tmp_path, memory_bytes=100_000)
    press = Press(store, render=paper.render)
    for number in range(60):
        page = press.press(f"/fr/{number}/", why="all")
        assert page is not None
        for coding in CODINGS:
            store.body(page, coding)
        favourite = store.get("/fr/0/")
        if favourite is not None:
            favourite.was_asked = True

    assert store.held_bytes <= 100_000
    assert store.get("/fr/0/") is not None
    assert store.get("/fr/1/") is None
    assert store.load("/fr/1/") is not None, "what left memory is still on the disk"
    assert len(list(store.heads())) == 60


@pytest.mark.parametrize("damage", [b"", b"AZDPAGE\x01", b"AZDPAGE\x07" + b"x" * 400, None])
def test_a_damaged_file_is_removed_and_the_page_pressed_again(
    press: Press, paper: Paper, tmp_path: Path, damage: bytes | None
) -> None:
    press.press("/fr/", why="asked")
    (file,) = (tmp_path / "pages").glob("??/??/*")
    whole = file.read_bytes()
    file.write_bytes(whole[:-3] + b"???" if damage is None else damage)
    fresh = PageStore(tmp_path, memory_bytes=2**20)
    again = Press(fresh, render=paper.render)

    page = again.press("/fr/", why="asked")
    assert page is not None
    body = fresh.body(page, "br")
    if body is None:  # found damaged only when its bytes were read
        page = again.press("/fr/", why="asked")
        assert page is not None
        body = fresh.body(page, "br")

    assert body
    assert file.read_bytes()[:8] == whole[:8]


def test_a_disk_that_takes_nothing_leaves_readers_served_and_says_so(
    press: Press, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("azdarar.press.internal.page_files.tempfile.mkstemp", full)

    page = press.press("/fr/", why="asked")

    assert page is not None
    assert press.store.body(page, "identity") == BODY
    assert press.store.load("/fr/") is page
    assert "No space left" in press.store.disk_problem


def test_two_pages_of_one_second_have_two_dates(press: Press, paper: Paper) -> None:
    dates = []
    for body in (b"one", b"two", b"two", b"three"):
        paper.body = body
        page = press.press("/fr/", why="by hand", is_forced=True)
        assert page is not None
        dates.append(page.last_modified)

    assert dates[0] < dates[1] == dates[2] < dates[3]

"""Pages laid out as files: only what nothing but an announcement can end, gone with every announcement."""

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from azdarar.press.exposing import Exposed, content_type_of, file_name
from azdarar.press.internal.changes import marks
from azdarar.press.internal.page_files import packed
from azdarar.press.store import PageStore, PressedPage

HEADERS = (
    ("content-type", "text/html; charset=utf-8"),
    ("content-language", "fr"),
    ("x-frame-options", "DENY"),
)
FOREVER = float("inf")


class Paper:
    """A store and its folder of pages laid out."""

    def __init__(self, folder: Path) -> None:
        self.store = PageStore(folder, memory_bytes=2**20)
        self.exposed = Exposed(folder / "exposed", store=self.store)
        self.exposed.begin(headers=HEADERS)
        self.now = time.time()

    @property
    def current(self) -> Path:
        """Where a web server looks at this moment."""
        told = (self.store.folder / "exposed" / "headers.conf").read_text().split(";")[0].split()
        assert told[:2] == ["set", "$azdarar_headers"]
        return self.store.folder / "exposed" / f"at-{told[2]}-{int(self.now // 1000)}"

    def press(
        self, key: str, *tags: str, body: bytes = b"<p>page</p>", until: float = FOREVER
    ) -> PressedPage:
        now = time.time()
        page = PressedPage(
            key=key,
            status=200,
            headers=HEADERS,
            etag="e" * 32,
            last_modified=float(int(now) - 10),
            pressed_at=now,
            counter=self.store.changes.look(),
            until=until,
            marks=marks({*tags, "paper"}),
            render_ms=1.0,
            why="asked",
            size=len(body),
        )
        self.store.keep(page, packed(body), frozenset(tags))
        self.exposed.want([key])
        return page

    def change(self, *tags: str, due: tuple[float, ...] = ()) -> None:
        """What a writer's process does, which is another one: its own view of the same files."""
        writer = PageStore(self.store.folder, memory_bytes=2**20)
        writer.changes.tell("tests.changed", tags, at=time.time(), due=due)
        Exposed(self.store.folder / "exposed", store=writer).take_down()

    def names(self) -> list[str]:
        """The pages among them."""
        return [name for name in self.files() if name.endswith("html")]

    def files(self) -> list[str]:
        """What a web server finds."""
        found = self.current.rglob("*") if self.current.exists() else ()
        return sorted(str(file.relative_to(self.current)) for file in found if file.is_file())


@pytest.fixture
def paper(tmp_path: Path) -> Paper:
    return Paper(tmp_path)


def test_a_page_lies_there_in_every_coding_with_its_time(paper: Paper) -> None:
    page = paper.press("/fr/2026/11/27/pluie/", "article:1")
    paper.press("/fr/culture/?page=2", "section:4:stories")

    assert paper.exposed.catch_up(now=time.time())

    first = "fr/2026/11/27/pluie/index.html"
    assert paper.files() == [
        *(f"{first}{end}" for end in ("", ".br", ".gz")),
        *(f"fr/culture/page-2.html{end}" for end in ("", ".br", ".gz")),
    ]
    assert os.stat(paper.current / first).st_mtime == int(page.last_modified)
    assert (paper.current / first).read_bytes() == b"<p>page</p>"


def test_a_change_takes_everything_away_at_once_and_what_still_holds_comes_back(paper: Paper) -> None:
    paper.press("/fr/a/", "article:1")
    paper.press("/fr/b/", "article:2")
    paper.exposed.catch_up(now=time.time())

    paper.change("article:1")
    assert paper.files() == []

    assert paper.exposed.catch_up(now=time.time())
    assert paper.names() == ["fr/b/index.html"]
    paper.press("/fr/a/", "article:1", body=b"<p>corrected</p>")
    paper.exposed.catch_up(now=time.time())
    assert (paper.current / "fr/a/index.html").read_bytes() == b"<p>corrected</p>"


def test_a_web_server_that_did_not_read_the_headers_finds_nothing(paper: Paper) -> None:
    paper.press("/fr/a/", "article:1")
    paper.exposed.catch_up(now=time.time())
    before = paper.current

    paper.exposed.begin(headers=HEADERS, besides=[("strict-transport-security", "max-age=31536000")])
    paper.exposed.want(["/fr/a/"])
    paper.exposed.catch_up(now=time.time())

    assert not before.exists()
    assert paper.names() == ["fr/a/index.html"]


def test_what_changes_while_pages_are_laid_out_is_not_shown(
    paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper.press("/fr/a/", "article:1")
    lay_out = paper.exposed._lay_out

    def change_meanwhile(now: float, end: float, most: int) -> None:
        lay_out(now, end, most)
        paper.change("article:1")

    monkeypatch.setattr(paper.exposed, "_lay_out", change_meanwhile)
    assert not paper.exposed.catch_up(now=time.time())
    assert paper.files() == []


def test_what_ends_by_the_clock_is_never_there_at_its_end_whoever_still_works(paper: Paper) -> None:
    begun = time.time()
    soon, later = begun + 900, begun + 3400
    paper.press("/fr/soon/", "article:1", until=soon)
    paper.press("/fr/later/", "article:2", until=later)
    paper.press("/fr/due/", "article:3")
    paper.press("/fr/stays/", "article:4")
    # An embargo of something this page shows was set: then it changes without anybody's doing.
    paper.change("article:3", due=(soon,))
    paper.press("/fr/due/", "article:3")

    assert paper.exposed.catch_up(now=begun)
    assert paper.names() == ["fr/later/index.html", "fr/stays/index.html"]
    for seconds in range(0, 4000, 50):
        paper.now = begun + seconds
        # Without a worker the links run out before anything ends.
        assert not paper.names() or paper.now < later
    paper.now = begun + 2500
    assert paper.names() == []
    assert paper.exposed.catch_up(now=paper.now)
    assert paper.names() == ["fr/stays/index.html"]


def test_a_page_the_web_server_would_send_otherwise_is_left_to_the_paper(paper: Paper) -> None:
    page = paper.press("/fr/a/", "article:1")
    for number, other in enumerate(
        (
            {"status": 410},
            {"headers": (*HEADERS, ("x-robots-tag", "noindex"))},
            {"headers": (("content-type", "text/plain"), *HEADERS[1:])},
            {"headers": (HEADERS[0], ("content-language", "ru"), HEADERS[2])},
            {"last_modified": float(int(time.time()))},
        )
    ):
        key = f"/fr/{number}/"
        paper.store.keep(replace(page, key=key, **other), packed(b"x"), frozenset())
        paper.exposed.want([key])

    paper.exposed.catch_up(now=time.time())

    assert paper.names() == ["fr/a/index.html"]


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("/", "index.html"),
        ("/fr/", "fr/index.html"),
        ("/fr/feed.xml", "fr/feed.xmlindex.html"),
        ("/fr/culture/?page=12", "fr/culture/page-12.html"),
        ("/fr/a", "fr/aindex.html"),
        *(
            (key, None)
            for key in ("/fr/?page=01", "/fr/?q=1", "/fr//a/", "/fr/../a/", "/fr/%61/", "/fr/é/", "/fr/#l")
        ),
    ],
)
def test_only_addresses_of_one_spelling_are_laid_out(key: str, name: str | None) -> None:
    assert file_name(key) == name


def test_feeds_have_their_own_type() -> None:
    assert content_type_of("/fr/feed.xml").startswith("application/rss+xml")

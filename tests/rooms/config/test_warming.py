"""Pages are pressed before a reader asks: the front page first, what is concerned and nothing else."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from azdarar.articles.models import Contribution
from azdarar.config.pressing.addresses import addresses_of, every_address, leading_addresses
from azdarar.config.pressing.everything import press_many
from azdarar.config.pressing.warming import Warmer
from azdarar.config.serving.pressed_addresses import key_of
from azdarar.press.pressing import Press, RenderedPage
from azdarar.press.showing import Shown
from azdarar.press.statistics import Counters, Statistics
from azdarar.press.store import PageStore
from tests.factories.articles import ContributorFactory, SectionFactory, public_story
from tests.factories.fronts import make_dossier


class Paper:
    """Renders any key; notes which, in order. A key in ``broken`` raises."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.tags: dict[str, set[str]] = {}
        self.broken: set[str] = set()
        self.absent: set[str] = set()
        self.before: Callable[[], object] = lambda: None

    def render(self, key: str) -> RenderedPage:
        self.asked.append(key)
        self.before()
        if key in self.broken:
            raise ValueError("no title")
        status = 404 if key in self.absent else 200
        shown = Shown(self.tags.get(key, set()))
        return RenderedPage(status, (("Content-Type", "text/html"),), key.encode(), shown)

    def taken(self) -> list[str]:
        """What was rendered since this was last asked."""
        asked, self.asked = self.asked, []
        return asked


@pytest.fixture
def paper() -> Paper:
    return Paper()


@pytest.fixture
def press(tmp_path: Path, paper: Paper) -> Press:
    return Press(PageStore(tmp_path, memory_bytes=2**22), render=paper.render)


def test_every_page_of_the_paper_is_named_once_in_the_order_of_importance(founded: list[Any]) -> None:
    section, author = SectionFactory(), ContributorFactory()
    stories = [
        public_story(title=f"Un train {n}", section=section, signatures=[Contribution(contributor=author)])
        for n in range(2)
    ]
    dossier = make_dossier()

    every = list(every_address(at=timezone.now()))

    assert len(every) == len(set(every))
    assert [address for address in every if _key(address) != address] == []
    author_page = f"/fr/authors/{author.slug}/"
    order = ["/", "/fr/", section.address, dossier.address, "/feed.xml", stories[1].address, author_page]
    assert sorted(order, key=every.index) == order
    rest = {"/robots.txt", "/sitemap.xml", "/news-sitemap.xml", "/sitemap-fr-2026-11.xml", "/fr/search/"}
    assert rest | {f"{section.address}feed.json", f"{author_page}feed.xml"} <= set(every)
    assert set(leading_addresses()) <= set(every)
    named = addresses_of(
        {f"article:{stories[0].pk}", f"section:{section.pk}:stories", f"contributor:{author.pk}:stories:fr"}
    )
    assert named[:3] == [stories[0].address, section.address, author_page]
    assert set(named) <= set(every)


@pytest.mark.django_db
def test_what_became_old_is_pressed_again_and_nothing_else(press: Press, paper: Paper) -> None:
    warmer = Warmer(press, ended=threading.Event())
    paper.tags = {"/fr/": {"front:fr"}, "/fr/feed.xml": {"language:fr:stories"}}
    warmer.tend()
    leading = paper.taken()
    assert leading[:2] == ["/", "/fr/"]
    assert set(leading) >= {"/feed.xml", "/fr/feed.json", "/hy/latest/"}

    warmer.tend()
    idle = paper.taken()
    press.store.changes.tell("a", {"front:fr", "language:fr:stories", "article:7"}, at=time.time())
    pressed = warmer.tend()

    assert idle == []
    assert paper.taken() == ["/fr/", "/fr/feed.xml"]
    assert pressed == 2
    page = press.store.load("/fr/")
    assert page is not None
    assert page.why == "changed: a"
    assert press.store.is_fresh(page)


@pytest.mark.django_db
def test_what_falls_due_by_the_clock_is_pressed_at_its_instant(press: Press, paper: Paper) -> None:
    warmer = Warmer(press, ended=threading.Event())
    paper.tags = {"/fr/": {"article:7:address"}}
    soon = time.time() + 0.6
    press.store.changes.tell("embargoed", {"article:7:address"}, at=time.time(), due=[soon])
    warmer.tend()
    paper.taken()

    deadline = time.monotonic() + 10
    while not paper.asked and time.monotonic() < deadline:
        warmer.tend()
    late = time.time() - soon

    assert paper.taken() == ["/fr/"]
    assert 0 <= late < 1


@pytest.mark.django_db
def test_a_page_that_fails_holds_up_no_other_and_is_tried_less_and_less_often(
    press: Press, paper: Paper
) -> None:
    warmer = Warmer(press, ended=threading.Event())
    paper.tags = {"/fr/": {"front:fr"}}
    paper.broken, paper.absent = {"/fr/"}, {"/hy/"}
    warmer.tend()
    assert {"/fr/", "/hy/", "/ru/", "/feed.xml"} <= set(paper.taken())

    for _again in range(5):
        press.store.changes.tell("b", {"article:9"}, at=time.time())
        warmer.tend()
    pressed_meanwhile = paper.taken()
    paper.broken = set()
    with time_machine.travel(time.time() + 400, tick=True):
        warmer.tend()

    assert pressed_meanwhile == []
    assert paper.taken()[:1] == ["/fr/"]
    assert press.store.load("/fr/") is not None


@pytest.mark.django_db
def test_a_worker_that_ends_finishes_the_page_in_hand_and_no_other(press: Press, paper: Paper) -> None:
    ended = threading.Event()
    warmer = Warmer(press, ended=ended)
    paper.before = ended.set

    warmer.tend()

    assert paper.taken() == ["/"]


@pytest.mark.django_db
def test_pages_asked_for_most_are_pressed_after_the_leading_ones(press: Press, paper: Paper) -> None:
    hot = [("/fr/2026/11/03/un-train/", 9_000)]
    Statistics(press.store.folder / "stats", Counters(), hottest=lambda: hot).write_now()

    Warmer(press, ended=threading.Event()).tend()

    assert paper.taken()[-1] == "/fr/2026/11/03/un-train/"


def test_many_pages_are_pressed_in_parts_and_those_that_fail_are_named(press: Press, paper: Paper) -> None:
    keys = [f"/fr/tags/{number}/" for number in range(90)]
    paper.broken, paper.absent = {keys[3]}, {keys[4]}
    told: list[int] = []

    stopped = press_many(
        keys, press=press, progress=lambda tally: told.append(tally.done), should_stop=lambda: bool(told)
    )
    whole = press_many(keys, press=press)
    lost = [f"/fr/authors/{number}/" for number in range(90)]
    paper.broken = set(lost)
    hopeless = press_many(lost, press=press)

    assert (stopped.done, stopped.pressed, stopped.absent, stopped.failures) == (20, 18, 1, 1)
    assert stopped.failed[0][0] == keys[3]
    assert "no title" in stopped.failed[0][1]
    assert (whole.done, whole.pressed, whole.fresh) == (90, 70, 18)
    assert (hopeless.done, hopeless.failures) == (60, 60)


def _key(address: str) -> str | None:
    path, _mark, query = address.partition("?")
    return key_of(path, query)

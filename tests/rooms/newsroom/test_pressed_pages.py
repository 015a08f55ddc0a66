"""Pressed pages: who keeps the server sees how readers are answered, and what any address shows."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import azdarar
from azdarar.accounts.models import AuditEntry
from azdarar.newsroom.pressed import fact_in_words, what_is_shown
from azdarar.press.actions import announce, deliver_announcements
from azdarar.press.at_home import (
    changes_at_home,
    statistics_folder_at_home,
    store_at_home,
)
from azdarar.press.purging import CacheFailedError, cache_in_front, purge_waiting
from azdarar.press.statistics import Counters, Statistics
from tests.factories.accounts import EditorFactory, EditorInChiefFactory, WebmasterFactory
from tests.factories.articles import public_story
from tests.factories.subjects import SubjectFactory
from tests.rooms.conftest import Deliver

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    """A webmaster's browser."""
    client.force_login(WebmasterFactory())
    return client


@pytest.fixture(autouse=True)
def peace() -> Iterator[None]:
    """No siege, before and after."""
    yield
    changes_at_home().set_siege(False)


def look(desk: Client, address: str) -> str:
    return desk.get(reverse("newsroom_pressed_page"), {"address": address}).content.decode()


def test_the_screen_says_what_was_counted_what_is_slow_and_what_fails(desk: Client) -> None:
    counters = Counters()
    counters.hits, counters.not_modified, counters.misses = 1_990, 9, 1
    counters.note_pressed(
        "/en/slow/", render_ms=812.4, why="changed: articles.article-published", at=time.time()
    )
    counters.note_failed("/en/broken/", at=time.time(), times=3, why="KeyError: 'title'.")
    statistics = Statistics(statistics_folder_at_home(), counters)
    statistics.write_now()

    page = desk.get(reverse("newsroom_pressed")).content.decode()

    assert "99.9" in page or "99,9" in page
    assert "/en/slow/" in page
    assert "812" in page
    assert "/en/broken/" in page
    assert "KeyError" in page
    counters.note_settled("/en/broken/", at=time.time())
    statistics.write_now()
    assert "/en/broken/" not in desk.get(reverse("newsroom_pressed")).content.decode()


def test_what_a_cache_in_front_has_not_forgotten_is_told_with_the_reason(desk: Client, settings: Any) -> None:
    settings.CDN_URL = "varnish+http://127.0.0.1:1"
    announce("tests.changed", tags={"article:1"}, at=timezone.now() - timedelta(minutes=1))
    deliver_announcements()
    with pytest.raises(CacheFailedError):
        purge_waiting(cache_in_front(), at=timezone.now())

    page = desk.get(reverse("newsroom_pressed")).content.decode()
    settings.CDN_URL = ""
    without = desk.get(reverse("newsroom_pressed")).content.decode()

    assert "ConnectionRefusedError" in page
    assert "ConnectionRefusedError" not in without


def test_any_address_says_whether_it_is_stored_what_it_shows_and_is_pressed_by_hand(
    desk: Client, founded: list[Any], deliver: Deliver
) -> None:
    story = public_story(title="Un train au bord du lac")
    deliver()
    before = look(desk, story.address)

    done = desk.post(reverse("newsroom_pressed_page"), {"address": f"https://paper.example{story.address}"})
    after = look(desk, story.address)
    changes_at_home().tell("articles.section-changed", {f"section:{story.section_id}"}, at=time.time())
    old = look(desk, story.address)

    assert 'value="Press again"' not in before
    assert done.status_code == 302
    page = store_at_home().load(story.address)
    assert page is not None
    assert page.why == "by hand"
    assert "Un train au bord du lac" in after
    assert story.section.name in after
    assert "brotli" in after
    assert f'href="{story.address}"' in after
    assert store_at_home().why_not_fresh(page, now=time.time()) == "articles.section-changed"
    assert old != after
    desk.force_login(EditorInChiefFactory())
    screen = desk.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()
    assert f"{reverse('newsroom_pressed_page')}?address=" in screen


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("https://elsewhere.example/fr/", 404),
        ("fr", 404),
        ("/newsroom/", 404),
        ("http://[", 404),
        ("/fr/" + "x" * 1_900 + "/", 404),
        ("/fr/nothing-is-here/", 200),
        ("/fr/\x00/", 404),
    ],
)
def test_an_address_that_is_none_gets_a_sentence(
    desk: Client, founded: list[Any], address: str, status: int
) -> None:
    answer = desk.get(reverse("newsroom_pressed_page"), {"address": address})
    pressed = desk.post(reverse("newsroom_pressed_page"), {"address": address})

    assert answer.status_code == status
    assert pressed.status_code == (302 if status == 200 else 400)
    assert answer.content.decode().count('<p class="office__word" role="status">') == 1


def test_every_fact_a_page_may_be_pressed_for_is_told_in_words() -> None:
    told = re.compile(
        r"""(?:announce|told_together|_announce)\(\s*"([a-z]+\.[a-z-]+)"|fact="([a-z]+\.[a-z-]+)\""""
    )
    sources = Path(azdarar.__file__).parent.rglob("*.py")
    facts = {fact for source in sources for pair in told.findall(source.read_text("utf-8")) for fact in pair}

    assert {"subjects.subject-split", "archive.menu-settled", "fronts.front-changed"} <= facts
    assert [fact for fact in sorted(facts - {""}) if fact_in_words(fact) == fact] == []


@pytest.mark.usefixtures("founded")
def test_what_a_page_shows_beyond_forty_of_a_kind_is_counted() -> None:
    numbers = [SubjectFactory().pk for _number in range(42)]

    (kind,) = what_is_shown([f"subject:{number}:page" for number in numbers], at=timezone.now())

    assert (len(kind.things), kind.others) == (40, 2)


def test_a_siege_is_confirmed_is_a_line_of_the_log_and_ends(desk: Client) -> None:
    address = reverse("newsroom_siege")
    assert desk.get(address).status_code == 200
    assert not changes_at_home().siege

    begun = desk.post(address, {"do": "on"})
    again = desk.post(address, {"do": "on"})
    during = desk.get(reverse("newsroom_pressed")).content.decode()
    assert store_at_home().changes.siege
    ended = desk.post(address, {"do": "off"})
    nonsense = desk.post(address, {"do": "sideways"})

    assert [begun.status_code, again.status_code, ended.status_code, nonsense.status_code] == [
        302,
        302,
        302,
        400,
    ]
    assert not store_at_home().changes.siege
    assert address in during
    lines = AuditEntry.objects.filter(what__startswith="press.").order_by("number")
    assert list(lines.values_list("what", flat=True)) == ["press.siege-on", "press.siege-off"]


def test_only_who_keeps_the_server_or_leads_the_paper_enters(client: Client) -> None:
    client.force_login(EditorInChiefFactory())
    assert client.get(reverse("newsroom_pressed")).status_code == 200
    client.force_login(EditorFactory())

    refused = [client.get(reverse(name)).status_code for name in ("newsroom_pressed", "newsroom_siege")]
    refused.append(client.post(reverse("newsroom_siege"), {"do": "on"}).status_code)

    assert set(refused) & {200} == set()
    assert not changes_at_home().siege

"""The front and the editions of a page: each reader gets the one they chose, and nobody another's."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from azdarar.press.store import PageStore
from tests.rooms.config.in_front import Answer, ask
from tests.rooms.config.served import Served

pytestmark = [
    pytest.mark.whole,
    pytest.mark.skipif(settings.OPTIONS.database_file is None, reason="one database is enough"),
    pytest.mark.xdist_group("front"),
]

PAGE = "/fr/corrections/"


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(tmp_path_factory.mktemp("editions") / "var")
    yield served
    served.end()
    served.log.close()


def asked(paper: Served, path: str = PAGE, cookie: str = "", **headers: str) -> Answer:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return ask(paper.port, path, headers=sent | ({"Cookie": cookie} if cookie else {}))


def chosen(paper: Served) -> str:
    """The cookie of a reader who follows the link in the foot."""
    answer = asked(paper, f"/edition/light/?next={PAGE}")
    assert (answer.status, answer.headers["location"]) == (303, PAGE)
    return answer.headers["set-cookie"].partition(";")[0]


def stored(paper: Served) -> set[str]:
    """The keys of the page asked for, and of every edition of any; the worker warms others meanwhile."""
    keys = {page.key for page in PageStore(Path(paper.home, "press"), memory_bytes=2**20).heads()}
    return {key for key in keys if key.startswith(PAGE) or "#" in key}


def is_light(answer: Answer) -> bool:
    assert answer.status == 200
    return 'data-edition="light"' in answer.body


def test_s_cache_a_forged_edition_gets_the_ordinary_page_and_is_kept_nowhere(paper: Served) -> None:
    cookie = chosen(paper)
    name, _equals, value = cookie.partition("=")
    ordinary, light = asked(paper), asked(paper, cookie=cookie)
    before, chance = stored(paper), random.Random(7)
    forged = [f"{name}={value}{sign}" for sign in "A.="]
    forged += [f"{name}={value[:cut]}" for cut in range(len(value))]
    forged += [
        f"{name}={''.join(chance.choices(string.ascii_letters + string.digits + '._-#?/%', k=30))}"
        for _ in range(200)
    ]
    forged += [f"{name}=light", f"x{cookie}", f"{name}=x; {cookie}", f"{name}=1.dark.{value[8:]}"]

    got = {asked(paper, cookie=one).body for one in forged}

    assert (is_light(ordinary), is_light(light)) == (False, True)
    assert got == {ordinary.body}
    assert stored(paper) == before, "a choice nobody signed makes no page"
    assert asked(paper, cookie=cookie).body == light.body


def test_each_edition_answers_for_itself_again_and_again(paper: Served) -> None:
    cookie = chosen(paper)
    first, again = asked(paper, cookie=cookie), asked(paper, cookie=f"theme=dark; {cookie}")
    ordinary = asked(paper)
    with_ordinary_bytes = asked(paper, cookie=cookie, If_None_Match=ordinary.headers["etag"])
    with_light_bytes = asked(paper, cookie=cookie, If_None_Match=first.headers["etag"])
    back = asked(paper, If_None_Match=first.headers["etag"])

    # The ordinary edition is everybody's, whatever stands between; another one is its reader's alone.
    assert first.body == again.body
    assert first.headers["cache-control"] == again.headers["cache-control"] == "private, no-cache"
    assert first.headers["vary"] == "Accept-Encoding, Cookie"
    assert "private" not in ordinary.headers["cache-control"]
    assert ordinary.headers["vary"] == "Accept-Encoding"
    assert is_light(with_ordinary_bytes)
    assert (with_light_bytes.status, with_light_bytes.headers["cache-control"]) == (304, "private, no-cache")
    assert not is_light(back)
    # What machines read has no editions, and an address where nothing stands is answered in the one chosen.
    feed, plain = asked(paper, "/fr/feed.xml", cookie), asked(paper, "/fr/feed.xml")
    assert (feed.body, feed.headers["etag"]) == (plain.body, plain.headers["etag"])
    missing = asked(paper, "/fr/nulle-part/", cookie)
    assert (missing.status, 'data-edition="light"' in missing.body) == (404, True)

"""A paper behind Varnish and nginx: what is taken back is gone, and nobody's page is anybody else's."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings

from tests.rooms.config.in_front import Answer, Editor, Varnish, ask, nginx, varnish
from tests.rooms.config.served import Served, free_port, wait_until

pytestmark = [
    pytest.mark.whole,
    pytest.mark.skipif(settings.OPTIONS.database_file is None, reason="one database is enough"),
    pytest.mark.xdist_group("behind caches"),  # they share papers that are being served
]

#: Seconds for which what stands in front may lag behind the paper here. The paper's promise is one; a machine
#: that serves four papers and runs two tests at once keeps this; a purge that never came would take an hour.
LATE_S = 5.0
EMAIL = "canary-4711@paper.example"


class House:
    """A paper with Varnish in front of it, and somebody who writes."""

    def __init__(self, paper: Served, front: Varnish, plain: Varnish, editor: Editor) -> None:
        self.paper, self.front, self.plain, self.editor = paper, front, plain, editor

    def kept(self, path: str) -> Answer:
        """Ask until the answer comes out of the cache."""
        answers: list[Answer] = []
        hits = [self.front.hits()]

        def is_hit() -> bool:
            answers.append(ask(self.front.port, path))
            hits.append(self.front.hits())
            return hits[-1] > hits[-2]

        wait_until(is_hit, at_most_s=20)
        assert hits[-1] > hits[-2], "it is not kept"
        assert answers[-1].status == 200
        return answers[-1]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder, port = tmp_path_factory.mktemp("house"), free_port()
    given = {"AZDARAR_CDN_URL": f"varnish+http://127.0.0.1:{port}", "AZDARAR_PROXY_COUNT": "1"}
    paper = Served(folder / "var", **given)
    editor = Editor(paper.home, **given)
    try:
        with (
            varnish(folder / "v", port=port, port_of_paper=paper.port, has_our_configuration=True) as front,
            varnish(
                folder / "plain", port=free_port(), port_of_paper=paper.port, has_our_configuration=False
            ) as plain,
        ):
            yield House(paper, front, plain, editor)
    finally:
        editor.end()
        paper.end()
        paper.log.close()


def _behind(holds: Callable[[int], bool], *, paper: int, front: int) -> float:
    """Seconds for which something holds at the paper already and not yet behind what stands in front."""
    at: dict[int, float] = {}

    def is_seen() -> bool:
        for port in (paper, front):
            if port not in at and holds(port):
                at[port] = time.monotonic()
        return len(at) == 2

    wait_until(is_seen, at_most_s=30)
    assert len(at) == 2, at
    return at[front] - at[paper]


def test_what_changes_is_new_behind_varnish_and_what_is_withdrawn_is_gone_at_once(house: House) -> None:
    ports = {"paper": house.paper.port, "front": house.front.port}
    house.kept("/fr/")
    story = house.editor("publish", title="Le lac se retire")
    assert _behind(lambda port: "Le lac se retire" in ask(port, "/fr/").body, **ports) <= LATE_S
    told = house.kept(story["path"])
    assert not {"surrogate-key", "xkey", "cache-tag", "surrogate-control"} & set(told.headers)

    house.editor("correct", pk=story["pk"], title="Le lac revient")
    assert _behind(lambda port: "Le lac revient" in ask(port, story["path"]).body, **ports) <= LATE_S
    house.kept(story["path"])
    house.kept("/fr/")

    house.editor("withdraw", pk=story["pk"])
    assert _behind(lambda port: ask(port, story["path"]).status == 410, **ports) <= LATE_S
    assert _behind(lambda port: "Le lac revient" not in ask(port, "/fr/").body, **ports) <= LATE_S
    for _ in range(20):
        assert ask(house.front.port, story["path"]).status == 410
        time.sleep(0.05)


def test_an_edition_a_reader_chose_goes_past_varnish_and_stays_in_none(house: House) -> None:
    path = "/fr/corrections/"
    cookie = _light_edition(house.paper.port)
    ordinary = house.kept(path)
    for port in (house.front.port, house.plain.port):
        light = [ask(port, path, headers={"Cookie": cookie}) for _ in range(2)]
        forged = ask(port, path, headers={"Cookie": f"{cookie}x"})

        assert all('data-edition="light"' in answer.body for answer in light)
        assert {answer.headers["vary"] for answer in light} == {"Accept-Encoding, Cookie"}
        assert forged.body == ask(port, path).body == ordinary.body
    assert house.kept(path).body == ordinary.body


def _light_edition(port: int) -> str:
    """The cookie of a reader who chose the light edition."""
    return ask(port, "/edition/light/").headers["set-cookie"].partition(";")[0]


def test_a_process_killed_between_commit_and_purge_loses_nothing(house: House) -> None:
    story = house.editor("publish", title="La digue tient bon")
    wait_until(lambda: ask(house.front.port, story["path"]).status == 200)
    house.kept(story["path"])
    other = Editor(house.paper.home, AZDARAR_CDN_URL=f"varnish+http://127.0.0.1:{house.front.port}")

    assert other("withdraw", pk=story["pk"], dies=True) == {"died": -9}

    # The worker looks every second for what a dead process left.
    wait_until(lambda: ask(house.paper.port, story["path"]).status == 410)
    ports = {"paper": house.paper.port, "front": house.front.port}
    assert _behind(lambda port: ask(port, story["path"]).status == 410, **ports) <= LATE_S
    other.end()


def test_a_cache_that_takes_no_purge_gets_it_when_it_does_again(house: House) -> None:
    control, configuration = house.front.control, house.front.folder / "azdarar.vcl"
    refusing = house.front.folder / "refusing.vcl"
    refusing.write_text(configuration.read_text().replace('req.http.X-Forwarded-For ~ ","', "true"))
    control("vcl.load", "refusing", str(refusing))
    control("vcl.load", "working", str(configuration))
    control("vcl.use", "refusing")
    story = house.editor("publish", title="Le pont rouvre lundi")
    wait_until(lambda: ask(house.front.port, story["path"]).status == 200)
    house.kept(story["path"])

    house.editor("withdraw", pk=story["pk"])
    wait_until(lambda: "cache not told" in house.paper.said(), at_most_s=20)
    wait_until(lambda: ask(house.paper.port, story["path"]).status == 410)
    assert "cache not told" in house.paper.said()
    assert ask(house.front.port, story["path"]).status == 200, "it is still in the cache"

    control("vcl.use", "working")
    wait_until(lambda: ask(house.front.port, story["path"]).status == 410, at_most_s=20)
    assert ask(house.front.port, story["path"]).status == 410


# Django's seven: what a shared cache kept of one person's answer, by a header that was read carelessly.
SHAPES = (
    {"Authorization": "Basic Y2FuYXJ5OmNhbmFyeQ=="},
    {"Cookie": "SESSION", "Cache-Control": "Max-Age=600, PUBLIC"},
    {"Cookie": "SESSION", "Vary": "*"},
    {"Cookie": "SESSION", "Vary": " "},
    {"Cookie": "SESSION", "Vary": ""},
    {"Cookie": "SESSION", "Accept-Language": "canary"},
    {"Cookie": "SESSION; csrftoken=short; sessionid=canary"},
)


def test_s_cache_2_no_answer_to_somebody_signed_in_is_given_to_anybody_else(house: House) -> None:
    cookie = house.editor("sign_in", email=EMAIL)["cookie"]
    assert EMAIL in ask(house.paper.port, "/account/", headers={"Cookie": cookie}).body
    paths = ["/fr/", "/account/", "/account/me.json", "/newsroom/", "/fr/search/?q=lac", "/nowhere/"]
    for front in (house.front, house.plain):
        clean = {path: ask(front.port, path) for path in paths}
        for path, shape in product(paths, SHAPES):
            headers = {name: value.replace("SESSION", cookie) for name, value in shape.items()}
            ask(front.port, path, headers=headers)
            told = ask(front.port, path)
            assert EMAIL not in told.body, (path, shape)
            assert "canary" not in told.body, (path, shape)
            assert told.status == clean[path].status, (path, shape)
            assert "set-cookie" not in told.headers or path.startswith(("/account/", "/newsroom/"))


def _disguises() -> list[str]:
    """Some four hundred ways in which a cache may take a private address for a file, or for another one."""
    delimiters = [
        "/",
        ";",
        "%3b",
        "?",
        "%3f",
        "#",
        "%23",
        "%00",
        "%0a",
        "%09",
        "\\",
        "%5c",
        "%2f",
        "//",
        "/..;/",
        "!",
    ]
    names = [
        "a.css",
        "x.js",
        "favicon.ico",
        "robots.txt",
        "i.png",
        "a.woff2",
        "feed.xml",
        "index.html",
        ".css",
        "",
    ]
    ends = [f"{delimiter}{name}" for delimiter, name in product(delimiters, names)]
    ends += [f"%2f..%2f{name}" for name in names] + [f"/%2e%2e/static/{name}" for name in names]
    ends += [
        f"?{key}={value}" for key, value in product(("x", "page", "v", "utm_source", "_"), ("1", "a.css"))
    ]
    ends += [
        f".{end}" for end in ("css", "js", "jpg", "gif", "svg", "pdf", "json", "xml", "txt", "webp", "avif")
    ]
    return ends + [f"{end}{again}" for end, again in product(ends[:100], (";.css", "%00.js"))]


def test_s_cache_3_no_spelling_of_a_private_address_is_kept(house: House) -> None:
    cookie = house.editor("sign_in", email=EMAIL)["cookie"]
    privates = ["/account", "/account/me.json", "/account/email", "/newsroom", "/account/saved"]
    found = []
    disguises = _disguises()
    assert len(disguises) >= 390
    for number, disguise in enumerate(disguises):
        path = f"{privates[number % len(privates)]}{disguise}"
        if "#" in path or "\\" in path:
            path = path.replace("#", "%23").replace("\\", "%5C")
        for front in (house.plain, house.front) if number % 4 == 0 else (house.plain,):
            ask(front.port, path, headers={"Cookie": cookie})
            told = ask(front.port, path)
            if EMAIL in told.body or cookie.partition("=")[2] in str(told.headers):
                found.append(path)
    assert found == []
    assert EMAIL in ask(house.plain.port, "/account/", headers={"Cookie": cookie}).body


def test_nginx_reads_what_holds_sends_what_the_paper_sends_and_never_what_was_taken_back(
    tmp_path: Path,
) -> None:
    given = {"AZDARAR_PRESS_FILES": "on", "AZDARAR_PROXY_COUNT": "1"}
    paper = Served(tmp_path / "var", **given)
    exposed = paper.home / "press" / "exposed"
    editor = Editor(paper.home, **given)
    try:
        story = editor("publish", title="Le marché rouvre")
        wait_until(lambda: ask(paper.port, story["path"]).status == 200)
        ask(paper.port, "/fr/feed.xml")
        wait_until(lambda: (exposed / "headers.conf").exists())
        laid_out = exposed / "pages" / f"{story['path'][1:]}index.html"
        with nginx(tmp_path / "nginx", paper) as port:
            wait_until(lambda: ask(paper.port, story["path"]).status == 200 and laid_out.exists())
            wait_until(lambda: ask(port, story["path"]).headers.get("server") == "nginx")
            _same_as_the_paper(paper.port, port, [story["path"], "/fr/"])
            light = ask(port, story["path"], headers={"Cookie": _light_edition(port)})
            assert 'data-edition="light"' in light.body, "what a reader chose is the paper's to answer"
            assert ask(port, story["path"], method="POST").status in (403, 405, 411)
            assert ask(port, story["path"].rstrip("/")).status in (301, 404)

            editor("withdraw", pk=story["pk"])
            gone = {"paper": paper.port, "front": port}
            assert _behind(lambda place: ask(place, story["path"]).status == 410, **gone) <= LATE_S

            again = editor("publish", title="Le marché ferme")
            wait_until(lambda: ask(paper.port, again["path"]).status == 200)
            wait_until(lambda: "last-modified" in ask(port, again["path"]).headers, at_most_s=10)
            wait_until(lambda: (exposed / "pages" / f"{again['path'][1:]}index.html").exists())
            paper.end()
            wait_until(lambda: ask(port, again["path"]).status == 200, at_most_s=5)
            assert ask(port, again["path"]).status == 200, "files are read without the paper"
            editor("withdraw", pk=again["pk"])
            assert ask(port, again["path"]).status == 502, "and are gone with a change, though nobody serves"
    finally:
        editor.end()
        paper.end()
        paper.log.close()


def _same_as_the_paper(port_of_paper: int, port: int, paths: list[str]) -> None:
    of_the_server = {
        "date",
        "server",
        "connection",
        "etag",
        "accept-ranges",
        "transfer-encoding",
        "keep-alive",
    }
    for path, coding in product(paths, ("br", "gzip", "")):
        headers = {"Accept-Encoding": coding} if coding else {}
        ours, theirs = ask(port_of_paper, path, headers=headers), ask(port, path, headers=headers)
        assert theirs.headers.get("server") == "nginx", "nginx did not read it by itself"
        assert theirs.body == ours.body
        for name in (set(ours.headers) | set(theirs.headers)) - of_the_server:
            assert theirs.headers.get(name) == ours.headers.get(name), (path, coding, name)
        validator = {"If-None-Match": theirs.headers["etag"], **headers}
        assert ask(port, path, headers=validator).status == 304

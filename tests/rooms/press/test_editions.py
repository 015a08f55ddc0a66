"""The editions of the paper: few, declared, and asked for by a cookie that nobody but the paper can write."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import example, given
from hypothesis import settings as trials
from hypothesis import strategies as st

from azdarar.config.serving.front.heads import read_block
from azdarar.config.serving.pressed_addresses import SHAPES, address_of, has_editions, key_of
from azdarar.config.serving.rendering import render
from azdarar.media.actions import add_picture
from azdarar.press import editions
from azdarar.press.actions import deliver_announcements
from azdarar.press.asking import key_asked_for
from azdarar.press.editions import FULL, LIGHT, cookie_name, cookie_of, edition_asked, edition_of_key
from azdarar.press.pressing import Press
from azdarar.press.store import PageStore
from tests.factories.articles import public_story
from tests.factories.fronts import make_paper
from tests.factories.media import photograph, upload

PATHS = ("/fr/", "/fr/latest/", "/fr/2026/11/27/titre/", "/fr/feed.xml", "/sitemap.xml", "/robots.txt", "/")
#: What a browser, or whoever plays one, may put into the header, line ends aside.
_VALUES = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=80)


def keys_with(cookies: str) -> set[str]:
    """The keys under which these addresses are looked up for a browser with these cookies."""
    block = read_block(f"host: localhost\r\ncookie: {cookies}\r\n".encode("latin-1"), trusts_proxy=False)
    keys = [key for path in PATHS if (key := key_of(path)) is not None]
    return {f"{key}{block.edition}" if has_editions(key) else key for key in keys}


@trials(max_examples=400, deadline=None)
@given(
    before=_VALUES, value=_VALUES | st.from_regex(r"1\.(light|full|dark)\.[0-9A-Za-z_-]{22}", fullmatch=True)
)
@example(before="", value="1.light.")
@example(before="theme=dark", value="light")
@example(before="", value="#light")
@example(before="azdarar-variant=x;__Host-azdarar-variant=y", value="1.light")
def test_s_cache_no_cookie_of_anybody_s_own_making_leads_to_another_page(before: str, value: str) -> None:
    keys = keys_with(f"{before}; {cookie_name()}={value}")

    assert keys == set(PATHS)


def test_the_paper_s_own_cookie_leads_to_the_light_edition_of_what_people_read() -> None:
    signed = f"{cookie_name()}={cookie_of(LIGHT)}"
    wanted = {f"{path}#light" for path in PATHS[:3]} | set(PATHS[3:])

    assert keys_with(signed) == keys_with(f"theme=dark; {signed};sessionid=1") == wanted
    # One letter changed, cut or added, another edition or version under the same signature, the value twice.
    assert keys_with(f"{cookie_name()}={cookie_of(FULL)}") == set(PATHS)
    for forged in (f"{signed}A", signed[:-1], signed.replace("light", "night"), signed.replace("=1.", "=2.")):
        assert keys_with(forged) == keys_with(f"{forged}; {signed}") == set(PATHS)


def test_a_choice_outlives_a_new_secret_as_long_as_the_old_one_counts(settings: Any) -> None:
    cookies = f"{cookie_name()}={cookie_of(LIGHT)}"
    old, settings.SECRET_KEY = settings.SECRET_KEY, "n" * 25 + "o" * 30

    forgotten = edition_asked(cookies)
    settings.SECRET_KEY_FALLBACKS = [old]

    assert (forgotten, edition_asked(cookies)) == (FULL, LIGHT)


def test_the_table_is_whole_and_every_declared_edition_has_a_key_of_its_own() -> None:
    named = {one.name for one in editions.EDITIONS.values()}

    assert named == {"full", *(one.name for one in editions.DECLARED)}
    assert all(one.changes and one.chosen_by for one in editions.EDITIONS.values())
    for one in editions.DECLARED:
        key = f"/fr/latest/?page=2{editions.suffix_of(one)}"
        assert edition_of_key(key) == ("/fr/latest/?page=2", one)
        assert address_of(key) == ("/fr/latest/", "page=2")
    assert [edition_of_key("/fr/#dark")[1], edition_of_key("/fr/#missing")[1]] == [None, None]
    assert not any(shape.has_editions for shape in SHAPES if shape.name.startswith("feeds:"))
    assert not has_editions("/fr/#missing")


def test_the_newsroom_names_a_page_in_an_edition_as_its_key_does() -> None:
    site = settings.SITE_URL

    assert [
        key_asked_for(f"{site}/fr/{part}") for part in ("#light", "?page=2#light", "#dark", "#top", "")
    ] == [
        *("/fr/#light", "/fr/#light", "/fr/", "/fr/", "/fr/"),
    ]


@pytest.mark.django_db
@pytest.mark.skipif(settings.OPTIONS.database_file is None, reason="one database is enough")
def test_each_edition_is_pressed_for_itself_and_none_but_the_declared(tmp_path: Path) -> None:
    make_paper()
    picture = add_picture(
        file=upload(photograph()), title="IMG_1", alt_text="Un train.", credit_line="Atelier"
    )
    story = public_story(title="Le train", standfirst="Il repart.", lead_picture=picture)
    deliver_announcements()
    store = PageStore(tmp_path, memory_bytes=2**22)
    press = Press(store, render=render)

    kept = {
        key: press.press(key, why="asked")
        for path in (story.address, "/fr/latest/", "/fr/feed.xml")
        for key in (path, f"{path}#light", f"{path}#dark", f"{path}#full")
    }
    pages = {key: (store.body(page, "identity") or b"").decode() for key, page in kept.items() if page}

    assert set(pages) == {
        *(story.address, f"{story.address}#light", "/fr/latest/", "/fr/latest/#light", "/fr/feed.xml"),
    }
    assert [pages[key].count("<picture>") for key in (story.address, "/fr/latest/")] == [1, 1]
    light, line = pages[f"{story.address}#light"], pages["/fr/latest/#light"]
    assert "<img" not in light + line
    assert ".woff2" not in light + line
    assert "save.js" not in light + line
    assert "Atelier" in light, "the credit stays where its picture was"
    assert "Un train." in light
    assert "Atelier" not in line, "beside a story a picture leaves nothing behind"
    # What machines read of a page is the same: one page has one address.
    for said in ('<link rel="canonical"', '<meta property="og:image"', "application/ld+json"):
        assert light.count(said) == pages[story.address].count(said) == 1
    assert f"picture:{picture.pk}" in store.tags_of(f"{story.address}#light")
    assert f"picture:{picture.pk}" not in store.tags_of("/fr/latest/#light")

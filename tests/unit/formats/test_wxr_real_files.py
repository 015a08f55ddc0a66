"""The real exports of other people: each ends with records or with a clear sentence."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from azdarar.formats.wxr import Item, WXRReader, read_files
from azdarar.formats.xml import XMLError
from tests.unit.formats.places import need_shared, shared_files

FILES = shared_files("wxr", "*/*.xml")

#: Items of each type, looked up in the files.
EXPECTED = {
    "blog-fr-alienlebarge/wordpress.xml": {"post": 588},
    "theme-unit-test/themeunittestdata.wordpress.xml": {
        "post": 51,
        "page": 21,
        "attachment": 38,
        "nav_menu_item": 70,
    },
    "wptest/wptest.xml": {"attachment": 44, "nav_menu_item": 102, "page": 15, "post": 37},
    "pelican/wordpressexport.xml": {"attachment": 4, "post": 11, "page": 2, "custom1": 2, "custom2": 1},
    "gutenberg-test-data/gutenberg-test-data.xml": {"post": 8, "attachment": 10},
    "superdesk/wordpress_wxr.xml": {"post": 5},
    "wordpress-importer/small-export.xml": {"post": 6, "page": 5},
    "wordpress-importer/missing-version-tag.xml": {},
    "wordpress-importer/namespace-edge-cases.xml": {"post": 6},
    "ghost-migrate/sample.xml": {"post": 3, "customcpt": 1, "attachment": 1, "page": 1},
}


@cache
def read(name: str) -> list[Item]:
    return list(WXRReader(need_shared("wxr") / name))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_real_export_is_read_to_its_end(path: Path) -> None:
    reader = WXRReader(path)

    items = list(reader)

    assert all(isinstance(item, Item) for item in items)
    wanted = EXPECTED.get(f"{path.parent.name}/{path.name}")
    if wanted is not None:
        assert Counter(item.post_type for item in items) == wanted
    assert reader.problems == []


def test_there_were_files_to_try() -> None:
    need_shared("wxr")

    assert len(FILES) == 33


def test_the_french_blog_has_its_stories_at_their_own_dates() -> None:
    stories = read("blog-fr-alienlebarge/wordpress.xml")

    status = Counter(story.status for story in stories)

    assert status == {"publish": 571, "draft": 15, "pending": 2}
    published = [story for story in stories if story.status == "publish"]
    assert all(story.published_at for story in published)
    years = {story.published_at.year for story in published if story.published_at}
    assert years == {2005, *range(2007, 2014)}
    assert [story.post_id for story in stories if not story.title] == [4471]
    assert sum(len(story.comments) for story in stories) == 405
    assert sum(1 for story in stories if story.thumbnail_id) == 94
    assert len({(use.domain, use.nicename) for story in stories for use in story.terms}) == 805


def test_drafts_of_the_french_blog_have_no_instant() -> None:
    drafts = [story for story in read("blog-fr-alienlebarge/wordpress.xml") if story.status == "draft"]

    assert [story.published_at for story in drafts] == [None] * 15


def test_ids_that_occur_twice_are_kept_and_marked() -> None:
    items = read("theme-unit-test/themeunittestdata.wordpress.xml")

    twice = {item.post_id for item in items if item.is_duplicate}

    assert {1643, 1644, 1645, 1646, 1647} <= twice


def test_creators_with_stray_brackets_and_other_cases_are_found() -> None:
    for name in ("theme-unit-test/themeunittestdata.wordpress.xml", "wptest/wptest.xml"):
        reader = WXRReader(need_shared("wxr") / name)
        creators = {item.creator for item in reader}
        assert all(reader.site.find_author(creator) for creator in creators), name


def test_co_authors_come_once_each() -> None:
    stories = read("ghost-migrate/co-authors-plus.xml")

    signed = [[author.nicename for author in story.coauthors] for story in stories]

    assert signed == [
        ["alice-smith", "bob-jones"],
        ["alice-smith", "bob-jones", "carol-white"],
        ["bob-jones"],
        ["alice-smith", "bob-jones"],
    ]


def test_nested_cdata_is_one_text() -> None:
    (story,) = read("wordpress-importer/crazy-cdata-escaped.xml")

    assert story.content == "Content with nested <![CDATA[ tags ]]> :)"
    assert story.meta["Closing CDATA"] == ("]]>",)


def test_serialised_meta_stays_as_it_was_written() -> None:
    (story,) = read("wordpress-importer/test-utw-post-meta-import.xml")

    assert story.meta["test"][0].startswith('a:13:{i:0;O:8:"stdClass"')
    assert [(use.domain, use.nicename) for use in story.terms] == [("category", "uncategorized")]


def test_term_meta_and_comment_meta_are_kept() -> None:
    reader = WXRReader(need_shared("wxr") / "wordpress-importer" / "wxr-with-sub-data.xml")

    (story,) = reader

    assert reader.site.terms[0].meta == {"term_meta_key": ("term_meta_value",)}
    assert story.comments[0].meta == {"_comment_meta_key": ("comment_meta_value",)}


def test_a_rebound_prefix_is_read_by_what_it_is_called() -> None:
    items = read("wordpress-importer/namespace-edge-cases.xml")

    assert [item.post_id for item in items] == [1, 2, 3, 4, 5, 6]
    assert items[0].meta["normal_key"] == ("normal_value",)


def test_bare_ampersands_of_a_hand_made_export_are_repaired_and_told() -> None:
    reader = WXRReader(need_shared("wxr") / "ghost-migrate" / "sample.xml")

    items = list(reader)

    assert len(items) == 6
    assert [(repair.kind, repair.first_line) for _, repair in reader.repairs] == [("bare-ampersand", 109)]


def test_the_same_file_twice_gives_every_item_twice_and_says_so() -> None:
    path = need_shared("wxr") / "wordpress-importer" / "small-export.xml"

    items = list(read_files([path, path]))

    assert [item.is_duplicate for item in items] == [False] * 11 + [True] * 11


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_real_export_cut_in_half_says_how_many_items_came(path: Path) -> None:
    data = path.read_bytes()
    reader = WXRReader(data[: len(data) // 2])

    came: list[Item] = []
    with pytest.raises(XMLError) as caught:
        came.extend(reader)

    assert caught.value.data.get("items", len(came)) == len(came)

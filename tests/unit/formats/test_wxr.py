"""WordPress exports: what is read of them, and how the unreadable ones are told."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azdarar.formats import wxr
from azdarar.formats.wxr import Item, WXRReader, read_files
from azdarar.formats.xml import EmptyFileError, ForbiddenXMLError, HTMLGivenError, XMLError
from tests.unit.formats.places import FIXTURES

PAPER = FIXTURES / "wxr" / "small_paper.xml"


@pytest.fixture
def items() -> dict[int | None, Item]:
    return {item.post_id: item for item in WXRReader(PAPER)}


def test_the_site_is_known_before_the_first_item_is_taken() -> None:
    reader = WXRReader(PAPER)

    site = reader.site

    assert (site.title, site.language, site.wxr_version) == ("Le Petit Ararat", "fr-FR", "1.2")
    assert site.base_blog_url == "https://petit-ararat.example"
    assert site.generator == "https://wordpress.org/?v=6.4"
    assert len(list(reader)) == 6, "asking for the site must not swallow an item"


def test_accounts_are_read_and_found_by_what_items_call_them() -> None:
    site = WXRReader(PAPER).site

    anahit = site.find_author("anahit")

    assert anahit is not None
    assert (anahit.author_id, anahit.display_name, anahit.last_name) == (1, "Anahit Exemple", "Exemple")
    assert (
        site.find_author("paul") == site.find_author(">Paul") == site.find_author("paul@petit-ararat.example")
    )
    assert site.find_author("nobody") is None
    assert site.find_author("") is None


def test_sections_keep_their_parents_and_their_meta() -> None:
    culture, cinema = WXRReader(PAPER).site.categories

    assert (culture.slug, culture.parent) == ("culture", "")
    assert (cinema.slug, cinema.parent, cinema.name) == ("cinema", "culture", "Cinéma")
    assert (cinema.description, cinema.meta) == ("Les films", {"ordre": ("2",)})


def test_tags_and_other_terms_are_read_with_readable_slugs() -> None:
    site = WXRReader(PAPER).site

    assert [(tag.slug, tag.name) for tag in site.tags] == [("սևան", "Սևան")]
    assert [term.taxonomy for term in site.terms] == ["category", "category", "post_tag", "language"]


def test_a_story_is_read_whole(items: dict[int, Item]) -> None:
    story = items[10]

    assert (story.title, story.post_type, story.status, story.slug) == (
        "Un lac & un train",
        "post",
        "publish",
        "un-lac",
    )
    assert story.content == "Premier paragraphe.\n\nSecond paragraphe, « cité »."
    assert story.excerpt == "Un chapô."
    assert story.creator == "anahit"
    assert story.link == "https://petit-ararat.example/2021/05/01/un-lac/"
    assert story.guid == "https://petit-ararat.example/?p=10"
    assert story.is_sticky
    assert not story.is_duplicate
    assert (story.file, story.line) == ("small_paper.xml", 24)


def test_dates_are_instants_where_the_file_knows_the_instant(items: dict[int, Item]) -> None:
    story = items[10]

    assert story.date_local == datetime(2021, 5, 1, 10, 30)  # noqa: DTZ001 - the file names no zone
    assert story.date_gmt == story.published_at == datetime(2021, 5, 1, 8, 30, tzinfo=UTC)
    assert story.modified_at == datetime(2021, 5, 2, 7, 0, tzinfo=UTC)
    assert story.unreadable_dates == ()


def test_a_draft_was_never_published_whatever_its_pub_date_says(items: dict[int, Item]) -> None:
    draft = items[11]

    assert draft.status == "draft"
    assert draft.date_gmt is draft.published_at is None
    assert draft.date_local is not None
    assert draft.unreadable_dates == ()


def test_a_date_in_the_future_is_a_date(items: dict[int, Item]) -> None:
    assert items[12].published_at == datetime(2050, 1, 3, 9, 0, tzinfo=UTC)
    assert items[12].password == "sésame"


def test_an_impossible_date_is_told_and_not_guessed(items: dict[int, Item]) -> None:
    impossible = items[13]

    assert impossible.date_local is None
    assert impossible.published_at is None
    assert impossible.unreadable_dates == ("post_date: 2021-02-31 10:00:00",)


def test_a_pub_date_is_used_where_there_is_no_other() -> None:
    data = _export(
        "<item><pubDate>Thu, 05 Jan 2012 15:30:46 +0100</pubDate><wp:post_id>1</wp:post_id></item>"
    )

    (item,) = WXRReader(data)

    assert item.published_at == datetime(2012, 1, 5, 14, 30, 46, tzinfo=UTC)


def test_terms_of_a_story_keep_their_taxonomy(items: dict[int, Item]) -> None:
    story = items[10]

    assert ("category", "cinema", "Cinéma") in [(use.domain, use.nicename, use.name) for use in story.terms]
    assert (story.language, story.translation_group) == ("fr", "pll_abc")


def test_old_exports_that_write_each_term_twice_give_it_once() -> None:
    data = _export(
        "<item><category><![CDATA[Essais]]></category>"
        '<category domain="category" nicename="essais"><![CDATA[Essais]]></category>'
        '<category domain="tag"><![CDATA[Lac]]></category>'
        '<category domain="tag" nicename="lac"><![CDATA[Lac]]></category>'
        "<category>Seul</category><wp:post_id>1</wp:post_id></item>"
    )

    (item,) = WXRReader(data)

    assert [(use.domain, use.nicename, use.name) for use in item.terms] == [
        ("category", "essais", "Essais"),
        ("post_tag", "lac", "Lac"),
        ("category", "", "Seul"),
    ]


def test_several_signatures_come_once_each_in_order(items: dict[int, Item]) -> None:
    assert [author.nicename for author in items[10].coauthors] == ["anahit", "lea-invitee"]


def test_a_guest_author_is_a_person(items: dict[int, Item]) -> None:
    guest = items[15].guest_author

    assert guest is not None
    assert (guest.login, guest.display_name, guest.last_name) == ("lea-invitee", "Léa Invitée", "Invitée")
    assert items[10].guest_author is None


def test_meta_keeps_every_value_and_serialised_php_as_it_is(items: dict[int, Item]) -> None:
    meta = items[10].meta

    assert meta["source"] == ("Première", "Seconde")
    assert meta["reglages"] == ('a:1:{s:3:"cle";s:6:"valeur";}',)
    assert items[10].thumbnail_id == 20
    assert items[14].thumbnail_id is None


def test_comments_come_without_the_address_of_the_readers_machine(items: dict[int, Item]) -> None:
    (comment,) = items[10].comments

    assert (comment.author, comment.content, comment.approved, comment.kind) == (
        "Une lectrice",
        "Merci.",
        "1",
        "comment",
    )
    assert comment.parent_id is None
    assert "192.0.2.7" not in repr(comment)


def test_two_files_of_a_site_are_one(items: dict[int, Item]) -> None:
    reader = read_files([PAPER, FIXTURES / "wxr" / "second_part.xml"])

    read = list(reader)

    assert [item.post_id for item in read] == [10, 11, 12, 13, 14, 15, 10, 20]
    assert [item.occurrence for item in read if item.post_id == 10] == [1, 2]
    assert read[6].is_duplicate
    picture = read[7]
    assert (picture.post_type, picture.parent_id, picture.alt_text) == ("attachment", 10, "Le lac au matin")
    assert picture.attachment_url.endswith("/lac.jpg")
    assert picture.file == "second_part.xml"
    assert reader.site.title == "Le Petit Ararat"


def test_two_sites_are_not_one() -> None:
    other = _export("<item><wp:post_id>10</wp:post_id></item>", link="https://autre.example")

    reader = read_files([PAPER, other])

    with pytest.raises(wxr.MixedSitesError) as caught:
        list(reader)
    assert caught.value.data["found"] == "https://autre.example"


def test_a_cut_off_file_gives_what_came_before_and_says_how_much() -> None:
    reader = WXRReader(FIXTURES / "wxr" / "cut_off.xml")

    assert next(reader).post_id == 10
    with pytest.raises(wxr.CutOffExportError) as caught:
        next(reader)
    assert caught.value.data["line"] > 60
    assert "1 items" in str(caught.value)


def test_a_file_broken_in_the_middle_says_where_and_what_came_before() -> None:
    reader = WXRReader(FIXTURES / "wxr" / "broken_in_the_middle.xml")

    assert next(reader).post_id == 10
    with pytest.raises(wxr.BrokenExportError) as caught:
        next(reader)
    assert caught.value.data["items"] == 1
    assert "line" in caught.value.data["reason"]


def test_one_bad_file_of_several_need_not_stop_the_rest() -> None:
    parts = [FIXTURES / "wxr" / "cut_off.xml", FIXTURES / "wxr" / "second_part.xml"]

    reader = read_files(parts, keep_going=True)
    read = [item.post_id for item in reader]

    assert read == [10, 10, 20]
    assert [type(problem) for problem in reader.problems] == [wxr.CutOffExportError]


def test_a_stray_cdata_end_does_not_cost_the_text_after_it() -> None:
    reader = WXRReader(FIXTURES / "wxr" / "stray_cdata_end.xml")

    (item,) = reader

    assert item.content.endswith("<p>après ]]> fin</p>")
    assert [repair.kind for _, repair in reader.repairs] == ["stray-cdata-end"]


def test_a_file_without_namespaces_and_full_of_small_faults_is_read() -> None:
    reader = WXRReader(FIXTURES / "wxr" / "undeclared_prefix.xml")

    (item,) = reader

    assert item.title == "A & B été &inconnu;"
    assert item.content == "avec  sonnerie & café"
    assert item.link == "https://petit-ararat.example/?a=1&b=2"
    assert {repair.kind for _, repair in reader.repairs} == {
        "bare-ampersand",
        "control-character",
        "named-character",
        "wrong-encoding",
    }


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("rss_feed.xml", wxr.NotAnExportError),
        ("saved_login_page.xml", HTMLGivenError),
        ("billion_laughs.xml", ForbiddenXMLError),
        ("quadratic_blowup.xml", ForbiddenXMLError),
        ("external_entity.xml", ForbiddenXMLError),
    ],
)
def test_what_is_no_export_is_refused_with_its_reason(name: str, error: type[XMLError]) -> None:
    with pytest.raises(error) as caught:
        list(WXRReader(FIXTURES / "wxr" / name))

    assert name in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        b"<feed xmlns='http://www.w3.org/2005/Atom'><entry/></feed>",
        b"<rss><channel></channel></rss>",
        b"<rss><channel><title>x</title><item><title>y</title></item></channel></rss>",
    ],
)
def test_other_documents_are_told_apart_from_an_empty_export(data: bytes) -> None:
    with pytest.raises(wxr.NotAnExportError):
        list(WXRReader(data))


def test_an_export_without_items_is_an_export() -> None:
    assert list(WXRReader(_export(""))) == []


def test_an_empty_file_is_told() -> None:
    with pytest.raises(EmptyFileError):
        list(WXRReader(b""))


def test_identity_does_not_depend_on_the_version_or_the_prefix() -> None:
    for address in (
        "http://wordpress.org/export/1.0/",
        "https://wordpress.org/export/1.2/",
        "http://wordpress.org/export/1.1",
    ):
        data = (
            f'<rss xmlns:x="{address}" xmlns:e="{address.rstrip("/")}/excerpt/"><channel><item>'
            "<x:post_id>5</x:post_id><x:post_type>post</x:post_type><e:encoded>chapô</e:encoded>"
            "</item></channel></rss>"
        )
        (item,) = WXRReader(data.encode())
        assert (item.post_id, item.post_type, item.excerpt) == (5, "post", "chapô"), address


def test_elements_of_other_vocabularies_are_not_taken_for_wordpress() -> None:
    data = _export(
        '<c:author xmlns:c="urn:c"><c:author_login>intrus</c:author_login></c:author>'
        '<item xmlns:c="urn:c"><c:post_id>9</c:post_id><wp:post_id>1</wp:post_id></item>'
    )
    reader = WXRReader(data)

    (item,) = reader

    assert item.post_id == 1
    assert reader.site.authors == ()


@pytest.mark.parametrize(
    ("written", "slug"),
    [
        ("%d0%bc%d0%b8%d1%80", "мир"),
        ("d%c3%a9j%c3%a0-vu", "déjà-vu"),
        ("100%-vrai", "100%-vrai"),
        ("casse%e9", "casse%e9"),
        ("", ""),
    ],
)
def test_slugs_are_readable_where_they_can_be(written: str, slug: str) -> None:
    data = _export(f"<item><wp:post_id>1</wp:post_id><wp:post_name>{written}</wp:post_name></item>")

    assert next(WXRReader(data)).slug == slug


def test_memory_follows_one_story_and_not_the_file(tmp_path: Path) -> None:
    story = (
        "<item><title>Histoire {0}</title><wp:post_id>{0}</wp:post_id><wp:post_type>post</wp:post_type>"
        "<content:encoded><![CDATA[{1}]]></content:encoded></item>\n"
    )
    text = "Une phrase de plus, puis une autre. " * 280
    path = tmp_path / "grand.xml"
    head, _, tail = _export("@").decode().partition("@")
    with path.open("w", encoding="utf-8") as file:
        file.write(head)
        for number in range(3000):
            file.write(story.format(number, text))
        file.write(tail)
    assert path.stat().st_size > 30 * 10**6

    tracemalloc.start()
    count = sum(1 for _ in WXRReader(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert count == 3000
    assert peak < 4 * 2**20


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_damaged_export_ends_with_items_or_an_error_of_ours(data: st.DataObject) -> None:
    whole = PAPER.read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    removed = data.draw(st.integers(0, 40))
    inserted = data.draw(st.binary(max_size=8))

    reader = WXRReader(whole[:start] + inserted + whole[start + removed :])

    try:
        for item in reader:
            assert item.coauthors is not None
            assert item.thumbnail_id is None or item.thumbnail_id
    except XMLError as error:
        told = str(error)
        assert told


def _export(inner: str, *, link: str = "https://petit-ararat.example") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">'
        f"<channel><title>Essai</title><link>{link}</link><wp:wxr_version>1.2</wp:wxr_version>{inner}"
        "</channel></rss>"
    ).encode()

"""Saved pages: what each program that saves leaves, what a page says of itself, and pages made to do harm."""

from __future__ import annotations

import gzip
import os
import re
from base64 import b64encode
from datetime import UTC, datetime
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import html5lib
import pytest

from azdarar.formats.blocks import Paragraphs, Picture
from azdarar.formats.pages import LeftOut, Media, NoPagesError, Page, Survey, identity_of, read_pages
from tests.rooms.archive.saved_site import ANSWERS, TEXT, page, picture, write_warc

Record = Survey | Page | LeftOut | Media


def read(*paths: Path) -> list[Record]:
    return list(read_pages(list(paths)))


def one_page(folder: Path, body: bytes, *, name: str = "lac.example/2012/05/a.html") -> Page | LeftOut:
    """What one saved page becomes."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    found = [record for record in read(folder) if isinstance(record, Page | LeftOut)]
    return next(record for record in found if record.place == name)


def html_of(told: Page) -> str:
    return "".join(str(getattr(block, "html", "")) for block in told.blocks)


@pytest.mark.parametrize(
    ("name", "before", "address"),
    [
        ("lac.example/2012/05/a.html", "", "http://lac.example/2012/05/a.html"),
        ("lac.example/2012/index.html", "", "http://lac.example/2012/"),
        ("lac.example/spip.php?article7.html", "", "http://lac.example/spip.php?article7"),
        (
            "A.htm",
            "<!-- saved from url=(0033)https://lac.example/un/article -->",
            "https://lac.example/un/article",
        ),
        (
            "b.html",
            "<!-- Mirrored from lac.example/x.html by HTTrack Website Copier/3.x [XR&CO'2014], "
            "Mon, 04 Jan 2016 12:00:00 GMT -->",
            "http://lac.example/x.html",
        ),
        (
            "c.html",
            "<!--\n Page saved with SingleFile \n url: https://lac.example/y \n saved date: Mon Jan 04\n-->",
            "https://lac.example/y",
        ),
        ("flat.html", "", "http://lac.example/canonique"),
    ],
    ids=["wget", "index", "query in the name", "browser", "HTTrack", "SingleFile", "canonical"],
)
def test_the_address_is_where_the_program_that_saved_the_page_put_it(
    name: str, before: str, address: str, tmp_path: Path
) -> None:
    body = page("/canonique", "Le vent").decode()
    canonical = body if name == "flat.html" else re.sub(r'<link rel="canonical"[^>]*>', "", body)

    told = one_page(tmp_path, (before + canonical).encode(), name=name)

    assert isinstance(told, Page)
    assert told.address == address


def test_pages_tell_of_themselves_in_many_ways(tmp_path: Path) -> None:
    told = {
        "json-ld": one_page(tmp_path / "a", page("/x", "Le vent")),
        "meta": one_page(
            tmp_path / "b",
            page(
                "/x",
                "Le vent",
                head='<meta property="article:published_time" content="2012-05-06T07:08:09+02:00">'
                '<meta name="author" content="Par Anahit S.">'
                '<meta property="article:section" content="Le lac">'
                '<meta name="news_keywords" content="lac, pêche">',
            ),
        ),
        "marks": one_page(
            tmp_path / "c",
            page(
                "/x",
                "Le vent",
                head="",
                text=MARKED + TEXT,
            ),
        ),
    }

    for how, found in told.items():
        assert isinstance(found, Page), how
        assert (found.headline, found.authors, found.dated) == ("Le vent", ("Anahit S.",), "told"), how
        assert found.published_at is not None
        assert found.published_at.replace(tzinfo=None).date() == datetime(2012, 5, 6, tzinfo=UTC).date()
    assert isinstance(told["meta"], Page)
    assert (told["meta"].section, told["meta"].tags) == ("Le lac", ("lac", "pêche"))


@pytest.mark.parametrize(
    ("encoding", "declared", "is_guess"),
    [
        ("utf-8", "utf-8", False),
        ("utf-8", "iso-8859-1", False),
        ("windows-1252", "iso-8859-1", False),
        ("windows-1252", "", True),
        ("windows-1251", "windows-1251", False),
        ("utf-16", "", False),
    ],
)
def test_the_bytes_decide_before_what_the_page_says(
    encoding: str, declared: str, is_guess: bool, tmp_path: Path
) -> None:
    words = "Озеро замёрзло" if encoding == "windows-1251" else "Élan d’été"
    body = page(
        "/x", words, text=f"<p>{words}</p>{'<p>Un texte assez long pour en etre un.</p>' * 9}"
    ).decode()
    body = body.replace("utf-8", declared) if declared else body.replace('<meta charset="utf-8">', "")

    told = one_page(tmp_path, body.encode(encoding, "replace"))

    assert isinstance(told, Page)
    assert (told.headline, told.is_repaired) == (words, is_guess)


def test_a_web_archive_gives_every_capture_once_as_a_page_or_with_a_reason(tmp_path: Path) -> None:
    found = read(write_warc(tmp_path / "site.warc.gz"))

    survey = found[0]
    assert isinstance(survey, Survey)
    told = [record for record in found if isinstance(record, Page | LeftOut)]
    assert survey.captures == len(told) + sum(survey.passed_over.values()) == len(ANSWERS)
    reasons = sorted(record.reason for record in told if isinstance(record, LeftOut))
    assert reasons == ["duplicate", "error", "feed", "list", "not-found", "redirect"]
    assert survey.passed_over == {"file": 2}
    storm = next(record for record in told if isinstance(record, Page) and "Tempête" in record.headline)
    assert "http://lac.example/vieux.php3?id=7" in storm.addresses
    assert isinstance(storm.blocks[0], Picture)
    at = found.index(storm)
    assert isinstance(found[at - 1], Media)


def test_an_archive_packed_in_one_piece_or_cut_off_gives_what_can_be_read(tmp_path: Path) -> None:
    whole = write_warc(tmp_path / "plain.warc").read_bytes()
    (tmp_path / "plain.warc").unlink()
    (tmp_path / "one-piece.warc.gz").write_bytes(gzip.compress(whole))
    one_piece = read(tmp_path)
    (tmp_path / "one-piece.warc.gz").unlink()
    packed = write_warc(tmp_path / "cut.warc.gz").read_bytes()
    (tmp_path / "cut.warc.gz").write_bytes(packed[: len(packed) // 3])

    cut = read(tmp_path)

    assert sum(isinstance(record, Page) for record in one_piece) == 2
    assert any(isinstance(record, Page) and "Tempête" in record.headline for record in cut)


MARKED = '<time datetime="2012-05-06">6 mai</time><a rel="author">Anahit S.</a>'


@pytest.mark.parametrize(
    ("address", "is_list"),
    [
        ("/motocross-le-grand-prix.html", False),
        ("/archives/2012/le-grand-prix.html", False),
        ("/pages/le-grand-prix.html", False),
        ("/spip.php?article12", False),
        ("/article.php3?id_article=12", False),
        ("/2012/05/06/le-grand-prix/", False),
        ("/spip.php?rubrique3", True),
        ("/rubrique3.html", True),
        ("/?s=lac", True),
        ("/tag/lac/", True),
        ("/2012/05/", True),
        ("/category/lac/page/2/", True),
        ("/archives.html", True),
        ("/", True),
    ],
)
def test_lists_are_told_from_stories_that_say_nothing_of_themselves(
    address: str, is_list: bool, tmp_path: Path
) -> None:
    body = page("/x", "Le vent", head="").replace(b'<link rel="canonical" href="http://lac.example/x">', b"")

    found = read(write_warc(tmp_path / "site.warc", [(address, 200, "text/html", body)]))

    assert isinstance(found[-1], LeftOut) is is_list


@pytest.mark.parametrize(
    ("headline", "text", "is_story"),
    [
        ("404 morts sur les routes", TEXT, True),
        ("Le Titien introuvable", TEXT * 2, True),
        (
            "Page introuvable",
            "<p>La page que vous cherchez a changé de place. Essayez la recherche.</p>" * 3,
            False,
        ),
        ("Erreur 404", TEXT, False),
        ("Страница не найдена", TEXT, False),
    ],
)
def test_a_page_that_is_not_there_is_told_from_a_story_about_one(
    headline: str, text: str, is_story: bool, tmp_path: Path
) -> None:
    told = one_page(tmp_path, page("/2012/05/un-texte-sans-date.html", headline, head="", text=text))

    assert isinstance(told, Page) is is_story
    assert is_story or (isinstance(told, LeftOut) and told.reason == "not-found")


HOSTILE = """<script>alert(1)</script><iframe src="https://evil.example/x"></iframe>
<p onclick="alert(1)" style="background:url(javascript:alert(1))">Un texte
<a href="javascript:alert(1)">lié</a>, <a href=" jAvAsCrIpT:alert(1)">relié</a>,
<a href="data:text/html,<script>alert(1)</script>">collé</a>.</p>
<img src="data:text/html;base64,PHNjcmlwdD4=" onerror="alert(1)"><img src=x onerror=alert(1)>
<svg onload="alert(1)"><script>alert(1)</script></svg>
<math><mtext><table><mglyph><style><img src onerror=alert(1)></style></mglyph></table></mtext></math>
<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>
<form action="https://evil.example"><input name="q" autofocus onfocus="alert(1)"></form>
<object data="x"></object><meta http-equiv="refresh" content="9;url=https://evil.example/">
<template><img src=x onerror=alert(1)></template><xmp><img src=x onerror=alert(1)></xmp><p>Fin.</p>"""
#: What a story's text may be made of.
_HARMLESS = {"html", "head", "body", "p", "a", "strong", "em", "br", "b", "i", "ul", "ol", "li", "h2", "h3"}


def test_hostile_pages_become_text_and_nothing_in_it_acts(tmp_path: Path) -> None:
    head = '<base href="https://evil.example/"><meta http-equiv="Content-Security-Policy" content="x">'
    told = one_page(tmp_path, page("/x", "Le vent", head=head, text=HOSTILE + TEXT))

    assert isinstance(told, Page)
    tree = html5lib.parse(html_of(told), namespaceHTMLElements=False)
    for element in tree.iter():
        assert element.tag in _HARMLESS
        assert not any(name.startswith("on") or name == "style" for name in element.attrib)
        assert element.get("href", "https://").startswith(("http://", "https://"))
    assert "Fin." in html_of(told)
    assert all(block.src.startswith("http") for block in told.blocks if isinstance(block, Picture))


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 100_000 + b"<p>au fond</p>",
        b"<html>" + b"<script>" * 50_000,
        b"<!DOCTYPE html [<!ENTITY a 'b'><!ENTITY c '&a;&a;&a;'>]><html><p>&c;</p></html>",
        b"<html><body>" + b"<a" + b" x=1" * 100_000 + b">" + b"</html>",
        b"<html>" + b"<table><tr><td>" * 30_000,
        b"<html><head>"
        + b'<script type="application/ld+json">'
        + b"[" * 100_000
        + b"</script></head></html>",
        b"<html>\x00\xff\xfe<p>" + bytes(range(256)) * 100,
        b"<html><!--" + b"<!--" * 100_000,
    ],
    ids=["deep", "scripts", "entities", "attributes", "tables", "JSON", "bytes", "comments"],
)
def test_pages_made_to_exhaust_a_reader_are_left_out_quickly(body: bytes, tmp_path: Path) -> None:
    told = one_page(tmp_path, body)

    assert isinstance(told, LeftOut)


def test_links_lead_nowhere_and_nothing_above_the_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_bytes(page("/secret", "Secret"))
    (tmp_path / "secret.jpg").write_bytes(b"\xff\xd8")
    saved = tmp_path / "saved"
    (saved / "lac.example").mkdir(parents=True)
    os.symlink(tmp_path / "secret.html", saved / "lac.example" / "link.html")
    os.symlink(tmp_path, saved / "up")
    body = page(
        "/x", "Le vent", text='<p><img src="../../secret.jpg"><img src="/../../../etc/passwd"></p>' + TEXT
    )
    told = one_page(saved, body, name="lac.example/a.html")

    found = read(saved)

    assert isinstance(told, Page)
    assert [record.place for record in found if isinstance(record, Page | LeftOut)] == ["lac.example/a.html"]
    assert not any(isinstance(record, Media) for record in found)
    assert any(isinstance(block, Paragraphs) for block in told.blocks)


def test_a_page_that_only_sends_its_reader_on_is_an_address_of_where_it_sends(tmp_path: Path) -> None:
    refresh = '<meta http-equiv="refresh" content="0; url=http://lac.example/2012/05/b.html">'
    (tmp_path / "lac.example" / "2012" / "05").mkdir(parents=True)
    (tmp_path / "lac.example" / "2012" / "05" / "b.html").write_bytes(page("/2012/05/b.html", "Le vent"))
    (tmp_path / "lac.example" / "old.html").write_bytes(f"<html><head>{refresh}</head></html>".encode())

    found = read(tmp_path)

    told = next(record for record in found if isinstance(record, Page))
    assert "http://lac.example/old.html" in told.addresses
    assert [record.reason for record in found if isinstance(record, LeftOut)] == ["redirect"]


def test_a_story_that_reloads_itself_stays_a_story_however_its_scripts_are_spelled(tmp_path: Path) -> None:
    head = (
        '<SCRIPT>x = 1</script><meta http-equiv="refresh" content="5; url=http://lac.example/2012/05/a.html">'
    )

    told = one_page(tmp_path, page("/2012/05/a.html", "Le vent", head=head))

    assert isinstance(told, Page)


def test_links_of_a_mirror_lead_to_the_addresses_of_the_files_they_name(tmp_path: Path) -> None:
    month = tmp_path / "lac.example" / "2012"
    (month / "06").mkdir(parents=True)
    (month / "06" / "b.html").write_bytes(page("/2012/06/b.html", "Deux"))
    (month / "pic.jpg").write_bytes(picture())
    text = (
        '<p>Lire <a href="../06/b.html#fin">la suite</a>, <a href="#bas">plus bas</a>, <a href="/sans/rien">'
        'ailleurs</a> ou <a href="https://autre.example/x">chez eux</a>.</p>'
        '<p><img src="../pic.jpg" alt="Le port">'
    )

    told = one_page(tmp_path, page("/2012/05/a.html", "Un", text=TEXT + text + TEXT))

    assert isinstance(told, Page)
    links = re.findall(r'href="([^"]*)"', html_of(told))
    assert links == [
        "http://lac.example/2012/06/b.html#fin",
        "http://lac.example/2012/05/a.html#bas",
        "http://lac.example/sans/rien",
        "https://autre.example/x",
    ]
    assert [record.address for record in read(tmp_path) if isinstance(record, Media)] == [
        "http://lac.example/2012/pic.jpg"
    ]


def test_pictures_come_along_however_the_page_was_saved(tmp_path: Path) -> None:
    """Beside the page, within it, and as parts of one message."""
    data = picture()
    saved_from = "<!-- saved from url=(0025)http://lac.example/histoire -->"
    image = '<p><img src="{}" alt="Le port"></p>'
    (tmp_path / "browser" / "Page_files").mkdir(parents=True)
    (tmp_path / "browser" / "Page_files" / "port.jpg").write_bytes(data)
    beside = saved_from.encode() + page(
        "/histoire", "Un", text=TEXT + image.format("./Page_files/port.jpg") + TEXT
    )
    (tmp_path / "browser" / "Page.htm").write_bytes(beside)
    inline = f"data:image/jpeg;base64,{b64encode(data).decode()}"
    (tmp_path / "single").mkdir()
    within = saved_from.encode() + page("/histoire", "Un", text=TEXT + image.format(inline) + TEXT)
    (tmp_path / "single" / "page.html").write_bytes(within)
    message = MIMEMultipart("related")
    message["Date"] = "Sat, 04 Jan 2014 10:00:00 GMT"
    message["Snapshot-Content-Location"] = "http://lac.example/histoire"
    text = MIMEText(
        page("/histoire", "Un", text=TEXT + image.format("port.jpg") + TEXT).decode(), "html", "utf-8"
    )
    text["Content-Location"] = "http://lac.example/histoire"
    shown = MIMEImage(data, "jpeg")
    shown["Content-Location"] = "http://lac.example/port.jpg"
    message.attach(text)
    message.attach(shown)
    (tmp_path / "message").mkdir()
    (tmp_path / "message" / "page.mhtml").write_bytes(message.as_bytes())

    for way in ("browser", "single", "message"):
        found = read(tmp_path / way)
        told = next(record for record in found if isinstance(record, Page))
        media = [record for record in found if isinstance(record, Media)]
        assert told.address == "http://lac.example/histoire", way
        assert told.captured_at is not None
        assert (told.captured_at.year == 2014) is (way == "message")
        assert [(one.data == data, one.content_type) for one in media] == [(True, "image/jpeg")], way
        assert [block.src for block in told.blocks if isinstance(block, Picture)] == [media[0].address], way


def test_pages_that_say_nowhere_what_they_are_stay_apart(tmp_path: Path) -> None:
    bare = re.sub(rb"<link[^>]*>", b"", page("/x", "Un"))
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "index.html").write_bytes(bare.replace(b"Un", folder.encode()))

    told = [record for record in read(tmp_path) if isinstance(record, Page)]

    assert [(record.address, record.place) for record in told] == [("", "a/index.html"), ("", "b/index.html")]


def test_nothing_saved_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(NoPagesError):
        read(tmp_path)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://www.lac.example/a?b=1&a=2#c", "https://lac.example/a?a=2&b=1"),
        ("http://lac.example:80/index.html", "http://LAC.example"),
        ("https://lac.example/a?utm_source=x&fbclid=y", "https://lac.example/a"),
    ],
)
def test_one_address_is_one_however_it_is_written(one: str, other: str) -> None:
    assert identity_of(one) == identity_of(other)

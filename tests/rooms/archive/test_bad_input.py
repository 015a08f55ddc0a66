"""What real exports get wrong: each item is taken or told, nothing is lost, nothing is executed."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from PIL import Image

from azdarar.archive.report import ImportReport
from azdarar.articles.models import Article
from azdarar.media.models import Picture
from tests.factories.media import film, saved
from tests.rooms.archive.bringing import import_wxr
from tests.rooms.archive.exports import item, write_export

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]

SENTENCE = "Le train de dix heures cinq ne va plus jusqu’à Martouni. "
FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "wxr"


def taken(path: Path, **options: Any) -> tuple[ImportReport, Article]:
    report = import_wxr([path], **options)
    return report, Article.objects.get()


def test_a_story_without_a_headline_is_known_by_its_first_sentence(tmp_path: Path) -> None:
    report, story = taken(write_export(tmp_path, item(1, title="  ", content="Il neige. Il gèle.")))

    assert story.title == "Il neige."
    assert any("no headline" in note for note in report.rows[0].notes)


def test_an_armenian_slug_stays_the_storys_address(tmp_path: Path, client: Client) -> None:
    slug = "լճի-գնացքը"

    _report, story = taken(write_export(tmp_path, item(1, slug=quote(slug).lower())))

    assert story.canonical_path == f"/fr/2012/05/06/{slug}/"
    assert client.get(quote(story.canonical_path)).status_code == 200


def test_a_story_of_1926_lies_at_its_own_day(tmp_path: Path, client: Client) -> None:
    _report, story = taken(write_export(tmp_path, item(1, date="1926-10-22 12:00:00", slug="leninakan")))

    assert story.canonical_path == "/fr/1926/10/22/leninakan/"
    assert client.get(story.canonical_path).status_code == 200


def test_a_paragraph_of_a_megabyte_is_kept_whole(tmp_path: Path, client: Client) -> None:
    text = SENTENCE * 18_000

    _report, story = taken(write_export(tmp_path, item(1, content=text)))

    assert len(text.encode()) > 10**6
    assert str(story.body[0].value.source) == f"<p>{text.strip()}</p>"
    assert client.get(story.canonical_path).status_code == 200


def test_raw_html_with_scripts_is_taken_without_them(tmp_path: Path, client: Client) -> None:
    content = (
        '<div onmouseover="alert(1)">Bonjour<script>alert(2)</script></div>'
        '<a href="javascript:alert(3)">ici</a><svg onload="alert(4)"></svg>'
        '<iframe srcdoc="&lt;script&gt;alert(5)&lt;/script&gt;"></iframe>'
    )
    raw = "<!-- wp:html --><p>Compteur</p><script>alert(6)</script><!-- /wp:html -->"

    report, story = taken(write_export(tmp_path, item(1, content=content + raw)))

    page = client.get(story.canonical_path).content.decode()
    assert "alert(" not in page
    assert ("Bonjour" in page, "Compteur" in page) == (True, True)
    told = " ".join(report.rows[0].notes)
    assert [number for number in range(1, 7) if f"alert({number})" in told] == [2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("missing.jpg", None),
        ("film.jpg", film()),
        ("affiche.png", saved(Image.new("1", (20_000, 10_000)), "PNG")),
        ("vide.jpg", b""),
    ],
    ids=["not at hand", "a film named .jpg", "two hundred megapixels", "empty"],
)
def test_a_bad_picture_is_told_and_its_story_taken(name: str, content: bytes | None, tmp_path: Path) -> None:
    folder = tmp_path / "uploads"
    folder.mkdir()
    if content is not None:
        (folder / name).write_bytes(content)
    address = f"https://lac.example/wp-content/uploads/{name}"
    path = write_export(tmp_path, item(1, content=f'<p>Avant</p><img src="{address}"><p>Après</p>'))

    report, story = taken(path, media=folder)

    (note,) = [note for note in report.rows[0].notes if name in note]
    assert note.endswith(".")
    assert not Picture.objects.exists()
    text = "".join(str(block.value.source) for block in story.body)
    assert ("Avant" in text, "Après" in text, address in text) == (True, True, True)


def test_one_bad_item_leaves_nothing_and_the_others_are_taken(tmp_path: Path) -> None:
    far = item(2, date="0026-10-22 12:00:00")

    report = import_wxr([write_export(tmp_path, item(1), far, item(3))])

    assert {story.title for story in Article.objects.all()} >= {"Titre 1", "Titre 3"}
    assert len(report.rows) == 3
    assert report.rows[1].notes


@pytest.mark.parametrize(
    "name",
    [
        "billion_laughs.xml",
        "quadratic_blowup.xml",
        "external_entity.xml",
        "saved_login_page.xml",
        "rss_feed.xml",
        "empty.xml",
    ],
)
def test_a_file_that_is_no_export_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    path = FIXTURES / name
    if name == "empty.xml":
        path = tmp_path / name
        path.touch()

    with pytest.raises(CommandError) as refused:
        call_command("import_archive", str(path), "--from", "wxr", language="fr")

    sentence = str(refused.value)
    assert refused.value.returncode == 1
    assert (name in sentence, sentence.endswith("."), "\n" in sentence) == (True, True, False)
    assert not Article.objects.exists()


@pytest.mark.parametrize("name", ["cut_off.xml", "broken_in_the_middle.xml"])
def test_what_came_before_the_fault_is_taken_and_the_fault_told(name: str) -> None:
    out = StringIO()

    call_command("import_archive", str(FIXTURES / name), "--from", "wxr", language="fr", stdout=out)

    assert name in out.getvalue()
    assert Article.objects.exists()

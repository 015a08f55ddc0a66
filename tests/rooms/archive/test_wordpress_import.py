"""WordPress exports come home: taken once, told in full, never overwritten."""

import io
import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from PIL import Image
from wagtail.models import Locale, Revision

from azdarar.archive.models import LedgerLine
from azdarar.archive.report import ImportReport
from azdarar.articles.models import Article, Contributor, PlainPage, Section
from azdarar.media.models import Picture
from tests.rooms.archive.bringing import import_wxr
from tests.rooms.archive.exports import item, write_export

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]


@pytest.fixture
def export(tmp_path: Path) -> Any:
    """Write an export of these items and return its path."""
    return partial(write_export, tmp_path)


def outcome(report: ImportReport) -> dict[str, int]:
    return dict(report.outcomes)


def test_a_post_becomes_a_story_at_its_own_date_and_address(export: Any) -> None:
    import_wxr([export(item(1, title="L&apos;hiver", excerpt="Une phrase.", slug="hiver"))])

    story = Article.objects.get()
    assert (story.title, story.standfirst) == ("L'hiver", "Une phrase.")
    assert story.canonical_path == "/fr/2012/05/06/hiver/"
    assert story.is_visible(at=timezone.now())
    assert story.section.name == "Le lac"
    assert [row.contributor.name for row in story.contributions.all()] == ["Anahit S."]
    assert Contributor.objects.count() == 1


def test_a_menu_that_somebody_made_is_left_as_it_is(export: Any) -> None:
    Section.objects.create(name="Politique", slug="politique", locale=Locale.objects.get(language_code="fr"))

    import_wxr([export(item(1))])

    assert Article.objects.get().section.name == "Le lac"
    assert [section.name for section in Section.objects.filter(is_in_menu=True)] == ["Politique"]


def test_running_it_twice_changes_nothing(export: Any) -> None:
    path = export(item(1), item(2))
    first = import_wxr([path])
    revisions = Revision.objects.count()

    again = import_wxr([path])

    assert (outcome(first), outcome(again)) == ({"taken": 2}, {"unchanged": 2})
    assert again.changes == 0
    assert Revision.objects.count() == revisions


def test_what_changed_there_is_updated_and_what_was_edited_here_is_kept(export: Any) -> None:
    import_wxr([export(item(1), item(2))])
    edited = Article.objects.get(title="Titre 2")
    edited.title = "Titre de la rédaction"
    edited.save_revision().publish()

    report = import_wxr([export(item(1, title="Titre corrigé"), item(2, title="Titre changé"))])

    assert outcome(report) == {"updated": 1, "kept": 1}
    assert set(Article.objects.values_list("title", flat=True)) == {"Titre corrigé", "Titre de la rédaction"}


def test_what_was_deleted_here_is_not_brought_back(export: Any) -> None:
    path = export(item(1))
    import_wxr([path])
    Article.objects.get().delete()

    assert outcome(import_wxr([path])) == {"kept": 1}
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    "values", [{"status": "draft"}, {"status": "pending"}, {"status": "private"}, {"password": "secret"}]
)
def test_what_was_closed_there_stays_a_draft(export: Any, values: dict[str, str]) -> None:
    import_wxr([export(item(1, **values))])

    story = Article.objects.get()
    assert not story.live
    assert story.canonical_path is None


def test_a_scheduled_post_waits_for_its_date(export: Any) -> None:
    import_wxr([export(item(1, status="future", date="2099-01-02 03:04:05"))])

    story = Article.objects.get()
    assert not story.is_visible(at=timezone.now())
    assert story.visible_from.year == 2099


def test_trash_menus_and_comments_are_counted_and_left_out(export: Any) -> None:
    report = import_wxr([export(item(1, status="trash"), item(2, kind="nav_menu_item"), item(3))])

    assert outcome(report) == {"taken": 1}
    assert dict(report.counted) == {"trash": 1, "nav_menu_item": 1}


def test_a_page_becomes_a_plain_page_and_yields_to_addresses_that_are_taken(export: Any) -> None:
    import_wxr([export(item(1), item(2, kind="page", slug="latest", title="À propos"))])

    page = PlainPage.objects.get()
    assert (page.title, page.slug, page.live) == ("À propos", "latest-2", True)


def test_pictures_at_hand_are_taken_once_and_never_named_after_their_file(
    export: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "uploads" / "2012" / "05"
    folder.mkdir(parents=True)
    Image.new("RGB", (640, 400), "#9b1230").save(folder / "IMG_2034.jpg")
    url = "https://lac.example/wp-content/uploads/2012/05/IMG_2034.jpg"
    attachment = item(
        9,
        kind="attachment",
        title="IMG_2034",
        status="inherit",
        more=f"<wp:attachment_url>{url}</wp:attachment_url>",
    )
    featured = (
        "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>9</wp:meta_value></wp:postmeta>"
    )
    path = export(item(1, content=f'<img src="{url}" alt="IMG_2034">', more=featured), attachment)

    import_wxr([path], media=tmp_path / "uploads")

    picture, story = Picture.objects.get(), Article.objects.get()
    assert story.lead_picture == picture
    assert (picture.alt_text, picture.alt_state) == ("", "unknown")
    assert [block.block_type for block in story.body] == ["picture"]


def test_a_picture_that_is_not_at_hand_keeps_a_link_and_is_told(export: Any) -> None:
    report = import_wxr([export(item(1, content='<p>Avant</p><img src="https://lac.example/a.jpg">'))])

    story = Article.objects.get()
    assert "https://lac.example/a.jpg" in str(story.body[0].value.source)
    assert any("is not at hand" in note for note in report.rows[0].notes)


def test_a_lead_picture_the_export_does_not_hold_is_called_by_its_number(export: Any) -> None:
    lead = (
        "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>9</wp:meta_value></wp:postmeta>"
    )

    report = import_wxr([export(item(1, more=lead))])

    assert [what for _kind, what, _why in report.rows[0].needs] == ["picture number 9"]


def test_scripts_in_a_post_are_not_taken(export: Any) -> None:
    import_wxr([export(item(1, content='<p onclick="x()">Bon<script>alert(1)</script>jour</p>'))])

    source = str(Article.objects.get().body[0].value.source)
    assert "script" not in source
    assert "onclick" not in source


def test_a_rehearsal_reports_the_same_and_writes_nothing(export: Any) -> None:
    report = import_wxr([export(item(1), item(2))], is_dry_run=True)

    assert outcome(report) == {"taken": 2}
    assert not Article.objects.exists()
    assert not Section.objects.exists()
    assert not LedgerLine.objects.exists()


def test_a_file_cut_off_gives_what_came_before_and_says_so(export: Any) -> None:
    report = import_wxr([export(item(1), item(2), end="<item><title>Cou")])

    assert outcome(report) == {"taken": 2}
    assert any("export.xml" in remark for remark in report.remarks)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><body>no</body></html>",
        b"PK\x03\x04",
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rss>&b;</rss>',
    ],
)
def test_what_is_no_export_ends_with_a_sentence_and_nothing_is_written(
    content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "bad.xml"
    path.write_bytes(content)

    with pytest.raises(CommandError, match=r"\w+ .*\."):
        call_command("import_archive", str(path), "--from", "wxr")

    assert not LedgerLine.objects.exists()


def test_a_language_the_paper_does_not_have_is_refused(export: Any) -> None:
    with pytest.raises(CommandError, match=r"[“«]\s?de\s?[”»]"):
        call_command("import_archive", str(export(item(1))), "--from", "wxr", language="de")


def test_the_command_tells_people_and_machines(export: Any, tmp_path: Path) -> None:
    out = io.StringIO()
    call_command(
        "import_archive",
        str(export(item(1, title="=1+1"))),
        "--from",
        "wxr",
        "--json",
        report=str(tmp_path / "r"),
        stdout=out,
    )

    assert json.loads(out.getvalue())["outcomes"] == {"taken": 1}
    assert "=1+1" in (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
    assert "'=1+1" in (tmp_path / "r" / "report.csv").read_text(encoding="utf-8")

"""SPIP sites come home: every article once, in its language, and a report of the rest."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from azdarar.archive.models import LedgerLine
from azdarar.archive.report import ImportReport
from azdarar.articles.models import Article, Contributor
from azdarar.media.models import Picture
from tests.rooms.archive.bringing import import_spip

pytestmark = [pytest.mark.whole, pytest.mark.django_db, pytest.mark.usefixtures("founded")]

BACKUP = Path(__file__).parents[2] / "fixtures" / "spip" / "small_paper.sql"


@pytest.fixture
def media(tmp_path: Path) -> Path:
    """The folder IMG of the small paper, with one picture and one logo on disk."""
    for name, colour in (("jpg/lac.jpg", "blue"), ("logo/arton1.jpg", "red")):
        path = tmp_path / "IMG" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (640, 400), colour).save(path)
    return tmp_path / "IMG"


def changed(tmp_path: Path, old: str, new: str) -> Path:
    """The backup with one text changed, under the same name of site."""
    path = tmp_path / "newer.sql"
    text = BACKUP.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def notes_of(report: ImportReport, number: str, *, kind: str = "article") -> str:
    return " ".join(
        " ".join(row.notes) for row in report.rows if (row.kind, row.foreign_id) == (kind, number)
    )


def blocks_of(story: Article) -> list[tuple[str, Any]]:
    return [(block.block_type, block.value) for block in story.body]


def test_an_article_comes_with_all_that_stood_around_it(media: Path) -> None:
    report = import_spip(BACKUP, media=media)

    story = Article.objects.get(title="L'eau remonte")
    assert (story.kicker, story.standfirst) == ("LAC SEVAN", "Enfin : le niveau du lac a gagné un mètre.")
    assert story.post_scriptum == 'Merci à "tous".'
    assert story.canonical_path == "/fr/2004/05/12/l-eau-remonte/"
    assert story.is_visible(at=timezone.now())
    assert story.section.name == "Pays"
    assert [row.contributor.name for row in story.contributions.all()] == [
        "Krikor Zohrabian",
        "Anahit Petrossian",
    ]
    assert {row.subject.title for row in story.article_subjects.all()} == {
        "Environnement",
        "Sevan",
        "Eau",
    }
    assert (story.source.name, story.original_address) == ("Radio du lac", "http://radio.example/")
    assert report.source == "La Voix du lac"


def test_its_text_pictures_notes_and_files_become_blocks(media: Path) -> None:
    report = import_spip(BACKUP, media=media)

    story = Article.objects.get(title="L'eau remonte")
    kinds = [kind for kind, _value in blocks_of(story)]
    assert kinds == ["paragraph", "picture", "paragraph", "footnotes"]
    written = " ".join(str(value) for kind, value in blocks_of(story) if kind == "paragraph")
    assert "<strong>Après dix ans</strong>" in written
    assert "a gagné <em>un mètre</em>.[^1]" in written
    assert f'href="{Article.objects.get(language="hy").canonical_path}"' in written
    assert "Սևանա լիճը բարձրանում է" in written
    assert 'href="http://voix.example/IMG/pdf/carte.pdf"' in written
    picture = Picture.objects.get(title="Le lac au matin")
    assert (picture.alt_text, picture.caption, picture.credit_line) == (
        "Un lac entre des montagnes",
        "Le lac au matin. Vu de la presqu'île.",
        "© Anahit Petrossian",
    )
    assert story.lead_picture.alt_text == ""
    assert "in the middle of a sentence" in notes_of(report, "1")


def test_states_languages_and_translations_are_kept(media: Path) -> None:
    report = import_spip(BACKUP)

    french = Article.objects.get(title="L'eau remonte")
    armenian = Article.objects.get(language="hy")
    assert french.translation_key == armenian.translation_key
    drafts = set(Article.objects.filter(live=False).values_list("title", flat=True))
    assert drafts == {"Un brouillon; avec ), ( et \\", "Proposé"}
    assert dict(report.outcomes) == {"taken": 6, "left-out": 3}
    assert "waste bin" in notes_of(report, "6")
    assert "only led to “/spip.php?rubrique2”" in notes_of(report, "4")
    assert "same number" in notes_of(report, "1")
    assert "<form2>" in notes_of(report, "3")
    assert "author 9 is not in the backup" in notes_of(report, "3")


def test_what_is_not_a_story_is_counted_by_name() -> None:
    report = import_spip(BACKUP)

    assert dict(report.counted) == {
        "keyword group": 1,
        "rows of journal_gis": 1,
        "rows of journal_meta": 7,
        "rows of journal_visites": 2,
        "rows of wp_posts": 1,
    }
    assert any("The column “lieu”" in remark for remark in report.remarks)


def test_a_brief_is_a_story_with_its_link() -> None:
    import_spip(BACKUP)

    brief = Article.objects.get(title="Le bac est réparé")
    ((_kind, text),) = blocks_of(brief)
    assert '<a href="http://bac.example/">Horaires</a>' in str(text)


def test_running_it_twice_changes_nothing(media: Path) -> None:
    import_spip(BACKUP, media=media)
    before = (Article.objects.count(), Contributor.objects.count(), Picture.objects.count())
    lines = list(LedgerLine.objects.order_by("pk").values_list("pk", "revision_id", "imported_at"))

    again = import_spip(BACKUP, media=media)

    assert dict(again.outcomes) == {"unchanged": 6, "left-out": 3}
    assert (Article.objects.count(), Contributor.objects.count(), Picture.objects.count()) == before
    assert list(LedgerLine.objects.order_by("pk").values_list("pk", "revision_id", "imported_at")) == lines


def test_a_newer_backup_changes_what_changed_there_and_keeps_what_was_edited_here(tmp_path: Path) -> None:
    import_spip(BACKUP)
    edited = Article.objects.get(title="Proposé")
    edited.title = "Repris ici"
    edited.save_revision()
    newer = changed(tmp_path, "10. L\\'eau remonte", "10. L\\'eau redescend")
    text = newer.read_text(encoding="utf-8").replace("'Proposé'", "'Proposé encore'")
    newer.write_text(text, encoding="utf-8")

    report = import_spip(newer)

    assert dict(report.outcomes) == {"updated": 1, "kept": 1, "unchanged": 4, "left-out": 3}
    assert Article.objects.filter(title="L'eau redescend", live=True).exists()
    assert not Article.objects.filter(title="Proposé encore").exists()


def test_a_rehearsal_writes_nothing() -> None:
    report = import_spip(BACKUP, is_dry_run=True)

    assert dict(report.outcomes) == {"taken": 6, "left-out": 3}
    assert not Article.objects.exists()
    assert not LedgerLine.objects.exists()


def test_texts_in_a_language_the_paper_lacks_are_left_out_unless_one_is_chosen(tmp_path: Path) -> None:
    german = changed(tmp_path, "'publie', 2, 'fr')", "'publie', 2, 'de')")

    report = import_spip(german)

    assert "“de”" in notes_of(report, "1", kind="breve")
    assert import_spip(german, language="fr").outcomes["taken"] == 1


def test_a_backup_that_is_cut_off_gives_what_came_before_and_says_so() -> None:
    report = import_spip(BACKUP.with_name("cut_off.sql"))

    assert report.outcomes["taken"] == 4
    assert any("cut_off.sql" in remark for remark in report.remarks)


def test_the_command_reports_in_one_object(tmp_path: Path) -> None:
    out, said = io.StringIO(), io.StringIO()

    call_command(
        "import_archive",
        str(BACKUP),
        "--from",
        "spip",
        "--json",
        "--report",
        str(tmp_path),
        stdout=out,
        stderr=said,
    )

    told = json.loads(out.getvalue())
    assert told["outcomes"] == {"taken": 6, "left-out": 3}
    assert (tmp_path / "report.html").exists()

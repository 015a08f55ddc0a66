"""All that hangs together on a SPIP site hangs together here: links, files, sections, messages, addresses."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from azdarar.archive.actions import carry_on_import, start_import, undo_import
from azdarar.archive.internal.spip_places import UnknownChoiceError
from azdarar.archive.models import ImportedComment, ImportRun, KeptOriginal, LedgerLine, OldAddress, Repair
from azdarar.archive.queries import resolve
from azdarar.archive.report import ImportReport
from azdarar.articles.models import Article, Contributor
from azdarar.media.models import Picture, StoryDocument
from tests.unit.formats.places import need_shared

pytestmark = [pytest.mark.whole, pytest.mark.django_db, pytest.mark.usefixtures("founded")]

BACKUP = Path(__file__).parents[2] / "fixtures" / "spip" / "whole_paper.sql"
MAPPING = ["Genre=section", "Photographes=contributor", "Interne=drop"]


@pytest.fixture
def media(tmp_path: Path) -> Path:
    """The folder IMG: three pictures, a logo with its twin, the site's logo, and one file."""
    for name in ("jpg/lac.jpg", "jpg/DSC_0001.JPG", "arton2.jpg", "artoff2.jpg", "siteon0.png", "auton1.png"):
        path = tmp_path / "IMG" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (64, 40), "blue").save(path)
    (tmp_path / "IMG" / "pdf").mkdir()
    (tmp_path / "IMG" / "pdf" / "carte.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    return tmp_path / "IMG"


def bring_home(*, media: Path | None = None, mapping: Any = MAPPING) -> ImportReport:
    options = {"media": str(media or ""), "mapping": mapping}
    return carry_on_import(
        start_import(system="spip", given=[str(BACKUP)], at=timezone.now(), options=options)
    )


def text_of(story: Article) -> str:
    return " ".join(str(getattr(block.value, "source", block.value)) for block in story.body)


def needs_of(story: Article) -> set[tuple[str, str]]:
    return set(Repair.objects.filter(page=story).values_list("kind", "what"))


def test_all_that_hangs_together_hangs_together_here(media: Path) -> None:
    report = bring_home(media=media)

    story = Article.objects.get(title="Le lac remonte")
    other = Article.objects.get(title="Le lac redescend")
    text = text_of(story)
    # A link forward has the title and the address of its target; one back, too; one to nothing is told.
    assert f'<a href="{other.canonical_path}">Le lac redescend</a>' in text
    assert f'<a href="{other.canonical_path}#suite">plus tard</a>' in text
    assert f'<a href="{story.canonical_path}">au début</a>' in text_of(other)
    assert {what for kind, what in needs_of(story) if kind == "broken-link"} == {"article 99", "article 5"}
    # What a plug-in would have made stays to be seen, and waits for a person.
    assert "&lt;form7|simple&gt;" in text
    assert {what for kind, what in needs_of(story) if kind == "unknown-embed"} == {"<form7|simple>"}
    assert "<img77>" in {what for _kind, what in needs_of(story)}
    # A file is the paper's own, wherever it is offered; what is not at hand keeps its link.
    document = StoryDocument.objects.get()
    assert (document.title, document.description) == ("La carte", "Les rives (Cadastre)")
    assert f'<a linktype="document" id="{document.pk}">la carte</a>' in text
    assert "http://journal.example/IMG/pdf/perdu.pdf" in text
    assert [block.block_type for block in story.body].count("document") == 1
    # A file's name is no description.
    picture = Picture.objects.get(title="DSC_0001")
    assert (picture.alt_text, picture.caption) == ("", "")
    assert ("picture-without-alt", "DSC_0001") in needs_of(story)
    assert other.lead_picture is not None
    # Messages: what was read, in its thread; what waited, unseen; no spam, nobody's machine or mail.
    comments = ImportedComment.objects.filter(page=story).order_by("foreign_id")
    assert [(one.foreign_id, one.parent_foreign_id, one.is_public) for one in comments] == [
        ("1", "", True),
        ("2", "1", True),
        ("3", "", False),
    ]
    assert comments[0].text == "Merci\n\nBel article ici (http://lac.example/)."
    assert not any("@" in one.text + one.author or "192.0" in one.text for one in comments)
    assert report.counted["comment (spam)"] == 1
    assert report.counted["comment below what is no story"] == 1
    assert report.counted["rows of spip_signatures"] == 2
    assert report.counted["rows of spip_petitions"] == 1
    # Versions are counted, and their absence has a reason.
    assert report.counted["rows of spip_versions"] == 2
    assert any(remark.startswith("2 earlier versions of texts were not taken") for remark in report.remarks)
    assert report.counted["site reference"] == 1
    assert any("“lieu”" in remark for remark in report.remarks)
    assert any("under the pointer" in remark for remark in report.remarks)
    # Logos of what is no text: a portrait, and what waits in the library.
    assert Contributor.objects.get(name="Anahit Petrossian").portrait.title == "Anahit Petrossian"
    assert Picture.objects.filter(title="Logo: Le Journal du lac").exists()
    assert any("1 logo of a section" in remark for remark in report.remarks)
    # Visits, who signed, in order, and the source as it was written where it changed.
    line = LedgerLine.objects.get(kind="article", foreign_id="1")
    assert line.visits == 321
    assert [row.contributor.name for row in story.contributions.all()] == [
        "Krikor Zohrabian",
        "Anahit Petrossian",
    ]
    assert KeptOriginal.objects.get(page=story).text.startswith("{{Enfin}}.\n\nVoir [->art2]")
    assert not KeptOriginal.objects.filter(page=other).exists()
    # Sections: the top of the tree; those below are tags. A circle and an orphan end somewhere.
    assert story.section.name == "Politique"
    assert {row.subject.title for row in story.article_subjects.all()} == {"Scrutins", "Élections", "Sevan"}
    assert Article.objects.get(title="Plus tard").section.name == "Orpheline"
    assert Article.objects.get(title="Avant la toile").section.name == "Boucle"
    # Keywords by choice.
    asked = Article.objects.get(title="Questions à un pêcheur")
    assert asked.section.name == "Entretien"
    assert [row.contributor.name for row in asked.contributions.all()] == ["Anahit Petrossian", "Sako"]
    assert {row.subject.title for row in asked.article_subjects.all()} == {"Sevan"}
    # Dates that were meant otherwise, numbers met twice.
    assert any(kind == "doubtful-date" for kind, _what in needs_of(Article.objects.get(title="Plus tard")))
    assert any(kind == "possible-duplicate" for kind, _what in needs_of(other))


def test_all_of_it_once_more_changes_nothing(media: Path) -> None:
    bring_home(media=media)
    before = _everything()

    again = bring_home(media=media)

    assert dict(again.outcomes) == {"unchanged": 6, "left-out": 2}
    assert _everything() == before


def _everything() -> list[object]:
    models = (Article, Contributor, Picture, StoryDocument, OldAddress, Repair, ImportedComment)
    lines = LedgerLine.objects.order_by("pk").values_list("kind", "foreign_id", "fingerprint", "imported_at")
    return [*(model.objects.count() for model in models), *lines]


def test_every_address_the_site_kept_leads_here(media: Path) -> None:
    bring_home(media=media)
    story = Article.objects.get(title="Le lac remonte")
    now = timezone.now()

    led = {
        address: resolve(f"http://journal.example/{address}", at=now).address
        for address in (
            "Politique/Elections/Le-lac-remonte",
            "Le-lac-monte",
            "spip.php?article1",
            "Ailleurs",
            "spip.php?article3",
            "spip.php?rubrique1",
            "Politique",
            "Sevan",
            "Anahit-Petrossian",
        )
    }

    assert [led[one] for one in list(led)[:5]] == [story.canonical_path] * 5
    assert led["Politique"] == led["spip.php?rubrique1"] == story.section.address
    assert led["Sevan"]
    assert led["Anahit-Petrossian"]
    # Taken back, nothing leads anywhere any more.
    undone = undo_import(ImportRun.objects.get(), at=now)
    assert undone["kept"] == {}
    assert not Article.objects.exists()
    assert not OldAddress.objects.exists()


def test_without_a_choice_keywords_are_tags_and_every_rubrique_may_be_a_section() -> None:
    bring_home(mapping={"rubriques": "own", "rubrique:Scrutins": "tags"})

    asked = Article.objects.get(title="Questions à un pêcheur")
    assert {row.subject.title for row in asked.article_subjects.all()} == {
        "Entretien",
        "Sako",
        "à relire",
        "Sevan",
    }
    assert Article.objects.get(title="Avant la toile").section.name == "Ronde"


def test_an_empty_site_with_an_installers_placeholders_comes_home_as_one() -> None:
    backup = need_shared("spip") / "sql" / "spip2-mysqldump-empty-site.sql"

    report = carry_on_import(start_import(system="spip", given=[str(backup)], at=timezone.now()))

    assert (report.source, len(report.rows)) == ("My SPIP site", 0)


def test_letters_that_were_mended_and_texts_beyond_measure_are_told(tmp_path: Path) -> None:
    dump = (BACKUP.parent / "encoded_twice.sql").read_text(encoding="utf-8")
    path = tmp_path / "paper.sql"
    long = "Un mot. " * 200_000
    path.write_text(
        f"{dump}\nINSERT INTO `spip_articles` (`id_article`, `titre`, `texte`, `date`, `statut`) VALUES"
        f" (90, 'Sans fin', '{long}', '2004-01-01 00:00:00', 'publie'),"
        f" (91, 'Long', '{long[:900_000]}', '2004-01-01 00:00:00', 'publie'),"
        " (92, 'Sans date', 'Un mot.', '0000-00-00 00:00:00', 'publie');\n",
        encoding="utf-8",
    )

    report = carry_on_import(start_import(system="spip", given=[str(path)], at=timezone.now()))

    mended = Repair.objects.filter(kind="encoding-repaired")
    assert [Article.objects.get(pk=one.page_id).title for one in mended] == ["Évêché — « l’eau » Սևան 10 €"]
    assert "1600000 characters" in next(" ".join(row.notes) for row in report.rows if row.foreign_id == "90")
    assert not Article.objects.filter(title="Sans fin").exists()
    long_story = Article.objects.get(title="Long")
    assert len(long_story.body) == 1
    assert not Article.objects.get(title="Sans date").live


def test_a_choice_that_means_nothing_is_refused_with_what_there_is() -> None:
    with pytest.raises(UnknownChoiceError) as refused:
        bring_home(mapping=["Genres=section"])

    assert "Lieux, Genre, Photographes, Interne" in str(refused.value)
    assert not Article.objects.exists()


def test_a_password_in_an_address_is_written_nowhere() -> None:
    run = start_import(system="spip", given=["mysql://u:s3cret@db.invalid/paper"], at=timezone.now())

    assert run.source == {"given": ["mysql://u@db.invalid/paper"]}
    assert "s3cret" not in str(ImportRun.objects.filter(pk=run.pk).values())

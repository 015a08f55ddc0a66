"""The command that brings archives home: stopped, gone on with, given something packed or odd."""

from __future__ import annotations

import gc
import gzip
import signal
import zipfile
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone
from PIL import Image

from azdarar.archive.importing import ImportCommand
from azdarar.archive.models import ImportRun, Repair
from azdarar.articles.models import Article
from azdarar.media.models import Picture
from tests.rooms.archive.exports import item, write_export
from tests.rooms.archive.saved_site import FIGURE, TEXT, page, write_warc

pytestmark = [pytest.mark.whole, pytest.mark.django_db, pytest.mark.usefixtures("founded")]


TABLE = """CREATE TABLE %(prefix)s_articles (id_article bigint(21), titre text, statut varchar(10));
INSERT INTO %(prefix)s_articles VALUES (1, 'Un', 'publie');
CREATE TABLE %(prefix)s_rubriques (id_rubrique bigint(21), titre text);
CREATE TABLE %(prefix)s_auteurs (id_auteur bigint(21), nom text);
"""
BOMB = b"-- MySQL dump\nCREATE TABLE `spip_articles` (`id_article` int);\n"


class _Interrupted(ImportCommand):
    """Somebody presses Ctrl-C after the first batch."""

    def _run(self, options: dict[str, Any]) -> ImportRun:
        run = super()._run(options)
        run.options = {**run.options, "batch": 1}
        run.save()
        return run

    def _progress(self, run: ImportRun) -> Any:
        return lambda count: signal.raise_signal(signal.SIGINT) if count == 1 else None


def run(command: Any, *arguments: str) -> str:
    """What a command prints."""
    out = StringIO()
    call_command(command, *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_nothing_goes_on_from_what_nobody_could_recognise() -> None:
    ImportRun.objects.create(state=ImportRun.State.FAILED, title="photo.jpg", asked_at=timezone.now())

    with pytest.raises(CommandError, match="no import to go on with"):
        run("import_archive", "--resume")


def test_ctrl_c_stops_between_two_batches_and_says_how_to_go_on(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGINT)
    export = write_export(tmp_path, *(item(number) for number in range(1, 4)))

    with pytest.raises(CommandError, match="azdarar import --resume") as stopped:
        run(_Interrupted(), str(export))
    taken = Article.objects.count()
    told = run("import_archive", "--resume")

    assert signal.getsignal(signal.SIGINT) == before
    assert 1 <= taken < 3
    assert f"Stopped after {taken} item" in str(stopped.value)
    assert "taken: " in told
    assert Article.objects.count() == 3
    assert [one.state for one in ImportRun.objects.all()] == [ImportRun.State.DONE]


def test_an_archive_is_unpacked_for_the_import_and_its_pictures_are_found_in_it(tmp_path: Path) -> None:
    picture = BytesIO()
    Image.new("RGB", (800, 600), (90, 20, 10)).save(picture, "JPEG")
    content = '<img src="https://lac.example/wp-content/uploads/2012/05/port.jpg" alt="Le port à midi">'
    export = write_export(tmp_path, item(1, content=f"Un texte.\n\n{content}"))
    with zipfile.ZipFile(tmp_path / "site.zip", "w") as archive:
        archive.write(export, "site/export.xml")
        archive.writestr("site/uploads/2012/05/port.jpg", picture.getvalue())

    told = run("import_archive", str(tmp_path / "site.zip"))

    assert "Found a WordPress export, packed: site.zip." in told
    assert Article.objects.get().title == "Titre 1"
    assert Picture.objects.get().alt_text == "Le port à midi"
    gc.collect()
    assert not list((Path(settings.HOME) / "unpacked").iterdir())


def test_a_folder_an_xz_and_the_older_way_to_ask_are_taken_too(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    write_export(tmp_path / "folder", item(1))
    packed = tmp_path / "export.xml.gz"
    packed.write_bytes(gzip.compress((tmp_path / "folder" / "export.xml").read_bytes()))

    run("import_archive", str(tmp_path / "folder"))
    again = run("import_archive", str(packed), "--from", "wxr")

    assert Article.objects.count() == 1
    assert "unchanged: 1" in again


def test_a_picture_that_is_none_is_told_and_its_story_taken(tmp_path: Path) -> None:
    bomb = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x86\xa0\x00\x01\x86\xa0\x08\x06\x00\x00\x00" + bytes(
        40
    )
    answers = []
    for number, data in enumerate((b"<html><script>alert(1)</script></html>", bomb, b"GIF89a" + bytes(20))):
        path, figure = f"/2012/05/{number}.html", FIGURE.replace("lac.jpg", f"{number}.jpg")
        answers.append((path, 200, "text/html", page(path, f"Le vent {number}", text=figure + TEXT)))
        answers.append((f"/img/{number}.jpg", 200, "image/jpeg", data))

    run("import_archive", str(write_warc(tmp_path / "site.warc.gz", answers)))

    assert Article.objects.count() == 3
    assert not Picture.objects.exists()
    assert Repair.objects.filter(kind="missing-picture").count() == 3


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Say what to bring in"),
        (["{folder}/absent.sql"], "There is no file or folder"),
        (["{folder}/empty.sql"], "is empty"),
        (["{folder}/photo.jpg"], "The paper brings home"),
        (["{folder}/bomb.gz"], "bomb.gz"),
        (["{folder}/two.sql"], "autre, spip.* Name it with --prefix"),
        (["{folder}/export.xml", "--map", "Lieux=tags"], "--map is for SPIP, and this is WordPress"),
        (["{folder}/export.xml", "--prefix", "wp"], "--prefix is for SPIP"),
        (["{folder}/empty.sql", "--media", "{folder}/absent"], "There is no folder"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_a_sentence(
    arguments: list[str], says: str, tmp_path: Path
) -> None:
    (tmp_path / "empty.sql").touch()
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0 JFIF")
    tables = (TABLE % {"prefix": prefix} for prefix in ("spip", "autre"))
    (tmp_path / "two.sql").write_text(f"-- MySQL dump 8.23\n{''.join(tables)}")
    write_export(tmp_path, item(1))
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(BOMB) + gzip.compress(bytes(8 * 2**20)) * 9)

    with pytest.raises(CommandError, match=says):
        run("import_archive", *(argument.format(folder=tmp_path) for argument in arguments))

    assert set(ImportRun.objects.values_list("state", flat=True)) <= {ImportRun.State.FAILED}
    assert not Article.objects.exists()

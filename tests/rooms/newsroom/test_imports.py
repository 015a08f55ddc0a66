"""Bringing an archive home from the newsroom: upload, look, choose, run, read, sign, take back."""

from __future__ import annotations

import json
import re
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from azdarar.accounts.models import AuditEntry
from azdarar.archive import asking, doing, intake
from azdarar.archive.actions import carry_on_import
from azdarar.archive.internal.turns import ImportBusyError, one_at_a_time
from azdarar.archive.models import ImportRun, LedgerLine, Repair
from azdarar.archive.queries import kind_name
from azdarar.articles.models import Article
from azdarar.errors import AzdararError
from azdarar.media.models import Picture
from tests.factories.accounts import EditorFactory, EditorInChiefFactory, WebmasterFactory
from tests.factories.articles import SectionFactory
from tests.factories.fronts import make_paper
from tests.factories.media import pixels, saved
from tests.rooms.archive.exports import item, write_export

pytestmark = pytest.mark.django_db
State = ImportRun.State
LOST = 'Avant.\n\n<img src="https://lac.example/lac.jpg" alt="Le lac">\n\nAprès.'


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, settings: Any) -> None:
    settings.HOME = tmp_path
    make_paper("fr", "hy")


@pytest.fixture
def desk() -> Client:
    """An editor-in-chief's browser."""
    client = Client()
    client.force_login(EditorInChiefFactory())
    return client


def upload(client: Client, *files: tuple[str, bytes], **headers: str) -> Any:
    """Send files as a browser's form does."""
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(reverse("newsroom_import_upload"), {"file": sent}, headers=headers)


def page(client: Client, name: str, *args: object) -> str:
    """What a screen shows."""
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, answer.status_code
    return "".join(part.decode() for part in answer) if answer.streaming else str(answer.content.decode())


def test_from_an_upload_to_a_signed_report(desk: Client, tmp_path: Path) -> None:
    export = write_export(tmp_path, item(1, title="Le lac baisse", content=LOST), item(2, title="=1+1"))
    assert upload(desk, ("../../Lac d’été.xml", export.read_bytes())).status_code == 302
    assert "Lac d-été.xml" in page(desk, "newsroom_imports")

    looked_at = desk.post(reverse("newsroom_imports"), {"name": "Lac d-été.xml"})
    run = ImportRun.objects.get()
    assert looked_at.url == reverse("newsroom_import", args=[run.pk])
    assert "progress" in page(desk, "newsroom_import", run.pk)
    doing.look(run)
    found = page(desk, "newsroom_import", run.pk)
    assert "Le lac baisse" in found
    assert "WordPress" in found

    desk.post(reverse("newsroom_import", args=[run.pk]), {"do": "begin", "language": "fr"})
    run.refresh_from_db()
    assert run.state == State.WAITING
    assert doing.next_in_line() == run.pk
    carry_on_import(run)

    report = page(desk, "newsroom_import_report_page", run.pk)
    assert "Le lac baisse" in report
    assert "https://lac.example/lac.jpg" in report
    table = page(desk, "newsroom_import_table", run.pk, "report.csv")
    assert "'=1+1" in table
    data = json.loads(page(desk, "newsroom_import_table", run.pk, "report.json"))
    assert (data["format"], data["version"]) == ("azdarar-import-report", 1)
    (kind,) = data["figures"]["kinds"]
    assert (kind["kind"], kind["holds"], kind["taken"], kind["is_whole"]) == ("post", 2, 2, True)
    assert [one["foreign_id"] for one in data["items"]] == ["1", "2"]
    assert data["figures"]["years"] == [{"year": 2012, "count": 2}]
    assert [(pair["title"], "<img" in pair["old"], "<img" in pair["new"]) for pair in data["sample"]] == [
        ("Le lac baisse", True, False),
        ("=1+1", False, False),
    ]

    assert desk.post(reverse("newsroom_import_sign", args=[run.pk])).status_code == 302
    assert run.signatures.get().digest == data["digest"]
    assert AuditEntry.objects.filter(what="archive.report-signed", about=f"import:{run.pk}").exists()
    assert "Anahit" in page(desk, "newsroom_import_report_page", run.pk)


def test_a_rehearsal_writes_nothing_and_shows_what_would_come(desk: Client, tmp_path: Path) -> None:
    run = proposed(desk, write_export(tmp_path, item(1), item(2, status="trash")))
    desk.post(reverse("newsroom_import", args=[run.pk]), {"do": "rehearse"})
    run.refresh_from_db()
    carry_on_import(run)

    assert not Article.objects.exists()
    assert "Titre 1" in page(desk, "newsroom_import_report_page", run.pk)
    run.refresh_from_db()
    assert [pair["title"] for pair in run.summary["sample"]] == ["Titre 1"]
    assert desk.post(reverse("newsroom_import_sign", args=[run.pk])).status_code == 302
    assert not run.signatures.exists()
    desk.post(reverse("newsroom_import", args=[run.pk]), {"do": "begin"})
    real = ImportRun.objects.latest("pk")
    assert (real.is_dry_run, real.state) == (False, State.WAITING)
    assert real.pk != run.pk


def proposed(desk: Client, export: Path) -> ImportRun:
    """A run that was looked at."""
    (intake.intake_folder() / export.name).write_bytes(export.read_bytes())
    desk.post(reverse("newsroom_imports"), {"name": export.name})
    run = ImportRun.objects.latest("pk")
    doing.look(run)
    run.refresh_from_db()
    assert run.state == State.READY, run.problem
    return run


def test_what_was_stopped_goes_on_and_counts_as_one_import(desk: Client, tmp_path: Path) -> None:
    run = proposed(desk, write_export(tmp_path, *(item(number) for number in range(1, 60))))
    desk.post(reverse("newsroom_import", args=[run.pk]), {"do": "begin"})
    run.refresh_from_db()
    run.options["batch"] = 20
    carry_on_import(run, should_stop=lambda: True)
    run.refresh_from_db()
    assert run.state == State.STOPPED
    assert 0 < Article.objects.count() < 59
    assert 'value="go-on"' in page(desk, "newsroom_import", run.pk)

    desk.post(reverse("newsroom_import", args=[run.pk]), {"do": "go-on"})
    run.refresh_from_db()
    carry_on_import(run)
    data = json.loads(page(desk, "newsroom_import_table", run.pk, "report.json"))

    (kind,) = data["figures"]["kinds"]
    assert (kind["taken"], kind["unchanged"]) == (59, 0)
    assert {one["outcome"] for one in data["items"]} == {"taken"}
    assert data["figures"]["years"] == [{"year": 2012, "count": 59}]


def test_taking_back_is_asked_twice_and_done_by_the_worker(desk: Client, tmp_path: Path) -> None:
    # Two categories of one name are one section here, and two lines of the ledger.
    twice = "".join(
        f'<category domain="{domain}" nicename="{name}"><![CDATA[Le lac]]></category>'
        for domain, name in (("category", "a"), ("category", "b"), ("post_tag", "c"), ("post_tag", "d"))
    )
    run = proposed(desk, write_export(tmp_path, item(1, more=twice), item(2, more=twice)))
    asking.choose_import(run, choices={}, is_dry_run=False, by=run.asked_by, at=timezone.now())
    run.refresh_from_db()
    carry_on_import(run)
    assert Article.objects.count() == 2

    assert f"{LedgerLine.Outcome.TAKEN.label} <b>2</b>" in page(desk, "newsroom_import", run.pk)
    assert "410" not in page(desk, "newsroom_import_undo", run.pk)
    desk.post(reverse("newsroom_import_undo", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == State.UNDOING
    assert doing.next_in_line() == run.pk
    doing.take_back(run, should_stop=lambda: False)

    run.refresh_from_db()
    assert run.state == State.UNDONE
    assert not Article.objects.exists()
    assert f"{kind_name('post')} <b>2</b>" in page(desk, "newsroom_import", run.pk)


def test_hostile_uploads_are_refused_with_a_sentence_and_leave_nothing(desk: Client, settings: Any) -> None:
    settings.IMPORT_UPLOAD_BYTES = 1_000
    folder = intake.intake_folder()

    for name, content in (("big.xml", b"x" * 4_000_000), ("a.xml", b"x" * 1_001), ("empty.xml", b"")):
        answer = upload(desk, (name, content), accept="application/json")
        assert answer.status_code == 422, name
    for name in (
        "../../etc/passwd",
        "..\\..\\boot.ini",
        ".htaccess",
        "a\t\u202eb.sql",
        "x" * 400 + ".sql.gz",
    ):
        send_as(desk, name, b"<xml/>")

    names = sorted(path.name for path in folder.iterdir())
    assert names[:4] == ["ab.sql", "boot.ini", "htaccess", "passwd"]
    assert names[4].endswith("x.sql.gz")
    assert len(names[4]) <= 120
    assert len(names) == 5


def send_as(client: Client, name: str, content: bytes) -> None:
    """Upload a file by a name no browser would give it."""
    head = f'--frontier\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + b"\r\n--frontier--\r\n"
    client.post(
        reverse("newsroom_import_upload"), body, content_type="multipart/form-data; boundary=frontier"
    )


def test_two_uploads_of_one_name_are_two_files_and_links_are_not_offered(desk: Client) -> None:
    for content in (b"one", b"two"):
        upload(desk, ("dump.sql.gz", content))
    (intake.intake_folder() / "link").symlink_to("/etc/passwd")

    assert [file.name for file in intake.waiting_files()] in (
        ["dump.sql.gz", "dump-2.sql.gz"],
        ["dump-2.sql.gz", "dump.sql.gz"],
    )
    for name in ("link", "../azdarar.sqlite3", "/etc/passwd", ""):
        desk.post(reverse("newsroom_imports"), {"name": name})
    assert not ImportRun.objects.exists()


def test_a_full_disk_is_a_sentence(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    free = intake.shutil._ntuple_diskusage(10, 9, 1)
    monkeypatch.setattr(intake.shutil, "disk_usage", lambda path: free)

    answer = upload(desk, ("dump.sql", b"x" * 3_000_000))

    assert answer.status_code == 302
    assert "pas de place" in page(desk, "newsroom_imports")
    assert not intake.waiting_files()


def test_what_cannot_be_read_says_so_and_can_be_forgotten(desk: Client) -> None:
    (intake.intake_folder() / "photo.jpg").write_bytes(b"\xff\xd8\xff not an export")
    desk.post(reverse("newsroom_imports"), {"name": "photo.jpg"})
    run = ImportRun.objects.get()
    doing.look(run)

    run.refresh_from_db()
    assert run.state == State.FAILED
    assert run.problem in page(desk, "newsroom_import", run.pk).replace("&#x27;", "'")
    desk.post(reverse("newsroom_import", args=[run.pk]), {"do": "forget"})
    assert not ImportRun.objects.exists()


def test_of_a_dump_with_several_sites_one_is_chosen_and_looked_at(desk: Client, tmp_path: Path) -> None:
    tables = """CREATE TABLE %(site)s_articles (id_article bigint(21), titre text, statut varchar(10));
INSERT INTO %(site)s_articles VALUES (1, 'De %(site)s', 'publie');
CREATE TABLE %(site)s_rubriques (id_rubrique bigint(21), titre text);
CREATE TABLE %(site)s_auteurs (id_auteur bigint(21), nom text);
"""
    dump = tmp_path / "two.sql"
    dump.write_text("-- MySQL dump 8.23\n" + "".join(tables % {"site": site} for site in ("spip", "autre")))

    run = proposed(desk, dump)
    address = reverse("newsroom_import", args=[run.pk])
    asked = page(desk, "newsroom_import", run.pk)
    refused = desk.post(address, {"do": "look", "prefix": "nope"})
    desk.post(address, {"do": "look", "prefix": "autre"})
    run.refresh_from_db()
    assert (run.state, doing.next_in_line()) == (State.NEW, run.pk)
    doing.look(run)
    chosen = page(desk, "newsroom_import", run.pk)

    assert 'value="spip"' in asked
    assert 'value="begin"' not in asked
    assert refused.status_code == 302
    assert "De autre" in chosen
    assert "De spip" not in chosen
    assert re.search(r'name="prefix"[^>]*value="autre"|value="autre"[^>]*name="prefix"', chosen)


def test_a_run_that_ends_its_process_again_and_again_is_given_up(desk: Client, tmp_path: Path) -> None:
    run = proposed(desk, write_export(tmp_path, item(1)))
    tries = [doing.begin_attempt(ImportRun.objects.get(pk=run.pk)) for _ in range(5)]

    run.refresh_from_db()
    assert tries[:4] == [True] * 4
    assert not tries[4]
    assert run.state == State.FAILED
    assert "4" in run.problem


def test_pictures_come_out_of_an_archive_and_a_wrong_one_is_a_sentence(
    desk: Client, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    run = proposed(desk, write_export(tmp_path, item(1, content=LOST)))
    with zipfile.ZipFile(intake.intake_folder() / "uploads.zip", "w") as archive:
        archive.writestr("2012/05/lac.jpg", saved(pixels(640, 400), "JPEG"))
    choice = {"do": "begin", "media": "uploads.zip"}
    assert (
        desk.post(reverse("newsroom_import", args=[run.pk]), {**choice, "media": "../x"}).status_code == 422
    )
    desk.post(reverse("newsroom_import", args=[run.pk]), choice)
    run.refresh_from_db()

    doing.prepare_media(run)
    carry_on_import(run)

    assert Picture.objects.count() == 1
    assert not Repair.objects.filter(kind=Repair.Kind.MISSING_PICTURE).exists()
    (intake.intake_folder() / "broken.zip").write_bytes(b"PK\x03\x04 no archive")
    broken = {"media": str(intake.intake_folder() / "broken.zip")}
    again = ImportRun(pk=run.pk + 1, options=broken, source={}, asked_at=timezone.now())
    with pytest.raises(AzdararError):
        doing.prepare_media(again)


def test_one_import_waits_for_another(desk: Client, tmp_path: Path) -> None:
    run = proposed(desk, write_export(tmp_path, item(1)))
    asking.choose_import(run, choices={}, is_dry_run=False, by=run.asked_by, at=timezone.now())
    with one_at_a_time():
        assert doing.next_in_line() is None
        with pytest.raises(ImportBusyError) as busy:
            carry_on_import(ImportRun.objects.get())
        doing.fail(run, busy.value)

    run.refresh_from_db()
    assert run.state == State.WAITING
    assert doing.next_in_line() == run.pk


def test_only_whoever_answers_for_all_of_the_paper_imports() -> None:
    lake = SectionFactory()
    for person, status in (
        (EditorFactory(), 302),
        (EditorInChiefFactory(scope__sections=[lake.translation_key.hex]), 302),
        (EditorInChiefFactory(), 200),
        (WebmasterFactory(), 200),
    ):
        client = Client()
        client.force_login(person)
        before = len(intake.waiting_files())
        assert client.get(reverse("newsroom_imports")).status_code == status
        upload(client, ("dump.sql", b"x"))
        assert (len(intake.waiting_files()) > before) == (status == 200)


def test_an_upload_without_the_forms_token_keeps_nothing() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(EditorInChiefFactory())

    assert upload(client, ("dump.sql", b"x")).status_code == 403
    assert not intake.waiting_files()


def test_repairs_found_by_an_import_are_counted_in_the_menu(desk: Client, tmp_path: Path) -> None:
    run = proposed(desk, write_export(tmp_path, item(1, content=LOST)))
    asking.choose_import(run, choices={}, is_dry_run=False, by=run.asked_by, at=timezone.now())
    run.refresh_from_db()
    carry_on_import(run)

    assert Repair.objects.filter(kind=Repair.Kind.MISSING_PICTURE).count() == 1
    assert f"({Repair.objects.count()})" in page(desk, "newsroom_repairs")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite alone keeps others from writing")
@pytest.mark.django_db(transaction=True)
def test_a_rehearsal_works_on_a_copy_and_its_run_takes_over_what_it_found(tmp_path: Path) -> None:
    run = ImportRun.objects.create(
        system="wordpress", options={"is_dry_run": True}, asked_at=timezone.now(), state=State.RUNNING
    )
    assert doing.needs_copy(run)
    copy = doing.copy_of_database(run)
    with closing(sqlite3.connect(copy)) as other:
        told = ("done", 7, json.dumps({"outcomes": {"taken": 7}}), run.pk)
        other.execute("UPDATE archive_importrun SET state = ?, done = ?, summary = ? WHERE id = ?", told)
        other.commit()

    doing.take_over(run, copy)
    doing.forget_copy(copy)

    run.refresh_from_db()
    assert (run.state, run.done, run.summary["outcomes"]) == (State.DONE, 7, {"taken": 7})
    assert not list(copy.parent.iterdir())

"""An import is taken back whole; what somebody edited or used here since stays, and says so."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone
from PIL import Image

from azdarar.accounts.models import AuditEntry
from azdarar.archive.actions import ImportOverError, carry_on_import, start_import, undo_import
from azdarar.archive.models import ImportRun, LedgerLine
from azdarar.archive.old_addresses import take_in_redirects
from azdarar.archive.queries import old_addresses, resolve
from azdarar.articles.actions import publish_article
from azdarar.articles.models import Article, Contributor, GoneAddress, Section
from azdarar.formats.redirects import read_redirects
from azdarar.media.models import Picture
from azdarar.subjects.models import Subject

pytestmark = [pytest.mark.whole, pytest.mark.django_db, pytest.mark.usefixtures("founded")]

BACKUP = Path(__file__).parents[2] / "fixtures" / "spip" / "small_paper.sql"
#: What an import may leave behind once it is taken back: that it was, and Wagtail's log of it.
_STAYS = {
    "archive.ImportRun",
    "accounts.AuditEntry",
    "accounts.AuditEnd",
    "wagtailcore.PageLogEntry",
    "press.Announcement",
    "wagtailcore.ModelLogEntry",
    # Queues of what the worker tells others.
    "onward.ArchiveListing",
    "search.WaitingStories",
    "search.WaitingThing",
}


@pytest.fixture
def media(tmp_path: Path) -> Path:
    for name in ("jpg/lac.jpg", "logo/arton1.jpg"):
        path = tmp_path / "IMG" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (640, 400), "blue").save(path)
    return tmp_path / "IMG"


def imported(backup: Path = BACKUP, media: Path | None = None) -> ImportRun:
    run = start_import(
        system="spip", given=[str(backup)], at=timezone.now(), options={"media": str(media or "")}
    )
    carry_on_import(run)
    run.refresh_from_db()
    return run


def rows() -> dict[str, int]:
    """How many rows every table of the paper holds, but for the queues of what is done."""
    counted = {
        model._meta.label: model._base_manager.count() for model in apps.get_models() if model._meta.managed
    }
    return {
        label: number
        for label, number in counted.items()
        if label not in _STAYS and not label.startswith("django_tasks")
    }


def test_nothing_is_left_of_it(media: Path) -> None:
    before = rows()
    run = imported(media=media)
    assert Article.objects.exists()
    assert Picture.objects.exists()

    undo_import(run, at=timezone.now(), should_stop=lambda: True)
    run.refresh_from_db()
    assert run.state == ImportRun.State.UNDOING, "stopped after its first batch"
    told = undo_import(run, at=timezone.now())

    assert rows() == before
    assert not told["kept"]
    run.refresh_from_db()
    assert run.state == ImportRun.State.UNDONE
    assert not GoneAddress.objects.exists()
    assert told["taken_back"]["article"] == 4
    assert AuditEntry.objects.get(what="archive.import-undone").about == f"import:{run.pk}"
    with pytest.raises(ImportOverError):
        undo_import(run, at=timezone.now())


def test_what_was_edited_here_stays_with_all_it_hangs_on(media: Path) -> None:
    run = imported(media=media)
    story = Article.objects.get(title="L'eau remonte")
    story.title = "L'eau remonte enfin"
    publish_article(story, at=timezone.now(), is_archive=True)
    Contributor.objects.exclude(contributions__article=story).update(email="desk@example.org")

    told: dict[str, Any] = undo_import(run, at=timezone.now())

    assert list(Article.objects.values_list("title", flat=True)) == ["L'eau remonte enfin"]
    assert Section.objects.filter(pk=story.section_id).exists()
    spoken_of = story.article_subjects.values_list("subject_id", flat=True)
    assert set(Subject.objects.values_list("pk", flat=True)) == set(spoken_of)
    assert told["kept"]["article"] == 1
    kept = LedgerLine.objects.get(kind="article")
    assert "edited here" in kept.notes[0]
    assert kept.run_id == run.pk


def test_what_a_newer_dump_changed_becomes_what_it_was(tmp_path: Path) -> None:
    imported()
    before = Article.objects.get(title="L'eau remonte")
    newer = tmp_path / "newer.sql"
    newer.write_text(BACKUP.read_text(encoding="utf-8").replace("a gagné un mètre.'", "a perdu un mètre.'"))
    second = imported(newer)
    assert "perdu" in Article.objects.get(pk=before.pk).standfirst

    undo_import(second, at=timezone.now())

    story = Article.objects.get(pk=before.pk)
    assert (story.standfirst, story.live) == (before.standfirst, True)
    assert Article.objects.count() == 5
    # The first dump finds its story unchanged again.
    again = carry_on_import(start_import(system="spip", given=[str(BACKUP)], at=timezone.now()))
    assert "updated" not in again.outcomes


def ghost(folder: Path, *, vieux: str) -> ImportRun:
    """An import of a Ghost site with its files of redirects and routes."""
    folder.mkdir()
    slugs = ("un", "deux")
    posts = [
        {"id": slug, "title": slug, "slug": slug, "html": "<p>Un texte.</p>", "status": "published"}
        | {"published_at": "2019-05-06T07:08:09.000Z"}
        for slug in slugs
    ]
    settings = [{"key": "title", "value": "Le Lac"}, {"key": "locale", "value": "fr"}]
    (folder / "export.json").write_text(
        json.dumps({"db": [{"data": {"posts": posts, "settings": settings}}]})
    )
    redirects = [{"from": "/vieux", "to": vieux}, {"from": "^/blog/(.*)/$", "to": f"{vieux}?$1"}]
    (folder / "redirects.json").write_text(json.dumps([*redirects, {"from": "/meme", "to": "/un/"}]))
    (folder / "routes.yaml").write_text("collections:\n  /j/:\n    permalink: /j/{year}/{slug}/\n")
    given = [str(folder / "export.json")]
    run = start_import(system="ghost", given=given, at=timezone.now(), options={"language": "fr"})
    carry_on_import(run)
    return run


def test_what_its_files_of_redirects_told_goes_too_and_an_older_word_holds_again(tmp_path: Path) -> None:
    now, before = timezone.now(), rows()

    def led() -> list[str]:
        asked = ("/vieux", "/blog/2012/lac/", "/meme", "/j/2019/un/")
        return [resolve(address, at=now).address.rstrip("/").rpartition("/")[2] for address in asked]

    first = ghost(tmp_path / "first", vieux="/un/")
    told, told_first = rows(), led()
    second = ghost(tmp_path / "second", vieux="/deux/")
    listed = {one.address for one in old_addresses(second, at=now)}
    told_second = led()
    undo_import(second, at=now)

    assert told_first == led() == ["un", "un", "un", "un"]
    assert told_second == ["deux", "deux", "un", "un"]
    assert "/vieux" in listed
    assert "/meme" not in listed, "the first import told it already"
    assert rows() == told
    # What somebody gives by itself is nobody's import, and stays.
    take_in_redirects(read_redirects(tmp_path / "second" / "redirects.json"), system="ghost", at=now)
    undo_import(first, at=now)
    assert rows()["archive.OldPattern"] == 1
    assert rows()["archive.OldAddress"] == before["archive.OldAddress"] + 2

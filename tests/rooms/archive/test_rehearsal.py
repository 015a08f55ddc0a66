"""A rehearsal looks for files and takes none: what is at hand is not told as missing, what is not, is."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from azdarar.archive.actions import carry_on_import, start_import
from azdarar.archive.importing import ImportCommand
from azdarar.archive.intake import intake_folder
from azdarar.archive.internal.from_spip import SPIPSource
from azdarar.archive.models import ImportRun
from azdarar.archive.report import ImportReport
from azdarar.articles.models import Article
from azdarar.media.models import Picture, StoryDocument
from tests.rooms.archive.exports import item, write_export
from tests.rooms.archive.saved_site import FIGURE, TEXT, page, picture, write_warc

pytestmark = [pytest.mark.whole, pytest.mark.django_db, pytest.mark.usefixtures("founded")]

SPIP = Path(__file__).parents[2] / "fixtures" / "spip" / "small_paper.sql"


def put(media: Path, *names: str) -> None:
    """Put a picture or a document on the disk under each name."""
    for name in names:
        (media / name).parent.mkdir(parents=True, exist_ok=True)
        (media / name).write_bytes(picture() if name.endswith(".jpg") else b"%PDF-1.7 x")


def spip(folder: Path, media: Path) -> Path:
    put(media, "IMG/jpg/lac.jpg", "IMG/logo/arton1.jpg", "IMG/logo/rubon1.jpg")
    return SPIP


def wordpress(folder: Path, media: Path) -> Path:
    put(media, "2012/port.jpg", "2012/rapport.pdf")
    files = "https://lac.example/wp-content/uploads/2012"
    content = (
        f'<img src="{files}/port.jpg" alt="Le port">\n\n<img src="{files}/perdue.jpg" alt="">\n\n'
        f'<p>Voir <a href="{files}/rapport.pdf">le rapport</a>.</p>'
    )
    return write_export(folder, item(1, content=content))


def ghost(folder: Path, media: Path) -> Path:
    put(media, "images/2019/lac.jpg")
    told = {"status": "published", "visibility": "public", "published_at": "2019-05-06T07:08:09.000Z"}
    html = "<p>Un texte.</p>" + "".join(
        f'<figure class="kg-image-card"><img src="__GHOST_URL__/content/images/2019/{name}.jpg"></figure>'
        for name in ("lac", "perdue")
    )
    posts = [
        {"id": "p1", "title": "Un", "slug": "un", "html": html, **told}
        | {"feature_image": "__GHOST_URL__/content/images/2019/lac.jpg"},
        {"id": "p2", "title": "Deux", "slug": "deux", "html": "<p>Un texte.</p>", **told}
        | {"feature_image": "__GHOST_URL__/content/images/2019/nulle.jpg"},
    ]
    settings = [{"key": "title", "value": "Le Lac"}, {"key": "locale", "value": "fr"}]
    path = folder / "export.json"
    path.write_text(json.dumps({"db": [{"data": {"posts": posts, "settings": settings}}]}))
    return path


def pages(folder: Path, media: Path) -> Path:
    put(media, "img/beside.jpg")
    path = "/2012/05/tempete.html"
    figures = "".join(FIGURE.replace("lac.jpg", name) for name in ("lac.jpg", "beside.jpg", "perdue.jpg"))
    told = [(path, 200, "text/html", page(path, "Tempête", text=figures + TEXT))]
    return write_warc(folder / "site.warc.gz", [*told, ("/img/lac.jpg", 200, "image/jpeg", picture())])


def brought(system: str, given: Path, media: Path, *, is_dry_run: bool) -> ImportReport:
    options = {"media": str(media), "is_dry_run": is_dry_run}
    return carry_on_import(
        start_import(system=system, given=[str(given)], at=timezone.now(), options=options)
    )


def files() -> set[Path]:
    """What the paper keeps on the disk."""
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def losses(report: ImportReport) -> dict[tuple[str, str], list[tuple[str, str, str]]]:
    """What is told as lost, item by item."""
    kinds = ("missing-picture", "broken-link")
    return {
        (row.kind, row.foreign_id): sorted(need for need in row.needs if need[0] in kinds)
        for row in report.rows
    }


@pytest.mark.parametrize(
    ("source", "missing"),
    [(spip, 0), (wordpress, 1), (ghost, 2), (pages, 1)],
    ids=["spip", "wordpress", "ghost", "pages"],
)
def test_a_rehearsal_tells_of_the_same_losses_as_the_import(
    source: Callable[[Path, Path], Path], missing: int, tmp_path: Path
) -> None:
    media = tmp_path / "media"
    given, before = source(tmp_path, media), files()

    rehearsed = brought(source.__name__, given, media, is_dry_run=True)
    is_untouched = not any(model._default_manager.exists() for model in (Article, Picture, StoryDocument))
    is_without_files = files() == before
    real = brought(source.__name__, given, media, is_dry_run=False)

    assert is_untouched
    assert is_without_files
    assert files() > before
    assert losses(rehearsed) == losses(real)
    assert rehearsed.needs["missing-picture"] == missing
    assert rehearsed.remarks == real.remarks
    assert not any("lac.jpg" in note or "port.jpg" in note for row in rehearsed.rows for note in row.notes)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite alone keeps others from writing")
@pytest.mark.django_db(transaction=True)
def test_the_command_rehearses_on_a_copy_while_others_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = str(connection.settings_dict["NAME"])
    wrote: list[int] = []

    def told(self: SPIPSource) -> Any:
        for story in stories_of(self):
            with closing(sqlite3.connect(own, timeout=0)) as other, other:
                wrote.append(other.execute("UPDATE archive_importrun SET title = title").rowcount)
            yield story

    stories_of = SPIPSource.told
    monkeypatch.setattr(SPIPSource, "told", told)
    call_command(ImportCommand(), str(SPIP), dry_run=True, report=str(tmp_path / "report"))

    run = ImportRun.objects.get()
    assert wrote
    assert run.state == ImportRun.State.DONE
    assert run.summary["outcomes"]["taken"] > 0
    assert (tmp_path / "report" / "report.html").exists()
    assert str(connection.settings_dict["NAME"]) == own
    assert not Article.objects.exists()
    assert not list((intake_folder() / ".rehearsals").iterdir())

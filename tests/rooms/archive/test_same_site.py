"""A newer export is of the site that was here, by whatever name it comes; another site never is."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from django.utils import timezone

from azdarar.archive.actions import carry_on_import, start_import
from azdarar.archive.internal.same_site import site_called
from azdarar.archive.models import ImportRun, LedgerLine
from azdarar.articles.models import Article
from tests.rooms.archive.bringing import import_spip, import_wxr
from tests.rooms.archive.exports import item, write_export
from tests.rooms.archive.saved_site import TEXT, page

pytestmark = [pytest.mark.whole, pytest.mark.django_db, pytest.mark.usefixtures("founded")]

BACKUP = Path(__file__).parents[2] / "fixtures" / "spip" / "small_paper.sql"
ADDRESS = "('adresse_site','http://voix.example','oui'),"


def backup(path: Path, *changes: tuple[str, str]) -> Path:
    """The small paper without its address, and otherwise changed."""
    text = BACKUP.read_text(encoding="utf-8")
    for old, new in ((ADDRESS, ""), *changes):
        assert old in text
        text = text.replace(old, new)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def known(name: str, titles: dict[int, str]) -> None:
    """A site of the ledger."""
    run = ImportRun.objects.create(system="spip", site=name, asked_at=timezone.now())
    for number, title in titles.items():
        told = {"kind": "article", "foreign_id": str(number), "title": title, "imported_at": timezone.now()}
        LedgerLine.objects.create(system="spip", site=name, run=run, **told)


def test_a_dump_without_its_address_is_known_by_what_it_holds(tmp_path: Path) -> None:
    import_spip(backup(tmp_path / "dump.sql"))
    stories = Article.objects.count()

    same = import_spip(backup(tmp_path / "dump (1).sql"))
    newer = import_spip(backup(tmp_path / "dump-2024.sql", ("a gagné un mètre.'", "a perdu un mètre.'")))
    with_address = import_spip(BACKUP)

    assert (same.changes, newer.outcomes["updated"], newer.outcomes["taken"]) == (0, 1, 0)
    assert with_address.outcomes["taken"] == 0
    assert Article.objects.count() == stories
    assert len({run.site for run in ImportRun.objects.all()}) == 1


def test_another_site_in_a_file_of_the_same_name_overwrites_nothing(tmp_path: Path) -> None:
    import_spip(backup(tmp_path / "mine" / "dump.sql"))
    before = dict(Article.objects.values_list("pk", "title"))
    words = (
        "eau remonte",
        "Un brouillon",
        "Proposé",
        "Le bac est réparé",
        "Սևանա",
        "Refusé",
        "Jeté",
        "Ailleurs",
    )
    others = [(word, f"Tout autre chose {number}") for number, word in enumerate(words)]

    report = import_spip(backup(tmp_path / "other" / "dump.sql", *others))

    assert report.outcomes["updated"] == 0
    assert Article.objects.count() == 2 * len(before)
    assert Article.objects.in_bulk(before) == {
        pk: Article.objects.get(pk=pk, title=before[pk]) for pk in before
    }


@pytest.mark.parametrize(
    ("address", "otherwise", "titles", "wanted"),
    [
        ("https://www.lac.example/", "x", {}, "http://lac.example"),
        ("http://lac.example", "x", {}, "http://lac.example"),
        ("http://autre.example", "x", {1: "Un", 2: "Deux", 3: "Trois"}, "http://autre.example"),
        ("http://autre.example", "x", {1: "Le vent", 2: "La mer", 3: "Le sel"}, "dump spip"),
        ("", "x", {1: "01. Un", 2: "<multi>[fr]Deux[en]Two</multi>", 3: "Trois"}, "http://lac.example"),
        ("", "x", {1: "Un"}, "http://lac.example"),
        ("", "x", {1: "Un", 2: "Autre", 3: "Encore"}, "x"),
        ("", "x", {7: "Rien de cela"}, "x"),
        ("", "dump spip", {}, "dump spip"),
        ("", "dump spip", {1: "Tout", 2: "autre", 3: "chose"}, "dump spip 2"),
        ("", "dump spip", {4: "La suite", 5: "de ce qui", 6: "fut arrêté"}, "dump spip"),
    ],
)
def test_what_a_site_is_called(address: str, otherwise: str, titles: dict[int, str], wanted: str) -> None:
    known("http://lac.example", {1: "Un", 2: "Deux", 3: "Trois"})
    known("dump spip", {1: "Le vent", 2: "La mer", 3: "Le sel"})
    glimpses = [("article", str(number), title) for number, title in titles.items()]

    assert site_called("spip", address=address, otherwise=otherwise, glimpses=glimpses) == wanted


def test_a_wordpress_that_moved_to_https_and_a_ghost_that_was_renamed_are_the_same(tmp_path: Path) -> None:
    export = write_export(tmp_path, item(1), item(2))
    import_wxr([export])
    export.write_text(export.read_text().replace("https://lac.example", "http://www.lac.example/"))

    assert import_wxr([export]).changes == 0

    for title in ("Le Lac", "Le Lac, journal"):
        posts = [
            {"id": f"5951f5fca366002ebd5dbe{n}f", "slug": f"g-{n}", "title": f"G {n}", "status": "published"}
            for n in range(3)
        ]
        told = {"posts": posts, "settings": [{"key": "title", "value": title}]}
        (tmp_path / "ghost.json").write_text(json.dumps({"db": [{"data": told}]}))
        given = [str(tmp_path / "ghost.json")]
        carry_on_import(start_import(system="ghost", given=given, at=timezone.now()))
    assert Article.objects.filter(title__startswith="G ").count() == 3


def test_pages_without_a_host_go_by_the_name_of_their_archive(tmp_path: Path) -> None:
    pages = {f"site/2009/{n}.html": page(f"/{n}", f"Le vent {n}", text=TEXT) for n in range(3)}
    with zipfile.ZipFile(tmp_path / "lac.2009.zip", "w") as archive:
        for name, text in pages.items():
            archive.writestr(name, text.replace(b"https://lac.example", b""))

    for _time in range(2):
        run = start_import(system="pages", given=[str(tmp_path / "lac.2009.zip")], at=timezone.now())
        carry_on_import(run)

    assert Article.objects.count() == 3
    assert run.site in ("lac", "lac.example")

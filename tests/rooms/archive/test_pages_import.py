"""A site without its database comes home: from a mirror of its pages, and from a web archive."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from azdarar.archive.models import ImportRun, KeptOriginal, LedgerLine, OldAddress, Repair
from azdarar.articles.models import Article
from azdarar.media.models import Picture
from tests.rooms.archive.saved_site import LD, TEXT, page, write_mirror, write_warc

pytestmark = [pytest.mark.whole, pytest.mark.django_db, pytest.mark.usefixtures("founded")]


def bring(*arguments: str) -> dict[str, object]:
    """Run the command and return its summary."""
    out = StringIO()
    call_command("import_archive", *arguments, "--json", stdout=out, stderr=StringIO())
    found: dict[str, object] = json.loads(out.getvalue())
    return found


@pytest.mark.parametrize("kind", ["mirror", "warc.gz", "warc"])
def test_a_lost_site_comes_home_with_its_dates_pictures_and_addresses(kind: str, tmp_path: Path) -> None:
    given = write_mirror(tmp_path / "saved") if kind == "mirror" else write_warc(tmp_path / f"site.{kind}")

    summary = bring(str(given))

    stories = {story.title: story for story in Article.objects.all()}
    assert set(stories) == {"Tempête sur le lac", "La neige"}
    storm = stories["Tempête sur le lac"]
    assert (storm.standfirst, storm.section.name) == ("Une tempête de printemps.", "Le lac")
    assert storm.canonical_path == "/fr/2012/05/06/tempete/"
    assert [row.contributor.name for row in storm.contributions.all()] == ["Anahit S."]
    assert {row.subject.slug for row in storm.article_subjects.all()} == {"lac", "peche"}
    picture = Picture.objects.get()
    told = (picture.title, picture.alt_text, picture.caption)
    assert told == ("lac", "Le lac gelé vu du port", "Le port, en mai.")
    addresses = set(OldAddress.objects.filter(object_id=storm.pk).values_list("address", flat=True))
    assert any("tempete.html" in address for address in addresses)
    if kind != "mirror":
        assert any("vieux.php3" in address for address in addresses)
    files = OldAddress.objects.filter(object_id=picture.pk, object_label="media.Picture")
    assert "/img/lac.jpg" in [one.address for one in files]
    left_out = LedgerLine.objects.filter(outcome=LedgerLine.Outcome.LEFT_OUT)
    assert {line.title for line in left_out} >= {"Page introuvable", "Le Lac"}
    assert all(line.notes for line in left_out)
    assert summary["dry_run"] is False
    assert bring(str(given))["outcomes"] == {"unchanged": 2, "left-out": len(left_out)}


def test_the_newest_capture_of_an_address_is_taken_and_running_again_changes_nothing(tmp_path: Path) -> None:
    path = "/2012/05/tempete.html"
    write_warc(
        tmp_path / "a.warc.gz", [(path, 200, "text/html", page(path, "Tempête, corrigé"))], at="2015-01-01"
    )
    write_warc(tmp_path / "b.warc.gz", [(path, 200, "text/html", page(path, "Tempête"))], at="2014-01-01")
    write_warc(tmp_path / "c.warc.gz", [(path, 500, "text/html", b"<p>Panne</p>")], at="2016-01-01")

    bring(str(tmp_path))
    again = bring(str(tmp_path))

    assert [story.title for story in Article.objects.all()] == ["Tempête, corrigé"]
    assert again["outcomes"] == {"unchanged": 1, "left-out": 1}


def test_links_between_pages_lead_to_the_stories_and_translations_are_linked(tmp_path: Path) -> None:
    one, other, english = "/2012/05/un.html", "/2012/06/deux.html", "/en/2012/05/one.html"
    link = '<p>Lire <a href="/2012/06/deux.html?utm_source=x#suite">la suite</a> et rien d’autre.</p>'
    spoken = "".join(
        f'<link rel="alternate" hreflang="{code}" href="http://lac.example{path}">'
        for code, path in (("fr", one), ("en", english))
    )
    answers = [
        (one, 200, "text/html", page(one, "Un", head=LD % ("Un", "2012-05-06") + spoken, text=link + TEXT)),
        (other, 200, "text/html", page(other, "Deux", day="2012-06-07")),
        (
            english,
            200,
            "text/html",
            page(english, "One", language="en", head=LD % ("One", "2012-05-06") + spoken),
        ),
    ]

    bring(str(write_warc(tmp_path / "site.warc.gz", answers)))

    first = Article.objects.get(title="Un")
    stored = str(Article.objects.values_list("body", flat=True).get(pk=first.pk).raw_data[0]["value"])
    assert 'href="/fr/2012/06/07/deux/#suite"' in stored
    assert Article.objects.get(title="One").translation_key == first.translation_key
    assert set(KeptOriginal.objects.values_list("format", flat=True)) == {"html"}
    assert bring(str(tmp_path / "site.warc.gz"))["outcomes"] == {"unchanged": 3}


def test_what_the_pages_do_not_tell_waits_for_a_person(tmp_path: Path) -> None:
    body = page(
        "/avis/sans-date-du-tout.html", "Sans date", head="", text=TEXT + '<img src="/img/perdue.jpg">'
    )
    write_warc(tmp_path / "a.warc.gz", [("/avis/sans-date-du-tout.html", 200, "text/html", body)])

    bring(str(tmp_path / "a.warc.gz"))

    story = Article.objects.get()
    assert story.published_at is not None
    assert story.published_at.year == 2014
    kinds = set(Repair.objects.values_list("kind", flat=True))
    assert kinds == {"doubtful-date", "missing-picture"}


def test_the_command_says_what_it_found_lists_goes_on_and_takes_back(tmp_path: Path) -> None:
    given = write_warc(tmp_path / "site.warc.gz")
    out, told = StringIO(), StringIO()

    call_command("import_archive", str(given), stdout=StringIO(), stderr=told)
    run = ImportRun.objects.get()
    call_command("import_archive", "--list", stdout=out)
    call_command("import_archive", "--undo", str(run.pk), stdout=out)

    assert "Found a web archive (WARC): site.warc.gz." in told.getvalue()
    assert f"{run.pk:>4}" in out.getvalue()
    assert not Article.objects.exists()
    with pytest.raises(CommandError, match="no import to go on with"):
        call_command("import_archive", "--resume", stdout=out)
    with pytest.raises(CommandError, match="There is no import 999"):
        call_command("import_archive", "--undo", "999", stdout=out)


def test_a_dry_run_tells_and_writes_nothing(tmp_path: Path) -> None:
    summary = bring(str(write_warc(tmp_path / "site.warc.gz")), "--dry-run")

    assert summary["dry_run"] is True
    assert summary["outcomes"] == {"taken": 2, "left-out": 4}
    assert "not at hand" not in json.dumps(summary)
    assert not Article.objects.exists()
    assert not Picture.objects.exists()

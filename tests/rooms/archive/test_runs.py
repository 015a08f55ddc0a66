"""Imports stop where one asks, go on where they stood, and take of a newer dump only what is different."""

from __future__ import annotations

import fcntl
import os
from collections import Counter
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from azdarar.archive.actions import (
    ImportOverError,
    carry_on_import,
    start_import,
)
from azdarar.archive.asking import ask_to_stop, forget_import
from azdarar.archive.doing import note_progress
from azdarar.archive.internal.body import ImportedBody
from azdarar.archive.internal.foreign_story import Details, ForeignStory
from azdarar.archive.internal.furniture import Furnishing, Named
from azdarar.archive.internal.ledger import Ledger
from azdarar.archive.internal.looking import look_at
from azdarar.archive.internal.turns import ImportBusyError, Pace
from azdarar.archive.internal.writing import take_batch
from azdarar.archive.models import ImportRun, LedgerLine, OldAddress, Repair
from azdarar.archive.report import ImportReport, rows_of
from azdarar.articles.actions import publish_article, withdraw_article
from azdarar.articles.models import Article, Section
from azdarar.formats.spip_server import NoAnswerError
from azdarar.media.actions import add_picture
from azdarar.media.models import Picture
from azdarar.press.actions import deliver_announcements
from azdarar.press.models import Announcement
from azdarar.press.watching import told_together
from azdarar.search.naming import asked_of
from azdarar.search.queries import newest
from azdarar.subjects.actions import write_keys
from azdarar.subjects.models import NameKey, Subject
from tests.factories.accounts import AdministratorFactory
from tests.factories.articles import SectionFactory
from tests.factories.media import photograph
from tests.rooms.archive.exports import item, write_export

pytestmark = [pytest.mark.whole, pytest.mark.django_db, pytest.mark.usefixtures("founded")]

State = ImportRun.State


def run_of(path: Path, **options: Any) -> ImportRun:
    return start_import(system="wordpress", given=[str(path)], at=timezone.now(), options=options)


def items(count: int, **values: str) -> list[str]:
    return [item(number, **values) for number in range(1, count + 1)]


def test_it_stops_where_one_asks_and_goes_on_where_it_stood(tmp_path: Path) -> None:
    path = write_export(tmp_path, *items(9))
    run = run_of(path, batch=2)

    carry_on_import(run, should_stop=lambda: Article.objects.count() >= 4)
    run.refresh_from_db()
    assert (run.state, run.done, Article.objects.count()) == (State.STOPPED, 4, 4)

    assert run_of(path, batch=2).pk == run.pk, "the same import goes on"
    report = carry_on_import(run)
    run.refresh_from_db()
    assert (run.state, run.done) == (State.DONE, 9)
    assert dict(report.outcomes) == {"unchanged": 4, "taken": 5}
    assert set(LedgerLine.objects.filter(kind="post").values_list("run_id", flat=True)) == {run.pk}
    with pytest.raises(ImportOverError):
        carry_on_import(run)


def test_somebody_else_may_ask_it_to_stop(tmp_path: Path) -> None:
    run = run_of(write_export(tmp_path, *items(6)), batch=2)

    carry_on_import(run, progress=lambda count: ask_to_stop(ImportRun.objects.get(pk=run.pk)))

    run.refresh_from_db()
    assert (run.state, Article.objects.count()) == (State.STOPPED, 2)


def test_what_never_began_is_stopped_at_once(tmp_path: Path) -> None:
    run = run_of(write_export(tmp_path, item(1)))

    ask_to_stop(run)

    assert run.state == State.STOPPED


def test_a_run_that_failed_says_why_and_can_be_tried_again(tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    path.write_text("<html></html>", encoding="utf-8")
    run = run_of(path)

    with pytest.raises(Exception, match="web page"):
        carry_on_import(run)
    run.refresh_from_db()
    assert run.state == State.FAILED
    assert run.problem

    write_export(tmp_path, item(1))
    carry_on_import(run)
    run.refresh_from_db()
    assert (run.state, run.problem) == (State.DONE, "")


def test_only_one_import_runs_at_a_time(tmp_path: Path) -> None:
    run = run_of(write_export(tmp_path, item(1)))
    handle = os.open(settings.HOME / "import.lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(handle, fcntl.LOCK_EX)

    with pytest.raises(ImportBusyError):
        carry_on_import(run)

    os.close(handle)
    run.refresh_from_db()
    assert run.state == State.WAITING


def test_its_pace_leaves_others_time_to_save() -> None:
    pace = Pace()

    for _batch in range(5):
        pace.took(0.1, pace.most)
    assert pace.most == 800, "texts alone"
    pace.took(400.0, pace.most)
    assert pace.most == 2, "every text with its picture"
    pace.took(30.0, pace.most)
    assert pace.most == 1
    pace.took(0.1, pace.most)
    assert pace.most == 2

    fixed = Pace(20)
    with fixed.measured(20):
        pass
    assert fixed.most == 20


def test_run_twice_it_changes_nothing(tmp_path: Path) -> None:
    path = write_export(tmp_path, *items(3))
    carry_on_import(run_of(path))
    before = [list(model.objects.order_by("pk").values()) for model in (Article, LedgerLine, OldAddress)]
    told = Announcement.objects.count()

    report = carry_on_import(run_of(path))

    assert dict(report.outcomes) == {"unchanged": 3}
    assert before == [
        list(model.objects.order_by("pk").values()) for model in (Article, LedgerLine, OldAddress)
    ]
    assert Announcement.objects.count() == told


def test_of_a_newer_dump_only_differences_are_taken_and_nothing_edited_here_is_overwritten(
    tmp_path: Path,
) -> None:
    carry_on_import(run_of(write_export(tmp_path, *items(5))))
    edited, withdrawn, deleted = (Article.objects.get(title=f"Titre {number}") for number in (2, 3, 4))
    edited.title = "Le titre de la rédaction"
    publish_article(edited, at=timezone.now())
    withdraw_article(withdrawn)
    deleted.delete()
    newer = run_of(write_export(tmp_path, *items(5, content="Un texte tout nouveau."), item(6)), x=1)

    report = carry_on_import(newer)

    outcomes = {row.foreign_id: row.outcome for row in report.rows}
    assert outcomes == {"1": "updated", "2": "kept", "3": "kept", "4": "kept", "5": "updated", "6": "taken"}
    assert Article.objects.get(pk=edited.pk).title == "Le titre de la rédaction"
    assert Article.objects.get(pk=withdrawn.pk).live is False
    kept = LedgerLine.objects.get(kind="post", foreign_id="2")
    assert (kept.outcome, kept.last_run_id) == ("kept", newer.pk)
    assert "edited here" in kept.notes[0]
    changed = Article.objects.get(title="Titre 1")
    deliver_announcements()
    found = newest(asked_of({"q": ["tout nouveau"]}, language="fr"), at=timezone.now(), most=20)
    assert {card.id for card in found} == {changed.pk, Article.objects.get(title="Titre 5").pk}
    # What it said before is in its history.
    assert "Un autre" in str(changed.revisions.order_by("pk")[0].content["body"])


def test_one_bad_item_of_a_batch_is_left_out_alone(tmp_path: Path) -> None:
    nameless = item(3, title="", content="", slug="")
    path = write_export(tmp_path, *items(2), nameless, item(4, date="0026-10-22 12:00:00"), item(5), item(5))

    report = carry_on_import(run_of(path))

    outcomes = [(row.foreign_id, row.outcome) for row in report.rows]
    assert outcomes[:2] == [("1", "taken"), ("2", "taken")]
    assert outcomes[-2:] == [("5", "taken"), ("5", "left-out")]
    undated = Article.objects.get(title="Titre 4")
    assert (undated.live, undated.published_at) == (False, None)
    assert Repair.objects.get(page_id=undated.pk).kind == "doubtful-date"


class Told(Counter[str]):
    """A site that tells three stories, of which the second cannot be read."""

    given_up = 0

    def give_up(self) -> None:
        self.given_up += 1

    def stories(self) -> list[ForeignStory]:
        return [
            ForeignStory(
                kind="post",
                foreign_id=str(number),
                title=f"Titre {number}",
                language="fr",
                checksum="c",
                details=partial(self.details, number),
            )
            for number in (1, 2, 3)
        ]

    def details(self, number: int) -> Details:
        if number == 2:
            picture = add_picture(file=BytesIO(photograph(size=(40, 30))), title="Le lac", alt_text="Un lac")
            self.ledger.remember("attachment", 7, picture)
            raise RuntimeError("nobody foresaw this")
        return Details(
            headline=f"Titre {number}",
            body=ImportedBody([("paragraph", "<p>Un texte.</p>")]),
            at=timezone.now(),
            is_public=True,
            section=SectionFactory(slug=f"s{number}"),
        )


def files_in_store() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def test_an_item_that_cannot_be_written_is_left_out_alone_and_told() -> None:
    source: Any = Told()
    source.ledger = ledger = Ledger(system="wordpress", site="lac.example")
    before = files_in_store()
    report = ImportReport(source="Le Lac", language="fr", is_dry_run=False)

    take_batch(source.stories(), source=source, ledger=ledger, report=report)

    assert [row.outcome for row in report.rows] == ["taken", "left-out", "taken"]
    assert set(Article.objects.values_list("title", flat=True)) == {"Titre 1", "Titre 3"}
    assert "nobody foresaw this" in LedgerLine.objects.get(kind="post", foreign_id="2").notes[0]
    assert source.given_up == 2
    assert not Picture.objects.exists()
    assert files_in_store() == before, "the files of what was not written are gone with it"


@pytest.mark.parametrize(
    ("date", "is_public", "address"),
    [
        ("1926-03-04 05:06:07", True, "/fr/1926/03/04/titre-1/"),
        ("2101-03-04 05:06:07", False, "/fr/2101/03/04/titre-1/"),
        ("0000-00-00 00:00:00", False, None),
    ],
)
def test_dates_of_other_ages_are_kept(
    tmp_path: Path, date: str, is_public: bool, address: str | None
) -> None:
    carry_on_import(run_of(write_export(tmp_path, item(1, date=date))))

    story = Article.objects.get()
    assert (story.is_visible(at=timezone.now()), story.canonical_path) == (is_public, address)


def test_the_menu_is_settled_also_when_the_last_stretch_had_no_story_left(tmp_path: Path) -> None:
    category = '<category domain="category" nicename="s{0}"><![CDATA[Rubrique {0}]]></category>'
    told = [item(number, more=category.format(number)) for number in range(1, 13)]
    run = run_of(write_export(tmp_path, *told), batch=4)

    carry_on_import(run, should_stop=lambda: Article.objects.count() == len(told))
    run.refresh_from_db()
    was_stopped = run.state == State.STOPPED
    report = carry_on_import(run)

    assert was_stopped
    assert dict(report.outcomes) == {"unchanged": 12}
    assert Section.objects.filter(is_in_menu=True).count() == 10


def test_a_run_that_is_forgotten_leaves_no_file_behind(
    tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    run = run_of(write_export(tmp_path, item(1)), is_dry_run=True)
    carry_on_import(run, progress=partial(note_progress, run))
    run.refresh_from_db()
    folder, names = rows_of(run.pk).parent, f"import-{run.pk}.*"
    kept = {path.suffix for path in folder.glob(names)}

    with django_capture_on_commit_callbacks(execute=True):
        forget_import(run, by=AdministratorFactory(), at=timezone.now())

    assert kept == {".jsonl", ".progress"}
    assert not list(folder.glob(names))


def test_a_thing_with_a_long_name_has_a_line_in_each_language() -> None:
    ledger = Ledger(system="wordpress", site="lac.example")
    furnishing = Furnishing(ledger=ledger, languages=("fr", "hy"))
    told = Named(name="Le lac", kind="category", foreign_id="l" * 150)

    made = [furnishing.of(language).section(told) for language in ("fr", "hy")]
    Furnishing(ledger=ledger, languages=("fr", "hy")).of("hy").section(told)

    assert {line.object_id for line in ledger.lines} == {section.pk for section in made}
    assert ledger.lines.count() == 2


def test_a_sample_shows_each_old_text_beside_the_story_it_became(tmp_path: Path) -> None:
    told = ((3, "Le vent"), (1, "La neige"), (40, "Le port"), (2, "Le col"))
    export = write_export(tmp_path, *(item(number, content=f"{words}.") for number, words in told))

    report = carry_on_import(run_of(export))
    report.write(tmp_path / "report")
    pairs = report.matter().pairs()

    assert [(pair.title, pair.old) for pair in pairs] == [
        (f"Titre {number}", f"{words}.") for number, words in told
    ]
    assert all(pair.old in pair.new for pair in pairs)


def test_a_look_counts_no_file_that_a_link_leads_to(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>Il gèle.</p>", encoding="utf-8")
    (tmp_path / "b.html").symlink_to(tmp_path / "a.html")
    (tmp_path / "etc").symlink_to("/etc")

    assert look_at("pages", [str(tmp_path)]).besides == {"html": 1}


def test_a_look_at_a_database_asks_the_database() -> None:
    with pytest.raises(NoAnswerError):
        look_at("spip", ["mysql://paper@127.0.0.1:9/spip"])


def test_a_keyword_is_filed_as_if_it_had_been_added_here() -> None:
    ledger = Ledger(system="spip", site="https://lac.example")
    furnishing = Furnishing(ledger=ledger, languages=["en", "fr"])
    french, english = furnishing.of("fr"), furnishing.of("en")
    assert english.subject(Named(name="Gyumri")) is not None
    made = french.subject(Named(name="Hrant Dink"))
    assert made is not None
    assert english.subject(Named(name="Hrant Dink")) == made, "one for all languages"
    keys = NameKey.objects.filter(subject=made).order_by("key").values_list("key", flat=True)
    filed = list(keys)

    write_keys(Subject.objects.get(pk=made.pk))

    assert filed == list(keys.all()) != []


def test_what_a_batch_changes_beside_its_stories_is_told_in_one() -> None:
    with told_together("archive.batch-imported"):
        first, second = SectionFactory(), SectionFactory()
        numbers = [first.pk, second.pk]
        first.name = "Le port"
        first.save()
        second.delete()

    (told,) = Announcement.objects.filter(fact="archive.batch-imported")
    assert {f"section:{number}" for number in numbers} <= set(told.tags)

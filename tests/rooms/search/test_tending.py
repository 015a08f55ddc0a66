"""Looking after the index: damage, other versions, lost stories, kills."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from azdarar.articles.actions import withdraw_article
from azdarar.search import tending
from azdarar.search.actions import index_article, index_waiting, leave_word, rebuild_index
from azdarar.search.internal import index_file
from azdarar.search.models import WaitingStories
from azdarar.search.naming import asked_of
from azdarar.search.queries import search, suggest
from azdarar.search.tending import Tender, condition
from tests.factories.articles import AT, public_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]


def found(words: str) -> Any:
    return search(asked_of({"q": [words]}, language="fr"), at=AT)


def headlines(words: str) -> list[str]:
    return [result.card.headline.clean for result in found(words).results]


def test_a_damaged_index_gives_plain_results_says_so_and_makes_itself_anew(
    deliver: Any, caplog: pytest.LogCaptureFixture
) -> None:
    public_story(title="Le moulin")
    deliver()
    index_file.close_living()
    (path,) = index_file.folder().glob("index-*.sqlite3")
    content = bytearray(path.read_bytes())
    content[4096:] = b"\x5a" * (len(content) - 4096)
    path.write_bytes(content)

    plain = found("moulin")
    assert [plain.is_plain, len(plain.results), plain.facets] == [True, 1, {}]
    assert suggest("moul", language="fr", at=AT) == []
    assert condition().is_plain

    Tender(may_go_on=lambda: True).tend()

    mended = found("moulin")
    assert [mended.is_plain, len(mended.results)] == [False, 1]
    assert condition().damaged_at is not None
    assert "search index damaged" in caplog.text


def test_an_index_of_another_version_is_made_anew(deliver: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    public_story(title="Le moulin")
    deliver()
    index_file.close_living()
    monkeypatch.setattr(index_file, "FORMAT", index_file.FORMAT + 1)

    assert found("moulin").is_plain
    Tender(may_go_on=lambda: True).tend()

    assert [found("moulin").is_plain, headlines("moulin")] == [False, ["Le moulin"]]


def test_a_rebuild_that_was_stopped_goes_on_and_knows_what_changed_meanwhile(
    deliver: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("azdarar.search.internal.documents._BATCH", 1)
    first, second, third = (public_story(title=f"Moulin {name}") for name in ("un", "deux", "trois"))
    deliver()
    steps = rebuild_index()
    assert [next(steps), next(steps)] == [1, 2]
    steps.close()  # type: ignore[attr-defined]

    withdraw_article(first)
    fourth = public_story(title="Moulin quatre")
    deliver()
    assert found("moulin").count == 3, "the index that answers follows"
    assert condition().done == 2
    assert list(rebuild_index()) == [3, 4], "what is done already is not done again"

    assert {result.card.id for result in found("moulin").results} == {second.pk, third.pk, fourth.pk}
    assert [path.name for path in index_file.folder().glob("*.sqlite3")] == ["index-2.sqlite3"]


def test_stories_the_index_was_never_told_of_are_missed_and_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    public_story(title="Le moulin")
    monkeypatch.setattr(tending, "_GRACE_S", 0.0)
    tender = Tender(may_go_on=lambda: True)

    tender.tend()
    assert headlines("moulin") == [], "what was just published may be on its way"
    tender.tend()

    assert headlines("moulin") == ["Le moulin"]
    index_file.throw_everything_away()
    tender.tend()
    tender.tend()
    assert headlines("moulin") == ["Le moulin"], "whoever throws it away need not ask for a new one"


def test_word_that_was_left_is_taken_up_and_forgotten() -> None:
    story = public_story(title="Le moulin")
    leave_word([story.pk, story.pk + 1_000])

    assert index_waiting() == 2

    assert headlines("moulin") == ["Le moulin"]
    assert not WaitingStories.objects.exists()


def test_a_change_that_comes_while_a_story_is_read_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    from azdarar.search import actions

    story = public_story(title="Le moulin")
    read = actions.documents_of

    def slowly(ids: Any) -> Any:
        documents = read(ids)
        monkeypatch.setattr(actions, "documents_of", read)
        withdraw_article(story)  # committed, and told to the index, before what was read above is written
        index_article(story.pk)
        return documents

    monkeypatch.setattr(actions, "documents_of", slowly)
    index_article(story.pk)

    assert found("moulin").count == 0


_WRITER = """
import sys
from datetime import UTC, datetime
from azdarar.config import sqlite
sqlite.take_the_place_of_the_standard_library()
import django
django.setup()
from django.conf import settings
from pathlib import Path
settings.AZDARAR_SEARCH_FOLDER = Path(sys.argv[1])
from azdarar.search.internal.embedded import EmbeddedEngine
from azdarar.search.internal.engine import Document
engine = EmbeddedEngine(lambda ids: [])
at = datetime(2026, 11, 3, tzinfo=UTC)
for number in range(int(sys.argv[2]), 100000):
    engine.put([Document(number, "fr", at, None, f"moulin{number}", "", "moulin")])
    print(number, flush=True)
"""


@pytest.mark.whole
def test_what_the_index_was_told_is_there_after_a_kill(tmp_path: Path, settings: Any) -> None:
    from azdarar.search.internal.embedded import EmbeddedEngine
    from azdarar.search.internal.engine import Query, Term

    told = 0
    for _kill in range(3):
        command = [sys.executable, "-c", _WRITER, str(tmp_path / "search"), str(told + 1)]
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "azdarar.config.settings_test"}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as writer:
            assert writer.stdout is not None
            for _line in range(20):
                told = int(writer.stdout.readline())
            writer.send_signal(signal.SIGKILL)
            told = max([told, *map(int, writer.stdout.read().split())])
    settings.AZDARAR_SEARCH_FOLDER = tmp_path / "search"
    engine = EmbeddedEngine(lambda ids: [])
    query = Query("fr", (Term((("moulin",),)),))

    hits = engine.search([query], at=AT + timedelta(days=9000), is_newest_first=True, skip=0, most=500)

    assert set(range(1, told + 1)) <= set(hits.ids)
    with index_file.current() as file:
        file.connection.execute("INSERT INTO tokens_fr (tokens_fr) VALUES ('integrity-check')")

"""The file of what changed: seen by every process at once, whole after any death, never too small a truth."""

import os
from pathlib import Path

import pytest

from azdarar.press.internal import changes as module
from azdarar.press.internal.changes import Changes, marks

STORY, OTHER = "article:1", "article:2"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "press" / "changes"


def test_what_one_process_tells_another_sees_at_its_next_look(file: Path) -> None:
    writer, reader = Changes(file), Changes(file)
    before = reader.look()

    number = writer.tell("articles.article-published", {STORY}, at=100.0, takes_away=False)

    assert reader.look() == number > before
    assert reader.newest(marks([STORY]), since=before) == (number, False)
    assert reader.newest(marks([OTHER]), since=before) == (0, False)
    told = reader.told(number)
    assert told is not None
    assert (told.fact, told.at, told.takes_away) == ("articles.article-published", 100.0, False)


def test_a_change_that_takes_away_is_not_forgotten_for_one_that_adds(file: Path) -> None:
    changes = Changes(file)
    begun = changes.look()

    changes.tell("articles.article-withdrawn", {STORY}, at=1.0)
    newest = changes.tell("articles.article-published", {STORY}, at=2.0, takes_away=False)

    assert changes.newest(marks([STORY]), since=begun) == (newest, True)
    assert changes.newest(marks([STORY]), since=newest - 1) == (newest, False)


def test_instants_to_come_are_known_to_everybody_and_after_a_restart(file: Path) -> None:
    Changes(file).tell("articles.article-published", {STORY}, at=1.0, due=[50.0, 90.0])

    changes = Changes(file)

    assert changes.next_due(marks([STORY, OTHER]), after=10.0) == 50.0
    assert changes.next_due(marks([STORY]), after=50.0) == 90.0
    assert changes.next_due(marks([OTHER]), after=10.0) == float("inf")
    assert changes.next_due_of_all(after=60.0) == 90.0


@pytest.mark.parametrize("cut", [1, 7, 20])
def test_a_record_that_was_not_written_whole_counts_as_not_told(file: Path, cut: int) -> None:
    changes = Changes(file)
    first = changes.tell("first", {STORY}, at=1.0)
    with file.open("ab") as torn:  # what a process leaves that dies before it moves the counter
        torn.write(b"\x40" * cut)

    again = Changes(file)
    second = again.tell("second", {OTHER}, at=2.0)

    assert again.newest(marks([STORY]), since=first - 1) == (first, True)
    assert Changes(file).newest(marks([OTHER]), since=first) == (second, True)


@pytest.mark.parametrize("damage", ["empty", "short", "other version", "records"])
def test_a_damaged_file_begins_anew_and_everything_before_is_old(file: Path, damage: str) -> None:
    changes = Changes(file)
    changes.tell("before", {STORY}, at=1.0)
    pressed_at = changes.tell("later", {STORY}, at=1.0)
    data = file.read_bytes()
    file.unlink()
    spoilt = {
        "empty": b"",
        "short": data[:100],
        "other version": b"AZDCHG\x00\x09" + data[8:],
        "records": data[:4096] + b"\xff" * (len(data) - 4096),
    }
    file.write_bytes(spoilt[damage])

    again = Changes(file)

    assert again.look() > pressed_at
    assert again.newest(marks([OTHER]), since=pressed_at) == (again.horizon, True)
    assert again.newest(marks([OTHER]), since=again.look()) == (0, False)


def test_a_file_that_was_taken_away_is_found_again(file: Path) -> None:
    reader = Changes(file)
    pressed_at = reader.look()
    file.unlink()
    writer = Changes(file)
    writer.tell("after", {STORY}, at=1.0)

    reader.find_again()

    assert reader.newest(marks([OTHER]), since=pressed_at)[1]
    assert reader.look() == writer.look()


def test_another_code_or_database_makes_everything_old_and_the_same_nothing(file: Path) -> None:
    changes = Changes(file)
    assert changes.begin(fingerprint=b"one", newest_announcement=0, now=0.0) == "paper-changed"
    changes.tell("told", {STORY}, at=1.0, due=[70.0], announcement=12)
    pressed_at = changes.look()

    assert changes.begin(fingerprint=b"one", newest_announcement=12, now=2.0) == ""
    assert changes.newest(marks([OTHER]), since=pressed_at) == (0, False)

    assert changes.begin(fingerprint=b"two", newest_announcement=12, now=2.0) == "paper-changed"
    assert changes.newest(marks([OTHER]), since=pressed_at)[1]
    assert changes.next_due(marks([STORY]), after=2.0) == 70.0, "embargoes to come are kept"

    changes.tell("told", {STORY}, at=1.0, announcement=13)
    assert changes.begin(fingerprint=b"two", newest_announcement=3, now=2.0) == "another-database"
    assert changes.next_due(marks([STORY]), after=2.0) == float("inf")


def test_a_siege_is_seen_by_every_process_and_outlives_a_beginning_anew(file: Path) -> None:
    one, other = Changes(file), Changes(file)

    one.set_siege(True)
    one.forget_everything()

    assert other.siege
    one.set_siege(False)
    assert not other.siege


def test_more_tags_than_are_told_apart_make_all_that_is_older_old(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_TAGS", 10)
    changes = Changes(file)
    begun = changes.look()

    number = changes.tell("archive.brought", {f"article:{n}" for n in range(11)}, at=1.0)

    assert changes.newest(marks([OTHER]), since=begun) == (number, True)
    assert changes.newest(marks(["article:3"]), since=number) == (0, False)


def test_many_processes_that_tell_at_once_lose_nothing(file: Path) -> None:
    Changes(file)
    children = []
    for child in range(4):
        process = os.fork()
        if not process:
            mine = Changes(file)
            for n in range(25):
                mine.tell("told", {f"article:{child}:{n}"}, at=1.0)
            os._exit(0)
        children.append(process)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4

    changes = Changes(file)

    numbers = {
        changes.newest(marks([f"article:{c}:{n}"]), since=changes.horizon)[0]
        for c in range(4)
        for n in range(25)
    }
    assert len(numbers) == 100
    assert 0 not in numbers


def test_a_disk_that_is_full_makes_everything_old_rather_than_keep_a_withdrawn_story(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer, reader = Changes(file), Changes(file)
    pressed_at = reader.look()

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "pwrite", full)
        writer.tell("articles.article-withdrawn", {STORY}, at=1.0)
        with pytest.raises(OSError, match="No space"):
            writer.tell("articles.article-published", {STORY}, at=1.0, due=[9.0])

    assert reader.look() > pressed_at
    assert reader.newest(marks([OTHER]), since=pressed_at)[1]
    assert writer.tell("again", {STORY}, at=2.0, due=[9.0]) == reader.look()
    assert reader.next_due(marks([STORY]), after=2.0) == 9.0

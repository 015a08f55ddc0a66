"""A reader behind walls: what comes out of it, and how every way out ends."""

from __future__ import annotations

import gc
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec
import pytest

from azdarar.errors import AzdararError
from azdarar.formats.confined import Limits, Unconverted, confined
from azdarar.formats.internal.confined_records import Packer, RefusedValueError, Unpacker
from azdarar.formats.xml import NotXMLError, Phrase
from tests.unit.formats import breaking_out
from tests.unit.formats.breaking_out import Story

HERE = "tests.unit.formats.breaking_out"
SMALL = Limits(memory_bytes=200 * 2**20, cpu_seconds=20, silence_seconds=20)
IS_WALLED = sys.platform.startswith("linux") and platform.machine() in {"x86_64", "aarch64"}


def read(
    name: str, *arguments: object, limits: Limits = SMALL, **named: object
) -> tuple[list, AzdararError | None]:
    """All records of a reader, and the error it ended with."""
    found = []
    with confined(f"{HERE}:{name}", *arguments, limits=limits, **named) as records:
        try:
            found.extend(records)
        except AzdararError as error:
            return found, error
    return found, None


def test_records_come_out_as_they_went_in_with_what_the_reader_returned() -> None:
    records = confined(f"{HERE}:stories", 2500, title="Ջուր")

    found = list(records)

    assert found == [Story(number=number, title="Ջուր", marks=("a",)) for number in range(2500)]
    assert records.result == {"count": 2500}


def test_values_that_are_seldom_cross_too() -> None:
    found, _error = read("odd_values")

    assert found == list(breaking_out.odd_values())


def test_a_readers_own_error_arrives_as_itself_after_what_came_before_and_what_it_tells(
    tmp_path: Path,
) -> None:
    source = tmp_path / "words.txt"
    source.write_text("one two", encoding="utf-8")
    records = confined(f"{HERE}:Counting", source, stop=True, told=("count",))

    with pytest.raises(NotXMLError) as refusal:
        [records.__next__() for _ in range(3)]

    assert records.told == {"count": 2}
    assert refusal.value.data == {"name": "x", "begins": "a page"}
    assert isinstance(refusal.value.data["begins"], Phrase)


def test_items_are_converted_on_the_far_side_and_one_failure_stops_no_other() -> None:
    found, _error = read("stories", 5, convert=f"{HERE}:louder", convert_options={"by": 2}, title="a")

    assert [pair[1] for pair in found if isinstance(pair, tuple)] == ["aa"] * 4
    assert isinstance(found[3], Unconverted)
    assert (found[3].item.number, found[3].error.code) == (3, "formats.not-converted")
    assert "“breaking_out”" in str(found[3].error)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("takes_memory", "formats.reading-out-of-memory"),
        ("takes_memory_in_c", "formats.reading-out-of-memory"),
        ("opens_socket", "formats.reading-forbidden"),
        ("forks", "formats.reading-forbidden"),
        ("starts_process", "formats.reading-forbidden"),
        ("kills_parent", "formats.reading-forbidden"),
        ("dies", "formats.reading-crashed"),
        ("leaves", "formats.reading-crashed"),
        ("fails", "formats.reading-failed"),
        ("refuses_oddly", "formats.reading-failed"),
        ("nests", "formats.reading-failed"),
        ("lies", "formats.reading-garbled"),
        ("lies_deep", "formats.reading-garbled"),
        ("gives_stranger", "formats.reading-failed"),
    ],
)
def test_every_way_out_ends_in_a_sentence(name: str, code: str) -> None:
    found, error = read(name)

    assert error is not None
    assert error.code == code
    assert "%(" not in str(error)
    # Dying without a word takes what was not sent yet along; every other end gives what came before.
    assert (
        [story.number for story in found[:1]] == [1]
        or name in {"dies", "leaves", "nests"}
        or "memory" in name
    )


def test_a_message_that_is_not_what_its_kind_holds_is_refused() -> None:
    endings = {kind: read("speaks_out_of_turn", kind) for kind in "BCHTPX"}

    assert {kind: error and error.code for kind, (_found, error) in endings.items()} == dict.fromkeys(
        "BCHTPX", "formats.reading-garbled"
    )
    assert all(found == [Story(number=1)] for found, _error in endings.values())


def test_a_reader_that_runs_on_is_stopped_by_its_processor_time_and_one_that_waits_by_the_clock() -> None:
    _found, ran = read("loops", limits=Limits(cpu_seconds=1))
    _found, waited = read("sleeps", limits=Limits(silence_seconds=1))

    assert (ran and ran.code, waited and waited.code) == ("formats.reading-out-of-time",) * 2


def test_nothing_is_written_removed_or_read_that_was_not_given(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside.txt", tmp_path / "outside.txt"
    inside.write_text("given", encoding="utf-8")
    outside.write_text("secret", encoding="utf-8")

    endings = [read("writes_file", str(tmp_path))[1], read("removes_file", str(outside))[1]]
    found, _error = read("reads_file", str(inside), readable=[inside])
    hidden, _error = read("reads_file", str(outside), readable=[inside])

    assert [error and error.code for error in endings] == ["formats.reading-forbidden"] * 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inside.txt", "outside.txt"]
    assert found == ["given"]
    if "files" in confined_walls():
        assert hidden == ["PermissionError"]


def test_code_below_python_meets_the_same_walls(tmp_path: Path) -> None:
    found, _error = read("goes_below_python", str(tmp_path / "broken-out"))

    if not IS_WALLED or not {"files", "calls"} <= confined_walls():
        pytest.skip("this kernel has neither Landlock nor a filter of calls")
    assert found == ["refused"] * 5
    assert not list(tmp_path.iterdir())


def test_a_reader_that_may_make_files_makes_them_in_a_folder_that_goes_with_it(tmp_path: Path) -> None:
    limits = Limits(scratch_bytes=2**20)

    found, _error = read("uses_scratch", limits=limits)
    _found, error = read("writes_file", str(tmp_path), limits=limits)

    assert found == ["kept for a moment", "2"]
    assert error is not None
    assert error.code in {"formats.reading-forbidden", "formats.reading-failed"}
    assert not list(tmp_path.iterdir())


def test_no_secret_of_the_environment_is_there_to_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZDARAR_SECRET", "improbable")

    found, _error = read("sees_environment")

    assert "AZDARAR" not in found[0]


def test_what_is_left_half_read_leaves_no_process_behind() -> None:
    records = confined(f"{HERE}:stories", 10_000_000)

    next(records)
    process = records._process
    records.close()

    assert process is not None
    assert process.returncode == -9


def test_what_is_dropped_half_read_with_the_error_that_stopped_it_is_ended_without_a_word(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    complaints: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", complaints.append)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def stopped() -> tuple[ValueError, subprocess.Popen[bytes]]:
        records = confined(f"{HERE}:stories", 10_000_000, limits=Limits(scratch_bytes=2**20))
        try:
            next(records)
            raise ValueError
        except ValueError as error:
            assert records._process is not None
            return error, records._process

    error, process = stopped()
    gc.collect()  # the error holds what was read: now the process stands before it in the collector's list
    assert process.poll() is None
    pid = process.pid
    del error, process
    gc.collect()

    assert complaints == []
    assert not list(tmp_path.iterdir())
    with pytest.raises(ChildProcessError):
        os.waitpid(pid, 0)


@pytest.mark.parametrize(
    ("classes", "packed", "what"),
    [
        (["os:system"], None, "class"),
        (["subprocess:Popen"], None, "class"),
        (["azdarar.formats.xml:read_xml"], None, "class"),
        (["azdarar.formats.confined:os"], None, "class"),
        (["azdarar.config.settings:X"], None, "class"),
        ([], [0, "x"], "not named"),
        ([], {"a": 1}, "form"),
        ([], [], "form"),
        ([], [-99, 1], "form"),
        ([], [-3, "yesterday"], "says"),
        ([], [-2, [-2], 1], "says"),
        (["azdarar.formats.blocks:Paragraphs"], [0, 5], "whose html"),
        (["azdarar.formats.blocks:Paragraphs"], [0], "fields"),
        (["azdarar.formats.blocks:ListBlock"], [0, True, [-1, "an item"]], "whose items"),
        (["azdarar.formats.blocks:Heading"], [0, "text", 7], "whose level"),
    ],
)
def test_what_no_reader_would_send_is_refused(classes: list[str], packed: object, what: str) -> None:
    unpacker = Unpacker()

    def take() -> None:
        for name in classes:
            unpacker.learn(name)
        unpacker.unpack(packed)

    with pytest.raises(RefusedValueError, match=what):
        take()


def test_a_value_that_passed_once_does_not_open_the_door_to_others() -> None:
    packer, unpacker = Packer(), Unpacker(modules=[HERE])
    good = packer.pack(Story(number=1, extra={"a": 1}))
    unpacker.learn(packer.new_classes[0])
    unpacker.unpack(good)

    with pytest.raises(RefusedValueError):
        unpacker.unpack(
            msgspec.msgpack.decode(msgspec.msgpack.encode([*good[:7], [-2, "a", "1"], *good[8:]]))
        )


def confined_walls() -> set[str]:
    """The walls that stand on this machine."""
    records = confined(f"{HERE}:stories", 1)
    list(records)
    return set(records.walls)

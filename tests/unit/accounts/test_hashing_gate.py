"""Few hashes run at once on the whole machine, in turn, and whoever comes too late is told so at once."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate
from pathlib import Path

import pytest

from azdarar.accounts.internal import hashing_gate
from azdarar.accounts.internal.hashing_gate import HashingBusyError, HashingGate
from tests.rooms.accounts.held_gate import LONG_S, Held

# A process that hashes six times at once and notes each beginning and end in one file for all processes.
HASHING_PROCESS = """
import os, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from argon2.low_level import Type, hash_secret
from azdarar.accounts.internal.hashing_gate import HashingGate

folder, journal, slots = Path(sys.argv[1]), os.open(sys.argv[2], os.O_WRONLY | os.O_APPEND), int(sys.argv[3])
gate = HashingGate(folder, slots=slots, most_waiting=50, longest_wait_s=60)

def hash_once():
    os.write(journal, b"+")
    hash_secret(b"password", b"salt" * 4, 1, 4096, 1, 32, Type.ID)
    os.write(journal, b"-")

with ThreadPoolExecutor(6) as callers:
    for turn in [callers.submit(gate.run, hash_once) for _ in range(6)]:
        turn.result()
"""
# A process that takes the only slot, says so, and never gives it back.
HOLDING_PROCESS = """
import sys, threading
from pathlib import Path
from azdarar.accounts.internal.hashing_gate import HashingGate

def hold():
    print("held", flush=True)
    threading.Event().wait()

HashingGate(Path(sys.argv[1]), slots=1, most_waiting=1, longest_wait_s=600).run(hold)
"""


def python(code: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def gate(
    folder: Path, *, slots: int = 1, most_waiting: int = 50, longest_wait_s: float = LONG_S
) -> HashingGate:
    return HashingGate(folder, slots=slots, most_waiting=most_waiting, longest_wait_s=longest_wait_s)


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Held]:
    one = Held(gate(tmp_path, most_waiting=3))
    yield one
    one.let_go()


@pytest.mark.parametrize("slots", [1, 2])
def test_processes_that_share_a_home_share_its_slots(tmp_path: Path, slots: int) -> None:
    journal = tmp_path / "journal"
    journal.touch()

    processes = [python(HASHING_PROCESS, tmp_path / "slots", journal, slots) for _ in range(3)]
    for process in processes:
        process.communicate(timeout=LONG_S)

    steps = [1 if step == "+" else -1 for step in journal.read_text(encoding="ascii")]
    assert len(steps) == 3 * 6 * 2
    assert max(accumulate(steps)) <= slots


def test_a_process_that_dies_at_its_hash_gives_its_slot_back(tmp_path: Path) -> None:
    holder = python(HOLDING_PROCESS, tmp_path)
    assert holder.stdout is not None
    holder.stdout.readline()

    with ThreadPoolExecutor(1) as caller:
        mine = caller.submit(gate(tmp_path).run, lambda: "hashed")
        assert not mine.done()
        holder.send_signal(signal.SIGKILL)
        assert mine.result(timeout=LONG_S) == "hashed"

    holder.communicate(timeout=LONG_S)


def test_whoever_comes_when_the_line_is_full_is_refused_at_once_and_nobody_else(held: Held) -> None:
    done: list[int] = []
    for number in range(3):
        held.line_up(lambda number=number: done.append(number))  # type: ignore[misc]

    with pytest.raises(HashingBusyError) as refused:
        held.gate.run(lambda: done.append(99))

    held.let_go()
    assert refused.value.code == "accounts.too-many-at-the-door"
    assert done == [0, 1, 2]


def test_whoever_waits_too_long_is_refused_and_not_hashed_afterwards(tmp_path: Path) -> None:
    one = Held(gate(tmp_path, longest_wait_s=0.01))
    done: list[str] = []

    with pytest.raises(HashingBusyError):
        one.gate.run(lambda: done.append("too late"))

    assert one.gate.waiting == 0
    one.let_go()
    assert done == []


def test_whoever_may_hold_the_databases_lock_goes_first(held: Held) -> None:
    done: list[str] = []
    held.line_up(lambda: done.append("reader"))
    held.line_up(lambda: done.append("editor in a transaction"), holds_transaction=True)

    held.let_go()

    assert done == ["editor in a transaction", "reader"]


def test_a_busy_process_cannot_keep_the_slot_from_another(tmp_path: Path) -> None:
    busy = Held(gate(tmp_path))
    done: list[str] = []
    other = gate(tmp_path)
    for _ in range(10):
        busy.line_up(lambda: done.append("busy"))
    other_callers = ThreadPoolExecutor(1)
    other_turn = other_callers.submit(other.run, lambda: done.append("other"))
    while not _waits_in_the_turnstile(tmp_path):
        os.sched_yield()

    busy.let_go()
    other_turn.result(timeout=LONG_S)

    assert done.index("other") <= 1
    other_callers.shutdown()


def _waits_in_the_turnstile(folder: Path) -> bool:
    turnstile = os.open(folder / "turn-0", os.O_RDWR)
    try:
        fcntl.flock(turnstile, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(turnstile)
    return False


def test_what_the_work_raises_reaches_its_caller_and_the_next_is_served(tmp_path: Path) -> None:
    one = gate(tmp_path)

    with pytest.raises(ZeroDivisionError):
        one.run(lambda: 1 // 0)

    assert one.run(lambda: "well") == "well"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere threads have no priority of their own")
def test_hashing_steps_back_before_readers(tmp_path: Path) -> None:
    mine = os.getpriority(os.PRIO_PROCESS, 0)

    hashing = gate(tmp_path).run(lambda: os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    assert hashing == min(19, mine + hashing_gate.NICENESS)
    assert os.getpriority(os.PRIO_PROCESS, 0) == mine


def test_a_home_that_cannot_be_written_keeps_nobody_out(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert gate(tmp_path / "file" / "slots").run(lambda: "hashed") == "hashed"

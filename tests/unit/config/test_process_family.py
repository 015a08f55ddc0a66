"""Processes that belong together end together, and a lock has one holder."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from azdarar.config.process_family import sole_holder

PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", '''
from azdarar.config.process_family import end_with_parent
import time
end_with_parent()
print("ready", flush=True)
time.sleep(60)
'''])
print(child.pid, flush=True)
time.sleep(60)
"""


def test_a_lock_has_one_holder_at_a_time(tmp_path: Path) -> None:
    with sole_holder(tmp_path / "lock") as first, sole_holder(tmp_path / "lock") as second:
        assert (first, second) == (True, False)
    with sole_holder(tmp_path / "lock") as again:
        assert again


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux's kernel tells a child that its parent died")
def test_a_child_ends_when_its_parent_is_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    lines = {parent.stdout.readline().strip(), parent.stdout.readline().strip()}
    child = int((lines - {"ready"}).pop())

    parent.kill()
    parent.wait()
    parent.stdout.close()

    assert is_gone(child)


def is_gone(process: int, *, within_s: float = 10) -> bool:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{process}/stat").exists() and " Z " in Path(f"/proc/{process}/stat").read_text():
            return True
        time.sleep(0.01)
    return False

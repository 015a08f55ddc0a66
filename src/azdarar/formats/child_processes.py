"""Another Python beside this one: our own program, spoken to through two pipes, and told no secret."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping

_START = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from %s import main; main()"
#: What a Python needs to start and to tell the time. Nothing else of the environment: secrets are in it.
_KEPT = ("LD_LIBRARY_PATH", "TZ")


def start_child(module: str, *, environment: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Run ``main`` of a module in a process that imports what this one does; its errors are written nowhere.

    Args:
        environment: what it is told beside the little it needs.
    """
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return subprocess.Popen(  # noqa: S603 - our own interpreter and our own line
        [sys.executable, "-I", "-B", "-c", _START % module, json.dumps([path for path in sys.path if path])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"LANG": "C.UTF-8", **kept, **(environment or {})},
        # A Ctrl-C is the parent's to answer: it ends the child.
        start_new_session=True,
    )


def end_child(process: subprocess.Popen[bytes]) -> None:
    """End it wherever it is, and close both pipes."""
    process.kill()
    try:
        process.wait()
    finally:  # a second Ctrl-C may come while it ends: it is dead all the same, and must not be left behind
        process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(BrokenPipeError):
                stream.close()

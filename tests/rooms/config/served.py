"""A paper that is served by a process of its own, as a person would start it."""

from __future__ import annotations

import http.client
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "azdarar.config"]
LONGEST_START_S = 120  # a machine under load; an idle one needs three
LONGEST_END_S = 60


def environment(home: Path, **given: str) -> dict[str, str]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("AZDARAR_", "DJANGO_"))}
    return {**bare, "AZDARAR_HOME": str(home), "AZDARAR_WORKERS": "1", **given}


def run(home: Path, *arguments: str, **given: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        env=environment(home, **given),
        capture_output=True,
        text=True,
        timeout=LONGEST_START_S,
    )


def free_port() -> int:
    with closing(socket.socket()) as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


class Served:
    """A paper being served by a process of its own."""

    def __init__(self, home: Path, **given: str) -> None:
        self.home, self.port = home, free_port()
        self.log = (home.parent / "log").open("w+")
        self.process = subprocess.Popen(
            [*COMMAND, "serve", "--bind", f"127.0.0.1:{self.port}"],
            env=environment(home, **given),
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        self._told: queue.Queue[str] = queue.Queue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        self.lines = self._first_lines()
        if not all(self.lines):
            self.end()
            pytest.fail(f"The paper did not start: {self.said()}")

    def _first_lines(self) -> list[str]:
        """What it says when it is ready; empty lines where it ended, or took too long."""
        deadline, lines = time.monotonic() + LONGEST_START_S, [""] * 3
        with suppress(queue.Empty):
            for place in range(3):
                lines[place] = self._told.get(timeout=max(0.0, deadline - time.monotonic()))
        return lines

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._told.put(line.strip())
        for _ in range(3):  # it ended: whoever still waits for a line is told so
            self._told.put("")

    def said(self) -> str:
        self.log.seek(0)
        return self.log.read()

    def get(self, path: str) -> tuple[int, str]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def children(self) -> list[int]:
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [int(word) for path in tasks for word in path.read_text().split()]

    def end(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=LONGEST_END_S)
        finally:
            # Where it did not end, nothing of it is left: its processes end with it.
            self.process.kill()
            self.process.wait()
            self._listener.join(timeout=10)
            if self.process.stdout is not None:
                self.process.stdout.close()


def wait_until(holds: Callable[[], bool], *, at_most_s: float = 60) -> None:
    deadline = time.monotonic() + at_most_s
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)

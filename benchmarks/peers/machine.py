"""The machine of a comparison: programs from Debian, two cores told apart, processes that end with it."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from azdarar.config.process_family import end_with_parent
from benchmarks.processes import processor_s, tree_of

_PLACES = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
#: One core serves, another asks; with more, the rest of the machine stays out of it.
SERVER_CORE, CLIENT_CORE = "0", "1"


class MissingPeerError(Exception):
    """A peer is not installed and may not be; the message says what to install."""


def program(name: str, *, package: str) -> str:
    """Where a program is, installed from Debian where we may.

    Raises:
        MissingPeerError: it is not there.
    """
    found = shutil.which(name, path=_PLACES)
    if found is None:
        install(package)
        found = shutil.which(name, path=_PLACES)
    if found is None:
        raise MissingPeerError(f"{name} is missing (Debian: apt-get install {package})")
    return found


def install(*packages: str) -> None:
    """Install Debian's packages where this user may; says nothing of what fails, whoever needs them does."""
    if os.geteuid() or shutil.which("apt-get") is None:
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages],
    ):
        subprocess.run(  # noqa: S603
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        )


def on_core(core: str, command: Sequence[str]) -> list[str]:
    """The command, kept on one core; as it is where the machine has one only."""
    if (os.cpu_count() or 1) < 2 or shutil.which("taskset") is None:
        return list(command)
    return ["taskset", "--cpu-list", core, *command]


@contextlib.contextmanager
def running(
    command: Sequence[str],
    *,
    url: str,
    environment: Mapping[str, str] | None = None,
    folder: Path,
    name: str,
    within_s: float = 60.0,
    any_status: bool = False,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server on the servers' core until the block ends; the block begins when ``url`` answers.

    Raises:
        MissingPeerError: it does not start; the message has the end of what it said.
    """
    said = folder / f"{name}.log"
    with said.open("wb") as log:
        process = subprocess.Popen(  # noqa: S603
            on_core(SERVER_CORE, command),
            env=None if environment is None else dict(environment),
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=end_with_parent,
        )
    try:
        if url:
            _wait_for(url, process, said, within_s, any_status=any_status)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(
    url: str, process: subprocess.Popen[bytes], said: Path, within_s: float, *, any_status: bool
) -> None:
    until = time.monotonic() + within_s
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310 (our own server)
                answer.read()
            return
        except urllib.error.HTTPError:
            if any_status:
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.1)
    tail = said.read_text(encoding="utf-8", errors="replace")[-800:]
    raise MissingPeerError(f"{process.args!r} does not answer at {url}: {tail}")


@dataclass(frozen=True, slots=True)
class Server:
    """A server of a comparison: where it is asked, and the process all its others descend from."""

    url: str
    pid: int

    def used_s(self) -> float:
        """Seconds of the processor all its processes have taken."""
        return processor_s(tree_of(self.pid))

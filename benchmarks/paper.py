"""A paper to measure: Django in this process, or ``azdarar serve`` in another, in a home of its own."""

import contextlib
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


def start_django() -> None:
    """Set Django up in this process, for the paper at ``AZDARAR_HOME``, and bring its tables up to date."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "azdarar.config.settings_dev")
    os.environ.setdefault("AZDARAR_LOG_LEVEL", "ERROR")
    import django
    from django.apps import apps

    import azdarar.config.sqlite  # noqa: F401 (puts the sound SQLite in its place)

    if apps.ready:
        return
    django.setup()
    from azdarar.config.serving import database_start, static_files

    database_start.bring_up_to_date()
    static_files.collect_when_changed()


def run_module(module: str, *arguments: str, home: Path, **wishes: str) -> str:
    """Run a module of ours on a home, in a process of its own; returns what it wrote.

    ``wishes`` are settings, as ``served`` takes them.
    """
    environment = {**os.environ, "AZDARAR_HOME": str(home), "AZDARAR_LOG_LEVEL": "ERROR"}
    environment |= {f"AZDARAR_{name}": wish for name, wish in wishes.items()}
    command = [sys.executable, "-m", module, *arguments]
    ran = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    return ran.stdout


def children_s() -> float:
    """Seconds of the processors that ended children of this process took."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def free_port() -> int:
    """A port of this machine nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True, slots=True)
class ServedPaper:
    """A running paper: where it is, and how long it took from the command to the first page."""

    url: str
    started_in_s: float
    output: Path
    process_id: int

    def first_lines(self, *, within_s: float = 60.0) -> str:
        """What the command has printed, once the line that lets the first editor in is there."""
        until = time.monotonic() + within_s
        while "Sign in" not in (told := self.output.read_text(encoding="utf-8")) and time.monotonic() < until:
            time.sleep(0.1)
        return told


@contextlib.contextmanager
def served(home: Path, *, demonstration: bool, **wishes: str) -> Iterator[ServedPaper]:
    """Run ``azdarar serve`` on a home until the block ends; ``wishes`` are settings, ``PROXY_COUNT="1"``."""
    bind = f"127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "azdarar.config", "serve", "--bind", bind]
    if demonstration:
        command.append("--demo")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("AZDARAR_")}
    environment |= {"AZDARAR_HOME": str(home), **{f"AZDARAR_{name}": wish for name, wish in wishes.items()}}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    begun = time.monotonic()
    with tempfile.NamedTemporaryFile() as lines:
        process = subprocess.Popen(command, env=environment, stdout=lines, stderr=subprocess.STDOUT)  # noqa: S603
        try:
            _wait_for(f"http://{bind}/fr/", process, begun)
            yield ServedPaper(f"http://{bind}", time.monotonic() - begun, Path(lines.name), process.pid)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_for(url: str, process: subprocess.Popen[bytes], begun: float) -> None:
    while time.monotonic() - begun < 300:
        if process.poll() is not None:
            raise SystemExit("The paper stopped before it answered; start it by hand to read why.")
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 (our own server)
                answer.read()
            return
        time.sleep(0.05)
    raise SystemExit("The paper did not answer within five minutes.")

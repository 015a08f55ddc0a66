"""Plain Wagtail under Granian, one worker: the site its tutorial begins, with as many articles."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.paper import free_port
from benchmarks.peers.machine import MissingPeerError, running

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class PlainWagtail:
    """Where it is asked, and what of it."""

    url: str
    articles: Sequence[str]
    front: str = "/"
    feed: str = "/feed.xml"


@contextlib.contextmanager
def plain_wagtail(folder: Path, stories: Sequence[dict[str, str]]) -> Iterator[PlainWagtail]:
    """Run plain Wagtail with these stories until the block ends.

    Raises:
        MissingPeerError: it could not be made or does not start.
    """
    listed = folder / "stories.jsonl"
    listed.write_text("".join(json.dumps(story) + "\n" for story in stories), encoding="utf-8")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("AZDARAR_", "DJANGO_"))},
        "PLAIN_WAGTAIL_HOME": str(folder),
        "PYTHONPATH": str(CHECKOUT),
    }
    fill = [sys.executable, "-m", "benchmarks.peers.plain_wagtail.fill", str(listed)]
    ran = subprocess.run(fill, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if ran.returncode:
        raise MissingPeerError(f"plain Wagtail could not be filled: {ran.stderr[-600:]}")
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "1"]
    command.append("benchmarks.peers.plain_wagtail.wsgi:application")
    url = f"http://127.0.0.1:{port}"
    with running(command, url=f"{url}/", environment=environment, folder=folder, name="wagtail"):
        yield PlainWagtail(url, json.loads(ran.stdout))

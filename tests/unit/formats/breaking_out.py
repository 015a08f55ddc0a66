"""Readers that try what a reader may never do: ``test_confined`` looks at how they end."""

from __future__ import annotations

import ctypes
import gc
import os
import socket
import sqlite3
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from azdarar.formats.internal import confined_child
from azdarar.formats.xml import NotXMLError, Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A record with a field of every kind."""

    number: int
    title: str = ""
    at: datetime | None = None
    share: float = 0
    marks: tuple[str, ...] = ()
    below: tuple[Story, ...] = ()
    extra: Mapping[str, int] = field(default_factory=dict)
    raw: bytes = b""
    phrase: str = ""


def stories(count: int, *, title: str = "Élan — Ջուր") -> Iterator[Story]:
    for number in range(count):
        yield Story(number=number, title=title, marks=("a",))
    return {"count": count}


class Counting:
    """A reader with attributes that are complete at the end."""

    def __init__(self, path: Path, *, stop: bool = False) -> None:
        self.text, self.count, self._stop = path.read_text(encoding="utf-8"), 0, stop

    def __iter__(self) -> Iterator[Story]:
        for line in self.text.split():
            self.count += 1
            yield Story(number=self.count, title=line)
        if self._stop:
            raise NotXMLError(name="x", begins=Phrase("a %(what)s", what="page"))


def odd_values() -> Iterator[Any]:
    yield Story(
        number=2**90, title="lone \ud83d surrogate", raw=b"\x00\xff", extra={"a": 1}, below=(Story(number=1),)
    )
    yield (1, "two", [3.5, None], {"four": True}, Path("/five"))


def louder(story: Story, *, by: int) -> tuple[Story, str]:
    if story.number == 3:
        raise ValueError("three")
    return story, story.title * by


def takes_memory() -> Iterator[Story]:
    yield Story(number=1)
    held = [bytearray(2**20) for _ in range(10_000)]
    yield Story(number=len(held))


def takes_memory_in_c() -> Iterator[Story]:
    yield Story(number=1)
    yield Story(number=len("x" * 2**31))


def loops() -> Iterator[Story]:
    yield Story(number=1)
    while True:
        pass


def sleeps() -> Iterator[Story]:
    yield Story(number=1)
    threading.Event().wait()


def opens_socket() -> Iterator[Story]:
    yield Story(number=1)
    with socket.create_connection(("127.0.0.1", 9)):
        yield Story(number=2)


def goes_below_python(place: str) -> Iterator[str]:
    libc = ctypes.CDLL(None, use_errno=True)
    yield "refused" if libc.socket(2, 1, 0) < 0 else "opened"
    yield "refused" if libc.open(b"/etc/hostname", 0) < 0 else "opened"
    yield "refused" if libc.open(place.encode(), os.O_WRONLY | os.O_CREAT, 0o600) < 0 else "opened"
    yield "refused" if libc.unlink(__file__.encode()) < 0 else "removed"
    yield "refused" if libc.syscall(56, 17, 0, 0, 0, 0) < 0 else "forked"


def writes_file(place: str) -> Iterator[Story]:
    yield Story(number=1)
    Path(place, "written").write_text("here", encoding="utf-8")


def removes_file(place: str) -> Iterator[Story]:
    yield Story(number=1)
    Path(place).unlink()


def reads_file(place: str) -> Iterator[str]:
    try:
        yield Path(place).read_text(encoding="utf-8")
    except OSError as problem:
        yield type(problem).__name__


def uses_scratch() -> Iterator[str]:
    with tempfile.NamedTemporaryFile("w+", encoding="utf-8") as file:
        file.write("kept for a moment")
        file.seek(0)
        yield file.read()
    with sqlite3.connect(os.path.join(tempfile.gettempdir(), "x.sqlite3")) as database:
        yield str(database.execute("SELECT 1 + 1").fetchone()[0])


def forks() -> Iterator[Story]:
    yield Story(number=1)
    os.fork()


def starts_process() -> Iterator[Story]:
    yield Story(number=1)
    subprocess.run(["true"], check=True)


def kills_parent() -> Iterator[Story]:
    yield Story(number=1)
    os.kill(os.getppid(), 9)


def dies() -> Iterator[Story]:
    yield Story(number=1)
    threading.Event().wait(0.1)
    yield Story(number=2)
    ctypes.string_at(0)


def leaves() -> Iterator[Story]:
    yield Story(number=1)
    os._exit(3)


def refuses_oddly() -> Iterator[Story]:
    yield Story(number=1)
    raise NotXMLError(name="x", begins=threading.Event())


def fails() -> Iterator[Story]:
    yield Story(number=1)
    raise KeyError("headline")


def nests() -> Iterator[Story]:
    story = Story(number=1)
    for _ in range(5000):
        story = Story(number=1, below=(story,))
    yield story


def lies() -> Iterator[Story]:
    yield Story(number=1)
    yield Story(number="not a number")  # type: ignore[arg-type]


def lies_deep() -> Iterator[Story]:
    yield Story(number=1, marks=("a",))
    yield Story(number=1, marks=(5,))  # type: ignore[arg-type]


def speaks_out_of_turn(kind: str) -> Iterator[Story]:
    yield Story(number=1)
    sender = next(one for one in gc.get_objects() if isinstance(one, confined_child._Sender))
    sender.flush()
    sender.send(kind.encode(), 5)


def gives_stranger() -> Iterator[object]:
    yield Story(number=1)
    yield subprocess.Popen


def sees_environment() -> Iterator[str]:
    yield " ".join(sorted(os.environ))

"""What the back does with a question: have Django answer, press a page, look whether a picture is open."""

from __future__ import annotations

import io
import json
import logging
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db import close_old_connections

from azdarar.config.serving import wire
from azdarar.config.serving.environs import environ_of
from azdarar.reader.missing import GENERAL_IS_ENOUGH

logger = logging.getLogger(__name__)

#: A front that takes nothing of an answer for so long has given it up.
STALLED_S = 60.0
#: A front that sends nothing of a body for so long has given it up; it has its own, shorter deadlines.
SILENT_S = 120.0
_READ_AWAY_S = 5.0
#: Headers that speak of the connection to the front, and of how a body came there.
_OF_THE_FRONT = frozenset({"content-length", "transfer-encoding", "connection", "expect"})
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Answering:
    """Answers questions of the front; safe from several threads.

    Args:
        application: Django's.
        press: presses a key; returns ``kept``, ``none``, ``elsewhere`` or ``failed``.
        picture: says of a rendition's name whether readers may see it.
        server: host and port the paper is served at.
    """

    def __init__(
        self,
        application: Application,
        *,
        press: Callable[[str], str],
        picture: Callable[[str], dict[str, Any]],
        server: tuple[str, int],
    ) -> None:
        self._application = application
        self._press = press
        self._picture = picture
        self._server = server

    def __call__(self, asking: socket.socket) -> None:
        """Answer the one question of a connection."""
        asking.settimeout(SILENT_S)
        with io.BufferedReader(socket.SocketIO(asking, "r"), wire.PIECE) as reader:
            question = _question(reader)
            if question is None:
                return
            with suppress(ConnectionError, TimeoutError):
                match question["kind"]:
                    case "press":
                        asking.sendall(
                            wire.packed({"outcome": self._without_request(self._press, question["key"])})
                        )
                    case "picture":
                        asking.sendall(wire.packed(self._without_request(self._picture, question["name"])))
                    case _:
                        self._answer(question, reader, asking)

    @staticmethod
    def _without_request(ask: Callable[[str], Any], what: str) -> Any:
        """Ask something of our own, with the database's connections looked after as a request's are."""
        close_old_connections()
        try:
            return ask(what)
        finally:
            close_old_connections()

    def _answer(self, question: dict[str, Any], reader: io.BufferedIOBase, asking: socket.socket) -> None:
        answer, body = _Answer(asking), _Body(reader, question["length"])
        environ = self._environ(question, body)
        told = self._application(environ, answer.start)
        asking.settimeout(STALLED_S)
        try:
            if isinstance(told, _File) and told.place is not None:
                answer.send_file(told.place)
            else:
                answer.send(told)
        finally:
            close = getattr(told, "close", None)
            if close is not None:
                close()
        if body.left:
            _read_away(asking)

    def _environ(self, question: dict[str, Any], body: io.RawIOBase) -> dict[str, Any]:
        environ = environ_of(
            question["path"],
            question["query"],
            server=self._server,
            method=question["method"],
            peer=question["peer"],
            body=body,
        )
        environ["wsgi.file_wrapper"] = _File
        if question.get("is_general_enough"):
            environ[GENERAL_IS_ENOUGH] = True
        if question["length"]:
            environ["CONTENT_LENGTH"] = str(question["length"])
        for name, value in question["headers"].items():
            if name not in _OF_THE_FRONT:
                environ[_variable(name)] = value
        return environ


class _Body(io.RawIOBase):
    """The body of a request, read from the front as it arrives."""

    def __init__(self, reader: io.BufferedIOBase, length: int) -> None:
        super().__init__()
        self._reader = reader
        self.left = length

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self.left:
            return 0
        data = self._reader.read1(min(len(buffer), self.left))
        if not data:
            raise ConnectionResetError("the sender gave up")
        buffer[: len(data)] = data
        self.left -= len(data)
        return len(data)


class _File:
    """What Django gives a server that sends files itself: the front does; no thread waits for a reader."""

    def __init__(self, file: Any, block_size: int = wire.PIECE) -> None:
        self._file = file
        self._block_size = max(block_size, wire.PIECE)
        name = getattr(file, "name", None)
        is_plain = isinstance(name, str) and Path(name).is_absolute() and Path(name).is_file()
        self.place = {"path": name, "from": file.tell()} if is_plain else None

    def __iter__(self) -> Iterator[bytes]:
        while piece := self._file.read(self._block_size):
            yield piece

    def close(self) -> None:
        self._file.close()


class _Answer:
    """Writes Django's answer to the front: a head when the first piece is known, then the pieces."""

    def __init__(self, asking: socket.socket) -> None:
        self._asking = asking
        self._status = 500
        self._headers: list[tuple[str, str]] = []

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        """Take the head. Nobody is given a ``write``: Django returns all that it answers."""
        self._status = int(status.split(" ", 1)[0])
        self._headers = headers

    def send(self, pieces: Iterable[bytes]) -> None:
        waiting = wire.packed(self._head())
        for piece in pieces:
            if piece:
                waiting += wire.piece(piece)
            if len(waiting) >= wire.PIECE:
                self._asking.sendall(waiting)
                waiting = b""
        self._asking.sendall(waiting + wire.END)

    def send_file(self, place: dict[str, Any]) -> None:
        self._asking.sendall(wire.packed(self._head(file=place)) + wire.END)

    def _head(self, **more: Any) -> dict[str, Any]:
        return {"status": self._status, "headers": self._headers, **more}


def _question(reader: io.BufferedIOBase) -> dict[str, Any] | None:
    head = reader.read(wire.LENGTH.size)
    if len(head) < wire.LENGTH.size:
        return None
    (length,) = wire.LENGTH.unpack(head)
    if length > wire.LONGEST_HEAD:
        return None
    told = reader.read(length)
    return json.loads(told) if len(told) == length else None


def _read_away(asking: socket.socket) -> None:
    """Take what still comes of a body nobody wants, or the front loses the answer with the connection."""
    with suppress(OSError):
        asking.shutdown(socket.SHUT_WR)
        asking.settimeout(_READ_AWAY_S)
        while asking.recv(wire.PIECE):
            pass


def _variable(header: str) -> str:
    """How WSGI calls a header."""
    return "CONTENT_TYPE" if header == "content-type" else f"HTTP_{header.upper().replace('-', '_')}"

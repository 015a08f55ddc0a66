"""Heads of answers, written in one way, whoever answers: up to the date, which is new each second."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

#: What is left open in a head; the time and the end of the head come after it.
DATE = b"date: "


def head_of(status: int, headers: Iterable[tuple[str, str]]) -> bytes:
    """The first line and the headers of an answer, and ``DATE``."""
    lines = [f"HTTP/1.1 {status} {_reason(status)}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n" + DATE


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Answer"

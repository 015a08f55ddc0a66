"""The one way this room asks something of another server: bounded in time and size, never redirected."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Mapping
from contextlib import closing
from urllib.parse import urlsplit

#: Seconds for each step: connecting, sending, each piece of the answer.
TIMEOUT_S = 5.0
_LONGEST_ANSWER = 65_536
_LONGEST_REASON = 200


class NotAnsweredError(Exception):
    """The other server was not reached, or did not answer as one does; the message says why."""


def ask(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes | None = None,
    timeout_s: float = TIMEOUT_S,
) -> tuple[int, dict[str, str], str]:
    """Ask a server that the paper's settings name, and return status, headers (lower case) and the answer.

    Raises:
        NotAnsweredError: no answer, or none that HTTP knows.
    """
    parts = urlsplit(url)
    target = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    try:
        with closing(_connection(parts.scheme, parts.hostname or "", parts.port, timeout_s)) as connection:
            connection.request(method, target, body=body, headers=dict(headers))
            answer = connection.getresponse()
            told = answer.read(_LONGEST_ANSWER).decode("utf-8", "replace")
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, told
    except (OSError, http.client.HTTPException, ValueError) as problem:
        why = f"{type(problem).__name__}: {problem}"[:_LONGEST_REASON]
        raise NotAnsweredError(why) from None


def _connection(scheme: str, host: str, port: int | None, timeout_s: float) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(
            host, port, timeout=timeout_s, context=ssl.create_default_context()
        )
    return http.client.HTTPConnection(host, port, timeout=timeout_s)

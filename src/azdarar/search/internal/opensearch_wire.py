"""The one way to an OpenSearch server: the address of the settings, bounded in time and size.

Nothing is redirected, no other address is ever asked, and neither user nor password is in an error or a log.
A connection is kept for each thread; a server that went away in between is asked once more.
"""

import base64
import http.client
import json
import ssl
import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

from azdarar.search.internal.engine import DamagedIndexError

#: Seconds for each step of a search: connecting, sending, each piece of the answer. Readers wait for it.
SEARCH_S = 3.0
#: The same for writing.
WRITING_S = 10.0
_LONGEST_ANSWER = 32 * 1024 * 1024
_LONGEST_REASON = 200
Answer = dict[str, Any]


class _Kept(threading.local):
    """The connection of a thread, closed with it."""

    connection: http.client.HTTPConnection | None = None

    def __del__(self) -> None:
        if self.connection is not None:
            self.connection.close()


class Wire:
    """One server."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._is_secure = parts.scheme.endswith("https")
        self._host, self._port = parts.hostname or "", parts.port or (443 if self._is_secure else 9200)
        self.index = parts.path.strip("/")
        self._headers = {"accept": "application/json"}
        if parts.username:
            pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
            self._headers["authorization"] = f"Basic {base64.b64encode(pair).decode('ascii')}"
        self._here = _Kept()

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        timeout_s: float = SEARCH_S,
        accepted: Sequence[int] = (),
    ) -> tuple[int, Answer]:
        """Ask the server; a list as body is sent as lines (bulk).

        Args:
            accepted: statuses that are an answer too, beside those of success.

        Raises:
            DamagedIndexError: no answer, or one that says no; the message says why, without the address.
        """
        sent, kind = _written(body)
        status, told = self._asked(method, f"/{path}", sent, kind, timeout_s)
        if status >= 300 and status not in accepted:
            raise DamagedIndexError(f"OpenSearch answered {status}: {_reason(told)}")
        try:
            answer = json.loads(told) if told else {}
        except ValueError:
            raise DamagedIndexError("OpenSearch did not answer as one does.") from None
        return status, answer if isinstance(answer, dict) else {}

    def _asked(
        self, method: str, path: str, sent: bytes | None, kind: str, timeout_s: float
    ) -> tuple[int, bytes]:
        headers = {**self._headers, **({"content-type": kind} if sent is not None else {})}
        for is_last in (False, True):
            is_kept = self._here.connection is not None
            try:
                connection = self._connection(timeout_s)
                connection.request(method, path, body=sent, headers=headers)
                answer = connection.getresponse()
                told = answer.read(_LONGEST_ANSWER + 1)
                if len(told) > _LONGEST_ANSWER:
                    raise http.client.HTTPException("the answer is too long")
                return answer.status, told
            except (OSError, http.client.HTTPException, ValueError) as problem:
                self._close()
                # A kept connection that the server has closed; every request here is safe to make twice.
                if is_last or not is_kept or isinstance(problem, TimeoutError):
                    why = f"{type(problem).__name__}: {problem}"[:_LONGEST_REASON]
                    raise DamagedIndexError(f"OpenSearch was not reached ({why}).") from None
        raise AssertionError  # the second try returns or raises

    def _connection(self, timeout_s: float) -> http.client.HTTPConnection:
        connection = self._here.connection
        if connection is None:
            connection = (
                http.client.HTTPSConnection(self._host, self._port, timeout=timeout_s, context=_trust())
                if self._is_secure
                else http.client.HTTPConnection(self._host, self._port, timeout=timeout_s)
            )
            self._here.connection = connection
        connection.timeout = timeout_s
        if connection.sock is not None:
            connection.sock.settimeout(timeout_s)
        return connection

    def _close(self) -> None:
        connection, self._here.connection = self._here.connection, None
        if connection is not None:
            connection.close()


def _written(body: Any) -> tuple[bytes | None, str]:
    if body is None:
        return None, ""
    if isinstance(body, list):
        lines = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in body)
        return lines.encode("utf-8", "replace"), "application/x-ndjson"
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"), "application/json"


def _reason(told: bytes) -> str:
    """What the server says of its refusal, in one short line."""
    try:
        error = json.loads(told)["error"]
        reason = error if isinstance(error, str) else f"{error['type']}: {error['reason']}"
    except (ValueError, KeyError, TypeError):
        reason = told.decode("utf-8", "replace")
    return " ".join(str(reason).split())[:_LONGEST_REASON]


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=settings.AZDARAR_SEARCH_CA_FILE)

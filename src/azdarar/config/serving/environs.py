"""What Django is told of a request, in the words of WSGI: one form, whoever asks and whatever is asked."""

from __future__ import annotations

import io
import sys
from typing import Any
from urllib.parse import unquote_to_bytes

from azdarar.config.serving import wire


def environ_of(
    path: str,
    query: str,
    *,
    server: tuple[str, int],
    method: str = "GET",
    scheme: str = "http",
    peer: str = "127.0.0.1",
    body: io.RawIOBase | None = None,
) -> dict[str, Any]:
    """A request without any header.

    Args:
        path: in ASCII, escaped as browsers send it.
        server: host and port the paper is served at.
        peer: the address of whoever asks.
        body: read as Django asks for it; empty without one.
    """
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": (unquote_to_bytes(path) if "%" in path else path.encode("ascii")).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": peer,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": io.BytesIO() if body is None else io.BufferedReader(body, wire.PIECE),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }

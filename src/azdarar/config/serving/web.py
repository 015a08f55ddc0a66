"""Granian as a newspaper needs it: limits set against those who hold connections, workers that come back."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server
from granian.server.common import AbstractServer

from azdarar.config.edge.logs import logging_settings
from azdarar.config.wishes.options import Options

# Granian counts connections, not requests: with its default of 1,024 a worker was unreachable behind 1,100
# half-open sockets; with these, 8,000 left a page at 20 to 54 ms (measured).
BACKLOG = 4_096
BACKPRESSURE = 15_000
HEADER_TIMEOUT_MS = 5_000
# Longest header block, in bytes; the default lets 400 kB through to Django, which expects 8.
HEADER_BUFFER_BYTES = 16_384
# A body sent slowly holds a thread until it is complete, because Granian sets it no deadline: few threads
# would be held by as many idle sockets. Threads that wait cost little; those idle for half a minute end.
BLOCKING_THREADS = 128
LARGEST_WORKER_MB = 600
STOP_TIMEOUT_S = 20


def make_server(options: Options) -> AbstractServer[Any]:
    """Return a Granian server for ``options.bind``, not yet started."""
    host, port = options.bind
    return Server(
        "azdarar.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=options.workers,
        blocking_threads=BLOCKING_THREADS,
        blocking_threads_idle_timeout=30,
        backlog=BACKLOG,
        backpressure=BACKPRESSURE,
        http1_settings=HTTP1Settings(
            header_read_timeout=HEADER_TIMEOUT_MS, max_buffer_size=HEADER_BUFFER_BYTES
        ),
        respawn_failed_workers=True,
        workers_max_rss=LARGEST_WORKER_MB,
        workers_kill_timeout=STOP_TIMEOUT_S,
        # Its warnings speak of settings chosen above on purpose.
        log_level=LogLevels.error,
        log_dictconfig=logging_settings(log_format=options.log_format, level=options.log_level),
        log_access=False,
    )


def serve(server: AbstractServer[Any]) -> None:
    """Serve until told to stop.

    Workers are forked from this process, which has Django loaded already: they start at once and share its
    memory. The collector is told to leave that memory alone, or it would be copied page by page.
    """
    multiprocessing.set_start_method("fork", force=True)
    gc.collect()
    gc.freeze()
    server.serve(target_loader=load_application, wrap_loader=False)


def load_application() -> Callable[..., Any]:
    """Return the application, in a worker, with its addresses resolved before the first reader comes."""
    from azdarar.config.process_family import end_with_parent

    end_with_parent()
    from django.db import connections
    from django.urls import get_resolver

    connections.close_all()
    from azdarar.config.wsgi import application

    get_resolver()._populate()
    return application

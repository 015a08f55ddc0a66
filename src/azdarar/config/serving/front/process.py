"""A process of the front: one event loop, from the first connection to the last answer."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable
from contextlib import suppress

from azdarar.config.serving.front.connection import Connection
from azdarar.config.serving.front.front import Front

BACKLOG = 4_096
TICK_S = 1.0
TIDY_EVERY = 30
#: Idle connections may bring one more request after the end was asked for, and are told that it is the last.
LAST_WORD_S = 2.0
#: What is under way then has so long.
DRAIN_S = 20.0


def run_front(
    listener: socket.socket, make_front: Callable[[], Front], *, on_ready: Callable[[], None]
) -> None:
    """Serve until SIGTERM, then answer what is under way.

    Args:
        listener: a socket that listens; other processes may take connections from it too.
        on_ready: called once connections are answered.
    """
    # The parent decides: Ctrl-C reaches every process of a terminal.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with asyncio.Runner() as runner:
        runner.run(_serve(listener, make_front, on_ready))


async def _serve(
    listener: socket.socket, make_front: Callable[[], Front], on_ready: Callable[[], None]
) -> None:
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    front = make_front()
    server = await loop.create_server(lambda: Connection(front), sock=listener, backlog=BACKLOG)
    ticking = loop.create_task(_tick(front))
    on_ready()
    await ended.wait()
    server.close()
    front.drain(last_word_s=LAST_WORD_S)
    with suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_S):
            while front.connections:
                await asyncio.sleep(0.05)
    ticking.cancel()


async def _tick(front: Front) -> None:
    count = 0
    while True:
        await asyncio.sleep(TICK_S)
        front.tick()
        count += 1
        if count % TIDY_EVERY == 0:
            front.tidy()

"""The background worker is begun again when it dies, and ends when it is told."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection

import pytest

from azdarar.config.serving.background import BackgroundWorker

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


@pytest.fixture
def told() -> Iterator[tuple[Connection, Connection]]:
    """A pipe on which a worker says that it works."""
    receiver, sender = multiprocessing.Pipe(duplex=False)
    yield receiver, sender
    receiver.close()
    sender.close()


def working(sender: Connection, *, before: Callable[[], object] = lambda: None) -> Callable[[], None]:
    """Return work that says its process id and then waits."""

    def work() -> None:
        before()
        sender.send(os.getpid())
        time.sleep(60)

    return work


def next_from(receiver: Connection) -> int:
    assert receiver.poll(20), "No worker said that it works."
    process_id: int = receiver.recv()
    return process_id


def test_a_worker_that_is_killed_is_begun_again(told: tuple[Connection, Connection]) -> None:
    receiver, sender = told
    worker = BackgroundWorker(working(sender), first_pause_s=0)
    worker.start()
    first = next_from(receiver)

    os.kill(first, signal.SIGKILL)

    assert next_from(receiver) != first
    worker.stop()


def test_a_worker_ends_when_it_is_told(told: tuple[Connection, Connection]) -> None:
    receiver, sender = told
    worker = BackgroundWorker(working(sender))
    worker.start()
    process_id = next_from(receiver)

    worker.stop()

    with pytest.raises(ProcessLookupError):
        os.kill(process_id, 0)


def test_a_worker_that_does_not_listen_is_killed(told: tuple[Connection, Connection]) -> None:
    receiver, sender = told
    deaf = working(sender, before=lambda: signal.signal(signal.SIGTERM, signal.SIG_IGN))
    worker = BackgroundWorker(deaf, stop_timeout_s=0.1)
    worker.start()
    process_id = next_from(receiver)

    worker.stop()

    with pytest.raises(ProcessLookupError):
        os.kill(process_id, 0)


def test_ctrl_c_in_the_terminal_does_not_reach_the_worker(told: tuple[Connection, Connection]) -> None:
    receiver, sender = told
    worker = BackgroundWorker(working(sender))
    worker.start()

    assert os.getpgid(next_from(receiver)) != os.getpgid(0)
    worker.stop()

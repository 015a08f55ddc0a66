"""Send mails by a process that is killed again and again, and count what arrived.

The process that sends is forked from this one, where everything is loaded, and ended with SIGKILL at a random
moment; then another takes over. The mail server runs in a process of its own, begun before, and writes down
what it takes before it says so: what it has taken is known whatever happens to the sender.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import random
import re
import signal
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from django.db import connection

from azdarar.courier.actions import send_waiting_mails
from azdarar.courier.internal.carrying import MailServer
from azdarar.courier.models import Mail
from tests import smtp_sink
from tests.smtp_sink import Sink, Taken

_MESSAGE_ID = re.compile(rb"^Message-ID: *(?:\r\n )?(\S+)", re.MULTILINE | re.IGNORECASE)
#: A life is ended no later than this, so that a machine that stalls does not end the count early.
LONGEST_LIFE_S = 5.0


@dataclass(frozen=True)
class Tally:
    """What became of the mails, and how many processes died over it."""

    mails: int
    kills: int
    kills_in_hand: int
    lost: int
    copies: int
    most_copies_of_a_death: int
    changed: int

    def __str__(self) -> str:
        return (
            f"{self.mails} mails, {self.kills} kills ({self.kills_in_hand} with a mail in hand): "
            f"{self.lost} lost, "
            f"{self.copies} sent twice (at most {self.most_copies_of_a_death} after one death), "
            f"{self.changed} under another name or with other bytes"
        )


def deliver_under_kills(*, kills: int, folder: Path, seed: int) -> Tally:
    """Send every waiting mail while the sender is killed ``kills`` times; returns the tally.

    Args:
        folder: where the mail server keeps its book.
    """
    expected = dict(Mail.objects.values_list("message_id", "recipient"))
    chance = random.Random(seed)
    book = folder / "taken"
    book.touch()
    in_hand, lives = 0, []
    with _listening(book) as port:
        server = MailServer("localhost", port, must_start_encryption=False)
        pace = _Pace(mails=len(expected), kills=kills)
        for number in range(kills):
            child = _begin(server)
            pace.live(child, chance, kills_left=kills - number)
            in_hand += Mail.objects.filter(state=Mail.State.SENDING).exists()
            taken = _read(book)
            lives.append(len(taken))
            pace.note(left=len(expected) - len({line[0] for line in taken}))
        os.waitpid(_begin(server), 0)
        taken = _read(book)
    return Tally(
        mails=len(expected),
        kills=kills,
        kills_in_hand=in_hand,
        lost=len(set(expected) - {line[0] for line in taken}),
        copies=len(taken) - len({line[0] for line in taken}),
        most_copies_of_a_death=max(_sent_again(taken, lives).values(), default=0),
        changed=_changed(taken, expected),
    )


def _sent_again(taken: list[list[str]], lives: list[int]) -> Counter[int]:
    """Count, for each life that was ended, the mails that arrived in it and then once more.

    Args:
        lives: how many mails had been taken in all when each life ended.
    """
    last = {line[0]: number for number, line in enumerate(taken)}
    return Counter(
        bisect_right(lives, number) for number, line in enumerate(taken) if last[line[0]] != number
    )


def _changed(taken: list[list[str]], expected: dict[str, str]) -> int:
    """Count what came under a name nobody gave, for another reader, or with other bytes than before."""
    bytes_of: dict[str, str] = {}
    return sum(
        expected.get(name) != recipient or bytes_of.setdefault(name, digest) != digest
        for name, recipient, digest in taken
    )


class _Pace:
    """Lets each life last so long, at random, that mails and kills come to an end together."""

    def __init__(self, *, mails: int, kills: int) -> None:
        self._left, self._kills = mails, kills
        self._spent_s, self._sent = 0.2, 10  # a guess, soon outweighed
        self._begun = 0.0

    def live(self, child: int, chance: random.Random, *, kills_left: int) -> None:
        """Let the child live for a while, then kill it."""
        per_mail = self._spent_s / max(1, self._sent)
        # A little less than its share, so that there is always something to be killed at.
        share = 0.8 * per_mail * self._left / kills_left
        self._begun = time.monotonic()
        time.sleep(min(LONGEST_LIFE_S, chance.uniform(0, 2 * share)))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)

    def note(self, *, left: int) -> None:
        """Learn from a life how long a mail takes."""
        self._spent_s += time.monotonic() - self._begun
        self._sent += self._left - left
        self._left = left


def _begin(server: MailServer) -> int:
    """Fork a process that sends until nothing waits; returns its id."""
    connection.close()
    child = os.fork()
    if child:
        return child
    with suppress(BaseException):
        send_waiting_mails(carrier="killed", server=server)
        while Mail.objects.filter(state=Mail.State.WAITING).exists():
            send_waiting_mails(carrier="killed", server=server)
    os._exit(0)


@contextmanager
def _listening(book: Path) -> Iterator[int]:
    """Run a mail server in a process of its own; yields its port."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    connection.close()
    process = context.Process(target=_serve, args=(theirs, book))
    process.start()
    try:
        yield ours.recv()
    finally:
        ours.send("end")
        process.join()
        ours.close()
        theirs.close()


def _serve(told: Connection, book: Path) -> None:
    with book.open("a", encoding="utf-8", buffering=1) as lines:
        running = smtp_sink.start(Sink(on_taken=_writer(lines.write)))
        told.send(running.port)
        told.recv()
        running.stop()


def _writer(write: Callable[[str], int]) -> Callable[[Taken], None]:
    def write_down(taken: Taken) -> None:
        found = _MESSAGE_ID.search(taken.content)
        name = found[1].decode() if found else "none"
        write(f"{name} {taken.recipient} {hashlib.sha256(taken.content).hexdigest()}\n")

    return write_down


def _read(book: Path) -> list[list[str]]:
    return [line.split() for line in book.read_text(encoding="utf-8").splitlines()]

"""How passwords are kept: Argon2id, through a gate that lets few hashes run at once on the whole machine."""

from __future__ import annotations

import os
from functools import cache

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection

from azdarar.accounts.internal.hashing_gate import HashingGate

#: Callers who may wait for a hash, all server processes together. Each holds a thread meanwhile; there are
#: 128 in a process (config/serving/web.py), and readers must always find one.
MOST_WAITING = 48
LONGEST_WAIT_S = 10.0


class GatedArgon2(Argon2PasswordHasher):
    """Argon2id with 24 MiB and two passes in one thread: 30 ms on the machine it was measured on.

    OWASP's password storage cheat sheet asks for at least 19 MiB, two passes, one thread. Django's own
    100 MiB in eight threads took 208 ms and all processors there. A password kept with other costs is hashed
    anew when its owner signs in.

    Raises:
        HashingBusyError: from each method that hashes; ``accounts.too-many-at-the-door``.
    """

    time_cost = 2
    memory_cost = 24 * 1024  # KiB
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        return hashing_gate().run(
            lambda: super(GatedArgon2, self).encode(password, salt),
            holds_transaction=connection.in_atomic_block,
        )

    def verify(self, password: str, encoded: str) -> bool:
        return hashing_gate().run(
            lambda: super(GatedArgon2, self).verify(password, encoded),
            holds_transaction=connection.in_atomic_block,
        )


@cache
def hashing_gate() -> HashingGate:
    """Return this process's gate; its slots are shared with the paper's other processes."""
    return HashingGate(
        settings.HOME / "hashing",
        slots=max(1, _processors() - 1),
        most_waiting=max(8, MOST_WAITING // settings.OPTIONS.workers),
        longest_wait_s=LONGEST_WAIT_S,
    )


def _processors() -> int:
    """How many processors this process may use, which a container or ``taskset`` may have cut down."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


# A forked process inherits no threads: it makes a gate of its own.
os.register_at_fork(after_in_child=hashing_gate.cache_clear)

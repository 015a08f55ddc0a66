"""The sender of mails, killed a thousand times over five thousand mails: what is lost, what goes out twice.

``python -m benchmarks.mail``. The mails wait in a paper of its own; a real mail server on this machine takes
them; the process that sends is ended with SIGKILL at random moments (``tests/rooms/courier/killing.py``). The
figures say how many kills met a mail in hand: only those could have lost one.
"""

import json
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.budget import BUDGETS, Report
from benchmarks.paper import run_module, start_django

SEED = 20_261_127


def measure() -> Report:
    """Queue the mails, kill, count."""
    report, budget = Report("mail"), BUDGETS["mail"]
    with tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        tally = _in_a_home_of_its_own(Path(folder), mails=budget["mails"], kills=budget["kills"])
    report.note(
        f"{tally['mails']} mails, {tally['kills']} kills ({tally['kills_in_hand']} with a mail in hand), "
        f"{tally['copies']} mails sent twice, in {time.monotonic() - begun:.0f} s"
    )
    report.most("lost", tally["lost"], budget["lost"])
    report.most(
        "sent twice after one kill, at most", tally["most_copies_of_a_death"], budget["copies_of_a_kill"]
    )
    report.most("under another Message-ID, to another reader or with other bytes", tally["changed"], 0)
    return report


def _in_a_home_of_its_own(home: Path, **sizes: int) -> dict[str, int]:
    wrote = run_module("benchmarks.mail", json.dumps(sizes), home=home, EMAIL_URL="smtp://localhost:25")
    tally: dict[str, int] = json.loads(wrote.splitlines()[-1])
    return tally


def deliver(*, mails: int, kills: int) -> dict[str, Any]:
    """Queue mails in this home's paper and send them under kills; returns the tally."""
    start_django()
    from django.db import transaction
    from django.utils import timezone

    from azdarar.courier.actions import queue_letter
    from azdarar.courier.internal.sealing import Letter
    from tests.rooms.courier.killing import deliver_under_kills

    letter = Letter("Votre code", "Bonjour\n" * 200, "<p>Bonjour</p>\n" * 200)
    with transaction.atomic():
        for number in range(mails):
            queue_letter(letter, to=f"reader{number}@example.org", language="fr", at=timezone.now())
    with tempfile.TemporaryDirectory() as folder:
        return asdict(deliver_under_kills(kills=kills, folder=Path(folder), seed=SEED))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(deliver(**json.loads(sys.argv[1]))))
    else:
        raise SystemExit(bool(measure().missed))

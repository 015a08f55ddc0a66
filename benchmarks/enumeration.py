"""Does the time of an answer tell whether an address has an account?

``python -m benchmarks.enumeration``. Each door is asked three hundred times for an address that has an
account and three hundred times for one that has none, in turn, the first of each pair drawn by lot, each from
an address of its own and without a cookie. The area under the curve is the chance that of two answers the
slower one belongs to the account: at a half, time tells nothing.

Django's test client asks, in this process: what a network would add hides differences, so this is stricter.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.budget import BUDGETS, Report
from benchmarks.paper import run_module, start_django

PASSWORD = "a sentence nobody guesses"  # noqa: S105 (of people who exist for two minutes)
DOORS: dict[str, tuple[str, str, dict[str, str]]] = {
    "sign in": ("/account/login/", "login", {"password": f"{PASSWORD}!"}),
    "sign up": ("/account/signup/", "email", {"password1": f"{PASSWORD} at all"}),
    "reset": ("/account/password/reset/", "email", {}),
    "code": ("/account/login/code/", "email", {}),
}
WARMING_UP = 10


def measure() -> Report:
    """Ask a paper in a home of its own, and compare."""
    report, budget = Report("enumeration"), BUDGETS["enumeration"]
    with tempfile.TemporaryDirectory() as home:
        pairs = str(budget["pairs"])
        doors = json.loads(
            run_module("benchmarks.enumeration", "--ask", pairs, home=Path(home), PROXY_COUNT="1")
        )
    for door, (known, unknown) in doors.items():
        area = area_under_curve(known, unknown)
        gap = (median(known) - median(unknown)) * 1000
        report.note(
            f"{door}: {len(known)} pairs, median {median(known) * 1000:.1f} ms with an account, "
            f"{gap:+.2f} ms against without; area {area:.3f}"
        )
        report.most(f"{door}, area away from chance", round(abs(area - 0.5), 3), budget["away_from_chance"])
    return report


def area_under_curve(known: list[float], unknown: list[float]) -> float:
    """How often a time of ``known`` is longer than one of ``unknown``; a tie counts as half."""
    wins = sum((a > b) + (a == b) / 2 for a in known for b in unknown)
    return wins / (len(known) * len(unknown))


def ask(pairs: int) -> dict[str, tuple[list[float], list[float]]]:
    """Ask every door of this home's paper; returns seconds, with an account and without."""
    start_django()
    from allauth.account.models import EmailAddress
    from django.contrib.auth.hashers import make_password

    from azdarar.accounts.models import User

    kept = make_password(PASSWORD)
    for number in range(pairs + WARMING_UP):
        name = f"known{number:04}"
        user = User.objects.create(username=name, email=f"{name}@paper.example", password=kept)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    addresses = count()
    times: dict[str, tuple[list[float], list[float]]] = {}
    for door in DOORS:
        known, unknown = times[door] = ([], [])
        for number in range(pairs + WARMING_UP):
            pair = [(known, f"known{number:04}@paper.example"), (unknown, f"other{number:04}@paper.example")]
            random.shuffle(pair)
            for side, address in pair:
                side.append(_ask_once(door, address, next(addresses)))
        del known[:WARMING_UP], unknown[:WARMING_UP]
        # Whoever signed up in the last door's turn is no stranger in the next.
        User.objects.filter(username__startswith="other").delete()
        User.objects.filter(email__startswith="other").delete()
    return times


def _ask_once(door: str, address: str, number: int) -> float:
    from django.test import Client

    path, field, rest = DOORS[door]
    client: Any = Client(
        HTTP_HOST="127.0.0.1",
        headers={"X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"},
    )
    begun = time.perf_counter()
    answer = client.post(path, {field: address, **rest})
    elapsed = time.perf_counter() - begun
    if answer.status_code not in (200, 302, 422):
        raise SystemExit(f"{path} answered {answer.status_code} to {address}; nothing was measured.")
    return elapsed


if __name__ == "__main__":
    if sys.argv[1:2] == ["--ask"]:
        sys.stdout.write(json.dumps(ask(int(sys.argv[2]))))
    else:
        raise SystemExit(bool(measure().missed))

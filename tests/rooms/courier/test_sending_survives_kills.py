"""Whoever kills the sender, and when: no mail is lost, and at most one goes out again, under its name."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from tests.rooms.courier.conftest import Queue
from tests.rooms.courier.killing import deliver_under_kills


@pytest.mark.whole
@pytest.mark.django_db(transaction=True)
def test_a_sender_killed_again_and_again_loses_nothing(
    queue: Queue, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(24):
        queue(to=f"reader{number}@example.org", at=timezone.now())

    tally = deliver_under_kills(kills=8, folder=tmp_path, seed=1)

    with capsys.disabled():
        print(f"\n{tally}", end="")  # noqa: T201 - the counts are the finding
    assert (tally.lost, tally.changed) == (0, 0)
    assert tally.most_copies_of_a_death <= 1
    assert tally.copies <= tally.kills

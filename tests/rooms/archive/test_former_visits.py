"""Former visits are told in pieces, however many stories an import had, while others write."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from azdarar.archive.internal import picks
from azdarar.archive.models import ImportRun, LedgerLine
from azdarar.archive.signals import visits_were_counted
from azdarar.articles.models import Article

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pieces() -> Iterator[list[dict[int, int]]]:
    """What was told, piece by piece; after each somebody else writes into the database."""
    told: list[dict[int, int]] = []

    def write() -> None:
        ImportRun.objects.update(done=len(told))
        connection.close()

    def receive(visits: dict[int, int], **_: Any) -> None:
        told.append(visits)
        other = Thread(target=write)
        other.start()
        other.join()

    visits_were_counted.connect(receive)
    yield told
    visits_were_counted.disconnect(receive)


def test_former_visits_are_told_in_pieces_while_others_write(
    pieces: list[dict[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picks, "_AT_ONCE", 2)
    now = timezone.now()
    run, other = (ImportRun.objects.create(system="spip", asked_at=now) for _run in range(2))

    def line(number: int, *, of: ImportRun = run, visits: int = 0, story: int | None = None) -> LedgerLine:
        return LedgerLine(
            system="spip",
            kind="article",
            foreign_id=f"{of.pk}-{number}",
            object_label=Article._meta.label,
            object_id=story,
            visits=visits,
            run=of,
            last_run=of,
            imported_at=now,
        )

    opened = [line(number, story=number, visits=100 + number) for number in range(1, 6)]
    others = [line(6, story=6), line(7, visits=7), line(8, of=other, story=8, visits=8)]
    LedgerLine.objects.bulk_create([*opened, *others])

    assert picks.tell_visits(run) == 5
    assert pieces == [{1: 101, 2: 102}, {3: 103, 4: 104}, {5: 105}]
    run.refresh_from_db()
    assert run.done == 3, "somebody wrote after each"

"""The outbox: told at least once, in order, and one bad fact holds up no other."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from azdarar.press.actions import MOST_ATTEMPTS, announce, deliver_announcements, forget_delivered
from azdarar.press.models import Announcement
from azdarar.press.signals import changed
from tests.factories.articles import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> Iterator[list[str]]:
    facts: list[str] = []

    def listen(fact: str, **_: Any) -> None:
        if fact == "tests.bad":
            raise RuntimeError("this receiver fails")
        facts.append(fact)

    changed.connect(listen, weak=False)
    yield facts
    changed.disconnect(listen)


def test_what_was_announced_is_told_once_and_in_order(told: list[str]) -> None:
    for fact in ("tests.first", "tests.second"):
        announce(fact, tags={"article:1"}, at=AT)

    assert deliver_announcements() == 2
    assert deliver_announcements() == 0
    assert told == ["tests.first", "tests.second"]


def test_a_fact_whose_receiver_fails_is_retried_then_set_aside_and_holds_up_nobody(told: list[str]) -> None:
    announce("tests.bad", tags=(), at=AT)
    announce("tests.good", tags=(), at=AT)

    deliveries = [deliver_announcements() for _ in range(MOST_ATTEMPTS + 1)]

    assert deliveries == [1, *[0] * MOST_ATTEMPTS]
    assert told == ["tests.good"]
    bad = Announcement.objects.get(fact="tests.bad")
    assert (bad.attempts, bad.delivered_at) == (MOST_ATTEMPTS, None)
    assert bad.quarantined_at is not None
    assert "this receiver fails" in bad.last_error


def test_what_was_delivered_long_ago_is_forgotten_and_what_waits_is_not(told: list[str]) -> None:
    announce("tests.first", tags=(), at=AT)
    deliver_announcements()
    announce("tests.waiting", tags=(), at=AT)
    assert forget_delivered(before=timezone.now()) == 1
    assert [row.fact for row in Announcement.objects.all()] == ["tests.waiting"]

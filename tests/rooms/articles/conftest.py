"""What this room's tests share: a clock that stands an hour after the stories of the tests appear."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from tests.factories.articles import AT


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The time of the test, an hour after ``AT``; ``move_to`` sets it."""
    with time_machine.travel(AT + timedelta(hours=1), tick=False) as coordinates:
        yield coordinates

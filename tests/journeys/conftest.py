"""Journeys begin with a founded paper and a stopped clock, an hour after the stories of the tests."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from tests.factories.articles import AT
from tests.factories.fronts import make_paper


@pytest.fixture
def clock() -> Iterator[Any]:
    """The clock, an hour after publication; ``clock.move_to(instant)`` moves it."""
    with time_machine.travel(AT + timedelta(hours=1), tick=False) as traveller:
        yield traveller


@pytest.fixture
def founded(db: None) -> list[Any]:
    """The paper in its four languages, without a story."""
    return make_paper()

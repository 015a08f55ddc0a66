"""What this room's tests share: a paper in two languages, and a clock an hour after its stories appear."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from tests.factories.articles import AT
from tests.factories.fronts import make_paper


@pytest.fixture
def paper(db: None) -> list[Any]:
    """The paper in French and English, without a story: founding four languages takes twice as long."""
    return make_paper("fr", "en")


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The time of the test, an hour after ``AT``; ``move_to`` sets it."""
    with time_machine.travel(AT + timedelta(hours=1), tick=False) as coordinates:
        yield coordinates

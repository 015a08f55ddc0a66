"""What rooms' tests share: a founded paper, and the delivery of what was announced."""

from collections.abc import Callable
from typing import Any

import pytest

from azdarar.press.actions import deliver_announcements
from tests.factories.fronts import make_paper

Deliver = Callable[[], int]


@pytest.fixture
def founded(db: None) -> list[Any]:
    """The paper in its four languages, without a story."""
    return make_paper()


@pytest.fixture
def deliver(db: None) -> Deliver:
    """Tell what was announced, as the worker does after the commit."""
    return deliver_announcements

"""What the tests of the doors share."""

from __future__ import annotations

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _forget_guesses() -> None:
    """Begin each test with nothing counted."""
    cache.clear()

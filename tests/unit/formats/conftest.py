"""Measuring the memory Python takes while a test runs."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator

import pytest


@pytest.fixture
def traced_peak() -> Iterator[Callable[[], int]]:
    """The highest number of bytes in use since the test began."""
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

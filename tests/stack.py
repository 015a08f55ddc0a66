"""Room on Python's own stack, so that a deep call is not paid for with a piece of memory each time.

CPython 3.11 keeps frames in pieces of 16 KB, and gives a piece back as soon as its last frame returns. A loop
that stands at the edge of one, with pytest, Django and a template below it, takes and gives back a piece at
every call: a quarter of the time of some tests, all in the kernel. A frame that asks for half a megabyte gets
a piece of one, and whatever is called from it stands in the other half.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

_SLOTS_OF_HALF_A_MEGABYTE = 70_000


def with_room(function: Callable[..., Any], arguments: Mapping[str, Any]) -> Any:
    """Call a function where there is room for all it calls."""
    return function(**arguments)


with_room.__code__ = with_room.__code__.replace(co_stacksize=_SLOTS_OF_HALF_A_MEGABYTE)

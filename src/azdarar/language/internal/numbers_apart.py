"""Numbers typed in groups of three stay on one line, in the languages that group by a space."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .characters import NO_BREAK, SPACES
from .line import Edit

_S = f"[{SPACES}]"
_GROUPED = re.compile(rf"(?<![\d+]{_S})(?<![\w.,+])[1-9]\d{{0,2}}(?>(?:{_S}\d{{3}})+)(?!{_S}?\d)")


def hold_thousands(text: str, *, gap: str = NO_BREAK) -> Iterator[Edit]:
    """Say where the groups of a number meet; a phone or identity number, which has other groups, is none."""
    for match in _GROUPED.finditer(text):
        for place in reversed(range(match.end() - 4, match.start(), -4)):
            yield Edit(place, place + 1, gap)

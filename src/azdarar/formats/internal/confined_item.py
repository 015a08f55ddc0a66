"""What stands for an item that could not be converted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from azdarar.errors import AzdararError


@dataclass(frozen=True, slots=True, kw_only=True)
class Unconverted:
    """One item as it was read, and why it was not converted."""

    item: Any
    error: AzdararError

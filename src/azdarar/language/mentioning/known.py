"""What a known name is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Sort(Enum):
    """What a known name is of the thing it stands for."""

    WHOLE = "whole"
    TURNED = "turned"
    INITIAL = "initial"
    FAMILY = "family"


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name that is known: whose it is, its folded words, and which of them are written with a capital."""

    owner: int
    words: tuple[str, ...]
    capitals: tuple[bool, ...]
    sort: Sort = Sort.WHOLE
    is_person: bool = False

    @property
    def text(self) -> str:
        """The folded words in one."""
        return " ".join(self.words)

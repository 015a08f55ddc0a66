"""What the newsroom's index holds, and the numbers engines know it by."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Kind(IntEnum):
    """What a thing is; the value is kept in the index."""

    STORY = 0
    PICTURE = 1
    CONTRIBUTOR = 2
    SUBJECT = 3
    DOCUMENT = 4

    @property
    def mark(self) -> str:
        """The mark of everything of this kind."""
        return f"x{self.name.lower()}"


#: Rows a thing may have, one for each language it says something in.
ROWS = 8
_KINDS = 8


@dataclass(frozen=True, slots=True)
class Thing:
    """Something the newsroom looks for."""

    kind: Kind
    pk: int

    @property
    def number(self) -> int:
        """The number of its first row; the others follow."""
        return (self.pk * _KINDS + self.kind) * ROWS


def numbers_of(things: Iterable[Thing]) -> list[int]:
    """The numbers of all rows these things may have."""
    return [thing.number + row for thing in things for row in range(ROWS)]


def thing_of(number: int) -> Thing:
    """The thing a row is of."""
    number //= ROWS
    return Thing(Kind(number % _KINDS), number // _KINDS)


def owner_mark(user: int) -> str:
    """The mark of the stories somebody owns."""
    return f"o{user}"

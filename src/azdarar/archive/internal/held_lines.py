"""What a ledger holds in memory of its lines: a number for each, in sixteen bytes where it can be."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator

#: Numbers that came out of their order wait here before they are put among the others.
_MOST_LATE = 50_000


class HeldLines:
    """A number for each line, by its number there or, where that is none, by its text.

    Sources tell their things by rising numbers: those stand in two arrays, and are found by halving.
    """

    def __init__(self) -> None:
        self._keys, self._values = array("q"), array("q")
        self._late: dict[int, int] = {}
        self._texts: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._keys) + len(self._late) + len(self._texts)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, int | str) and self.get(key) is not None

    def __iter__(self) -> Iterator[int | str]:
        yield from (*self._keys, *self._late, *self._texts)

    def get(self, key: int | str) -> int | None:
        """The number of a line, or None where there is none."""
        if isinstance(key, str):
            return self._texts.get(key)
        place = self._place_of(key)
        return self._late.get(key) if place is None else self._values[place]

    def put(self, key: int | str, value: int) -> None:
        """Hold the number of a line, new or changed."""
        if isinstance(key, str):
            self._texts[key] = value
        elif not self._keys or key > self._keys[-1]:
            self._keys.append(key)
            self._values.append(value)
        elif (place := self._place_of(key)) is not None:
            self._values[place] = value
        else:
            self._late[key] = value
            if len(self._late) > _MOST_LATE:
                self._settle()

    def _place_of(self, key: int) -> int | None:
        place = bisect_left(self._keys, key)
        return place if place < len(self._keys) and self._keys[place] == key else None

    def _settle(self) -> None:
        """Put what came late among the others."""
        pairs = sorted([*zip(self._keys, self._values, strict=True), *self._late.items()])
        self._keys = array("q", [key for key, _value in pairs])
        self._values = array("q", [value for _key, value in pairs])
        self._late.clear()

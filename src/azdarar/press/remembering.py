"""Parts that many pages share, made once and kept in memory for as long as what they show does not change.

A menu, a card, the stories of a subject: pages are pressed by the thousand, and each would ask the database
for the same again. A part is kept with its tags as a page is, and holds as long as a page with these tags
would. Only while a page for everybody is rendered (``press.showing.recording``): whoever asks outside of one
gets the part made anew.
"""

from __future__ import annotations

import threading
import time
from array import array
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from azdarar.press.ahead import in_hand
from azdarar.press.editions import edition
from azdarar.press.internal.changes import marks
from azdarar.press.showing import EVERYTHING, Shown, is_recording, recording, repeat

if TYPE_CHECKING:
    from azdarar.press.store import PageStore

_Part = TypeVar("_Part")
_Key = TypeVar("_Key", bound=Hashable)
_Loaded = TypeVar("_Loaded")

#: Parts kept in one process. A card takes some 3 kB.
MOST_PARTS = 6_000

_is_off: ContextVar[bool] = ContextVar("azdarar_press_forgetful", default=False)


@dataclass(slots=True)
class _Place(Generic[_Part]):
    part: _Part
    was_asked: bool = False


class Memory(Generic[_Part]):
    """Parts by their keys, as many as it may hold; what was not asked for longest is let go of first.

    Safe from several threads.
    """

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._places: dict[Hashable, _Place[_Part]] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> _Part | None:
        """The part of a key, if it is kept; none within ``nothing_remembered``."""
        place = self._places.get(key)
        if place is None or _is_off.get():
            return None
        place.was_asked = True
        return place.part

    def keep(self, key: Hashable, part: _Part) -> None:
        """Keep a part, instead of what its key had before."""
        if _is_off.get():
            return
        with self._lock:
            self._places.pop(key, None)
            while len(self._places) >= self._most:
                oldest = next(iter(self._places))
                place = self._places.pop(oldest)
                if place.was_asked:
                    place.was_asked = False
                    self._places[oldest] = place
            self._places[key] = _Place(part)

    def clear(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._places.clear()


@dataclass(slots=True)
class _Kept:
    """A part, and what ``PageStore.is_fresh`` asks of it."""

    part: object
    shown: Shown
    marks: array[int]
    counter: int
    pressed_at: float
    until: float
    checked: int = -1
    holds_until: float = 0.0


_kept: Memory[_Kept] = Memory(most=MOST_PARTS)


def remembered(key: Hashable, make: Callable[[], _Part]) -> _Part:
    """A part of a page, made once while nothing it shows has changed.

    Args:
        key: of the part: all that ``make`` depends on besides what it shows and the edition of the paper.
        make: says what it shows, as everywhere; what it returns must not be changed by whoever gets it.
    """
    if not is_recording():
        return make()
    store = _store()
    counter, now = store.changes.look(), time.time()
    key = (edition().name, key)
    kept = _kept.get(key)
    if kept is not None and store.is_fresh(kept, now=now):
        repeat(kept.shown)
        return cast(_Part, kept.part)
    with recording() as shown, in_hand(None):
        part = make()
    repeat(shown)
    _keep(key, part, shown, counter=counter, now=now)
    return part


def remembered_each(
    kind: str, keys: Sequence[_Key], load: Callable[[list[_Key]], Mapping[_Key, Callable[[], _Part]]]
) -> dict[_Key, _Part]:
    """The same for several parts of a kind, so that those that are missing are looked up at once.

    Args:
        load: returns for each key it is given what makes the part; what it looks up itself counts as looked
            up before any part is made.
    """
    wanted = list(dict.fromkeys(keys))
    if not is_recording():
        return {key: make() for key, make in (load(wanted) if wanted else {}).items()}
    store = _store()
    counter, now = store.changes.look(), time.time()
    place = (edition().name, kind)
    found: dict[_Key, _Kept] = {}
    for key in wanted:
        kept = _kept.get((place, key))
        if kept is not None and store.is_fresh(kept, now=now):
            found[key] = kept
    missing = [key for key in wanted if key not in found]
    for key, make in (_anew(load, missing) if missing else {}).items():
        with recording() as shown, in_hand(None):
            part = make()
        found[key] = _keep((place, key), part, shown, counter=counter, now=now)
    for kept in found.values():
        repeat(kept.shown)
    return {key: cast(_Part, found[key].part) for key in wanted if key in found}


def _anew(load: Callable[[list[_Key]], _Loaded], missing: list[_Key]) -> _Loaded:
    """What is kept for other pages too is made of nothing that was looked up for one."""
    with in_hand(None):
        return load(missing)


def forget_everything() -> None:
    """Let go of every part: for tests, whose databases are rolled back without a word."""
    _kept.clear()


@contextmanager
def nothing_remembered() -> Iterator[None]:
    """Make everything anew within the block, to compare with what was remembered."""
    token = _is_off.set(True)
    try:
        yield
    finally:
        _is_off.reset(token)


def _keep(key: Hashable, part: object, shown: Shown, *, counter: int, now: float) -> _Kept:
    """Keep a part made of what was looked up when the changes stood at ``counter``."""
    kept = _Kept(part, shown, marks({*shown.tags, EVERYTHING}), counter, now, shown.until_s)
    _kept.keep(key, kept)
    return kept


def _store() -> PageStore:
    from azdarar.press.at_home import store_at_home  # makes its folder: not before somebody presses

    return store_at_home()

"""A small paper of two languages whose editors do anything at all, and every page of it compared afterwards.

After each move every stored page that counts as fresh must be, byte for byte, what would be rendered now; and
what counts as old and comes out the same was pressed in vain. Used by ``benchmarks.exact`` for thousands of
moves and by the tests for a few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

import time_machine
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from azdarar.config.pressing.addresses import every_address
from azdarar.config.serving.pressed_addresses import missing_key
from azdarar.press.actions import deliver_announcements
from azdarar.press.pressing import Press, RenderedPage, _etag
from azdarar.press.remembering import nothing_remembered
from azdarar.press.store import Freshness
from benchmarks import editing_read_on as _moves_of_its_own  # noqa: F401 - it adds to the moves
from benchmarks.editing import MOVES, Editors

#: When the walk begins, unless somebody says otherwise.
BEGIN = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
LANGUAGES = [("fr", "French"), ("en", "English")]


@dataclass(frozen=True, slots=True)
class Difference:
    """A page that counted as fresh and was not what would be rendered."""

    move: int
    name: str
    key: str
    stored: bytes
    rendered: bytes
    tags: frozenset[str]

    def __str__(self) -> str:
        return f"move {self.move} ({self.name}): {self.key}\n{_first_difference(self.stored, self.rendered)}"


@dataclass(slots=True)
class Tally:
    """What a walk found. ``vain`` and ``needed`` count pages pressed again, by the kind of move."""

    moves: int = 0
    compared: int = 0
    differences: list[Difference] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    needed: Counter[str] = field(default_factory=Counter)
    vain: Counter[str] = field(default_factory=Counter)
    held: int = 0


class Walk:
    """A paper, its editors and its press.

    Args:
        press: empty, of this paper; told of what is announced.
        seed: another seed, another walk.
    """

    def __init__(self, press: Press, *, seed: int) -> None:
        self.press, self.seed = press, seed
        self.random = Random(seed)
        self.tally = Tally()
        self._clock = time_machine.travel(BEGIN, tick=False)
        self._settings = override_settings(LANGUAGES=LANGUAGES)
        self._keys: dict[str, None] = {}

    def __enter__(self) -> Walk:
        self._now = self._clock.start()
        self._settings.enable()
        self.editors = Editors(self.random)
        with transaction.atomic():
            self.editors.found()
        deliver_announcements()
        self.compare("founding")
        self.tally = Tally()
        return self

    def __exit__(self, *_: object) -> None:
        self.editors.leave()
        self._settings.disable()
        self._clock.stop()

    def step(self, name: str = "") -> str:
        """Make one move, or the named one, and compare every page; returns the name of the move."""
        self._now.shift(timedelta(seconds=self.random.randint(1, 5_400)))
        while True:
            chosen = name or self.random.choices([*MOVES], weights=[*MOVES.values()])[0]
            with transaction.atomic():
                is_done = self.editors.make(chosen)
            if is_done or name:
                break
        if self.editors.waits:
            self._now.shift(self.editors.waits)
            self.editors.waits = timedelta()
        deliver_announcements()
        self.tally.moves += 1
        self.tally.done[chosen] += 1
        self.compare(chosen)
        return chosen

    def compare(self, name: str) -> None:
        """Compare every page that was ever asked for; press again what is old."""
        store, now = self.press.store, timezone.now()
        for key in self.keys():
            page = store.load(key)
            if page is not None and store.freshness(page, now=now.timestamp()) is Freshness.FRESH:
                self._compare(name, key)
            else:
                before = page.etag if page is not None else ""
                after = self.press.press(key, why=name)
                if page is not None:
                    is_same = after is not None and after.etag == before
                    (self.tally.vain if is_same else self.tally.needed)[name] += 1
            self.tally.held += 1

    def keys(self) -> Iterable[str]:
        """Every address there is or was, and the page for what is not there."""
        self._keys.update(dict.fromkeys(every_address(at=timezone.now())))
        self._keys.update(dict.fromkeys(missing_key(code) for code, _name in LANGUAGES))
        self._keys.update(dict.fromkeys(self.editors.also_asked))
        return list(self._keys)

    def fresh(self, keys: Iterable[str]) -> set[str]:
        """Those of some pages that hold."""
        store, now = self.press.store, timezone.now().timestamp()
        loaded = {key: store.load(key) for key in keys}
        return {
            key for key, page in loaded.items() if page and store.freshness(page, now=now) is Freshness.FRESH
        }

    def _compare(self, name: str, key: str) -> None:
        page = self.press.store.load(key)
        rendered = self.rendered(key)
        self.tally.compared += 1
        if page is None or (page.etag, page.status) == (_etag(rendered), rendered.status):
            return
        stored = self.press.store.body(page, "identity") or b""
        self.tally.differences.append(
            Difference(
                self.tally.moves,
                name,
                key,
                stored,
                rendered.body,
                frozenset(rendered.shown.tags) ^ frozenset(self.press.store.tags_of(key)),
            )
        )
        self.press.press(key, why="wrong", is_forced=True)

    def rendered(self, key: str) -> RenderedPage:
        """The page as it would be made now, without anything that is remembered from other pages."""
        render: Callable[[str], RenderedPage] = self.press._render
        with nothing_remembered():
            return render(key)


def _first_difference(one: bytes, other: bytes) -> str:
    place = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    start = max(0, place - 120)
    return (
        f"  stored:   …{one[start : place + 160].decode('utf-8', 'replace')!r}\n"
        f"  rendered: …{other[start : place + 160].decode('utf-8', 'replace')!r}"
    )

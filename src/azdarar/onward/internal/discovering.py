"""What a reader would never have found: the stories fewest pages lead to, far from the one that was read.

The rule (ADR 24). Of the stories of its language that the fewest pages link to, measured against what each
deserves by its quality, a page gets some it alone is offered, by its own number. Of those it takes a few that
are elsewhere: another section, another year, another author, another place than the story and than each
other, and not of its subject; the better before the lesser. So every story of the archive keeps a door.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import Any
from zlib import crc32

from azdarar.onward.internal.arrays import np
from azdarar.onward.internal.catalogue import Catalogue

#: Entries of a list: those that are shown, and some in reserve.
SHOWN, MOST_ENTRIES = 3, 5
#: What is no older is still found by itself; what an agency sent, a little longer.
_OWN_AFTER, _WIRE_AFTER = 7 * 24 * 60, 30 * 24 * 60
#: Stories that wait for a page to lead to them, those one page is offered, pages until they are looked up.
_WAITING, _OFFERED, _PAGES = 2_048, 96, 256
#: Nearer than this is the story's own subject: that is the other list's.
_TOO_NEAR = 0.55
_MINUTES_OF_A_YEAR = 365.25 * 24 * 60


class Discoveries:
    """Chooses for one page after another, and remembers what each choice leads to.

    Args:
        places: which subjects are places: the regions a list is spread over.
    """

    def __init__(self, catalogue: Catalogue, *, places: frozenset[int] = frozenset()) -> None:
        self._catalogue = catalogue
        self._places = np.array(sorted(places), np.int32)
        self._waiting: dict[int, Any] = {}
        self._served: dict[int, int] = {}

    def choose(self, row: int, *, exclude: Collection[int] = (), most: int = MOST_ENTRIES) -> list[int]:
        """The rows a page leads to, best first; those that will be shown count as linked from now on.

        Args:
            exclude: ids of stories that stand on the page already.
        """
        told = self._catalogue
        waiting = self._waiting_for(int(told.language[row]))
        offered = self._offered(row, waiting)
        taken = np.fromiter(exclude, np.int64, len(exclude))
        offered = offered[told.alive[offered] & (offered != row) & ~np.isin(told.ids[offered], taken)]
        chosen = self._spread(row, offered, most=most)
        told.inbound[chosen[:SHOWN]] += 1
        return chosen

    def _offered(self, row: int, waiting: Any) -> Any:
        """Those of the waiting that are this page's by its own number, so that pages differ."""
        if len(waiting) <= _OFFERED:
            return waiting
        start = crc32(int(self._catalogue.ids[row]).to_bytes(8, "big")) % len(waiting)
        return waiting[(start + np.arange(_OFFERED) * 7) % len(waiting)]

    def _spread(self, row: int, offered: Any, *, most: int) -> list[int]:
        told = self._catalogue
        if not len(offered):
            return []
        cosines = told.cosines(row, offered)
        years = told.minute[offered] / _MINUTES_OF_A_YEAR
        value = 0.35 * told.quality[offered] - 0.3 * told.inbound[offered] - 2.0 * (cosines > _TOO_NEAR)
        value = value - 0.3 * (told.section[offered] == told.section[row])
        value = value - 0.2 * (told.author[offered] == told.author[row])
        value = value - 0.2 * np.exp(-np.abs(years - told.minute[row] / _MINUTES_OF_A_YEAR))
        value = value - 0.2 * self._share_a_place(row, offered)
        chosen: list[int] = []
        while len(chosen) < most and len(chosen) < len(offered):
            place = int(np.argmax(value))
            here = int(offered[place])
            chosen.append(here)
            value[place] = -np.inf
            value = value - 0.3 * (told.section[offered] == told.section[here])
            value = value - 0.3 * np.exp(-np.abs(years - years[place]))
            value = value - 0.2 * ((told.author[offered] == told.author[here]) & (told.author[here] != 0))
            value = value - 0.2 * self._share_a_place(here, offered) - 0.3 * told.cosines(here, offered)
        return chosen

    def _share_a_place(self, row: int, others: Any) -> Any:
        if not len(self._places):
            return np.zeros(len(others), bool)
        own = np.intersect1d(self._catalogue.subjects[row], self._places)
        return (
            np.isin(self._catalogue.subjects[others], own).any(axis=1)
            if len(own)
            else np.zeros(len(others), bool)
        )

    def _waiting_for(self, language: int) -> Any:
        """The stories of a language that fewest pages lead to, for what each deserves."""
        served = self._served.get(language, _PAGES)
        if served >= _PAGES:
            self._waiting[language], served = self._look_up(language), 0
        self._served[language] = served + 1
        return self._waiting[language]

    def _look_up(self, language: int) -> Any:
        told, count = self._catalogue, self._catalogue.count
        age = time.time() // 60 - told.minute[:count]
        may = told.alive[:count] & (told.language[:count] == language)
        ripe = may & (age > np.where(told.is_wire[:count], _WIRE_AFTER, _OWN_AFTER))
        rows = np.flatnonzero(ripe if ripe.any() else may & ~told.is_wire[:count])
        # Chance parts those that are equal: no row is before another for good.
        chance = np.random.default_rng(int(told.inbound[:count].sum()))
        want = told.inbound[rows] / (0.7 + 0.6 * told.quality[rows]) + chance.random(len(rows)) * 0.5
        if len(rows) > _WAITING:
            rows = rows[np.argpartition(want, _WAITING)[:_WAITING]]
            chance.shuffle(rows)
        return rows.astype(np.int32)

"""Pages pressed again as soon as something changed, before a reader asks: the background worker's part.

Nothing depends on it being done: whoever asks first for a page that changed has it pressed. It only makes
that reader rare. What became old is found by asking the pages, the important ones in the order in which most
readers open them, then those asked for most.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator

from azdarar.config.pressing.addresses import addresses_of, leading_addresses
from azdarar.press.models import Announcement
from azdarar.press.pressing import PageFailedError, PersonalPageError, Press
from azdarar.press.queries import newest_announcement
from azdarar.press.statistics import told

logger = logging.getLogger(__name__)

#: How often the counter of the changes is looked at: eight bytes of memory.
TICK_S = 0.1
#: At full speed for so long after a change; then as long a rest after each page as it took, so that half a
#: core stays for readers and editors.
AT_FULL_SPEED_S = 1.0
#: A change while pages are pressed begins again at the front page, but not more often than this.
BEGIN_AGAIN_S = 1.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 5.0, 300.0
#: A clock that moved by more than this against the machine's own was set by somebody.
CLOCK_JUMP_S = 2.0
_MOST_ANNOUNCEMENTS = 500
#: What ends by the clock alone is looked for so often at most, however short it holds.
_BY_THE_CLOCK_S = 0.5


class Warmer:
    """Presses again what became old; one for a paper.

    Args:
        ended: set when the worker ends; the page in hand is finished first.
    """

    def __init__(self, press: Press, *, ended: threading.Event) -> None:
        self._press = press
        self._ended = ended
        self._counter = -1
        self._next_at = 0.0
        self._told: int | None = None
        self._tags: set[str] = set()
        self._waiting: dict[str, tuple[float, float]] = {}  # key: (not before, pause)
        self._clock = time.time() - time.monotonic()
        self._found_at = 0.0

    def tend(self) -> int:
        """Press what became old since the last time; returns how many pages, at once when there is none."""
        changes = self._press.store.changes
        now = time.time()
        if time.monotonic() - self._found_at >= 1.0:
            self._found_at = time.monotonic()
            changes.find_again()
        if abs(now - time.monotonic() - self._clock) > CLOCK_JUMP_S:
            self._clock = now - time.monotonic()
            self._next_at = 0.0
        if changes.look() == self._counter and now < self._next_at:
            return 0
        return self._pass()

    def _pass(self) -> int:
        """Go through the pages once, from the front page on."""
        begun = time.monotonic()
        self._counter = self._press.store.changes.look()
        began_at = time.time()
        self._tags |= self._announced()
        pressed = 0
        for key in self._in_order():
            if self._ended.is_set():
                return pressed
            took = self._press_when_old(key)
            pressed += took is not None
            if self._must_begin_again(begun):
                # The tags stay: what has not been pressed yet comes again in the next pass.
                self._next_at = 0.0
                return pressed
            if took is not None and time.monotonic() - begun > AT_FULL_SPEED_S:
                self._ended.wait(took)
        self._tags.clear()
        self._next_at = max(began_at + _BY_THE_CLOCK_S, self._next_change(after=began_at))
        return pressed

    def _press_when_old(self, key: str) -> float | None:
        """Press a page if it is old or missing; returns how long it took, or None when nothing was done."""
        store, now = self._press.store, time.time()
        not_before, pause = self._waiting.get(key, (0.0, 0.0))
        # A pause that lies far ahead was made by a clock that has been set back since.
        if now < not_before <= now + LONGEST_PAUSE_S:
            return None
        page = store.load(key)
        if page is not None and store.is_fresh(page, now=now):
            return None
        clock = time.monotonic()
        try:
            page = self._press.press(
                key, why=f"changed: {store.why_not_fresh(page, now=now)}" if page else "warmed"
            )
        except (PageFailedError, PersonalPageError):
            page = None
        # None, or the last good page for one that failed: tried again, less and less often.
        if page is None or (page.counter < self._counter and not store.is_fresh(page)):
            pause = min(LONGEST_PAUSE_S, pause * 2 or FIRST_PAUSE_S)
            self._waiting[key] = (now + pause, pause)
        else:
            self._waiting.pop(key, None)
        return time.monotonic() - clock

    def _in_order(self) -> Iterator[str]:
        """The pages to look at: fronts, what changed, the other leading ones, those asked for most."""
        leading = leading_addresses()
        yield from (path for path in leading if path.endswith("/") and path.count("/") <= len("//"))
        changed = addresses_of(self._tags) if self._tags else []
        for key in changed:
            # What did not go before may go now.
            self._waiting.pop(key, None)
        yield from changed
        yield from leading
        statistics = told(self._press.store.folder / "stats", now=time.time())
        yield from (key for key, _hits in statistics.hottest)

    def _must_begin_again(self, begun: float) -> bool:
        has_changed = self._press.store.changes.look() != self._counter
        return has_changed and time.monotonic() - begun > BEGIN_AGAIN_S

    def _next_change(self, *, after: float) -> float:
        """The instant at which something becomes old by itself, or a page that failed is tried again."""
        store = self._press.store
        instants = [store.changes.next_due_of_all(after=after)]
        instants += [not_before for not_before, _pause in self._waiting.values()]
        instants += [page.until for page in store.held() if page.until > after]
        return min(instants)

    def _announced(self) -> set[str]:
        """What was announced since the last time; what falls due is found by its pages alone."""
        if self._told is None:
            self._told = newest_announcement()
        newer = Announcement.objects.filter(pk__gt=self._told).order_by("-pk")
        rows = list(newer.values_list("pk", "tags")[:_MOST_ANNOUNCEMENTS])
        if rows:
            self._told = rows[0][0]
        return {tag for _pk, tags in rows for tag in tags}

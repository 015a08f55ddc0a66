"""Looking after the index: what was not told is told, what is damaged or lacks stories is made anew.

The worker does it, in a thread of its own; while an index is made, the one before it answers, or, where it
cannot be read, the newest headlines do (``internal.plain``).
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from azdarar.articles.models import Article
from azdarar.search.actions import index_waiting, rebuild_index
from azdarar.search.internal import index_file
from azdarar.search.internal.chosen import engine
from azdarar.search.internal.engine import DamagedIndexError

logger = logging.getLogger(__name__)

#: The index is compared with the stories when the worker starts, and so often.
COMPARED_EVERY_S = 6 * 3600.0
#: A difference counts if it is still there so much later: what was just published may be on its way.
_GRACE_S = 20.0


@dataclass(frozen=True, slots=True)
class Condition:
    """How the index is.

    Args:
        is_plain: readers find stories by their headlines alone.
        damaged_at: when it was last found damaged.
        done, total: stories in the index that is being made, and in all; both 0 when none is.
    """

    is_plain: bool = False
    damaged_at: datetime | None = None
    done: int = 0
    total: int = 0


def condition() -> Condition:
    """How the index is, for whoever looks after the paper."""
    if settings.AZDARAR_SEARCH_URL:
        return Condition()
    state = index_file.state()
    return Condition(
        is_plain=state.is_plain,
        damaged_at=datetime.fromisoformat(state.damaged_at) if state.damaged_at else None,
        done=state.done,
        total=_public_stories() if state.is_building or state.is_plain else 0,
    )


class Tender:
    """Whoever looks after the index; ``tend`` is called again and again.

    Args:
        may_go_on: False once the process is to end; a rebuild stops there and goes on with the next.
    """

    def __init__(self, *, may_go_on: Callable[[], bool]) -> None:
        self._may_go_on = may_go_on
        self._compare_at = 0.0
        self._differed = self._was_empty = False

    def tend(self) -> None:
        """Do what is to be done now."""
        if not settings.AZDARAR_SEARCH_URL:
            self._mend()
        index_waiting()
        if time.monotonic() >= self._compare_at:
            self._compare()

    def _mend(self) -> None:
        state = index_file.state()
        if state.is_damaged:
            index_file.begin_anew(damaged_at=timezone.now().isoformat())
            logger.error("search index damaged: it is made anew, headlines answer meanwhile")
        elif state.is_other_format:
            index_file.begin_anew()
            logger.warning("search index of another version: it is made anew, headlines answer meanwhile")
        elif not (state.is_plain or state.is_building):
            if state.is_empty and not self._was_empty:  # nothing is published yet, or somebody threw it away
                self._compare_at = 0.0
            self._was_empty = state.is_empty
            return
        self._rebuild()

    def _compare(self) -> None:
        """Make the index anew if it does not hold as many stories as readers may come to see."""
        try:
            differs = engine().stats().stories != _public_stories()
        except DamagedIndexError:
            return
        pause = _GRACE_S if differs and not self._differed else COMPARED_EVERY_S
        self._compare_at = time.monotonic() + pause
        if differs and self._differed:
            logger.warning("search index holds other stories than the paper: it is made anew beside itself")
            self._rebuild()
        self._differed = differs and not self._differed

    def _rebuild(self) -> None:
        begun, done = time.monotonic(), 0
        for number in rebuild_index():
            done = number
            if not self._may_go_on():
                return
        self._was_empty = False
        logger.info("search index made", extra={"stories": done, "seconds": round(time.monotonic() - begun)})


def _public_stories() -> int:
    count: int = Article.objects.filter(live=True, visible_from__isnull=False).count()
    return count

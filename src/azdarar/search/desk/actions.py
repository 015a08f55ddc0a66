"""Every write to the newsroom's own index. All are safe to run twice."""

import logging
import time
from collections.abc import Iterator, Sequence

from azdarar.search.desk.documents import all_documents, documents_of, reread
from azdarar.search.desk.things import Thing, numbers_of, thing_of
from azdarar.search.internal.chosen import desk_engine, throw_desk_index_away
from azdarar.search.internal.engine import DamagedIndexError
from azdarar.search.models import WaitingThing

logger = logging.getLogger(__name__)

#: Things that are taken up at once: whoever saved them waits for it.
_MOST_AT_ONCE = 100


def leave_word_of(things: Sequence[Thing]) -> None:
    """Say in the caller's transaction that things changed; ``index_waiting_things`` tells the index."""
    WaitingThing.objects.bulk_create(WaitingThing(number=thing.number) for thing in things)


def index_waiting_things() -> int:
    """Tell the index of the things somebody left word of; returns how many rows of word were taken up.

    Raises:
        DamagedIndexError: the index cannot be written; the word stays.
    """
    waiting = list(WaitingThing.objects.order_by("pk")[:_MOST_AT_ONCE])
    if waiting:
        index_things(list(dict.fromkeys(thing_of(row.number) for row in waiting)))
        WaitingThing.objects.filter(pk__in=[row.pk for row in waiting]).delete()
    return len(waiting)


def index_waiting_things_now() -> None:
    """The same right after a commit: where the index cannot be written, the worker does it later."""
    try:
        index_waiting_things()
    except DamagedIndexError as fault:
        logger.warning("the newsroom's index is told later", extra={"why": str(fault)})


def index_things(things: Sequence[Thing]) -> None:
    """Write things as they stand now; what is gone, or is readers' as it stands, leaves the index."""
    documents = documents_of(things)
    there = {document.story_id for document in documents}
    gone = [number for number in numbers_of(things) if number not in there]
    desk_engine(reread).remove(gone)
    if documents:
        desk_engine(reread).put(documents)


def rebuild_desk_index() -> Iterator[int]:
    """Write the newsroom's whole index again beside the one that answers, and swap; yields how far it is."""
    yield from desk_engine(reread).rebuild(all_documents)


class DeskIndexKeeper:
    """Takes up what waits, and makes the index where there is none or it is damaged: a little at each call.

    For a worker that has other things to do too; what was begun and not ended goes on in the next one.
    """

    def __init__(self) -> None:
        self._making: Iterator[int] | None = None
        self._has_looked = False

    def tend(self, *, longest_s: float = 0.5) -> None:
        """Do what is to be done, for about so long at most."""
        ends_at = time.monotonic() + longest_s
        try:
            while self._making is None and index_waiting_things() and time.monotonic() < ends_at:
                pass
            if not self._has_looked:
                self._has_looked = True
                self._making = None if desk_engine(reread).stats().stories else rebuild_desk_index()
        except DamagedIndexError as fault:
            logger.warning("the newsroom's index is damaged and made anew", extra={"why": str(fault)})
            throw_desk_index_away()
            self._making = rebuild_desk_index()
        while self._making is not None and time.monotonic() < ends_at:
            if next(self._making, None) is None:
                self._making = None

"""The worker's hand for what to read on to: each story as it comes, the archive after an import.

A story's news is listed here, within a second; an archive of some size in a process of its own, which gives
its memory back, and may be killed: the next goes on where it stood.
"""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from azdarar.articles.models import Article
from azdarar.config.worker.sole_child import SoleChild
from azdarar.onward.waiting import is_archive_asked, waiting_stories

if TYPE_CHECKING:
    from azdarar.onward.listing import Lister

TICK_S = 0.2
LOCK_NAME = "onward.lock"
#: Stories that are listed in the worker itself.
MOST_HERE = 2_000
#: How long nobody is sent again where one ended with work left: it fails each time, or a command is at it.
PAUSE_S = 30.0
COMMAND = (sys.executable, "-m", "azdarar.config", "manage", "read_on", "--for-worker")


class ListMaker:
    """Looks for stories that wait for their lists.

    Args:
        ended: set when the worker ends.

    ``child`` lists the archive, while one does.
    """

    def __init__(self, ended: threading.Event) -> None:
        self._ended = ended
        self._lister: Lister | None = None
        self._file = Path(settings.HOME) / "onward.sqlite3"
        self._opened = 0
        self.child = SoleChild("the listing of the archive")
        self._not_before = 0.0
        self._is_new = True

    def tend(self) -> None:
        """List what waits. What it is listed by is read when the worker begins: no story waits for it."""
        if self._is_new:
            self._is_new = False
            if self._file.exists():
                self._here().refresh()
        if waiting_stories(most=1):
            self._here().tend()
        self._tend_archive()

    def stop(self) -> None:
        """End the process that lists the archive; what it did is kept."""
        self.child.stop()

    def _tend_archive(self) -> None:
        was_begun = self.child.process is not None
        if self.child.is_at_work():
            return
        if was_begun:
            self._not_before = time.monotonic() + PAUSE_S if is_archive_asked() else 0.0
        if self._ended.is_set() or time.monotonic() < self._not_before or not is_archive_asked():
            return
        if Article.objects.filter(live=True)[: MOST_HERE + 1].count() <= MOST_HERE:
            self._here().list_archive(should_stop=self._ended.is_set)
        else:
            self.child.begin(COMMAND, is_silent=True)

    def _here(self) -> Lister:
        if self._lister is not None and self._inode() != self._opened:
            # It was deleted: what is noted in the old one is lost.
            self._lister.close()
            self._lister = None
        if self._lister is None:
            from azdarar.onward.listing import Lister  # numpy: not before there is something to do

            self._lister = Lister(Path(settings.HOME))
            self._opened = self._inode()
        return self._lister

    def _inode(self) -> int:
        try:
            return self._file.stat().st_ino
        except FileNotFoundError:
            return 0

"""Have pages pressed: one question to the back for any number of readers who wait for the same page."""

from __future__ import annotations

import asyncio
import time

from azdarar.config.serving.front.heads import RefusedError
from azdarar.config.serving.front.passing import Gate, Passing
from azdarar.press.store import Freshness, PageStore, PressedPage

#: Longest rendering; a page that takes longer is one that failed.
PRESS_S = 60.0
#: A page that changes while it is pressed is pressed again, so often for one reader.
_MOST_TURNS = 4


class PageFailedError(Exception):
    """A page could not be pressed, and no earlier one may be shown."""


class NothingThereError(Exception):
    """Nothing stands at the address, and nothing is known to have stood there."""


class Pressing:
    """Finds pages that are not in memory, or no longer hold."""

    def __init__(self, store: PageStore, passing: Passing, gate: Gate) -> None:
        self._store = store
        self._passing = passing
        self._gate = gate
        self._under_way: dict[str, tuple[float, asyncio.Task[PressedPage | None]]] = {}

    def is_under_way(self, key: str) -> bool:
        return key in self._under_way

    def begin(self, key: str) -> asyncio.Task[PressedPage | None]:
        """Have a page pressed; who asks meanwhile waits for the same pressing."""
        under_way = self._under_way.get(key)
        if under_way is not None:
            return under_way[1]
        task = asyncio.get_running_loop().create_task(self._press(key))
        self._under_way[key] = (time.time(), task)
        task.add_done_callback(lambda done: self._ended(key, done))
        return task

    async def page(self, key: str) -> PressedPage | None:
        """The page, as it was at some moment after it was asked for; None where Django has another answer.

        A pressing that was under way already may have begun before something was taken back: its page is
        looked at again, like any other.

        Raises:
            NothingThereError: there is none.
            PageFailedError: it cannot be rendered.
            RefusedError: 503: the back is overwhelmed, or the page changes faster than it can be pressed.
        """
        for _turn in range(_MOST_TURNS):
            page = await asyncio.shield(self.begin(key))
            if page is None:
                return None
            if page.status and self._store.freshness(page, now=time.time()) is not Freshness.STALE:
                return page
            if self._store.may_be_shown_still(page, now=time.time()):
                return page
        raise RefusedError(503)

    async def _press(self, key: str) -> PressedPage | None:
        page = await asyncio.to_thread(self._store.load, key)
        if page is not None and self._store.is_fresh(page):
            return page
        async with self._gate():
            told = await self._passing.ask({"kind": "press", "key": key}, within_s=PRESS_S)
        match told["outcome"]:
            case "none":
                raise NothingThereError
            case "elsewhere":
                return None
            case "failed":
                raise PageFailedError
        return await asyncio.to_thread(self._store.load, key)

    def _ended(self, key: str, task: asyncio.Task[PressedPage | None]) -> None:
        self._under_way.pop(key, None)
        if not task.cancelled():
            task.exception()  # whoever waited has it; without anybody it is no news

"""What many pages need, looked up at once before the first of them is rendered.

Pages that are pressed together would each ask the database the same few questions, one story at a time. They
are asked for all of them instead, and each page takes its own answers while it is rendered. A page made of
such answers counts as begun when they were looked up (ADR 20): what changes in between makes it old at once,
so nothing here has to know what an answer shows.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

_Answer = TypeVar("_Answer")


class Ahead:
    """Answers that wait for their pages.

    Args:
        counter: of the changes, before the first of them was looked up.
        began: that instant, in seconds since the epoch.
    """

    def __init__(self, *, counter: int, began: float) -> None:
        self.counter = counter
        self.began = began
        self._answers: dict[Hashable, Any] = {}

    def add(self, kind: str, answers: Mapping[Any, Any]) -> None:
        """Take in what was looked up, by the page's or the story's own key."""
        self._answers.update(((kind, key), answer) for key, answer in answers.items())

    def holds(self, kind: str, key: Hashable) -> bool:
        """Whether an answer waits."""
        return (kind, key) in self._answers

    def read(self, kind: str, key: Hashable) -> Any:
        """Show an answer that others get as well."""
        return self._answers[kind, key]

    def take(self, kind: str, key: Hashable) -> Any:
        """Hand an answer out, once: whoever gets it may change it."""
        return self._answers.pop((kind, key))


_in_hand: ContextVar[Ahead | None] = ContextVar("azdarar_press_ahead", default=None)


@contextmanager
def in_hand(ahead: Ahead | None) -> Iterator[None]:
    """Let what is rendered within the block take its answers; none where ``ahead`` is None."""
    token = _in_hand.set(ahead)
    try:
        yield
    finally:
        _in_hand.reset(token)


def looked_up(kind: str, key: Hashable, look: Callable[[], _Answer], *, is_kept: bool = False) -> _Answer:
    """What was looked up ahead under a key, else what is found now.

    Not for what outlives the page: a part that is remembered is always looked up anew.

    Args:
        is_kept: keep the answer for whoever asks again for the same page; nobody may change it.
    """
    ahead = _in_hand.get()
    if ahead is None:
        return look()
    if not ahead.holds(kind, key):
        answer = look()
        if is_kept:
            ahead.add(kind, {key: answer})
        return answer
    return cast(_Answer, ahead.read(kind, key) if is_kept else ahead.take(kind, key))

"""What a page shows, told by the rooms while it is rendered.

Every query that hands something out for a page says ``shows("article:812")`` of the thing itself and
``shows("section:4:stories")`` of the list it looked through, found or not; what changes is announced under
the same words (``press.actions.announce``). Nobody keeps a list of who shows whom. Outside a rendering
that is pressed the calls cost next to nothing and do nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class Shown:
    """What a rendering has shown so far: its tags, and the instant until which it holds (None: any)."""

    tags: set[str] = field(default_factory=set)
    until: datetime | None = None


_shown: ContextVar[Shown | None] = ContextVar("azdarar_press_shown", default=None)


@contextmanager
def recording() -> Iterator[Shown]:
    """Note what is shown within the block; a recording within a recording notes for itself alone."""
    shown = Shown()
    token = _shown.set(shown)
    try:
        yield shown
    finally:
        _shown.reset(token)


def shows(*tags: str) -> None:
    """Say that what is being rendered shows these things, or looked for them in vain.

    Args:
        tags: ``kind:number`` for a thing (``article:812``), ``kind:number:what`` for a list or a part
            of it (``section:4:stories``, ``language:fr:menu``).
    """
    shown = _shown.get()
    if shown is not None:
        shown.tags.update(tags)


def holds_until(instant: datetime) -> None:
    """Say that what is being rendered is true no longer than until an instant, whatever is announced."""
    shown = _shown.get()
    if shown is not None and (shown.until is None or instant < shown.until):
        shown.until = instant

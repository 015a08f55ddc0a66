"""What a page shows, told by the rooms while it is rendered.

Every query that hands something out for a page says ``shows("article:812")`` of the thing itself and
``shows("section:4:stories")`` of the list it looked through, found or not; what changes is announced under
the same words (``press.actions.announce``). Nobody keeps a list of who shows whom. Outside a rendering
that is pressed the calls cost next to nothing and do nothing.

The words. A thing and a list of things are different, and so is how much of a thing is shown:

- ``article:812:address`` whether readers may see a story, and where; ``article:812`` its card as well;
  ``article:812:text`` all of it; ``article:812:dossiers``, ``article:812:comments`` what stands around it;
  ``article:812:picks`` what was picked for it, ``article:812:steering`` what editors said of its lists;
  ``article:812:onward`` the first entries of these lists, ``article:812:onward:more`` those further down.
- ``family:HEX`` which translations there are, and how they are called (of stories, sections, other pages).
- ``section:4`` its name and address, ``section:4:page`` what else its page says, ``section:4:stories``,
  ``section:4:picks``, ``section:4:most-read``. Likewise ``contributor:7``, ``contributor:7:page``,
  ``contributor:7:stories:fr``;
  ``subject:9``, ``subject:9:page``, ``subject:9:stories:fr``.
- ``language:fr:stories`` which stories there are and in which order; ``:opinions``, ``:long-lived:2019`` (of
  a year; without one: in which year they begin), ``:month:2026-11`` (addresses, dates and translations of a
  month), ``:corrections``, ``:dossiers``, ``:sections``, ``:menu``, ``:footer``, ``:plain-pages``;
  ``:picks`` of the paper, ``:most-read``, ``:remembered`` (on the day they appeared).
- ``front:fr``, ``dossier:31``, ``plain-page:40``, ``page:40:address``, ``picture:5``, ``document:6``,
  ``source:2``.
- ``address:/fr/…/`` what stands at an address where nothing did, or no longer does; ``addresses`` the memory
  of former ones.
- ``paper:stories``, ``paper:months`` of all languages; ``paper`` settings and code.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

#: Shown by every page and every part of one, whether or not it says so.
EVERYTHING = "paper"


@dataclass(slots=True)
class Shown:
    """What a rendering has shown so far: its tags, and the instant until which it holds (None: any)."""

    tags: set[str] = field(default_factory=set)
    until: datetime | None = None

    @property
    def until_s(self) -> float:
        """The same instant in seconds since the epoch; infinity for any."""
        return self.until.timestamp() if self.until is not None else float("inf")


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


def is_recording() -> bool:
    """Whether what is shown is being noted."""
    return _shown.get() is not None


def repeat(shown: Shown) -> None:
    """Say all that another recording noted."""
    shows(*shown.tags)
    if shown.until is not None:
        holds_until(shown.until)

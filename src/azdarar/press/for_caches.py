"""What a cache in front of the paper is told of a page: how long to keep it, and under which keys.

A page is kept under one short key for each thing it shows; what changes is forgotten by the same keys
(``press.purging``). A page that shows very much has coarse keys instead, each standing for a five-hundredth
of all things: its header stays short, and nothing it shows can change without one of them.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterable

from azdarar.press.internal.changes import mark

__all__ = ["headers_good_until", "keys_of_change", "keys_of_page", "lasting_headers"]

#: What browsers are told of a page that says nothing itself: keep it, and ask before each use.
BROWSERS_ASK_AGAIN = "public, max-age=0, must-revalidate"
#: A page of more keys has coarse ones. Varnish takes 8 kB of one header, servers in between 4 kB of all.
MOST_KEYS = 200
_COARSE = 512
#: How often the headers of a page that ends soon are made anew, in seconds.
_REMADE_S = 1.0
#: How long a cache that forgets by key may keep a page by itself: the harm of a purge that never came.
KEPT_BY_KEY_S = 3600
#: The same for a cache that forgets by address only, where not every address may be known any more.
KEPT_BY_ADDRESS_S = 60


def _fine(number: int) -> str:
    """Eight characters, 48 bits: safe in a header, and two things that meet cost one needless fetch."""
    return urlsafe_b64encode((number & 0xFFFF_FFFF_FFFF).to_bytes(6, "little")).decode()


def _coarse(number: int) -> str:
    # No fine key has four characters.
    return f"~{number % _COARSE:03d}"


def keys_of_page(marks: Iterable[int]) -> list[str]:
    """Under which keys a page is kept, sorted; ``marks`` are what it shows (``PressedPage.marks``)."""
    numbers = set(marks)
    return sorted({_fine(n) for n in numbers} if len(numbers) <= MOST_KEYS else {_coarse(n) for n in numbers})


def keys_of_change(tags: Iterable[str]) -> list[str]:
    """Which keys to forget when these things changed: for each its own, and the coarse one over it."""
    numbers = {mark(tag) for tag in tags}
    return sorted({_fine(n) for n in numbers} | {_coarse(n) for n in numbers})


def lasting_headers(
    marks: Iterable[int], *, until: float, now: float, kept_s: int = KEPT_BY_KEY_S
) -> tuple[tuple[str, str], ...]:
    """The headers for caches of a page that was pressed; true for answers that leave before they end.

    Browsers are told to ask again by ``cache-control``, which is not ours to set: these are for whoever
    stands in front of the paper, and takes them away.

    Args:
        until: seconds since the epoch, at which the page ends by the clock alone; infinity if it does not.
        now: from when on they are sent; ``headers_good_until`` says until when they may be.
    """
    keys = " ".join(keys_of_page(marks))
    kept = _seconds(until=until, now=now, kept_s=kept_s)
    told = f"max-age={kept}" if kept > 0 else "no-store"
    return (
        ("surrogate-key", keys),
        ("cache-tag", keys.replace(" ", ",")),
        ("surrogate-control", told),
        ("cdn-cache-control", told),
    )


def headers_good_until(*, until: float, now: float, kept_s: int = KEPT_BY_KEY_S) -> float:
    """Until when headers made at ``now`` may be sent: no cache keeps the page past its end by them."""
    return max(until - kept_s, now + _REMADE_S)


def _seconds(*, until: float, now: float, kept_s: int) -> int:
    if until - now >= kept_s + _REMADE_S:
        return kept_s
    return max(0, int(until - now - _REMADE_S))

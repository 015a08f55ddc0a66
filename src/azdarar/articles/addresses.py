"""How a story's canonical address is made (RFC 6596): language, day, slug."""

from collections.abc import Callable, Collection
from datetime import date

#: Addresses asked about at once, until one is free.
_TRIED_AT_ONCE = 20
#: Leaves room in an address for the number that tells it from others of the same day.
_LONGEST_BASE = 112

#: First path segments, after the language, that belong to the paper itself.
RESERVED_SEGMENTS = frozenset(
    {
        "search",
        "dossiers",
        "authors",
        "tags",
        "latest",
        "corrections",
        "feed.xml",
        "feed.json",
        "account",
        "media",
    }
)


def story_address(*, language: str, day: date, slug: str) -> str:
    """Return ``/<language>/<year>/<month>/<day>/<slug>/``; the year in four digits, always."""
    return f"/{language}/{day.year:04d}/{day.month:02d}/{day.day:02d}/{slug}/"


def free_address(
    base: str, *, language: str, day: date, taken: Callable[[Collection[str]], Collection[str]]
) -> tuple[str, str]:
    """Return the slug and the address of a story, or of the second, third… one of that name and day.

    Args:
        taken: says of a few addresses which are somebody's.
    """
    first = 1
    while True:
        slugs = [_numbered(base, number) for number in range(first, first + _TRIED_AT_ONCE)]
        addresses = {story_address(language=language, day=day, slug=slug): slug for slug in slugs}
        held = taken(addresses.keys())
        free = next((address for address in addresses if address not in held), None)
        if free is not None:
            return addresses[free], free
        first += _TRIED_AT_ONCE


def _numbered(base: str, number: int) -> str:
    return base if number == 1 else f"{base[:_LONGEST_BASE]}-{number}"

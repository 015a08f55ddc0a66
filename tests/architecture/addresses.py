"""Every address the paper answers, as its patterns say it, and an example of each that leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

_PART = re.compile(r"<(?:[^:>]+:)?(?P<name>\w+)>")
_GROUP = re.compile(r"\(\?P<(?P<name>\w+)>(?:[^()]|\([^()]*\))*\)")


def addresses() -> list[str]:
    """Return every pattern that answers, in the order it is tried; one that is tried first wins."""
    return list(dict.fromkeys(_leaves(get_resolver())))


def is_personal(address: str) -> bool:
    """Whether what an address answers may depend on who asks."""
    return address.startswith(("newsroom/", "account/"))


def _leaves(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = before + _readable(str(entry.pattern))
        if isinstance(entry, URLPattern):
            yield route
        else:
            yield from _leaves(entry, route)


def _readable(route: str) -> str:
    """Write a regular expression as a path pattern: ``^a/(?P<key>.+)/$`` is ``a/<key>/``."""
    if not route.startswith("^"):
        return route
    return _GROUP.sub(r"<\g<name>>", route).removeprefix("^").removesuffix("$").replace("\\", "")


@dataclass(frozen=True)
class Examples:
    """What is put in the place of an address's variables.

    Args:
        common: by the variable's name, whatever the address.
        under: by the beginning of the address; the longest that fits wins over ``common``.
    """

    common: Mapping[str, object]
    under: Mapping[str, Mapping[str, object]]

    def path_of(self, address: str) -> str:
        """Return a path the address answers.

        Raises:
            LookupError: nobody has said what to put in the place of a variable.
        """
        values = dict(self.common)
        for beginning in sorted(self.under, key=len):
            if address.startswith(beginning):
                values |= self.under[beginning]
        try:
            return "/" + _PART.sub(lambda part: str(values[part["name"]]), address)
        except KeyError as missing:
            raise LookupError(
                f"{address}: give {missing} an example in tests/architecture/access.py."
            ) from None

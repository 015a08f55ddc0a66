"""Which releases the paper itself runs on, whatever else lies in the same environment."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, distribution

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_OF_AN_EXTRA = re.compile(r"\bextra\b")


def versions_installed(root: str = "azdarar") -> list[str]:
    """Return ``name version`` of a distribution and of everything it requires, sorted.

    Tools that developers install beside it do not count, and neither do extras: what set-up prepares stays
    good when ``make test`` comes after ``make run``.
    """
    found: dict[str, str] = {}
    wanted = [root]
    while wanted:
        name = _normalised(wanted.pop())
        if name in found:
            continue
        try:
            one = distribution(name)
        except PackageNotFoundError:  # required on another system only
            continue
        found[name] = one.version
        wanted += [
            match.group()
            for requirement in one.requires or []
            if not _OF_AN_EXTRA.search(requirement.partition(";")[2]) and (match := _NAME.match(requirement))
        ]
    return sorted(f"{name} {version}" for name, version in found.items())


def _normalised(name: str) -> str:
    """One spelling for a name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()

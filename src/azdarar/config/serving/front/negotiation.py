"""What a reader's browser accepts and has already: codings with their weights, validators."""

from __future__ import annotations

import re
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache

#: What the store holds, the smallest on the wire first: what is offered where a browser has no preference.
OFFERED = ("br", "zstd", "gzip", "identity")

_WEIGHT = re.compile(r"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", re.IGNORECASE)
_ETAG = re.compile(r'(?:W/)?"([\x21\x23-\x7e\x80-\xff]*)"')


def acceptable(accept_encoding: str | None) -> tuple[str, ...]:
    """The codings of ``OFFERED`` that a browser takes, the best first (RFC 9110, 12.5.3).

    Returns:
        Empty when it takes none of them, not even the page as it stands.
    """
    if accept_encoding is None:
        return ("identity",)
    weights = _weights(accept_encoding)
    others = weights.get("*")
    found = []
    for rank, coding in enumerate(OFFERED):
        weight = weights.get(coding)
        if weight is None and coding == "gzip":
            weight = weights.get("x-gzip")
        if weight is None:
            # The page as it stands is acceptable unless it is refused, and after everything that is named.
            weight = others if others is not None else (0.0001 if coding == "identity" else 0.0)
        if weight > 0:
            found.append((-weight, rank, coding))
    return tuple(coding for _weight, _rank, coding in sorted(found))


def _weights(accept_encoding: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for part in accept_encoding.split(","):
        coding, semicolon, parameter = part.partition(";")
        match = _WEIGHT.fullmatch(parameter.strip()) if semicolon else None
        # A weight that cannot be read says nothing: the coding counts as not named.
        if coding.strip() and (not semicolon or match):
            weights[coding.strip().lower()] = float(match[1]) if match else 1.0
    return weights


def etags(if_none_match: str | None) -> frozenset[str] | None:
    """The validators a browser holds, without quotes and weakness; ``*`` stands for any; None for none."""
    if if_none_match is None:
        return None
    if if_none_match.strip() == "*":
        return frozenset({"*"})
    return frozenset(_ETAG.findall(if_none_match))


def instant(if_modified_since: str | None) -> float | None:
    """Seconds since the epoch; None for what is no date of HTTP, which is then as if it were not there."""
    if not if_modified_since or not if_modified_since.endswith("GMT"):
        return None
    try:
        return parsedate_to_datetime(if_modified_since).timestamp()
    except (TypeError, ValueError, OverflowError):
        return None


@lru_cache(maxsize=4_096)
def http_date(second: int) -> str:
    """An instant in the form of HTTP: ``Fri, 27 Nov 2026 16:00:00 GMT``."""
    return formatdate(second, usegmt=True)

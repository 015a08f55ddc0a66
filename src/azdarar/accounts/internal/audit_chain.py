"""The seals of the audit log: how one is made, and how a line that was changed is found."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from azdarar.accounts.models import AuditEnd, AuditEntry

_PURPOSE = b"azdarar.accounts.audit"


def seal_line(entry: AuditEntry, *, previous: str, key: bytes) -> str:
    """Return the seal of a line that follows the line with the seal ``previous``."""
    at: datetime = entry.at.astimezone(UTC)
    told = [entry.number, at.isoformat(timespec="microseconds"), entry.what, entry.by_id]
    return _seal([*told, entry.about, entry.place, entry.data, previous], key=key)


def seal_end(*, number: int, seal: str, key: bytes) -> str:
    """Return the seal that says: the log ends here."""
    return _seal(["end", number, seal], key=key)


def current_key() -> bytes:
    """The key new lines are sealed with."""
    return _key(settings.SECRET_KEY)


def first_broken() -> int | None:
    """Return the number of the first line that is not as it was written, or None when all are.

    A missing line counts as the number it had. A line sealed with a former secret is good as long as that
    secret is among ``SECRET_KEY_FALLBACKS``. Reads the whole log once, a thousand lines at a time.
    """
    keys = [_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    number, previous = 0, ""
    for entry in _lines():
        number += 1
        if entry.number != number or not _is_good(entry, previous=previous, keys=keys):
            return number
        previous = entry.seal
    return _first_missing(number=number, last=previous, keys=keys)


def _first_missing(*, number: int, last: str, keys: list[bytes]) -> int | None:
    """Compare where the lines end with where the log says it ends."""
    end = AuditEnd.objects.filter(pk=AuditEnd.ONLY).first()
    if end is None:
        return None if number == 0 else number + 1
    seals = [seal_end(number=number, seal=last, key=key) for key in keys]
    is_whole = end.number == number and any(hmac.compare_digest(end.end_seal, seal) for seal in seals)
    return None if is_whole else min(end.number, number) + 1


def _lines() -> Iterator[AuditEntry]:
    return AuditEntry.objects.order_by("number").iterator(chunk_size=1000)


def _is_good(entry: AuditEntry, *, previous: str, keys: list[bytes]) -> bool:
    return any(hmac.compare_digest(entry.seal, seal_line(entry, previous=previous, key=key)) for key in keys)


def _seal(told: list[Any], *, key: bytes) -> str:
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _key(secret: str) -> bytes:
    return hmac.new(secret.encode(), _PURPOSE, hashlib.sha256).digest()

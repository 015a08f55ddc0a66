"""Attempts to get in that failed, counted for each account, whichever of its names or ways was tried."""

from django.core.cache import cache

from azdarar.accounts.internal.login_names import login_key
from azdarar.accounts.internal.standing import hash_of
from azdarar.accounts.models import User

#: So many within ``_SPAN_S`` are told.
TOLD = 20
_SPAN_S = 86_400


def counted_as(user: User | None, typed: str) -> str:
    """Return what an attempt counts for: an account, or the one spelling of a name that is nobody's."""
    return f"account {user.pk}" if user is not None else f"name {login_key(typed)}"


def count(user: User | None, typed: str) -> int:
    """Count a failure, at the same cost for somebody and nobody; returns how many there were in a day."""
    key = f"accounts.failures.{hash_of(counted_as(user, typed))}"
    cache.add(key, 0, timeout=_SPAN_S)
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two
        return 1

"""From a database or cache address to what Django wants to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dj_database_url

from azdarar.config import sqlite

if TYPE_CHECKING:
    from azdarar.config.wishes.options import Options

CACHE_TABLE = "config_cache"
# Django's default is 300, beyond which a third is thrown away: whoever tries three hundred names would wipe
# out everybody's counted guesses. Rows past their time are deleted by the clock (worker/schedule.py).
CACHE_ROWS = 1_000_000
# A connection is kept between requests for this long. On SQLite it saves the pragmas; on PostgreSQL a pool of
# the driver's would be the better tool for hundreds of threads, so there each request opens its own.
SQLITE_KEEP_S = 600


def database(options: Options) -> dict[str, Any]:
    """Return the ``default`` entry of ``DATABASES``."""
    if options.database_file is not None:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(options.database_file),
            "CONN_MAX_AGE": SQLITE_KEEP_S,
            "OPTIONS": sqlite.connection_options(sqlite.version_in_use()),
        }
    entry: dict[str, Any] = dict(dj_database_url.parse(options.database_url))
    entry["CONN_MAX_AGE"] = 0
    entry["OPTIONS"] = {
        "connect_timeout": 10,
        # A request that holds a lock for long stops a newsroom: better one clear failure.
        "options": "-c lock_timeout=10s -c idle_in_transaction_session_timeout=60s",
        **entry.get("OPTIONS", {}),
    }
    return entry


def cache(options: Options) -> dict[str, Any]:
    """Return the ``default`` entry of ``CACHES``."""
    if options.cache_url == "database":
        return {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": CACHE_TABLE,
            "OPTIONS": {"MAX_ENTRIES": CACHE_ROWS},
        }
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": options.cache_url}

"""Whether the pages that were pressed before belong to the paper that is started now."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from dataclasses import fields
from importlib.metadata import distributions
from pathlib import Path

from django.conf import settings

from azdarar.config.wishes.options import Options
from azdarar.press.actions import deliver_announcements
from azdarar.press.at_home import exposed_at_home, store_at_home
from azdarar.press.queries import newest_announcement

logger = logging.getLogger(__name__)

#: What a page is made of, besides the database.
_SOURCES = ("*.py", "*.html", "*.txt", "*.xml", "*.mo", "*.css", "*.js", "*.svg")
#: Settings no page depends on: where it is served, kept and written about.
_NOT_SHOWN = frozenset(
    {"home", "bind", "workers", "press_memory_mb", "log_format", "log_level", "import_upload_mb"}
    | {"import_password", "email_ca_file", "email_url", "cache_url", "database_url"}
    | {"cdn_url", "cdn_token", "press_files", "search_url", "search_ca_file"}
)


def make_sure_they_belong() -> None:
    """Take what was not told yet; then count every stored page as old where code, settings or data differ.

    Pages made by other code or settings, and pages of another day's database (one restored from a copy),
    would be shown for ever: nothing that changes afterwards speaks of them.
    """
    while deliver_announcements():
        pass
    why = store_at_home().changes.begin(
        fingerprint=fingerprint(settings.OPTIONS), newest_announcement=newest_announcement(), now=time.time()
    )
    if why:
        logger.info("pages pressed before are old", extra={"why": why})
        if settings.PRESS_FILES:
            exposed_at_home().take_down()


def fingerprint(options: Options) -> bytes:
    """Code, libraries and settings as 32 bytes: another value, other pages."""
    told = hashlib.sha256()
    for distribution in sorted(f"{found.metadata['Name']} {found.version}" for found in distributions()):
        told.update(distribution.encode())
    for folder in sorted({Path(settings.PACKAGE_DIR), *map(Path, settings.LOCALE_PATHS)}):
        for pattern in _SOURCES:
            for file in sorted(folder.rglob(pattern)):
                stat = file.stat()
                told.update(f"{file.relative_to(folder)} {stat.st_size} {stat.st_mtime_ns}".encode())
    shown = {
        field.name: getattr(options, field.name) for field in fields(options) if field.name not in _NOT_SHOWN
    }
    told.update(json.dumps(shown, default=str, sort_keys=True).encode())
    return told.digest()

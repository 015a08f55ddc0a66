"""An empty, migrated SQLite database kept beside the installation, so that a new paper starts in a second.

Some two hundred migrations of Django, Wagtail and ours take ten seconds or more, nearly all of it spent on
building historical models. Set-up runs them once and keeps the outcome; a new home, and every test run,
begins with a copy. The copy is used only while the code, the languages and the versions are those it was made
from; otherwise the migrations run as they always would, so nothing depends on it but time.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from azdarar.config.serving.installation import versions_installed

KEPT_IN = Path(sys.prefix) / "share" / "azdarar"
# Several checkouts or settings may share an environment while somebody changes a migration.
MOST_KEPT = 4


def path_of_copy() -> Path:
    """Return where the empty database of this code lies, whether or not it has been made."""
    return KEPT_IN / f"empty-{_fingerprint()}.sqlite3"


def lay_in(database_file: Path) -> bool:
    """Begin a database file as a copy of the empty one; returns whether there was one to copy."""
    source = path_of_copy()
    if database_file.exists() or not source.is_file():
        return False
    draft = database_file.with_suffix(".new")
    shutil.copyfile(source, draft)
    draft.chmod(0o640)
    draft.replace(database_file)
    return True


def make_copy() -> Path:
    """Migrate an empty database and keep it for ``lay_in``; returns its path. The oldest ones are removed."""
    target = path_of_copy()
    if target.is_file():
        return target
    KEPT_IN.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(f".{os.getpid()}")
    try:
        _migrate_into(draft)
        draft.replace(target)
    finally:
        for left in KEPT_IN.glob(f"{draft.name}*"):
            left.unlink(missing_ok=True)
    _forget_older()
    return target


def _forget_older() -> None:
    found = sorted(KEPT_IN.glob("empty-*.sqlite3"), key=lambda path: path.stat().st_mtime, reverse=True)
    for older in found[MOST_KEPT:]:
        older.unlink(missing_ok=True)


def _migrate_into(path: Path) -> None:
    connection = connections["default"]
    connection.close()
    name_before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = str(path)
    try:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        connection.close()
    finally:
        connection.settings_dict["NAME"] = name_before
    with closing(sqlite3.connect(path)) as database:
        # One file without a log beside it, whatever mode it was written in.
        database.execute("PRAGMA journal_mode=DELETE")
        database.execute("VACUUM")


def _fingerprint() -> str:
    """Say what the outcome of all migrations depends on."""
    ours = [
        [str(path.relative_to(settings.PACKAGE_DIR)), path.read_text(encoding="utf-8")]
        for config in apps.get_app_configs()
        if settings.PACKAGE_DIR in Path(config.path).parents
        for path in sorted(Path(config.path).glob("migrations/*.py"))
    ]
    migrated = sorted(config.label for config in apps.get_app_configs() if config.models_module)
    told = json.dumps([versions_installed(), ours, migrated, list(settings.OPTIONS.languages)])
    return hashlib.sha256(told.encode()).hexdigest()[:16]

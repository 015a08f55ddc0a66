"""A paper with the edition in it, kept beside the installation, so that a first start copies it.

Loading through the rooms' doors takes 16,000 SQL statements and 7 s of a core (README.md has the figures);
copying what they led to takes 0.3 s. Set-up has it made once, by the very command a person would type. The
copy serves only while code, edition, languages and versions are those it was made from, and only a SQLite
database in which nobody has written yet; everywhere else the edition is loaded: only time depends on it.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection

from azdarar.accounts.models import User
from azdarar.config.serving.installation import versions_installed
from azdarar.errors import AzdararError
from demo.loader.writing.paper import is_paper_empty

KEPT_IN = Path(sys.prefix) / "share" / "azdarar" / "edition-papers"
#: Some 50 MB each; the second is for whoever goes back and forth between two states of the code.
MOST_KEPT = 2
_DEMO = Path(__file__).resolve().parents[2]
_DRAFT, _LONGEST_DRAFT_S = "new-", 3600
_DATABASE, _MEDIA = "paper.sqlite3", "media"
#: A home of its own in the installation's own engines, whatever the caller's environment says.
_NOT_FOR_THE_CHILD = ("AZDARAR_DATABASE_URL", "AZDARAR_CACHE_URL", "AZDARAR_MEDIA_URL", "AZDARAR_SEARCH_URL")


class NotKeptError(AzdararError):
    """The edition could not be loaded into a home of its own."""

    code: ClassVar[str] = "demo.not-kept"
    sentence = "The demonstration paper could not be kept for quick first starts: %(reason)s"


def keep_paper() -> None:
    """Load the edition into a home of its own and keep the outcome, unless that was done already.

    Costs one process for some ten seconds, and 50 MB in the installation.

    Raises:
        NotKeptError: ``demo.not-kept``; nothing was kept.
    """
    target = _path_of_copy()
    if target.is_dir():
        return
    KEPT_IN.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=KEPT_IN, prefix=_DRAFT) as name:
        home = Path(name) / "home"
        home.mkdir()
        _load_into(home)
        kept = Path(name) / "kept"
        kept.mkdir()
        (home / _MEDIA).rename(kept / _MEDIA)
        _write_as_one_file(next(home.glob("*.sqlite3")), kept / _DATABASE)
        _put_in_place(kept, target)
    _forget_older()


def lay_in() -> bool:
    """Fill an untouched paper from the copy; returns whether that could be done.

    Files first, then the database in one transaction: cut short, it leaves files nobody names, and the next
    attempt writes the same ones.
    """
    copy = _path_of_copy()
    if not _is_untouched() or not copy.is_dir():
        return False
    shutil.copytree(copy / _MEDIA, settings.MEDIA_ROOT, dirs_exist_ok=True)
    connection.ensure_connection()
    with closing(sqlite3.connect(f"{(copy / _DATABASE).as_uri()}?mode=ro", uri=True)) as kept:
        kept.backup(connection.connection)
    ContentType.objects.clear_cache()
    return True


def _is_untouched() -> bool:
    """Whether this is a SQLite file nobody has written in: no account was ever made, and no story."""
    return (
        connection.vendor == "sqlite"
        and settings.OPTIONS.database_file is not None
        and not connection.in_atomic_block
        and isinstance(default_storage, FileSystemStorage)
        and not User.objects.exists()
        and is_paper_empty()
    )


def _load_into(home: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in _NOT_FOR_THE_CHILD}
    done = subprocess.run(
        [sys.executable, "-m", "azdarar.config", "demo"],
        env={**environment, "AZDARAR_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotKeptError(reason=done.stderr.strip()[-2000:])


def _write_as_one_file(source: Path, target: Path) -> None:
    """Copy a database that nobody writes to, its log included, into one file."""
    with closing(sqlite3.connect(source)) as database:
        database.execute("VACUUM INTO ?", [str(target)])


def _put_in_place(kept: Path, target: Path) -> None:
    try:
        kept.rename(target)
    except OSError:
        # Somebody else may have kept the same in the meantime.
        if not target.is_dir():
            raise


def _forget_older() -> None:
    """Remove older copies, and drafts of processes that were killed."""
    for draft in KEPT_IN.glob(f"{_DRAFT}*"):
        if draft.stat().st_mtime < time.time() - _LONGEST_DRAFT_S:
            shutil.rmtree(draft, ignore_errors=True)
    found = sorted(KEPT_IN.glob("[0-9a-f]*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for older in found[MOST_KEPT:]:
        shutil.rmtree(older, ignore_errors=True)


def _path_of_copy() -> Path:
    digest = hashlib.sha256()
    for piece in _what_it_depends_on():
        digest.update(piece)
    return KEPT_IN / digest.hexdigest()[:16]


def _what_it_depends_on() -> Iterator[bytes]:
    options = settings.OPTIONS
    told = [
        sys.version,
        versions_installed(),
        list(options.languages),
        options.paper_name,
        str(options.time_zone),
    ]
    yield json.dumps(told).encode()
    package = Path(settings.PACKAGE_DIR)
    code = [*package.rglob("*.py"), *package.rglob("*.mo"), *(_DEMO / "loader").rglob("*.py")]
    for path in sorted([*code, *(path for path in (_DEMO / "edition").rglob("*") if path.is_file())]):
        yield str(path).encode()
        yield path.read_bytes()

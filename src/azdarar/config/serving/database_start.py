"""What is done to the database before a server is started: looked at, migrated, completed."""

from __future__ import annotations

import logging
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError, OperationalError

from azdarar.config.serving import empty_paper
from azdarar.config.wishes.databases import CACHE_TABLE
from azdarar.errors import AzdararError

logger = logging.getLogger(__name__)

# quick_check reads the whole file, some 300 MB a second from a local disk: beyond this it would hold up the
# start.
LARGEST_CHECKED_BYTES = 512 * 2**20


class DamagedDatabaseError(AzdararError):
    """SQLite found the file damaged."""

    code = "config.damaged-database"
    sentence = (
        "The database %(path)s is damaged (%(finding)s), so nothing was started and nothing was changed; "
        "restore it from a backup."
    )


class UnreachableDatabaseError(AzdararError):
    """The database could not be opened."""

    code = "config.unreachable-database"
    sentence = "The database could not be opened, so nothing was started: %(reason)s"


class NewerDatabaseError(AzdararError):
    """The database was written by a later release."""

    code = "config.newer-database"
    sentence = (
        "The database was written by a later release of Azdarar (it knows %(migration)s), so nothing was "
        "started; install that release again, or restore the backup made before it."
    )


def refuse_unusable_database() -> None:
    """Open the database and look whether it is whole.

    Raises:
        UnreachableDatabaseError: ``config.unreachable-database``.
        DamagedDatabaseError: ``config.damaged-database``.
    """
    path: Path | None = settings.OPTIONS.database_file
    try:
        if path is None:
            connection.ensure_connection()
        elif path.exists() and path.stat().st_size <= LARGEST_CHECKED_BYTES:
            _refuse_damaged(path)
    except OperationalError as error:
        raise UnreachableDatabaseError(reason=str(error).strip()) from None


def _refuse_damaged(path: Path) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            finding = cursor.fetchone()[0]
    except OperationalError:
        raise
    except DatabaseError as error:
        raise DamagedDatabaseError(path=path, finding=str(error)) from None
    if finding != "ok":
        raise DamagedDatabaseError(path=path, finding=" ".join(finding.split()))


def is_empty() -> bool:
    """Tell whether nothing was ever written here; asking makes no database file."""
    path: Path | None = settings.OPTIONS.database_file
    if path is not None and not path.exists():
        return True
    return "django_migrations" not in connection.introspection.table_names()


def bring_up_to_date() -> bool:
    """Apply pending migrations, make the cache table, found the paper and its roles; was anything pending?

    A database file that does not exist yet begins as a copy of the prepared empty one, where there is one.
    """
    from azdarar.fronts.actions import found_paper
    from azdarar.newsroom.actions import set_up_roles

    path: Path | None = settings.OPTIONS.database_file
    if path is not None and empty_paper.lay_in(path):
        connection.close()
    executor = MigrationExecutor(connection)
    _refuse_newer(executor)
    pending = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if pending:
        call_command("migrate", interactive=False, verbosity=0)
    if settings.OPTIONS.cache_url == "database" and CACHE_TABLE not in connection.introspection.table_names():
        call_command("createcachetable", verbosity=0)
    found_paper(languages=[code for code, _name in settings.LANGUAGES], name=settings.PAPER_NAME)
    set_up_roles()
    return pending


def _refuse_newer(executor: MigrationExecutor) -> None:
    known = executor.loader.disk_migrations
    ours = {label for label, _ in known}
    for label, name in executor.loader.applied_migrations:
        replaced = any((label, name) in migration.replaces for migration in known.values())
        if label in ours and (label, name) not in known and not replaced:
            raise NewerDatabaseError(migration=f"{label}.{name}")

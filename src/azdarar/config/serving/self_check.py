"""``azdarar check``: everything that can be looked at without starting a server, one line each."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from azdarar.config import sqlite
from azdarar.config.serving import preflight
from azdarar.config.wishes.environment import read_options
from azdarar.config.wishes.options import Options
from azdarar.errors import AzdararError


def check() -> int:
    """Look at settings, home, database, code and files; returns 0 when all is well, else 1."""
    options = read_options(os.environ)
    preflight.refuse_unwritable_home(options.home)
    preflight.refuse_network_file_system(options.database_file)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "azdarar.config.settings")
    import django

    django.setup()
    looks: list[tuple[str, Callable[[Options], str]]] = [
        ("settings", _settings),
        ("database", _database),
        ("migrations", _migrations),
        ("code", _code),
        ("pictures", _pictures),
        ("audit log", _audit_log),
    ]
    refused: list[str] = []
    for name, look in looks:
        if name == "migrations" and "database" in refused:
            continue  # they are written in the database that cannot be read
        try:
            print(f"{name}: {look(options)}")
        except AzdararError as error:
            refused.append(name)
            print(f"{name}: {error}", file=sys.stderr)
    return 1 if refused else 0


class PendingMigrationsError(AzdararError):
    """The database is behind the code."""

    code = "config.pending-migrations"
    sentence = "The database is older than this release; the next start brings it up to date."


class FailedChecksError(AzdararError):
    """Django's own checks found something."""

    code = "config.failed-checks"
    sentence = "%(findings)s"


def _settings(options: Options) -> str:
    return f"{options.paper_name}, {options.site_url}, in {', '.join(options.languages)}, home {options.home}"


def _database(options: Options) -> str:
    from django.db import connection

    from azdarar.config.serving.database_start import refuse_unusable_database

    refuse_unusable_database()
    if options.database_file is None:
        return f"{connection.vendor} answers"
    version = sqlite.version_in_use()
    mode = sqlite.journal_mode(version)
    found = "the file is whole" if options.database_file.exists() else "no file yet"
    return f"SQLite {'.'.join(map(str, version))}, journal {mode}, {found}"


def _migrations(options: Options) -> str:
    from azdarar.config.edge.health import migrations_are_applied
    from azdarar.config.serving.database_start import is_empty

    if is_empty():
        return "none yet, because there is no paper yet: the first start makes one"
    if not migrations_are_applied():
        raise PendingMigrationsError
    return "all applied"


def _code(options: Options) -> str:
    from django.core import checks

    findings = [
        str(finding)
        for finding in checks.run_checks(include_deployment_checks=True)
        if finding.is_serious(checks.WARNING) and not finding.is_silenced()
    ]
    if findings:
        raise FailedChecksError(findings="; ".join(" ".join(finding.split()) for finding in findings))
    return "nothing to object to"


def _pictures(options: Options) -> str:
    from azdarar.config.edge.health import migrations_are_applied
    from azdarar.media.models import Picture
    from azdarar.media.queries import undescribed_pictures

    if not migrations_are_applied():
        return "not looked at before the database is up to date"
    waiting = undescribed_pictures()
    count, newest = waiting.count(), ", ".join(f"{pk}" for pk in waiting.values_list("pk", flat=True)[:10])
    told = f"{count} not described yet (newest: {newest})" if count else "none without a description"
    return f"{Picture.objects.count()} in the store, {told}"


def _audit_log(options: Options) -> str:
    from azdarar.accounts.queries import verify_audit
    from azdarar.config.edge.health import migrations_are_applied

    if not migrations_are_applied():
        return "not looked at before the database is up to date"
    return f"{verify_audit()} lines, all as they were written"

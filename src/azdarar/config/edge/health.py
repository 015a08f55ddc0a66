"""``/healthz``: what was looked at, and whether the paper can be served and written.

It says nothing about versions, paths or errors: anybody may ask.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from azdarar.config.worker import heartbeat
from azdarar.courier.queries import late_mails, mail_is_sent

_seen_applied: set[bool] = set()


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when everything looked at is well, else 503; the body says which."""
    checks = look()
    is_well = all(check["ok"] for check in checks.values())
    return JsonResponse(
        {"status": "ok" if is_well else "failing", "checks": checks}, status=200 if is_well else 503
    )


def look() -> dict[str, dict[str, Any]]:
    """Look at the database, its migrations, the media folder, the worker and the mails that wait."""
    database_answers = _database_answers()
    age = heartbeat.age_s(settings.HOME)
    return {
        "database": {"ok": database_answers},
        "migrations": {"ok": database_answers and migrations_are_applied()},
        "media": {"ok": _is_writable(Path(settings.MEDIA_ROOT))},
        "worker": {
            "ok": heartbeat.is_alive(settings.HOME),
            "seconds_since_heartbeat": None if age is None else round(age, 1),
        },
        **({"mail": _mail()} if database_answers and migrations_are_applied() else {}),
    }


def _mail() -> dict[str, Any]:
    """Say how many mails are late, and how late; a dead mail server is no reason to stop serving pages.

    Mails that just came in are not told: counting them would show whether a mail followed a request.
    """
    late = late_mails(at=timezone.now())
    return {"ok": True, "is_sent": mail_is_sent(), "late": late.count, "seconds_oldest_waits": late.oldest_s}


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
    except Error:
        return False


def migrations_are_applied() -> bool:
    """Tell whether the database is at the code's last migration.

    Reading every migration takes some 100 ms, so a yes is remembered: a running process's code does not
    change.
    """
    if not _seen_applied:
        try:
            executor = MigrationExecutor(connection)
            pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        except Error:
            return False
        if pending:
            return False
        _seen_applied.add(True)
    return True


def _is_writable(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.W_OK)

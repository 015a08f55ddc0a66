"""``azdarar manage run_worker``: the background worker alone; ``azdarar serve`` has one of its own."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from azdarar.config.worker.run import run_worker


class Command(BaseCommand):
    """Runs the worker in the foreground."""

    help = "Run the background worker of this paper."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        run_worker()

"""``azdarar manage run_import NUMBER``: one import that the newsroom asked for; the worker begins it."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand

from azdarar.config.worker.import_process import ImportProcess


class Command(BaseCommand):
    """Does what is asked of one run."""

    help = "Do what the newsroom asked of one import: look, bring home, rehearse, take back."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("number", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        ImportProcess(options["number"]).work()

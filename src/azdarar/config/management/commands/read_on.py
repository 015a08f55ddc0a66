"""``azdarar manage read_on``: what to read on to, for every story that has no lists; goes on after a stop."""

from __future__ import annotations

import argparse
import signal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from azdarar.config.process_family import end_with_parent, sole_holder
from azdarar.config.worker.lister import LOCK_NAME
from azdarar.onward.waiting import ask_for_archive, is_archive_asked

_TELL_EVERY = 2_000


class Command(BaseCommand):
    """Lists the archive, newest stories first."""

    help = (
        "Make the lists under every story that has none (“Read also”, “Discover”), newest first. May be "
        "stopped at any time and goes on where it stood; the worker does the same by itself after an import."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--anew", action="store_true", help="measure every story again and make all lists anew"
        )
        parser.add_argument("--for-worker", action="store_true", help=argparse.SUPPRESS)

    def handle(self, *args: Any, anew: bool, for_worker: bool, **options: Any) -> None:
        from azdarar.onward.listing import Lister

        if for_worker:
            end_with_parent()
        self._is_told_to_end = False
        signal.signal(signal.SIGTERM, self._end)
        with sole_holder(Path(settings.HOME) / LOCK_NAME) as is_only_one:
            if not is_only_one:
                self.stdout.write("Another process is at it already.")
                return
            if anew or not is_archive_asked():
                ask_for_archive(at=timezone.now())
            lister = Lister(Path(settings.HOME))
            count = lister.list_archive(
                is_anew=anew, progress=self._tell, should_stop=lambda: self._is_told_to_end
            )
            lister.close()
        self.stdout.write(f"{count} stories were listed.")

    def _tell(self, stage: str, done: int, total: int) -> None:
        if done % _TELL_EVERY == 0 or done == total:
            self.stdout.write(f"{stage}: {done} of {total}")

    def _end(self, *_signal: Any) -> None:
        self._is_told_to_end = True

"""One import in a process of its own: what ``azdarar manage run_import`` does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from azdarar.archive import doing
from azdarar.archive.actions import carry_on_import
from azdarar.archive.models import ImportRun
from azdarar.config.process_family import end_with_parent

State = ImportRun.State
TELL_EVERY_S = 0.5


class ImportProcess:
    """Does what is asked of one run, until it is done, somebody stops it, or the worker ends."""

    def __init__(self, number: int) -> None:
        self._run = ImportRun.objects.get(pk=number)
        self._is_told_to_end = False
        self._told_at = 0.0

    def work(self) -> None:
        """Do it. What goes wrong is in the run, with a sentence; the process ends well all the same."""
        end_with_parent()
        signal.signal(signal.SIGTERM, self._end)
        with translation.override(settings.LANGUAGE_CODE):
            if doing.is_copy():
                self._carry_on()
            elif self._run.state == State.NEW:
                doing.look(self._run)
            elif self._run.state == State.STOPPING:
                # Whoever was at it died before it could stop.
                ImportRun.objects.filter(pk=self._run.pk).update(state=State.STOPPED, ended_at=timezone.now())
            elif doing.begin_attempt(self._run):
                self._do()
                doing.end_attempt(self._run)

    def _do(self) -> None:
        try:
            if self._run.state == State.UNDOING:
                doing.take_back(self._run, should_stop=lambda: self._is_told_to_end)
                return
            doing.prepare_media(self._run)
            if doing.needs_copy(self._run):
                self._rehearse()
            else:
                self._carry_on()
        except Exception as error:  # noqa: BLE001 - the border of a task: its run tells what went wrong
            doing.fail(self._run, error)
        if self._is_told_to_end:
            # Nobody asked it to stop: the next worker goes on with it.
            ImportRun.objects.filter(pk=self._run.pk, state=State.STOPPED).update(state=State.WAITING)

    def _carry_on(self) -> None:
        try:
            carry_on_import(self._run, progress=self._tell, should_stop=lambda: self._is_told_to_end)
        except Exception as error:  # noqa: BLE001 - the border of a task: its run tells what went wrong
            doing.fail(self._run, error)

    def _rehearse(self) -> None:
        """Let another process of the same kind work on a copy, and take over what it found."""
        ImportRun.objects.filter(pk=self._run.pk).update(state=State.RUNNING, started_at=timezone.now())
        copy = doing.copy_of_database(self._run)
        try:
            self._wait_for(self._begun_on(copy))
            doing.take_over(self._run, copy)
        finally:
            doing.forget_copy(copy)

    def _begun_on(self, copy: Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own interpreter and our own command
            [sys.executable, "-m", "azdarar.config", "manage", "run_import", str(self._run.pk)],
            stdin=subprocess.DEVNULL,
            env={**os.environ, "AZDARAR_DATABASE_URL": f"sqlite:///{copy}"},
        )

    def _wait_for(self, process: subprocess.Popen[bytes]) -> None:
        while process.poll() is None:
            time.sleep(TELL_EVERY_S)
            asked = ImportRun.objects.filter(pk=self._run.pk)
            asked.update(heartbeat_at=timezone.now())
            if self._is_told_to_end or asked.filter(state=State.STOPPING).exists():
                process.terminate()

    def _tell(self, count: int) -> None:
        now = time.monotonic()
        if now - self._told_at >= TELL_EVERY_S:
            self._told_at = now
            doing.note_progress(self._run, count)

    def _end(self, *_signal: Any) -> None:
        self._is_told_to_end = True

"""Look the archive through for the subjects it speaks of; what is found waits in the newsroom."""

import time
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from azdarar.articles.deciding import carry_out_waiting, waiting_counts
from azdarar.articles.looking_through import Looker, look_for_new_names_now, progress

_TELL_EVERY_S = 5.0
_AT_ONCE = 100


class Command(BaseCommand):
    """``azdarar subjects find``: goes on where it, or the worker, was stopped."""

    help = "Look the archive through for the subjects it speaks of; goes on where it was stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        looker, told_at, stories = Looker(in_memory=True), time.monotonic(), 0
        while True:
            done = looker.step(at=timezone.now(), most=_AT_ONCE)
            stories += done
            if not done:
                # Names added while it ran: it is here for them too, without waiting.
                look_for_new_names_now(at=timezone.now())
                done = looker.step(at=timezone.now(), most=_AT_ONCE)
                if not done:
                    break
            if time.monotonic() - told_at >= _TELL_EVERY_S:
                told_at = time.monotonic()
                self.stdout.write(f"{progress().looked_through} of {progress().stories} stories")
        while carry_out_waiting(at=timezone.now()):
            pass
        questions, rows = waiting_counts()
        self.stdout.write(
            f"{stories} stories looked through; {rows} suggestions wait in {questions} questions under "
            "“What stories speak of” in the newsroom."
        )
        if progress().problem:
            self.stdout.write(progress().problem)

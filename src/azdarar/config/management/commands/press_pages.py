"""``azdarar press``: pages pressed before anyone asks; all of them, or some by hand."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from azdarar.config.pressing.addresses import every_address
from azdarar.config.pressing.everything import Tally, keep_quiet, press_many, stopping
from azdarar.config.process_family import sole_holder
from azdarar.config.serving.serve import LOCK_NAME as SERVE_LOCK_NAME
from azdarar.config.serving.static_files import collect_when_changed
from azdarar.config.serving.stored_pages import make_sure_they_belong
from azdarar.press.asking import as_told, key_asked_for
from azdarar.press.at_home import press_at_home, statistics_at_home
from azdarar.press.pressing import PageFailedError, PersonalPageError

#: Without a terminal a line is written so often, in seconds.
_LINE_EVERY_S = 10.0
_BAR_EVERY_S = 0.1
_BAR_WIDTH = 30


class Command(BaseCommand):
    """Presses, and says what became of it."""

    help = "Press pages before anyone asks for them: all that are not fresh, or some by hand."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("addresses", nargs="*", metavar="ADDRESS", help="pages to press, fresh or not")
        parser.add_argument("--all", action="store_true", help="every page of the paper that is not fresh")
        parser.add_argument("--forget", action="store_true", help="forget these pages instead")
        parser.add_argument("--json", action="store_true", help="answer with one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        with sole_holder(settings.HOME / SERVE_LOCK_NAME) as is_not_served:
            # While the paper is served, its server has done so when it began.
            if is_not_served:
                collect_when_changed()
                make_sure_they_belong()
        keep_quiet()
        if options["all"]:
            self._press_all(is_json=options["json"])
        else:
            keys = [key_asked_for(address) for address in options["addresses"]]
            deed = self._forget if options["forget"] else self._press
            outcomes = [deed(key) for key in keys]
            statistics_at_home().write_now()
            self._tell(outcomes, is_json=options["json"])

    # All of them

    def _press_all(self, *, is_json: bool) -> None:
        begun = time.monotonic()
        keys = list(dict.fromkeys(every_address(at=timezone.now())))
        progress = _Progress(len(keys), begun=begun)
        processes = max(1, os.cpu_count() or 1)
        with stopping() as stop:
            tally = press_many(keys, processes=processes, progress=progress.show, should_stop=stop.is_asked)
        progress.end()
        seconds = time.monotonic() - begun
        if is_json:
            self.stdout.write(json.dumps(_summary(tally, of=len(keys), seconds=seconds), ensure_ascii=False))
        else:
            self._tell_all(tally, seconds=seconds)
        if tally.done < len(keys):
            if not stop.is_asked():
                raise CommandError(
                    f"Stopped, since not one of the first {tally.done:,} pages could be pressed."
                )
            raise CommandError(
                f"Stopped after {tally.done:,} of {len(keys):,} pages; what is pressed stays. "
                "The same command goes on with the others."
            )
        if tally.failures:
            raise CommandError(f"{tally.failures:,} of {len(keys):,} pages could not be pressed.")

    def _tell_all(self, tally: Tally, *, seconds: float) -> None:
        for key, why in tally.failed:
            self.stderr.write(f"{key}: {why}")
        rate = tally.pressed / seconds if seconds else 0.0
        self.stdout.write(
            f"{tally.pressed:,} pages pressed in {seconds:.0f} s ({rate:.0f} a second), {tally.fresh:,} were "
            f"fresh, {tally.absent:,} are none."
        )

    # Some by hand

    def _press(self, key: str) -> dict[str, Any]:
        try:
            page = press_at_home().press(key, why="by hand", is_forced=True)
        except (PageFailedError, PersonalPageError) as refusal:
            return {"address": key, "is_pressed": False, "code": refusal.code, "why": str(refusal)}
        failure = press_at_home().failures.get(key)
        if page is None:
            why = f"There is no page at {as_told(key)} that is pressed; nothing is kept of it."
            return {"address": key, "is_pressed": False, "code": "press.no-page", "why": why}
        if failure is not None:
            why = f"{as_told(key)} could not be rendered: {failure.why} Readers get the page as it was."
            return {"address": key, "is_pressed": False, "code": "press.page-failed", "why": why}
        return {
            "address": key,
            "is_pressed": True,
            "status": page.status,
            "bytes": page.size,
            "render_ms": round(page.render_ms, 1),
        }

    def _forget(self, key: str) -> dict[str, Any]:
        store = press_at_home().store
        was_there = store.load(key) is not None
        store.drop(key)
        why = "" if was_there else f"No page was kept for {as_told(key)}; nothing was changed."
        return {"address": key, "is_forgotten": was_there, **({"why": why} if why else {})}

    def _tell(self, outcomes: list[dict[str, Any]], *, is_json: bool) -> None:
        refused = [outcome["why"] for outcome in outcomes if "why" in outcome]
        if is_json:
            self.stdout.write(json.dumps({"pages": outcomes}, ensure_ascii=False))
        else:
            for outcome in outcomes:
                if outcome.get("is_pressed"):
                    kilobytes = outcome["bytes"] / 1000
                    self.stdout.write(
                        f"{as_told(outcome['address'])}: {outcome['status']}, {kilobytes:.1f} kB, "
                        f"pressed in {outcome['render_ms']:.0f} ms"
                    )
                elif outcome.get("is_forgotten"):
                    self.stdout.write(f"{as_told(outcome['address'])}: forgotten")
        if refused:
            raise CommandError("\n".join(refused))


class _Progress:
    """A bar for a terminal; for a file or a service manager a line now and then."""

    def __init__(self, total: int, *, begun: float) -> None:
        self._total, self._begun = total, begun
        self._is_terminal = sys.stderr.isatty()
        self._told_at = 0.0

    def show(self, tally: Tally) -> None:
        """Say how far it is, unless that was said a moment ago."""
        now = time.monotonic()
        if now - self._told_at < (_BAR_EVERY_S if self._is_terminal else _LINE_EVERY_S):
            return
        if not self._told_at and not self._is_terminal:
            self._told_at = now
            return
        self._told_at = now
        line = self._line(tally, seconds=now - self._begun)
        sys.stderr.write(f"\r{line}\x1b[K" if self._is_terminal else f"{line}\n")
        sys.stderr.flush()

    def end(self) -> None:
        """Leave the line of the bar."""
        if self._is_terminal:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def _line(self, tally: Tally, *, seconds: float) -> str:
        part = tally.done / self._total if self._total else 1.0
        bar = "█" * int(part * _BAR_WIDTH) + "░" * (_BAR_WIDTH - int(part * _BAR_WIDTH))
        left = seconds / part - seconds if part else 0.0
        rate = tally.pressed / max(seconds, 0.1)
        words = f"{tally.done:,} of {self._total:,} pages, {rate:.0f} pressed a second"
        failed = f", {tally.failures:,} failed" if tally.failures else ""
        return f"{bar} {part:4.0%}  {words}{failed}, about {int(left) // 60}:{int(left) % 60:02} left"


def _summary(tally: Tally, *, of: int, seconds: float) -> dict[str, Any]:
    return {
        "pages": of,
        "done": tally.done,
        "pressed": tally.pressed,
        "fresh": tally.fresh,
        "absent": tally.absent,
        "failed": tally.failures,
        "failures": [{"address": key, "why": why} for key, why in tally.failed],
        "seconds": round(seconds, 1),
        "pages_per_second": round(tally.pressed / seconds, 1) if seconds else 0.0,
        "mean_render_ms": round(tally.render_ms / tally.pressed, 1) if tally.pressed else 0.0,
    }

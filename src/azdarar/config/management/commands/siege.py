"""``azdarar siege``: answer with pressed pages only while the paper is under attack."""

from __future__ import annotations

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from azdarar.accounts.actions import record
from azdarar.press.at_home import changes_at_home

_ON = (
    "The paper is under siege: readers get pages that are pressed, staff may work, nothing else is answered."
)
_OFF = "The paper is not under siege: everything is answered."


class Command(BaseCommand):
    """Switches it on or off, or says which it is. Every process heeds it at its next request."""

    help = "Answer with pressed pages only, and staff with passkeys; or everything again."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("wish", choices=["on", "off", "status"])
        parser.add_argument("--json", action="store_true", help="answer with one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        changes = changes_at_home()
        was_on = changes.siege
        is_on = was_on if options["wish"] == "status" else options["wish"] == "on"
        if is_on != was_on:
            with transaction.atomic():
                record(what="press.siege-on" if is_on else "press.siege-off", by=None, at=timezone.now())
                changes.set_siege(is_on)
        if options["json"]:
            self.stdout.write(json.dumps({"siege": is_on, "changed": is_on != was_on}))
        else:
            self.stdout.write(_ON if is_on else _OFF)

"""``manage.py write_reference``: write the reference pages that come from the code, in a checkout."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from azdarar.config.reference import PAGES


class Command(BaseCommand):
    """Writes what changed, and says which."""

    help = "Write the pages of docs/reference that come from the code."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        os.environ["COLUMNS"] = "100"  # argparse wraps its help to the terminal
        for name, write in PAGES.items():
            path = settings.PACKAGE_DIR.parent.parent / name
            text = write()
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
                self.stdout.write(name)

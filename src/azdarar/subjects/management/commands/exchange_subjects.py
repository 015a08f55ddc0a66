"""Write all subjects into a file, or take a file of subjects in."""

import argparse
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from azdarar.subjects.exchange import as_csv, as_json, read_subjects, subject_records, take_in


class Command(BaseCommand):
    help = "write all subjects into a file, or take a file of subjects in"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("deed", choices=("export", "import"))
        parser.add_argument("file", metavar="FILE", nargs="?", default="-")
        parser.add_argument("--format", choices=("csv", "json"))

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["file"]
        if options["deed"] == "import":
            return self._take_in(name)
        form = options["format"] or ("csv" if name.lower().endswith(".csv") else "json")
        pieces = {"csv": as_csv, "json": as_json}[form](subject_records())
        if name == "-":
            self.stdout.writelines(pieces)
            return None
        with Path(name).open("w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)
        return None

    def _take_in(self, name: str) -> None:
        try:
            content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        except OSError as problem:
            raise CommandError(f"{name} cannot be read: {problem.strerror}.") from None
        taken = take_in(read_subjects(content))
        self.stdout.write(f"{taken.added} added, {taken.changed} changed, {taken.unchanged} as they were.\n")
        for slug in taken.unknown:
            self.stderr.write(f"Nobody is called “{slug}”: that relation was left out.\n")

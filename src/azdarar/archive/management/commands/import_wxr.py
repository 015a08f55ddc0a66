"""``azdarar import wxr FILE…``: take WordPress exports in, and report."""

import argparse
from pathlib import Path
from typing import Any

from azdarar.archive.actions import import_wxr
from azdarar.archive.importing import ImportCommand
from azdarar.archive.report import ImportReport


class Command(ImportCommand):
    help = "Take the stories and pages of a WordPress export into the paper. Safe to run twice."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="+", metavar="FILE", help="an export, or the several files of one site"
        )
        super().add_arguments(parser)

    def take_in(self, files: list[Path], *, media: Path | None, options: dict[str, Any]) -> ImportReport:
        return import_wxr(
            files,
            language=options["language"],
            media=media,
            is_dry_run=options["dry_run"],
            progress=self.show_progress,
        )

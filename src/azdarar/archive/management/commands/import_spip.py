"""``azdarar import spip FILE``: take a SPIP site in, and report."""

import argparse
from pathlib import Path
from typing import Any

from azdarar.archive.actions import import_spip
from azdarar.archive.importing import ImportCommand
from azdarar.archive.report import ImportReport


class Command(ImportCommand):
    help = "Take the articles and briefs of a SPIP site into the paper. Safe to run twice."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs=1, metavar="FILE", help="a MySQL dump, an SQLite file or SPIP's own XML"
        )
        parser.add_argument("--prefix", default="", help="which site's tables, where a dump holds several")
        super().add_arguments(parser)

    def take_in(self, files: list[Path], *, media: Path | None, options: dict[str, Any]) -> ImportReport:
        return import_spip(
            files[0],
            language=options["language"],
            prefix=options["prefix"],
            media=media,
            is_dry_run=options["dry_run"],
            progress=self.show_progress,
        )

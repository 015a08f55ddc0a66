"""What every command that imports has in common: options, progress, the report, what is said at the end."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from azdarar.archive.internal.telling import told
from azdarar.archive.report import ImportReport
from azdarar.errors import AzdararError


class ImportCommand(BaseCommand):
    """Subclasses say what a file is, and take the files in."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--media", metavar="DIR", help="a folder that holds the site's pictures")
        parser.add_argument(
            "--language", default="", help="language of the stories; otherwise what the export says"
        )
        parser.add_argument("--dry-run", action="store_true", help="report, and write nothing")
        parser.add_argument(
            "--report", metavar="DIR", help="where to write report.html, report.csv and report.json"
        )
        parser.add_argument("--json", action="store_true", help="print the summary as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        files = [Path(name) for name in options["files"]]
        media = Path(options["media"]) if options["media"] else None
        missing = next((path for path in files if not path.is_file()), None)
        if missing is not None:
            raise CommandError(f"There is no file “{missing}”. Nothing was imported.")
        if media is not None and not media.is_dir():
            raise CommandError(f"There is no folder “{media}”. Nothing was imported.")
        try:
            report = self.take_in(files, media=media, options=options)
        except AzdararError as error:
            raise CommandError(told(error)) from error
        if options["report"]:
            written = report.write(Path(options["report"]))
            self.stderr.write(f"The report is in {written[0]}.")
        if options["json"]:
            self.stdout.write(json.dumps(report.summary(), ensure_ascii=False))
        else:
            self._tell(report)

    def take_in(self, files: list[Path], *, media: Path | None, options: dict[str, Any]) -> ImportReport:
        """Import, and report."""
        raise NotImplementedError

    def show_progress(self, count: int) -> None:
        if sys.stderr.isatty() and count % 10 == 0:
            self.stderr.write(f"\r{count} items", ending="")

    def _tell(self, report: ImportReport) -> None:
        outcomes = report.outcomes
        tense = "would be " if report.is_dry_run else ""
        self.stdout.write(f"{report.source} ({report.language}):")
        for outcome in sorted(outcomes):
            self.stdout.write(f"  {tense}{outcome}: {outcomes[outcome]}")
        for what, number in sorted(report.counted.items()):
            self.stdout.write(f"  not taken, {what}: {number}")
        for remark in report.remarks[:20]:
            self.stdout.write(f"  {remark}")
        if not report.changes:
            self.stdout.write("  Nothing was changed.")

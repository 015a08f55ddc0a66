"""Take in a file of redirects: Ghost's, or a table of two columns."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from azdarar.archive.internal.telling import told
from azdarar.archive.models import OldAddress
from azdarar.archive.old_addresses import take_in_redirects
from azdarar.errors import AzdararError
from azdarar.formats.redirects import read_redirects


class Command(BaseCommand):
    help = "remember a file of redirects"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        is_of_ghost = path.suffix.lower() in (".json", ".yaml", ".yml")
        system = OldAddress.System.GHOST if is_of_ghost else OldAddress.System.PERSON
        try:
            redirects = read_redirects(path)
        except AzdararError as error:
            raise CommandError(told(error)) from error
        except OSError as error:
            raise CommandError(f"The file “{path}” cannot be read: {error.strerror}.") from error
        left_out = take_in_redirects(redirects, system=system, at=timezone.now())
        rules = len(redirects.patterns) + len(redirects.left_out) - len(left_out)
        self.stdout.write(
            f"{path.name}: addresses that lead elsewhere: {len(redirects.pairs)}; that are gone: "
            f"{len(redirects.gone)}; rules for many: {rules}."
        )
        for source in left_out:
            self.stdout.write(f"  left out, because it cannot be followed: {source}")

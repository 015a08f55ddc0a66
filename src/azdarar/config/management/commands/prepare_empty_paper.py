"""``azdarar manage prepare_empty_paper``: migrate an empty database once, for quick starts and tests."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from azdarar.config.serving import empty_paper


class Command(BaseCommand):
    """Makes the copy when it is missing or out of date; says where it is."""

    requires_system_checks: list[str] = []
    help = "Keep an empty, migrated database beside the installation, for quick first starts."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            path = empty_paper.make_copy()
        except OSError as error:
            raise CommandError(
                f"The empty database could not be kept: {error}. First starts take longer."
            ) from None
        if options["verbosity"] > 1:
            self.stdout.write(str(path))

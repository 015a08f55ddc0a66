"""``azdarar audit verify``: whether every line of the audit log is as it was written."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from azdarar.accounts.queries import verify_audit
from azdarar.errors import AzdararError


class Command(BaseCommand):
    """Says how many lines there are, or names the first that was changed or is missing."""

    help = "Say whether every line of the audit log is as it was written, or which is the first that is not."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = verify_audit()
        except AzdararError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{count} lines, all as they were written.")

"""``azdarar staff invite EMAIL``: let a member of staff in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from azdarar.accounts.actions import INVITATION_SPAN, ROLES, invite_staff
from azdarar.errors import AzdararError


class Command(BaseCommand):
    """Prints the link alone on standard output, and what it is on standard error."""

    help = "Print a one-time link that signs a member of staff in, and make their account if there is none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument(
            "--role",
            default="editor",
            help=f"what they may do: {', '.join(ROLES)} (default: editor)",
        )
        parser.add_argument(
            "--language",
            metavar="CODE",
            action="append",
            default=[],
            help="only in this language (may be given again; default: in every language)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            link = invite_staff(
                email=options["email"],
                role=options["role"],
                languages=options["language"],
                at=timezone.now(),
            )
        except AzdararError as error:
            raise CommandError(str(error)) from error
        hours = round(INVITATION_SPAN.total_seconds() / 3600)
        self.stderr.write(
            f"This link signs {options['email']} in once, within {hours} hours. Hand it over privately."
        )
        self.stdout.write(link)

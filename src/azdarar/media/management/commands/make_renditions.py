"""``make_renditions``: make the files readers get of pictures once more, from the originals."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from azdarar.errors import AzdararError
from azdarar.media.actions import make_renditions
from azdarar.media.models import Picture
from azdarar.media.queries import is_missing_from_store


class Command(BaseCommand):
    """Thin: chooses the pictures, calls the action, tells what became of each."""

    help = "Makes renditions that are missing from the store; with --all, every picture's."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="also where nothing is missing")

    def handle(self, *args: Any, **options: Any) -> None:
        made = refused = 0
        for picture in Picture.objects.order_by("pk").iterator(chunk_size=200):
            if not options["all"] and not is_missing_from_store(picture):
                continue
            try:
                make_renditions(picture)
            except AzdararError as error:
                refused += 1
                self.stderr.write(f"{picture.pk} “{picture.title}”: {error}")
            else:
                made += 1
        self.stdout.write(
            _("Renditions made for %(made)d pictures; %(refused)d could not be read.")
            % {"made": made, "refused": refused}
        )

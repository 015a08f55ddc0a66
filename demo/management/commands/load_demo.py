"""``azdarar demo``: fill an empty paper with the demonstration edition."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from azdarar.errors import AzdararError
from demo.loader.writing.loading import is_loaded, load_edition, proofread
from demo.loader.writing.renditions import forget_others, prepared_pictures


class Command(BaseCommand):
    """Loads the edition, or says why not; a second run says that it is there already."""

    help = "Fill an empty paper with the demonstration edition."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--again", action="store_true", help="complete an edition that is there; what exists is not changed"
        )
        parser.add_argument(
            "--prepare", action="store_true", help="only make the pictures' renditions and keep them for later"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["prepare"]:
                self._prepare(**options)
            else:
                self._load(again=options["again"])
        except AzdararError as error:
            raise CommandError(str(error)) from error

    def _load(self, *, again: bool) -> None:
        edition = proofread()
        if is_loaded(edition) and not again:
            self.stderr.write("The demonstration edition is in this paper already; nothing was changed.")
            return
        now = timezone.now()
        loaded = load_edition(edition, at=now, again=again)
        self.stderr.write(f"Loaded: {loaded}." if loaded else "Everything was there; nothing was changed.")
        early = sum(story.published_at > now for story in edition.stories.values())
        if early:
            self.stderr.write(
                f"{early} stories are dated later than this machine's clock: readers see them when it gets there."
            )

    def _prepare(self, *, verbosity: int, **_options: Any) -> None:
        files = [entry.file for entry in proofread().pictures.values()]
        prepared = prepared_pictures(files)
        forget_others(files)
        if verbosity > 1:
            self.stderr.write(f"Renditions are ready: {len(prepared)} pictures.")

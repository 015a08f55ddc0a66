"""``azdarar demo``: fill an empty paper with the demonstration edition."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from azdarar.articles.models import Article
from azdarar.errors import AzdararError
from azdarar.media.models import Picture
from demo.loader.writing.kept_paper import keep_paper, lay_in
from demo.loader.writing.loading import is_loaded, load_edition, proofread
from demo.loader.writing.renditions import forget_others, prepared_pictures


class Command(BaseCommand):
    """Loads the edition, or says why not; a second run says that it is there already."""

    help = "Fill an empty paper with the demonstration edition."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--again",
            action="store_true",
            help="complete what is there; what exists is not changed",
        )
        parser.add_argument(
            "--prepare", action="store_true", help="only make ready, beside the installation, what takes time"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["prepare"]:
                self._prepare()
            else:
                self._load(again=options["again"])
        except AzdararError as error:
            raise CommandError(str(error)) from error

    def _load(self, *, again: bool) -> None:
        if not again and lay_in():
            self._tell()
            return
        edition = proofread()
        if is_loaded(edition) and not again:
            self.stderr.write("The demonstration edition is in this paper already; nothing was changed.")
            return
        if load_edition(edition, again=again):
            self._tell()
        else:
            self.stderr.write("Everything of the demonstration edition was there; nothing was changed.")

    def _tell(self) -> None:
        stories = Article.objects.filter(live=True)
        languages = stories.values("language").distinct().count()
        pictures = Picture.objects.count()
        self.stderr.write(
            f"The demonstration edition is in: {stories.count()} stories in {languages} languages, "
            f"{pictures} pictures."
        )
        early = stories.filter(visible_from__gt=timezone.now()).count()
        if early:
            self.stderr.write(
                f"{early} stories are dated later than this machine's clock: readers see them then."
            )

    def _prepare(self) -> None:
        files = [entry.file for entry in proofread().pictures.values()]
        prepared_pictures(files)
        forget_others(files)
        if connection.vendor == "sqlite":
            keep_paper()

"""``azdarar manage rebuild_search``: write the whole index again."""

from typing import Any

from django.core.management.base import BaseCommand

from azdarar.search.actions import rebuild_index
from azdarar.search.desk.actions import rebuild_desk_index


class Command(BaseCommand):
    help = "Write the search index again from the stories; safe at any time, readers notice nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        done = 0
        for done in rebuild_index():
            self.stderr.write(f"{done} stories", ending="\r")
        self.stdout.write(f"The index holds {done} public stories.")
        rows = 0
        for rows in rebuild_desk_index():
            self.stderr.write(f"{rows} rows", ending="\r")
        self.stdout.write(f"The newsroom's own index holds {rows} rows.")

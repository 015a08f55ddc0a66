"""``python -m benchmarks.peers.plain_wagtail.fill STORIES``: make the site, and print the articles' paths."""

import json
import os
import sys
from datetime import datetime
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.peers.plain_wagtail.settings")


def main(stories: Path) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction
    from django.utils import timezone
    from wagtail.models import Page, Site

    from benchmarks.peers.plain_wagtail.models import ArticlePage, HomePage, SectionPage

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        home = Page.get_first_root_node().add_child(instance=HomePage(title="Home", slug="front"))
        Site.objects.update(root_page=home, hostname="127.0.0.1")
        sections: dict[str, Page] = {}
        paths = []
        for line in stories.read_text(encoding="utf-8").splitlines():
            story = json.loads(line)
            name = story["section"]
            if name not in sections:
                sections[name] = home.add_child(instance=SectionPage(title=name))
            page = ArticlePage(
                title=story["title"],
                slug=story["slug"],
                intro=story["lead"],
                body=story["body"],
                date=timezone.make_aware(datetime.fromisoformat(story["at"])),
            )
            sections[name].add_child(instance=page)
            paths.append(f"/{sections[name].slug}/{page.slug}/")
    sys.stdout.write(json.dumps(paths))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

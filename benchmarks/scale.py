"""A large archive against a small one: pages, the newsroom's list, publication; time and queries.

``python -m benchmarks.scale``. Both papers live in homes of their own; each page is asked for by
Django's test client in a process of its own, ``ROUNDS`` times, large and small in turn, and the medians
are compared. Queries are counted: they may not grow at all.
"""

import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.budget import BUDGETS, Report
from benchmarks.paper import run_module, start_django

ROUNDS = 31


def measure() -> Report:
    """Fill two papers, ask both, compare."""
    report, budget = Report("scale"), BUDGETS["scale"]
    with tempfile.TemporaryDirectory() as folder:
        homes = {}
        for size in (budget["stories_few"], budget["stories_many"]):
            home = homes[size] = Path(folder) / str(size)
            begun = time.monotonic()
            run_module("benchmarks.many_stories", str(size), home=home)
            report.note(f"{size} stories generated in {time.monotonic() - begun:.0f} s")
        asked = [run_module("benchmarks.scale", "--ask", home=home) for home in homes.values()]
        few, many = map(json.loads, asked)
    for page, (milliseconds, queries) in many.items():
        if page == "publish":
            report.most("publish a story", round(milliseconds, 1), budget["publish_ms"], " ms")
        else:
            ratio = milliseconds / few[page][0]
            report.note(
                f"{page}: {few[page][0]:.1f} ms, {few[page][1]} queries → {milliseconds:.1f} ms, {queries}"
            )
            report.most(f"{page}, times as long", round(ratio, 2), budget["ratio"])
        report.most(f"{page}, queries more", queries - few[page][1], 0)
    return report


def ask() -> dict[str, tuple[float, int]]:
    """Ask this home's paper for each page; return median milliseconds and the number of queries."""
    start_django()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from azdarar.accounts.models import User
    from azdarar.articles.models import Article

    story = Article.objects.filter(language="fr", visible_from__isnull=False).order_by("-visible_from")[500]
    editor, _ = User.objects.get_or_create(
        username="bench", defaults={"email": "bench@example.org", "is_staff": True, "is_superuser": True}
    )
    staff, reader = Client(HTTP_HOST="127.0.0.1"), Client(HTTP_HOST="127.0.0.1")
    staff.force_login(editor)
    pages = {
        "front": (reader, "/fr/"),
        "section": (reader, "/fr/rubrique-3/"),
        "section, page 5": (reader, "/fr/rubrique-3/?page=5"),
        "article": (reader, story.address),
        "author": (reader, "/fr/authors/signature-3/"),
        "newsroom list": (staff, "/newsroom/stories/"),
    }
    figures: dict[str, tuple[float, int]] = {}
    for name, (client, path) in pages.items():
        for _ in range(3):
            assert client.get(path).status_code == 200, path  # noqa: S101 (a benchmark of an error page is none)
        times = []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            client.get(path)
            times.append((time.perf_counter() - begun) * 1000)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        figures[name] = (median(times), len(queries))
    figures["publish"] = _publish()
    return figures


def _publish() -> tuple[float, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from azdarar.articles.actions import add_article, publish_article
    from azdarar.articles.models import Article, Contribution, Contributor, Section

    times = []
    for number in range(11):
        story = Article(
            title=f"Publiée {number}",
            section=Section.objects.get(slug="rubrique-1"),
            standfirst="Une phrase.",
        )
        story.body = [("paragraph", "<p>Le texte de la nouvelle. Il tient en deux phrases.</p>" * 8)]
        story.contributions.add(Contribution(contributor=Contributor.objects.first()))
        story = add_article(story, language="fr")
        with CaptureQueriesContext(connection) as queries:
            begun = time.perf_counter()
            publish_article(story, at=timezone.now())
            times.append((time.perf_counter() - begun) * 1000)
    return median(times), len(queries)


if __name__ == "__main__":
    if sys.argv[1:] == ["--ask"]:
        sys.stdout.write(json.dumps(ask()))
    else:
        raise SystemExit(bool(measure().missed))

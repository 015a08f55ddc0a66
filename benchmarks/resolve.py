"""A million old addresses: how long one answer takes, in any form, known, withdrawn or unknown.

``python -m benchmarks.resolve``. A paper of generated stories gets old addresses of SPIP, WordPress and
Ghost, written by the room's own door, and a ledger of numbers. Then addresses in every form are resolved, in
an order nobody chose; elapsed time is measured, and the processor's beside it, because a machine that does
other things at once makes the first longer. Last, what the middleware costs a page it leaves alone.
"""

import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.budget import BUDGETS, Report, slowest_hundredth
from benchmarks.paper import run_module, start_django

ASKED = 20_000
ORDINARY = (
    "/fr/",
    "/fr/latest/?page=2",
    "/fr/2026/11/03/le-train/",
    "/static/reader/paper.css",
    "/fr/search/?q=lac",
)


def measure() -> Report:
    """Make the paper, ask it, compare with the budget."""
    report, budget = Report("resolve"), BUDGETS["resolve"]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        run_module("benchmarks.many_stories", str(budget["stories"]), home=home)
        told = json.loads(run_module("benchmarks.resolve", "--ask", str(budget["addresses"]), home=home))
    report.note(
        f"{told['addresses']} addresses and {told['lines']} numbers written in {told['written_s']:.0f} s"
    )
    for kind, (middle, slow, processor, slow_there, asked) in told["kinds"].items():
        report.note(
            f"{kind}, {asked} asked: median {middle:.2f} ms, p99 {slow:.2f} ms; "
            f"of the processor {processor:.2f} and {slow_there:.2f} ms"
        )
    middle, slow, _processor, slow_there, _asked = told["kinds"]["all"]
    report.most("median", round(middle, 2), budget["median_ms"], " ms")
    report.most("slowest hundredth", round(slow, 2), budget["p99_ms"], " ms")
    report.most("slowest hundredth, of the processor", round(slow_there, 2), budget["p99_ms"], " ms")
    report.most("memory the answers took", round(told["grown_mb"]), budget["grown_mb"], " MB")
    report.most("wrong answers", told["wrong"], 0)
    report.most("an ordinary address", round(told["ordinary_us"], 1), budget["ordinary_us"], " µs")
    return report


def write_addresses(count: int) -> tuple[int, int]:
    """Give every story its share of ``count`` old addresses; returns how many there are, and numbers."""
    from django.utils import timezone

    from azdarar.archive.models import LedgerLine, OldAddress
    from azdarar.archive.old_addresses import remember_many
    from azdarar.articles.models import Article

    stories = list(Article.objects.order_by("pk").values_list("pk", flat=True))
    each = max(5, count // len(stories) + 1)
    remember_many(
        ((("articles.Article", pk), [written(pk, form) for form in range(each)]) for pk in stories),
        system="spip",
        rule="spip_urls",
    )
    now = timezone.now()
    LedgerLine.objects.bulk_create(
        [
            LedgerLine(
                system=system,
                site="https://www.lac.example",
                kind=kind,
                foreign_id=str(pk),
                object_label="articles.Article",
                object_id=pk,
                imported_at=now,
            )
            for pk in stories
            for system, kind in (("spip", "article"), ("wordpress", "post"))
        ],
        batch_size=1_000,
    )
    return OldAddress.objects.count(), LedgerLine.objects.count()


def write_other_things() -> dict[str, str]:
    """Give sections, people, subjects and some pictures their old numbers: address → where it leads."""
    from django.utils import timezone
    from wagtail.models import ReferenceIndex

    from azdarar.archive.models import LedgerLine
    from azdarar.archive.old_addresses import remember_addresses
    from azdarar.articles.models import Article, Contributor, Section
    from azdarar.media.models import Picture
    from azdarar.subjects.models import Subject

    leads: dict[str, str] = {}
    lines = []

    def line(kind: str, thing: Any) -> None:
        told = {"object_label": thing._meta.label, "object_id": thing.pk, "imported_at": timezone.now()}
        lines.append(
            LedgerLine(
                system="spip", site="https://www.lac.example", kind=kind, foreign_id=str(thing.pk), **told
            )
        )

    for section in Section.objects.filter(locale__language_code="fr"):
        line("rubrique", section)
        leads[f"/spip.php?rubrique{section.pk}"] = section.address
        leads[f"/-Ancien-titre-0-no{section.pk}-x-"] = ""
        leads[f"/backend.php3?id_rubrique={section.pk}"] = f"{section.address}feed.xml"
        leads[f"/category/pays/{section.slug}/feed/"] = f"{section.address}feed.xml"
    for person in Contributor.objects.all():
        line("auteur", person)
        leads[f"/auteur{person.pk}.html"] = f"/fr/authors/{person.slug}/"
        leads[f"/author/{person.slug}/page/3/"] = f"/fr/authors/{person.slug}/"
    for subject in Subject.objects.all()[:50]:
        line("mot", subject)
        leads[f"/mot.php3?id_mot={subject.pk}"] = f"/fr/tags/{subject.slug}/"
    LedgerLine.objects.bulk_create(lines)
    # Not the first of twenty: those are withdrawn, and their pictures with them.
    for number, story in enumerate(Article.objects.order_by("pk")[1:20]):
        files = {"webp": [[f"pictures/x/{number}.webp", 800, 600]]}
        picture = Picture.objects.create(
            title="x", width=9, height=9, rendition_set=files, file=f"x{number}.jpg"
        )
        Article.objects.filter(pk=story.pk).update(lead_picture=picture)
        story.refresh_from_db()
        ReferenceIndex.create_or_update_for_object(story)
        remember_addresses(picture, [f"/IMG/jpg/vue-{number}.jpg"], system="spip", rule="document")
        for form in (
            f"/IMG/jpg/vue-{number}.jpg?12345",
            f"/local/cache-vignettes/L200xH150/vue-{number}-3f2a1.jpg",
            f"/IMG/arton{story.pk}.jpg",
        ):
            leads[form] = f"/media/pictures/x/{number}.webp"
    return leads


def written(pk: int, form: int) -> str:
    """One of the addresses a story had."""
    return (
        (
            f"https://www.lac.example/Une-histoire-du-lac-no{pk}",
            f"/Pays/Province-{pk % 40}/Une-histoire-no{pk}",
            f"https://blog.lac.example/{1998 + pk % 25}/{1 + pk % 12:02d}/{1 + pk % 28}/une-histoire-no{pk}/",
            f"/une-histoire-no{pk}/",
            f"/IMG/jpg/photo-no{pk}.jpg",
        )[form]
        if form < 5
        else f"/Ancien-titre-{form}-no{pk}"
    )


def questions(stories: list[int], *, seed: int) -> Iterator[tuple[str, str, int]]:
    """Addresses in every form: what kind of question it is, the address, and the story it speaks of, or 0."""
    dice = random.Random(seed)
    while True:
        pk = dice.choice(stories)
        known = (
            f"/spip.php?page=article&id_article={pk}&utm_source=x",
            f"/?article{pk}",
            f"/spip.php?lang=fr&article{pk}",
            f"/article{pk}.html",
            f"/article.php3?id_article={pk}",
            f"/{pk}",
            f"/une-histoire-du-lac-no{pk}.html",
            f"/-Une-histoire-du-lac-no{pk}-",
            f"/?Une-histoire-du-lac-no{pk}",
            f"/fr/Pays/Province-{pk % 40}/Une-histoire-no{pk}",
            f"/spip.php?page=imprimer&id_article={pk}",
            f"/?p={pk}&fbclid=y",
            written(pk, 2) + "feed/",
            written(pk, 2).upper().replace("HTTPS://", "http://"),
            f"/une-histoire-no{pk}/amp/",
            f"//Ancien-titre-5-no{pk}/",
        )
        unknown = (
            f"/spip.php?article{10**9 + pk}",
            f"/Jamais-ecrit-no{pk}",
            f"/Pays/Jamais/{pk}/rien-du-tout.html",
            f"/2004/05/06/jamais-no{pk}/",
            f"/wp-content/uploads/2012/05/jamais-{pk}-300x200.jpg",
            f"/tag/jamais-{pk}/",
        )
        if dice.random() < 0.2:
            yield "unknown", dice.choice(unknown), 0
        else:
            yield "known", dice.choice(known), pk


def ask(count: int) -> dict[str, Any]:
    """Write the addresses, resolve, and tell the figures."""
    start_django()
    from django.db import connection
    from django.utils import timezone

    from azdarar.archive.queries import resolve
    from azdarar.articles.models import Article

    begun = time.monotonic()
    addresses, lines = write_addresses(count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    written_s = time.monotonic() - begun
    stories = list(Article.objects.order_by("pk").values_list("pk", flat=True))
    withdrawn = set(stories[::20])
    Article.objects.filter(pk__in=[pk for pk in stories if pk in withdrawn]).update(
        live=False, visible_from=None, withdrawn_at=timezone.now()
    )
    others = write_other_things()
    paths = dict(Article.objects.values_list("pk", "canonical_path"))
    asking = questions(stories, seed=1)
    for _ in range(200):
        resolve(next(asking)[1], at=timezone.now())
    before = _resident_mb()
    figures: dict[str, list[tuple[float, float]]] = {"all": [], "known": [], "withdrawn": [], "unknown": []}
    figures |= {"pictures": [], "sections, people, subjects, feeds": []}
    wrong = 0
    for kind, address, pk in (next(asking) for _ in range(ASKED)):
        at, wall, processor = timezone.now(), time.perf_counter(), time.thread_time()
        answer = resolve(address, at=at)
        took = ((time.perf_counter() - wall) * 1000, (time.thread_time() - processor) * 1000)
        kind = "withdrawn" if pk in withdrawn else kind
        status = {"known": 301, "withdrawn": 410, "unknown": 404}[kind]
        wrong += answer.status != status or (status == 301 and answer.address != paths[pk])
        figures["all"].append(took)
        figures[kind].append(took)
    for address, target in list(others.items()) * (1 + ASKED // 10 // len(others)):
        at, wall, processor = timezone.now(), time.perf_counter(), time.thread_time()
        answer = resolve(address, at=at)
        took = ((time.perf_counter() - wall) * 1000, (time.thread_time() - processor) * 1000)
        wrong += answer.address != target
        figures["all"].append(took)
        is_picture = "/IMG/" in address or "/local/" in address
        figures["pictures" if is_picture else "sections, people, subjects, feeds"].append(took)
    return {
        "addresses": addresses,
        "lines": lines,
        "written_s": written_s,
        "kinds": {kind: _summed(times) for kind, times in figures.items()},
        "grown_mb": _resident_mb() - before,
        "wrong": wrong,
        "ordinary_us": ordinary_us(),
    }


def ordinary_us(rounds: int = 4_000) -> float:
    """Microseconds the middleware takes of a page it leaves alone."""
    from django.http import HttpResponse
    from django.test import RequestFactory

    from azdarar.config.edge.old_addresses import OldAddresses

    answer = HttpResponse()
    through, requests = (
        OldAddresses(lambda request: answer),
        [RequestFactory().get(path) for path in ORDINARY],
    )
    begun = time.thread_time()
    for _ in range(rounds):
        for request in requests:
            through(request)
    return (time.thread_time() - begun) * 1e6 / (rounds * len(requests))


def _summed(times: list[tuple[float, float]]) -> tuple[float, float, float, float, int]:
    wall, processor = zip(*times, strict=True)
    return median(wall), slowest_hundredth(wall), median(processor), slowest_hundredth(processor), len(times)


def _resident_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if sys.argv[1:2] == ["--ask"]:
        sys.stdout.write(json.dumps(ask(int(sys.argv[2]))))
    else:
        raise SystemExit(bool(measure().missed))

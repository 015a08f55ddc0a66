"""A whole archive brought home: how long, how much memory, and where the time goes.

``python -m benchmarks.archive [ARTICLES]``. A generated SPIP dump (``benchmarks.spip_paper``: 1.2 documents
and a twentieth of a keyword for each article, 400 authors) is taken into a new paper, in a process of its
own; then a story of it is asked for, searched for and looked for under its old address, and the import is
taken back. Without an argument a small archive is compared with a larger one, so that what grows faster than
the archive shows. Figures are told by the clock and by the processors' time, since the two differ on a
machine that does other things; on two processors an import can take no less than half its processors' time.
Memory is that of all its processes together, looked at twice a second.
"""

import cProfile
import json
import pstats
import random
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.budget import BUDGETS, Report, slowest_hundredth
from benchmarks.paper import children_s, run_module, start_django
from benchmarks.processes import memory_watched
from benchmarks.spip_paper import write_dump

#: Addresses nobody knows that are asked for.
_SUGGESTED = 200
#: What is told of where the time goes: a function's name and file, and what it does.
_WHERE = (
    ("survey_of", "spip_survey.py", "first reading: what stories hang on"),
    ("told", "from_spip.py", "second reading: stories, converted in a process of their own"),
    ("details", "spip_details.py", "section, subjects, signers, links and files of a story"),
    ("check", "taking_in.py", "conditions and fields of a story"),
    ("settle_addresses", "placing.py", "addresses"),
    ("begin_digest", "taking_in.py", "words handed to the process that digests them"),
    ("_fill", "taking_in.py", "excerpt, reading time, search words: waiting for them"),
    ("write_rows", "rows.py", "rows of stories, signatures, subjects, ledger"),
    ("write_references", "references.py", "what stories refer to"),
    ("tell", "search/actions.py", "words for the search, after the commit"),
    ("write_gathered", "ledger.py", "what stories hang on: subjects, ledger lines, addresses"),
    ("put_beside", "beside.py", "old comments, sources, repairs, old addresses"),
    ("finish", "from_spip.py", "translations, links between stories, menu"),
)


def measure(articles: int = 0) -> Report:
    """Take one archive in, or a small and a larger one."""
    report, budget = Report("archive"), BUDGETS["archive"]
    where = taken(min(articles or budget["few"], budget["few"]), is_profiled=True)["where"]
    if articles:
        figures = [taken(articles)]
    else:
        figures = [taken(budget["few"]), taken(budget["many"])]
        report.most(
            "times as long a story, many against few",
            round(figures[1]["cpu_ms"] / figures[0]["cpu_ms"], 2),
            budget["ratio"],
        )
    for told in figures:
        report.note(
            f"{told['articles']} articles ({told['dump_mb']} MB of dump, {told['paper_mb']} MB of paper): "
            f"{told['seconds']:.0f} s; processors {told['cpu_s']:.0f} s here, {told['reader_s']:.0f} s there"
        )
    for name, share in where.items():
        report.note(f"  {share:5.1%} {name}")
    last = figures[-1]
    report.most("processors' time a story", round(last["cpu_ms"], 2), budget["cpu_ms_a_story"], " ms")
    report.most("memory at its peak, all processes", last["peak_mb"], budget["peak_mb"], " MB")
    report.most("to take it back, a story", round(figures[0]["undo_ms"], 2), budget["undo_ms_a_story"], " ms")
    if len(figures) > 1:
        grown = last["peak_mb"] / figures[0]["peak_mb"]
        report.most("times the memory, many against few", round(grown, 2), budget["memory_ratio"])
    report.least("a story is served, found and looked for", last["answers"], 3)
    for what, limit in (("median", budget["suggested_ms"]), ("p99", budget["suggested_p99_ms"])):
        told = f"suggestions for an address nobody knows, {what}"
        report.most(told, round(last["suggested_ms"][what], 1), limit, " ms")
    report.note(f"  of the processor, median: {last['suggested_ms']['cpu']:.1f} ms")
    if articles >= 250_000:
        report.most("seconds", round(last["seconds"]), budget["seconds"], " s")
    return report


def taken(articles: int, *, is_profiled: bool = False) -> dict[str, Any]:
    """Take a dump of so many articles into a new paper, and return the figures.

    Looking where the time goes takes time itself: its figures are for shares alone.
    """
    with tempfile.TemporaryDirectory() as folder:
        dump, home = Path(folder) / "paper.sql", Path(folder) / "home"
        write_dump(dump, articles=articles)
        way = "--profile" if is_profiled else "--take"
        wrote = run_module("benchmarks.archive", way, str(dump), home=home)
        told: dict[str, Any] = json.loads(wrote.splitlines()[-1])
        told |= {
            "articles": articles,
            "cpu_ms": (told["cpu_s"] + told["reader_s"]) * 1000 / articles,
            "undo_ms": told["undo_s"] * 1000 / articles,
            "dump_mb": dump.stat().st_size // 2**20,
        }
        return told


def take(dump: str, *, is_profiled: bool) -> dict[str, Any]:
    """Take a dump into the paper of this home; returns the figures."""
    start_django()
    from django.conf import settings
    from django.utils import timezone

    from azdarar.archive.actions import carry_on_import, start_import, undo_import
    from azdarar.config.worker.checkpointer import checkpointing
    from azdarar.fronts.actions import found_paper

    found_paper(languages=["fr", "en", "hy", "ru"], name="Azdarar")
    profile = cProfile.Profile() if is_profiled else None
    begun, before, readers = time.monotonic(), time.process_time(), children_s()
    if profile:
        profile.enable()
    with checkpointing(), memory_watched() as memory:  # as the command does
        run = start_import(system="spip", given=[dump], at=timezone.now())
        carry_on_import(run)
    if profile:
        profile.disable()
    told = {
        "seconds": time.monotonic() - begun,
        "cpu_s": time.process_time() - before,
        "reader_s": children_s() - readers,
        "peak_mb": memory.peak_mb,
        "where": _where(profile) if profile else {},
        "answers": _answers(),
        "suggested_ms": _suggested_ms(),
        "paper_mb": sum(path.stat().st_size for path in settings.HOME.glob("*.sqlite3")) // 2**20,
    }
    before = time.process_time()
    with checkpointing():
        undo_import(run, at=timezone.now())
    return {**told, "undo_s": time.process_time() - before}


def _where(profile: cProfile.Profile) -> dict[str, float]:
    told = pstats.Stats(profile).stats  # type: ignore[attr-defined]  # not in the standard library's types
    whole = max(cumulative for *_rest, cumulative, _callers in told.values())
    found: dict[str, float] = {}
    for function, file, what in _WHERE:
        times = [one[3] for (path, _line, name), one in told.items() if name == function and file in path]
        found[what] = max(times, default=0) / whole
    return dict(sorted(found.items(), key=lambda one: -one[1]))


def _answers() -> int:
    """How many of the three a reader wants hold: a page, a search, an old address."""
    from django.test import Client
    from django.utils import timezone

    from azdarar.archive.models import LedgerLine
    from azdarar.archive.queries import resolve
    from azdarar.articles.models import Article
    from azdarar.search.naming import asked_of
    from azdarar.search.queries import search

    now = timezone.now()
    story = Article.objects.filter(visible_from__lte=now).order_by("pk")[Article.objects.count() // 2]
    line = LedgerLine.objects.get(object_label="articles.Article", object_id=story.pk)
    page = Client(HTTP_HOST="127.0.0.1").get(story.address)
    found = search(asked_of({"q": [f"“{story.title}”"]}, language="fr"), at=now).results
    answer = resolve(f"https://voix.example/spip.php?article{line.foreign_id}", at=now)
    return sum(
        (
            page.status_code == 200 and story.title.split()[0].encode() in page.content,
            # A large generated paper says its headlines again and again.
            any(result.card.headline.clean == story.title for result in found),
            answer.address == story.address,
        )
    )


def _suggested_ms() -> dict[str, float]:
    """How long it takes to find the likeliest stories for addresses that nothing answers.

    Such an address has some of the words of a headline, one of them wrong, as a link typed by hand has.
    """
    from django.utils import timezone

    from azdarar.archive.queries import resolve, suggestions
    from azdarar.articles.models import Article

    now, dice = timezone.now(), random.Random(11)
    times, spent = [], []
    last = Article.objects.order_by("-pk").values_list("pk", flat=True)[0]
    for _time in range(_SUGGESTED):
        titles = Article.objects.filter(pk__gte=dice.randrange(1, last)).order_by("pk")
        words = titles.values_list("address_slug", flat=True)[0].split("-")
        words[dice.randrange(len(words))] = "perdu"
        answer = resolve(f"https://voix.example/archives/{'-'.join(words)}.html", at=now)
        begun, before = time.perf_counter(), time.process_time()
        suggestions(answer, at=now)
        times.append((time.perf_counter() - begun) * 1000)
        spent.append((time.process_time() - before) * 1000)
    return {"median": median(times), "p99": slowest_hundredth(times), "cpu": median(spent)}


if __name__ == "__main__":
    if sys.argv[1:2] in (["--take"], ["--profile"]):
        figures = take(sys.argv[2], is_profiled=sys.argv[1] == "--profile")
        sys.stdout.write(json.dumps(figures) + "\n")
    else:
        raise SystemExit(bool(measure(*map(int, sys.argv[1:2])).missed))

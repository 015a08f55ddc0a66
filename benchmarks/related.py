"""What to read on to: whether it is near, and what it costs in a large archive.

``python -m benchmarks.related [STORIES [HOME]]``. Nearness is judged by other people's labels, beside TF-IDF
and BM25 asked with a story's own words. Costs are those of a paper of ``STORIES`` stories (250,000 unless
said; a home that holds them already may be given, and is copied), whose stories are measured as mixtures of
those corpora: time is the processor's.
"""

import json
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.budget import BUDGETS, Report, slowest_hundredth
from benchmarks.news_corpora import Labelled, corpora
from benchmarks.paper import run_module, start_django

ASKED, TIMED = 1_500, 150


def measure(stories: int = 250_000, home: Path | None = None) -> Report:
    """Judge nearness, then fill a paper and measure what a story costs there."""
    report, budget = Report("related"), BUDGETS["related"]
    known = list(corpora())
    if not known:
        report.note("MISSED: the labelled corpora are not here")
        report.missed.append("labelled corpora")
        return report
    for name, texts in known:
        _judge(report, name, texts, least=budget["precision"][name])
    with tempfile.TemporaryDirectory() as folder:
        paper = Path(folder) / "paper"
        if home is not None:
            paper.mkdir()
            shutil.copy(home / "azdarar.sqlite3", paper)
        run_module("benchmarks.many_stories", str(stories), home=paper)
        told = json.loads(run_module("benchmarks.related", "--costs", home=paper).splitlines()[-1])
        memory_mb = float(run_module("benchmarks.related", "--memory", home=paper).splitlines()[-1])
    report.note(f"{told['held']:,} stories in memory after {told['loaded_s']:.1f} s")
    report.note(
        f"a new story, with {told['others']:.1f} older lists changed: median {told['median_ms']:.1f} ms"
    )
    report.most("a new story and the lists it concerns, p99", told["p99_ms"], budget["story_p99_ms"], " ms")
    report.note(
        f"a story of the archive: {told['measured_ms']:.2f} ms to measure, {told['listed_ms']:.2f} ms to list"
    )
    minutes = (told["measured_ms"] + told["listed_ms"]) * 250_000 / 60_000 + told["fitted_s"] / 60
    report.most("250,000 stories of an archive", round(minutes, 1), budget["archive_minutes"], " min")
    report.most("memory at most", round(memory_mb), budget["memory_mb"], " MB")
    report.least("cards with a reason", told["with_reason"], 1.0)
    return report


def _judge(report: Report, name: str, texts: Sequence[Labelled], *, least: float) -> None:
    from azdarar.onward.internal.words import Words
    from benchmarks.related_peers import Peers

    words = Words("en")
    counted = [words.count(one.headline, one.text) for one in texts]
    catalogue, peers = _catalogue_of(counted), Peers(counted)
    asked = random.Random(2).sample(range(len(texts)), min(ASKED, len(texts)))

    def precision(nearest: Callable[[int], Sequence[int]]) -> float:
        right = sum(
            bool(texts[number].labels & texts[found].labels)
            for number in asked
            for found in nearest(number)[:5]
        )
        return round(right / 5 / len(asked), 4)

    tf_idf = precision(lambda number: peers.tf_idf(number, 5))
    more = {
        terms: precision(lambda n, t=terms: peers.more_like_this(n, 5, terms=t)) for terms in (10, 25, 50)
    }
    ours = precision(lambda number: catalogue.near(number).rows[:5].tolist())
    report.note(f"{name}, {len(texts):,} stories: TF-IDF {tf_idf}; BM25 by 10, 25, 50 of its terms {more}")
    report.least(f"precision at 5, {name}", ours, max(tf_idf, *more.values(), least))


def _catalogue_of(counted: Sequence[Any]) -> Any:
    from azdarar.onward.internal.catalogue import Catalogue, Entry, as_small
    from azdarar.onward.internal.space import fit, pack

    space = fit([pack(one) for one in counted], stories=len(counted))
    catalogue = Catalogue({"en": space}, room=len(counted))
    catalogue.fill(
        Entry(number, "en", 0, 0, 0, as_small(space.fold_in(one)), *space.best_terms(one), length=one.length)
        for number, one in enumerate(counted)
    )
    return catalogue


def costs() -> dict[str, float]:
    """What this home's paper takes; see ``measure``."""
    start_django()
    from django.conf import settings
    from django.utils import timezone

    from azdarar.articles.models import Article
    from azdarar.articles.taking_in import body_of
    from azdarar.onward.internal.arrays import np
    from azdarar.onward.internal.words import Words
    from azdarar.onward.listing import Lister
    from azdarar.onward.models import ReadOn

    lister = Lister(Path(settings.HOME))
    texts = [text for _name, some in corpora() for text in some]
    words = Words("fr")
    fitted_s = _fill(lister, [words.count(one.headline, one.text) for one in texts])
    began = time.process_time()
    lister.refresh()
    loaded_s = time.process_time() - began
    told, chance, at = lister._catalogue, random.Random(3), timezone.now()
    timed = chance.sample(range(told.count), TIMED)
    for row in timed:
        text = chance.choice(texts)
        Article.objects.filter(pk=int(told.ids[row])).update(
            title=text.headline[:200], body=body_of([("paragraph", f"<p>{text.text}</p>")])
        )
        lister.list_story(int(told.ids[row]), at=at)  # so that its neighbours are known
    rows = np.unique(np.concatenate([told.near(row).rows[:40] for row in timed]))
    told.alive[timed] = False  # for the others none of them is there yet
    began = time.process_time()
    lister._list_rows(rows.tolist())
    listed_ms = (time.process_time() - began) * 1000 / len(rows)
    took, others = [], []
    for row in timed:
        ReadOn.objects.filter(pk=int(told.ids[row])).delete()
        began = time.process_time()
        others.append(len(lister.list_story(int(told.ids[row]), at=at)) - 1)
        took.append((time.process_time() - began) * 1000)
    lists = [entry for row in ReadOn.objects.all()[:2_000] for entry in row.related]
    return {
        "held": told.count,
        "fitted_s": fitted_s,
        "loaded_s": loaded_s,
        "others": sum(others) / len(others),
        "median_ms": median(took),
        "p99_ms": round(slowest_hundredth(took), 1),
        "measured_ms": _measuring_ms(lister),
        "listed_ms": listed_ms,
        "with_reason": sum(bool(entry[2]) for entry in lists) / max(len(lists), 1),
    }


def memory() -> float:
    """What a process takes at most that holds this home's stories and lists some of them, in megabytes."""
    start_django()
    from django.conf import settings
    from django.utils import timezone

    from azdarar.onward.listing import Lister

    lister = Lister(Path(settings.HOME))
    lister.refresh()
    told = lister._catalogue
    lister._list_rows(range(told.count - 200, told.count))
    for row in range(told.count - 10, told.count):
        lister.list_story(int(told.ids[row]), at=timezone.now())
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _fill(lister: Any, counted: Sequence[Any]) -> float:
    """Measure every story of the paper as a mixture of two of the corpora; returns what fitting took."""
    from azdarar.articles.models import Article
    from azdarar.onward.internal.arrays import np
    from azdarar.onward.internal.catalogue import Entry, as_small
    from azdarar.onward.internal.space import fit, pack

    stories = Article.objects.filter(language="fr", visible_from__isnull=False).order_by("visible_from")
    began = time.process_time()
    space = fit([pack(one) for one in counted], stories=stories.count())
    fitted_s = time.process_time() - began
    version = lister._shelf.keep_space("fr", space)
    vectors = np.array([space.fold_in(one) for one in counted])
    best = [space.best_terms(one) for one in counted]
    forms = [
        [one.forms.get(int(term), "") for term in terms]
        for one, (terms, _w) in zip(counted, best, strict=True)
    ]
    chance, batch = np.random.default_rng(4), []
    for pk, since, section in stories.values_list("pk", "visible_from", "section_id").iterator():
        one, other = (int(n) for n in chance.integers(0, len(counted), 2))
        vector = vectors[one] + 0.6 * vectors[other] + chance.standard_normal(128, np.float32) * 0.02
        length = float(np.linalg.norm(vector)) or 1.0
        entry = Entry(
            pk,
            "fr",
            int(since.timestamp() // 60),
            section,
            pk % 40,
            as_small(vector / length),
            np.concatenate([best[one][0][:26], best[other][0][:14]]),
            np.concatenate([best[one][1][:26], best[other][1][:14]]),
            quality=pk % 10 / 10,
            length=150,
        )
        batch.append((entry, [*forms[one][:26], *forms[other][:14]]))
        if len(batch) == 2_000:
            lister._shelf.put(batch, version=version)
            batch.clear()
    lister._shelf.put(batch, version=version)
    return fitted_s


def _measuring_ms(lister: Any) -> float:
    """Reading a story of the archive and measuring it, in milliseconds."""
    from azdarar.articles.models import Article
    from azdarar.onward.measuring import entries_of, readable

    ids = list(Article.objects.filter(language="fr").order_by("-pk").values_list("pk", flat=True)[:1_000])
    began = time.process_time()
    for start in range(0, 1_000, 200):
        some = list(readable(Article.objects.filter(pk__in=ids[start : start + 200])))
        list(entries_of(some, words=lister._words_of("fr"), space=lister._catalogue.spaces["fr"]))
    return time.process_time() - began


if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if sys.argv[1:] == ["--costs"]:
        print(json.dumps(costs()))
    elif sys.argv[1:] == ["--memory"]:
        print(memory())
    else:
        given = sys.argv[1:]
        report = measure(*map(int, given[:1]), *map(Path, given[1:2]))
        raise SystemExit(bool(report.missed))

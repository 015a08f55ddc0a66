"""How long a page takes to render that is not pressed, and how many are pressed in a second.

The demonstration edition in its four languages, each page by the synthetic request that presses it: with
nothing remembered of other pages, then with the parts that pages share, as a server has them. Seconds are
the processor's, so that a busy machine tells nearly the same. Pressing everything includes packing each page
three ways and writing it, in two processes, by the clock.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from benchmarks.budget import BUDGETS, Report
from benchmarks.paper import run_module, start_django

_TIMES = 3
_MOST_OF_A_KIND = 12
#: Kinds of pages, by their addresses; the first that fits.
_KINDS = (
    ("story", r"/[a-z]+/\d{4}/\d\d/\d\d/.*"),
    ("feed", r".*feed\.(?:xml|json)"),
    ("sitemap", r"/(?:news-)?sitemap.*|/robots\.txt"),
    ("front page", r"/[a-z]+/"),
    ("author", r"/[a-z]+/authors/.*"),
    ("subject", r"/[a-z]+/tags/.*"),
    ("dossier", r"/[a-z]+/dossiers/.*"),
    ("latest, corrections", r"/[a-z]+/(?:latest|corrections|search)/.*"),
    ("section, plain page", r"/[a-z]+/[^/]+/.*"),
)


def measure() -> Report:
    """Render and press a paper of its own."""
    report, budget = Report("render"), BUDGETS["render"]
    with tempfile.TemporaryDirectory() as home:
        told = json.loads(run_module("benchmarks.render", "--paper", home=Path(home)).splitlines()[-1])
    for name, figures in told["kinds"].items():
        report.note(
            f"{name:<20} {figures['pages']:>4} pages, median {figures['warm']:5.1f} ms "
            f"({figures['cold']:5.1f} ms with nothing remembered), slowest {figures['slowest']:5.1f} ms"
        )
    kinds = told["kinds"]
    report.most("front page, median", round(kinds["front page"]["warm"], 1), budget["front_ms"], " ms")
    report.most("story, median", round(kinds["story"]["warm"], 1), budget["story_ms"], " ms")
    report.note(f"{told['pages']} pages pressed in {told['seconds']:.1f} s by two processes")
    report.least("pages pressed in a second", round(told["pages"] / told["seconds"]), budget["pages_per_s"])
    return report


def _kind(key: str) -> str:
    return next((name for name, pattern in _KINDS if re.fullmatch(pattern, key)), "entrance")


def _paper() -> None:
    """Load the edition, render its pages, press all of them."""
    start_django()
    from django.core.management import call_command
    from django.utils import timezone

    from azdarar.config.collector import collect_seldom
    from azdarar.config.pressing.addresses import every_address
    from azdarar.config.pressing.everything import press_many
    from azdarar.config.serving.rendering import render
    from azdarar.press.remembering import nothing_remembered

    call_command("load_demo", verbosity=0)
    # As every process that renders pages does.
    collect_seldom()
    keys = list(every_address(at=timezone.now()))
    by_kind: dict[str, list[str]] = {}
    for key in keys:
        by_kind.setdefault(_kind(key), []).append(key)
    told = {}
    for kind, of_kind in sorted(by_kind.items()):
        some = of_kind[:_MOST_OF_A_KIND]
        for key in some:
            render(key)
        with nothing_remembered():
            cold = [_ms(render, key) for key in some]
        warm = [_ms(render, key) for key in some]
        told[kind] = {
            "pages": len(of_kind),
            "cold": median(cold),
            "warm": median(warm),
            "slowest": max(warm),
        }
    began = time.monotonic()
    press_many(keys, processes=2)
    print(json.dumps({"kinds": told, "pages": len(keys), "seconds": time.monotonic() - began}))


def _ms(render: Callable[[str], object], key: str) -> float:
    """The processor's milliseconds for a page: the middle of three."""
    taken = []
    for _ in range(_TIMES):
        began = time.process_time()
        render(key)
        taken.append(1000 * (time.process_time() - began))
    return median(taken)


if __name__ == "__main__":
    if sys.argv[1:] == ["--paper"]:
        _paper()
    else:
        sys.exit(bool(measure().missed))

"""Whether every story of an archive keeps a door: how the lists under stories spread their links.

``python -m benchmarks.discover [STORIES]``: the labelled corpora as an archive of twenty years, ten sections
and sixty authors; every story gets its two lists as the paper makes them, beside two plain rules.
"""

import random
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any
from zlib import crc32

from benchmarks.budget import BUDGETS, Report
from benchmarks.news_corpora import corpora

YEARS, SECTIONS, AUTHORS, PLACES = 20, 10, 60, 30
_A_YEAR = 365 * 24 * 60
#: Minutes since the epoch at which the archive ends: in the year 2026.
_END = 29_500_000


def measure(stories: int = 6_000) -> Report:
    """Make all lists of an archive, and count which stories they lead to."""
    report, budget = Report("discover"), BUDGETS["discover"]
    texts = [text for _name, some in corpora() for text in some]
    if not texts:
        report.note("MISSED: the labelled corpora are not here")
        report.missed.append("labelled corpora")
        return report
    random.Random(5).shuffle(texts)
    related, discover, catalogue = _lists_of(texts[:stories])
    count = catalogue.count
    near = Counter(other for row in range(count) for other in related[row])
    newest = Counter(dict.fromkeys(range(count - 4, count), count))
    for name, links in (("the nearest four alone", near), ("the newest four", newest)):
        report.note(f"{name}: {_share(links, count):.1%} linked, Gini {_gini(links, count):.2f}")
    both = near + Counter(other for row in range(count) for other in discover[row])
    report.least("stories of the archive some page leads to", _share(both, count), budget["linked"])
    report.most("Gini of the links that lead to each", round(_gini(both, count), 3), budget["gini"])
    _tell_spread(report, catalogue, discover, budget=budget)
    return report


def _lists_of(texts: Sequence[Any]) -> tuple[list[list[int]], list[list[int]], Any]:
    from azdarar.onward.internal.catalogue import Catalogue, Entry, as_small
    from azdarar.onward.internal.choosing import choose
    from azdarar.onward.internal.discovering import SHOWN, Discoveries
    from azdarar.onward.internal.space import fit, pack
    from azdarar.onward.internal.words import Words

    words, chance = Words("en"), random.Random(6)
    counted = [words.count(one.headline, one.text) for one in texts]
    space = fit([pack(one) for one in counted], stories=len(counted))
    catalogue = Catalogue({"en": space}, room=len(counted))
    ages = sorted((chance.random() * YEARS * _A_YEAR + 60 * 24 * 40 for _ in texts), reverse=True)
    catalogue.fill(
        Entry(
            number + 1,
            "en",
            int(_END - age),
            1 + crc32(min(text.labels).encode()) % SECTIONS,
            1 + chance.randrange(AUTHORS),
            as_small(space.fold_in(one)),
            *space.best_terms(one),
            subjects=(1 + chance.randrange(PLACES),),
            quality=chance.random(),
            length=one.length,
        )
        for number, (text, one, age) in enumerate(zip(texts, counted, ages, strict=True))
    )
    discoveries = Discoveries(catalogue, places=frozenset(range(1, PLACES + 1)))
    related: list[list[int]] = [[] for _ in texts]
    discover: list[list[int]] = [[] for _ in texts]
    for row in reversed(range(catalogue.count)):
        links = choose(catalogue, row, catalogue.near(row), forms={})
        related[row] = [catalogue.row_of(link.article_id) for link in links[:4]]
        discover[row] = discoveries.choose(row, exclude=[link.article_id for link in links])[:SHOWN]
        catalogue.inbound[related[row]] += 1
    return related, discover, catalogue


def _tell_spread(
    report: Report, catalogue: Any, discover: list[list[int]], *, budget: dict[str, float]
) -> None:
    """How many pages lead to another section, and to three different years and authors."""
    pages = [(row, found) for row, found in enumerate(discover) if found]
    different = {
        "section": sum(
            len({int(catalogue.section[one]) for one in found}) == len(found) for _row, found in pages
        ),
        "year": sum(
            len({int(catalogue.minute[one] // _A_YEAR) for one in found}) == len(found)
            for _row, found in pages
        ),
        "author": sum(
            len({int(catalogue.author[one]) for one in found}) == len(found) for _row, found in pages
        ),
    }
    for name, times in different.items():
        report.note(f"lists whose stories are each of another {name}: {times / len(pages):.1%}")
    elsewhere = sum(catalogue.section[one] != catalogue.section[row] for row, found in pages for one in found)
    share = elsewhere / sum(len(found) for _row, found in pages)
    report.least("links that lead to another section", round(share, 3), budget["elsewhere"])
    same = sum(catalogue.cosines(row, found).mean() for row, found in pages) / len(pages)
    report.note(f"how near they are to their page: {same:.2f}")
    report.least(
        "pages with three discoveries", round(sum(len(f) == 3 for _r, f in pages) / len(discover), 3), 1.0
    )


def _share(links: Counter[int], count: int) -> float:
    return sum(1 for row in range(count) if links[row]) / count


def _gini(links: Counter[int], count: int) -> float:
    """0 where all are led to equally often, 1 where all lead to one."""
    told = sorted(links[row] for row in range(count))
    total = sum(told)
    return (
        2 * sum(place * one for place, one in enumerate(told, start=1)) / (count * total)
        - (count + 1) / count
    )


if __name__ == "__main__":
    raise SystemExit(bool(measure(*map(int, sys.argv[1:2])).missed))

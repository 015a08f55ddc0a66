"""What it costs to read behind walls: records a second through the pipe, and the start of a reader.

``python -m benchmarks.confined``. Records of an article's size, French and Russian in turn; the child only
makes them, so that the figure is of the way and not of a parser.
"""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from azdarar.formats.confined import confined
from azdarar.formats.spip import Article
from benchmarks.budget import BUDGETS, Report
from benchmarks.paper import children_s

_RECORDS = 20_000
_TEXTS = (
    ("Le vent s’est levé, dit-il, « et l’été » passe.\n" * 90)[:4000],
    ("Ветер поднялся, сказал он, и лето проходит.\n" * 90)[:4000],
)
_AT = datetime(2001, 2, 3, 4, 5)  # noqa: DTZ001 - as a backup has it, without a zone


def articles(count: int) -> Iterator[Article]:
    """Make so many articles; runs in the child."""
    for number in range(count):
        text = _TEXTS[number % 2]
        yield Article(
            id_article=number,
            surtitre="Surtitre",
            titre=f"Un titre d’été {number}",
            soustitre="",
            id_rubrique=3,
            descriptif="",
            chapo=text[:300],
            texte=text,
            ps="",
            date=_AT,
            date_redac=None,
            date_modif=_AT,
            statut="publie",
            id_secteur=1,
            visites=3,
            popularite=0.5,
            accepter_forum="",
            lang="fr",
            is_language_chosen=False,
            id_trad=0,
            nom_site="",
            url_site="",
            virtuel="",
            url_propre="",
        )


def measure() -> Report:
    """Read, and compare with the budget."""
    report, budget = Report("confined"), BUDGETS["confined"]
    best = min((_read() for _ in range(3)), key=lambda one: max(one.here_s, one.there_s))
    report.note(f"{_RECORDS} records in {best.wall_s:.2f} s; walls: {', '.join(best.walls)}")
    report.note(f"processor time: {best.here_s:.2f} s here, {best.there_s:.2f} s in the child, side by side")
    a_second = round(_RECORDS / max(best.here_s, best.there_s))
    report.least("records a second of the dearer side", a_second, budget["records_per_s"])
    report.most("of this process's time, each", round(best.here_s / _RECORDS * 1e6), budget["own_us"], " µs")
    report.most("start of a reader", round(median(_start() for _ in range(5)), 2), budget["start_s"], " s")
    return report


@dataclass(frozen=True, slots=True)
class _Cost:
    """Of one reading: the clock's time, and the processor's on either side."""

    wall_s: float
    here_s: float
    there_s: float
    walls: tuple[str, ...]


def _read() -> _Cost:
    began, own, child = time.monotonic(), time.process_time(), children_s()
    records = confined("benchmarks.confined:articles", _RECORDS)
    count = sum(1 for _record in records)
    if count != _RECORDS:
        raise RuntimeError(f"{count} records of {_RECORDS} came out.")
    return _Cost(time.monotonic() - began, time.process_time() - own, children_s() - child, records.walls)


def _start() -> float:
    began = time.monotonic()
    next(confined("benchmarks.confined:articles", 1))
    return time.monotonic() - began


if __name__ == "__main__":
    sys.exit(bool(measure().missed))

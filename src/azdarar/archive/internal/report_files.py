"""The report of an import as files: a page to read and sign, tables, and one object for machines.

The page shows what a person can read, and says how much more the tables hold; tables and object are written
item by item.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from azdarar.archive.internal.remembered import Remembered, old_addresses
from azdarar.archive.internal.report_matter import ReportMatter, site_address
from azdarar.archive.internal.rows import Row
from azdarar.archive.naming import legible, need_name
from azdarar.formats.tables import table

#: What tells the shape of ``report.json`` apart from any other; docs/reference/import-report.md.
FORMAT, VERSION = "azdarar-import-report", 1
#: As much as a person reads of each list; the tables hold the rest.
_ITEMS_SHOWN, _REASONS_SHOWN, _ITEMS_OF_A_REASON, _FILES_SHOWN, _ADDRESSES_SHOWN = 150, 30, 40, 60, 60
_MISSING = "missing-picture"
#: Characters of a thing that no sentence holds by chance.
_TELLING = 6
_OF_A_NEED = ("kind", "what", "where")

ITEMS, REPAIRS, ADDRESSES, PAGE, DATA = (
    "report.csv",
    "repairs.csv",
    "addresses.csv",
    "report.html",
    "report.json",
)


@dataclass(slots=True)
class Reason:
    """Why things were left out, and the first of them."""

    sentence: str
    count: int = 0
    items: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class Shown:
    """What the page lists of the items: read once, never all of them held."""

    reasons: list[Reason] = field(default_factory=list)
    told: list[Row] = field(default_factory=list)
    told_count: int = 0
    is_every: bool = False
    left_out_count: int = 0
    missing: list[tuple[str, int]] = field(default_factory=list)
    missing_count: int = 0
    missing_names: int = 0


def write_files(matter: ReportMatter, folder: Path) -> list[Path]:
    """Write every file of the report into a folder; returns their paths, the page first."""
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / PAGE
    page.write_text(page_of(matter), encoding="utf-8")
    written = [page]
    tables: dict[str, Callable[[ReportMatter], Iterator[str]]] = {
        ITEMS: items_table,
        REPAIRS: repairs_table,
        ADDRESSES: addresses_table,
        DATA: data_of,
    }
    for name, pieces_of in tables.items():
        path = folder / name
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(pieces_of(matter))
        written.append(path)
    return written


def page_of(
    matter: ReportMatter, *, language: str = "", links: dict[str, str] | None = None, **values: Any
) -> str:
    """The page, whole in itself, in the paper's language unless another is asked for.

    Args:
        links: where the tables are, by their file names; empty: beside the page.
        values: of the template besides: ``signatures``, ``queues``.
    """
    names = (ITEMS, REPAIRS, ADDRESSES, DATA)
    with translation.override(language or settings.LANGUAGE_CODE):
        addresses = list(islice(_addresses(matter), _ADDRESSES_SHOWN + 1))
        told = {
            "matter": matter,
            "shown": shown_of(matter),
            "paper_name": settings.PAPER_NAME,
            "language": language or settings.LANGUAGE_CODE,
            "made_at": timezone.now(),
            "addresses": addresses[:_ADDRESSES_SHOWN],
            "has_more_addresses": len(addresses) > _ADDRESSES_SHOWN,
            "links": {name.replace(".", "_"): (links or {}).get(name, name) for name in names},
            **values,
        }
        return str(render_to_string("archive/report.html", told))


def shown_of(matter: ReportMatter) -> Shown:
    """Read the items once, and keep as many as a person reads."""
    shown = Shown()
    reasons: dict[str, Reason] = {}
    missing: Counter[str] = Counter()
    quiet: list[Row] = []
    for row in matter.items():
        if row.outcome == "left-out":
            shown.left_out_count += 1
            sentence = " ".join(row.notes)
            key = sentence if sentence in reasons or len(reasons) < _REASONS_SHOWN else ""
            reason = reasons.setdefault(key, Reason(key))
            reason.count += 1
            if len(reason.items) < _ITEMS_OF_A_REASON:
                reason.items.append(row)
        elif row.notes or row.needs:
            shown.told_count += 1
            if len(shown.told) < _ITEMS_SHOWN:
                shown.told.append(_said_once(row))
        elif len(quiet) <= _ITEMS_SHOWN:
            quiet.append(row)
        for what in (legible(what) for kind, what, _where in row.needs if kind == _MISSING):
            # Bounded: a hostile file may name a million pictures, each by another name.
            if what in missing or len(missing) < 100 * _FILES_SHOWN:
                missing[what] += 1
            shown.missing_count += 1
    if shown.told_count + len(quiet) <= _ITEMS_SHOWN:
        shown.told, shown.is_every = shown.told + quiet, True
        shown.told_count = len(shown.told)
    shown.reasons = sorted(reasons.values(), key=lambda reason: -reason.count)
    shown.missing, shown.missing_names = missing.most_common(_FILES_SHOWN), len(missing)
    return shown


def _said_once(row: Row) -> Row:
    """Tell a thing once: what waits for a person by the sentence about it, where there is one that names it.

    The template shows ``what`` and ``where`` of a need; one of both is left empty here if the other says it.
    """
    notes = dict.fromkeys(row.notes)
    needs = []
    for kind, raw, where in row.needs:
        what = legible(raw)
        about = [note for note in notes if note == where or _names(note, what)]
        sentence = max([where, *about], key=len) if _names(where, what) or about else ""
        notes = {note: None for note in notes if note not in about}
        if sentence:
            needs.append((kind, sentence, ""))
        else:
            needs.append((kind, what, "" if where in what else where))
    lost = [legible(name) for kind, name, _where in row.needs if kind == _MISSING]
    if len(lost) > 1:
        # By their names alone: the addresses whole are among the files that are missing.
        named = {"number": len(lost), "kind": need_name(_MISSING, len(lost))}
        named["names"] = ", ".join(name.rpartition("/")[2] or name for name in lost)
        others = [need for need in needs if need[0] != _MISSING]
        needs = [(_MISSING, _("%(number)s %(kind)s: %(names)s") % named, ""), *others]
    return replace(row, notes=tuple(notes), needs=tuple(needs))


def _names(sentence: str, thing: str) -> bool:
    """Whether a sentence names a thing whole: an address, a file, a piece of a source."""
    return len(thing) >= _TELLING and thing in sentence and sentence != thing


def items_table(matter: ReportMatter) -> Iterator[str]:
    """Every item: what it was, what became of it, every sentence about it."""
    heads = ["kind", "number", "title", "year", "outcome", "address", "notes"]
    rows = (
        [row.kind, row.foreign_id, row.title, row.year, row.outcome, row.address, " ".join(row.notes)]
        for row in matter.items()
    )
    return table(heads, rows)


def repairs_table(matter: ReportMatter) -> Iterator[str]:
    """Everything that waits for a person, with the story it is in; files that are missing by their names."""
    heads = ["repair", "what", "where", "kind", "number", "title", "address"]
    rows = (
        [kind, what, where, row.kind, row.foreign_id, row.title, row.address]
        for row in matter.items()
        for kind, what, where in row.needs
    )
    return table(heads, rows)


def addresses_table(matter: ReportMatter) -> Iterator[str]:
    """Every old address, where it leads, and by which rule."""
    heads = ["old address", "leads to", "status", "rule"]
    rows = ([one.address, one.leads_to, one.status, one.rule] for one in _addresses(matter))
    return table(heads, rows)


def data_of(matter: ReportMatter) -> Iterator[str]:
    """The whole report as one JSON object, written item by item."""
    run = matter.run
    head = {
        "format": FORMAT,
        "version": VERSION,
        "paper": {"name": settings.PAPER_NAME, "address": settings.SITE_URL},
        "import": {
            "number": run.pk,
            "title": matter.title,
            "system": run.system,
            "site": run.site,
            "given": matter.given,
            "language": matter.language,
            "is_rehearsal": matter.is_dry_run,
            "state": run.state,
            "started_at": run.started_at.isoformat() if run.started_at else None,
            "ended_at": run.ended_at.isoformat() if run.ended_at else None,
        },
        "digest": matter.digest(),
        "figures": {
            "kinds": [
                asdict(figures) | {"told": figures.told, "is_whole": figures.is_whole}
                for figures in matter.kinds()
            ],
            "years": [{"year": one.year, "count": one.count} for one in matter.years()],
            "not_taken": run.summary.get("not_taken", {}),
            "needs": [asdict(one) for one in matter.needs()],
        },
        "remarks": matter.remarks,
        "sample": [asdict(pair) for pair in matter.pairs()],
    }
    yield json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    yield ',\n "items": ['
    yield from _listed(
        {
            **asdict(row),
            "needs": [dict(zip(_OF_A_NEED, need, strict=True)) for need in row.needs],
        }
        for row in matter.items()
    )
    yield '],\n "old_addresses": ['
    yield from _listed(asdict(one) for one in _addresses(matter))
    yield "]\n}\n"


def _addresses(matter: ReportMatter) -> Iterator[Remembered]:
    """Every old address of what the run took in; a rehearsal took nothing in."""
    is_kept = matter.run.pk is not None and not matter.is_dry_run
    if not is_kept:
        return
    for one in old_addresses(matter.run, at=timezone.now()):
        yield replace(one, leads_to=site_address(one.leads_to))


def _listed(values: Iterable[dict[str, Any]]) -> Iterator[str]:
    for place, value in enumerate(values):
        yield (",\n  " if place else "\n  ") + json.dumps(value, ensure_ascii=False)

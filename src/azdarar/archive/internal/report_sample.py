"""Old text and new page, beside each other: for the report, and for the newsroom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from azdarar.archive.models import ImportRun, KeptOriginal, LedgerLine
from azdarar.articles.disclosure import disclosure_for
from azdarar.articles.models import Article, PlainPage

#: As much of a text as a printed page can show beside another, in characters.
_SHOWN = 1_600


@dataclass(frozen=True, slots=True)
class Pair:
    """One story: as it was written there, and as it reads here."""

    title: str
    address: str
    language: str
    format: str
    old: str
    new: str
    is_cut: bool


def pairs_of(run: ImportRun, *, most: int) -> list[Pair]:
    """Some stories of a run beside their sources, spread over all of it.

    First those whose source was kept because the conversion could not be exact, then those that were looked
    at before: each reading of a source keeps a few of its texts.
    """
    kept_for = None if run.is_dry_run else run
    numbers = KeptOriginal.objects.filter(run=kept_for).order_by("pk").values_list("pk", flat=True)
    count = numbers.count()
    wanted = (most + 1) // 2
    places = sorted({count * place // wanted for place in range(wanted)}) if count else []
    chosen = KeptOriginal.objects.in_bulk([numbers[place] for place in places])
    found = [pair for original in chosen.values() if (pair := pair_of(original)) is not None]
    pages = {original.page_id for original in chosen.values()}
    found += _looked_at(run.summary.get("found", {}).get("samples", []), run=run, but=pages)
    return found[:most]


def pair_of(original: KeptOriginal) -> Pair | None:
    """A story and its source, each cut where it is long; None where the story is gone."""
    page = _page(original.page_id)
    return _pair(page, original.text, format=original.get_format_display()) if page else None


def _looked_at(samples: Iterable[Mapping[str, str]], *, run: ImportRun, but: set[int]) -> list[Pair]:
    """The texts a look kept, with what they became."""
    name = str(dict(LedgerLine.System.choices).get(run.system, run.system))
    lines = LedgerLine.objects.filter(system=run.system, site=run.site, object_id__isnull=False)
    pairs = []
    for told in samples:
        line = lines.filter(kind=told["kind"], foreign_id=told["foreign_id"]).first()
        page = _page(line.object_id) if line and line.object_id and line.object_id not in but else None
        if page is not None:
            pairs.append(_pair(page, told["text"], format=name))
    return pairs


def _page(number: int) -> Any | None:
    return Article.objects.filter(pk=number).first() or PlainPage.objects.filter(pk=number).first()


def _pair(page: Any, old: str, *, format: str) -> Pair:
    # What everybody reads: a report is mailed, and a part for members is not.
    text = page.body_for(disclosure_for(article=page)).plain()
    opening = [part for part in (getattr(page, "kicker", ""), page.title, page.standfirst) if part]
    ending = [part for part in (getattr(page, "post_scriptum", ""),) if part]
    new = "\n\n".join([*opening, text, *ending])
    return Pair(
        title=page.title,
        address=f"{settings.SITE_URL}{page.address}" if page.live and page.address else "",
        language=page.language,
        format=format,
        old=old[:_SHOWN],
        new=new[:_SHOWN],
        is_cut=len(old) >= _SHOWN or len(new) > _SHOWN,
    )

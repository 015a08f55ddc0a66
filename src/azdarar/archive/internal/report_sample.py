"""Old text and new page, beside each other: for the report, and for the newsroom."""

from dataclasses import dataclass

from django.conf import settings

from azdarar.archive.models import ImportRun, KeptOriginal
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


def pairs_of(run: ImportRun | None, *, most: int) -> list[Pair]:
    """Some stories of a run whose source was kept, spread over all of it; none where none was kept."""
    numbers = KeptOriginal.objects.filter(run=run).order_by("pk").values_list("pk", flat=True)
    count = numbers.count()
    places = sorted({count * place // most for place in range(most)}) if count else []
    chosen = KeptOriginal.objects.in_bulk([numbers[place] for place in places])
    found = (pair_of(original) for original in chosen.values())
    return [pair for pair in found if pair is not None]


def pair_of(original: KeptOriginal, *, longest: int = _SHOWN) -> Pair | None:
    """A story and its source, each cut where it is longer than ``longest``; None where the story is gone."""
    page = (
        Article.objects.filter(pk=original.page_id).first()
        or PlainPage.objects.filter(pk=original.page_id).first()
    )
    if page is None:
        return None
    # What everybody reads: a report is mailed, and a part for members is not.
    text = page.body_for(disclosure_for(article=page)).plain()
    opening = [part for part in (getattr(page, "kicker", ""), page.title, page.standfirst) if part]
    ending = [part for part in (getattr(page, "post_scriptum", ""),) if part]
    new = "\n\n".join([*opening, text, *ending])
    return Pair(
        title=page.title,
        address=f"{settings.SITE_URL}{page.address}" if page.live and page.address else "",
        language=page.language,
        format=original.get_format_display(),
        old=original.text[:longest],
        new=new[:longest],
        is_cut=len(original.text) > longest or len(new) > longest,
    )

"""Composers of curated pages: fronts and dossiers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import groupby, islice
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from azdarar.articles.queries import StoryCard, last_changed, newest_articles, subjects_of
from azdarar.articles.rich_text import find_targets, set_rich
from azdarar.fronts.queries import FilledContainer, assemble_front, dossier_card, dossier_stories
from azdarar.language.typography import TypesetText
from azdarar.onward.most_read import most_read
from azdarar.press.showing import holds_until, shows
from azdarar.reader.fronts_page import Band, lay_out
from azdarar.reader.page import Link, Share, Text, front_address, page_context, render_page
from azdarar.reader.structured_data import publisher
from azdarar.reader.subject_page import subject_link

#: Stories of a dossier shown with their pictures; the rest are headlines.
_WITH_PICTURE = 6
#: Headlines that describe a front page to a search engine; more would be cut.
_HEADLINES_TOLD = 3


def front_page(request: HttpRequest, *, page: Any, is_preview: bool) -> HttpResponse:
    """Compose the front page of a language."""
    now = timezone.now()
    holds_until(_midnight_after(now))  # the plate says which day it is
    with translation.override(page.language):
        bands = lay_out(_with_most_read(assemble_front(page, at=now), language=page.language, at=now))
    newest = newest_articles(at=now, language=page.language).values_list("visible_from", flat=True).first()
    context = page_context(
        request,
        language=page.language,
        kind="front",
        path=page.address,
        description=_front_description(page, bands),
        translations={
            code: front_address(code) for code, _name in settings.LANGUAGES if code != page.language
        },
        structured_data=[{"@context": "https://schema.org", **publisher()}],
        is_preview=is_preview,
    )
    return render_page(
        request,
        "fronts/front.html",
        page=context,
        bands=bands,
        now=now,
        updated_at=newest,
        has_stories=bool(newest),
    )


def _with_most_read(
    containers: Sequence[FilledContainer], *, language: str, at: datetime
) -> list[FilledContainer]:
    """The containers, with what is read most where it belongs: readers make that list, so it may name again
    what stands elsewhere on the page. None is shown where there is none.
    """
    filled = [
        replace(container, cards=tuple(most_read(language=language, at=at)))
        if container.kind == "ranking"
        else container
        for container in containers
    ]
    return [container for container in filled if container.cards or container.kind != "ranking"]


def _midnight_after(instant: datetime) -> datetime:
    """The next midnight on the newsroom's clock."""
    zone = timezone.get_current_timezone()
    tomorrow = timezone.localtime(instant, zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), tzinfo=zone)


def _front_description(page: Any, bands: Sequence[Band]) -> Text:
    """What its editors wrote for search engines, else what the page opens with."""
    if page.search_description:
        return TypesetText(page.search_description, page.language)
    opening = dict.fromkeys(str(card.headline) for band in bands for card in band.cards)
    return " · ".join(islice(opening, _HEADLINES_TOLD))


def dossier_page(request: HttpRequest, *, page: Any, is_preview: bool) -> HttpResponse:
    """Compose a dossier: what to know, its thread by year, its stories, who and where."""
    now = timezone.now()
    dossier = dossier_card(page, at=now)
    cards = dossier_stories(page, at=now)
    shows(f"family:{page.translation_key.hex}")
    years = groupby(
        sorted(dossier.thread, key=lambda point: point.day, reverse=True), key=lambda point: point.day.year
    )
    others = type(page).objects.live().filter(translation_key=page.translation_key).exclude(pk=page.pk)
    context = page_context(
        request,
        language=page.language,
        title=dossier.title,
        kind="dossier",
        path=page.address,
        description=dossier.standfirst,
        translations={other.language: other.address for other in others.select_related("locale")},
        share=Share(picture=dossier.picture),
        is_preview=is_preview,
    )
    sources = [str(child.value.source) for child in page.need_to_know]
    targets = find_targets(sources, at=now)
    values = {
        "dossier": dossier,
        "facts": [set_rich(source, language=page.language, targets=targets) for source in sources],
        "years": [(year, list(points)) for year, points in years],
        "cards": cards[:_WITH_PICTURE],
        "heads": cards[_WITH_PICTURE:],
        "updated_at": last_changed([card.id for card in cards], at=now),
        **_mentioned(cards, language=page.language),
    }
    return render_page(request, "fronts/dossier.html", page=context, **values)


def _mentioned(cards: list[StoryCard], *, language: str) -> Mapping[str, list[Link]]:
    """The people and places of a dossier's stories, those of most stories first."""
    by_kind: dict[str, list[Link]] = {"people": [], "places": []}
    for subject in subjects_of([card.id for card in cards]):
        name = {"person": "people", "place": "places"}.get(subject.kind)
        if name and len(by_kind[name]) < 8:
            by_kind[name].append(subject_link(subject, language=language))
    return by_kind

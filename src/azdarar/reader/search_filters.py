"""What a search can be narrowed to: the values of each filter, and the years, drawn and to choose from."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from azdarar.language.scripts import autonym
from azdarar.reader.page import Text
from azdarar.search.asking import ALL_LANGUAGES, Asked
from azdarar.search.naming import Label
from azdarar.search.queries import Found, search

#: Values of one filter that are shown, those chosen apart.
MOST_VALUES = 8
#: Filters whose other values are looked up, each by a search without it.
_MOST_FREED = 2
#: The drawing of the years: how wide a year is and how high the fullest of them.
_YEAR_WIDTH, _YEARS_HEIGHT = 10, 60
_FREED: Mapping[str, Mapping[str, Any]] = {
    "period": {"since": None, "until": None},
    "section": {"sections": ()},
    "author": {"authors": ()},
    "subject": {"subjects": ()},
    "kind": {"kinds": ()},
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, to be ticked."""

    value: str
    text: Text
    language: str
    count: int | None
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """The values of one field. ``name``: in the address."""

    name: str
    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a search is narrowed to, and its address without that."""

    text: Text
    language: str
    url: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One year of the drawing: how many stories, where it stands, and the search of that year alone."""

    year: int
    count: int
    left: int
    top: int
    height: int
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Years:
    """The years of what was found, drawn and as two lists to choose from."""

    bars: tuple[Bar, ...]
    width: int
    since: str
    until: str
    choices_since: tuple[str, ...]
    choices_until: tuple[str, ...]
    height: int = _YEARS_HEIGHT


def search_address(asked: Asked) -> str:
    """The path and query of a search."""
    query = asked.query_string()
    return f"/{asked.language}/search/" + (f"?{query}" if query else "")


def with_other_choices(found: Found, *, at: datetime) -> Found:
    """What was found, with the values a reader can change to beside those they chose.

    A search within two years holds no other year: what the others hold is asked by a search without them.
    """
    if found.is_plain:
        return found
    own = replace(found.asked, page=1)
    facets, years, looked = dict(found.facets), found.years, 0
    for name, without in _FREED.items():
        free = replace(own, **without)
        if free == own or looked == _MOST_FREED:
            continue
        wide = search(free, at=at, per_page=0)
        looked += 1
        if name == "period":
            years = wide.years
        else:
            facets[name] = wide.facets.get(name, ())
    return replace(found, years=years, facets=facets)


def chosen_of(label: Label, asked: Asked) -> Chosen:
    if label.field == "period":
        without = replace(asked, since=None, until=None, page=1)
    else:
        left = tuple(value for value in getattr(asked, label.field) if value != label.value)
        without = replace(asked, **{label.field: left}, page=1)
    return Chosen(label.text, label.language, search_address(without))


def filters_of(found: Found, labels: Sequence[Label]) -> tuple[Filter, ...]:
    """Every filter with something to choose; what is chosen stands in it, found or not."""
    titles = (
        ("section", "sections", _("Section")),
        ("language", "languages", _("Language")),
        ("author", "authors", _("Author")),
        ("subject", "subjects", _("Subject")),
        ("kind", "kinds", _("Kind")),
    )
    filters = (
        Filter(name, title, _choices(found, name, [label for label in labels if label.field == field]))
        for name, field, title in titles
    )
    return tuple(one for one in filters if one.choices)


def _choices(found: Found, name: str, labels: Sequence[Label]) -> tuple[Choice, ...]:
    chosen = {label.value: label for label in labels}
    own = found.asked.language
    is_language = name == "language"
    if is_language and not chosen:
        chosen = {own: Label("languages", own, autonym(own), own)}
    facets = found.facets.get(name, ())
    counted = {facet.value for facet in facets}
    # What is chosen and holds nothing now can still be given up.
    choices = [
        Choice(value, label.text, label.language, None, is_chosen=True)
        for value, label in chosen.items()
        if value not in counted
    ]
    for facet in facets:
        if facet.value in chosen or len(choices) < MOST_VALUES:
            text: Text = chosen[facet.value].text if facet.value in chosen else capfirst(facet.label)
            language = facet.value if is_language else own
            choices.append(Choice(facet.value, text, language, facet.count, facet.value in chosen))
    if is_language:
        there = {choice.value for choice in choices}
        others = [code for code, _name in settings.LANGUAGES if code not in there]
        choices += [Choice(code, autonym(code), code, None, is_chosen=False) for code in others]
    if is_language and ALL_LANGUAGES not in chosen:
        choices.append(Choice(ALL_LANGUAGES, _("All languages"), own, None, is_chosen=False))
    return tuple(choices) if len(choices) > 1 or labels else ()


def years_of(found: Found) -> Years | None:
    """The years from the first to the last of what was found or asked for, those without a story between."""
    asked, counts = found.asked, dict(found.years)
    ends = [asked.since.year] if asked.since else []
    ends += [asked.until.year - ((asked.until.month, asked.until.day) == (1, 1))] if asked.until else []
    if not counts or len({*counts, *ends}) < 2:
        return None
    first, last = min((*counts, *ends)), max((*counts, *ends))
    most = max(counts.values())
    pairs = dict(asked.pairs())
    since, until = pairs.get("since", ""), pairs.get("until", "")
    years = [str(year) for year in range(first, last + 1)]
    return Years(
        bars=tuple(_bar(year, counts.get(year, 0), first, most, asked) for year in range(first, last + 1)),
        width=(last - first + 1) * _YEAR_WIDTH,
        since=since,
        until=until,
        # A day somebody typed stands in the list as it is.
        choices_since=tuple(sorted({*years, *([since] if since else [])})),
        choices_until=tuple(sorted({*years, *([until] if until else [])})),
    )


def _bar(year: int, count: int, first: int, most: int, asked: Asked) -> Bar:
    height = math.ceil(count / most * _YEARS_HEIGHT) if count else 0
    since, until = date(year, 1, 1), date(year + 1, 1, 1)
    return Bar(
        year=year,
        count=count,
        left=(year - first) * _YEAR_WIDTH,
        top=_YEARS_HEIGHT - height,
        height=height,
        url=search_address(replace(asked, since=since, until=until, page=1)),
        is_chosen=(asked.since is None or asked.since < until)
        and (asked.until is None or asked.until > since),
    )

"""What a search calls by a name, looked up; and what it narrows to, told by its names again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from azdarar.articles.models import Article, Contributor, Section
from azdarar.language.dates import format_date
from azdarar.language.folding import fold
from azdarar.language.scripts import autonym
from azdarar.language.slugs import slugify
from azdarar.language.typography import TypesetText
from azdarar.search.asking import ALL_LANGUAGES, Asked, Named, asked_from
from azdarar.subjects.models import Subject
from azdarar.subjects.queries import subject_at, subjects_called

#: People one name may mean; beyond that it narrows nothing.
_MOST_PEOPLE = 20


@dataclass(frozen=True, slots=True)
class Label:
    """One thing a search is narrowed to, by its name. ``field`` and ``value`` as ``Asked`` has them."""

    field: str
    value: str
    text: TypesetText | str
    language: str


def asked_of(address: Mapping[str, Sequence[str]], *, language: str) -> Asked:
    """Understand the query of an address, names looked up in the paper; a handful of queries for each name.

    A name nobody bears is left out, stays in the text, and is told (``misread``).
    """
    codes = [code for code, _name in settings.LANGUAGES]
    return with_names(asked_from(address, language=language, paper_languages=codes))


def with_names(asked: Asked) -> Asked:
    """The same search with every name of its field words looked up."""
    for named in asked.named:
        field, find = _LOOK_UPS[named.field]
        slugs = find(named.name, asked)
        if slugs:
            values = dict.fromkeys((*getattr(asked, field), *slugs))
            asked = replace(asked, **{field: tuple(values)})
        else:
            asked = _unread(asked, named)
    return replace(asked, named=())


def labels_of(asked: Asked) -> list[Label]:
    """What a search is narrowed to, in the language of its page; what is not there any more by its slug."""
    codes = _codes(asked)
    sections = {
        row.slug: row
        for row in Section.objects.filter(slug__in=asked.sections, locale__language_code__in=codes)
        .select_related("locale")
        .order_by("-locale_id")
    }
    people = (
        {
            row.slug: row
            for row in Contributor.objects.filter(slug__in=asked.authors).prefetch_related("profiles")
        }
        if asked.authors
        else {}
    )
    return [
        *(_section_label(slug, sections.get(slug), asked) for slug in asked.sections),
        *(_named_label("authors", slug, people.get(slug), asked) for slug in asked.authors),
        *(_named_label("subjects", slug, subject_at(slug), asked) for slug in asked.subjects),
        *(_kind_label(kind, asked) for kind in asked.kinds),
        *(_language_label(code, asked) for code in asked.languages),
        *_period_label(asked),
    ]


def title_of(asked: Asked) -> str:
    """A search in a few words: what was typed, and what it is narrowed to."""
    labels = [str(label.text) for label in labels_of(asked)]
    return ", ".join([asked.typed, *labels] if asked.typed else labels)


def _unread(asked: Asked, named: Named) -> Asked:
    typed = f"{asked.typed} {named.raw}".strip()
    return replace(asked, typed=typed, misread=(*asked.misread, named.raw))


def _sections(name: str, asked: Asked) -> list[str]:
    rows = Section.objects.filter(locale__language_code__in=_codes(asked)).values_list("slug", "name")
    wanted = fold(name)
    same = [slug for slug, called in rows if wanted in (fold(slug), fold(called))]
    return same or [slug for slug, called in rows if fold(called).startswith(wanted)][:_MOST_PEOPLE]


def _authors(name: str, asked: Asked) -> list[str]:
    parts = [part for part in slugify(name, language=asked.language).split("-") if part]
    if not parts:
        return []
    exact = Contributor.objects.filter(slug="-".join(parts)).values_list("slug", flat=True)
    if exact:
        return list(exact)
    found = Contributor.objects.all()
    for part in parts:
        found = found.filter(slug__contains=part)
    whole = [
        slug for slug in found.values_list("slug", flat=True)[:200] if set(parts) <= set(slug.split("-"))
    ]
    return whole[:_MOST_PEOPLE]


def _subjects(name: str, asked: Asked) -> list[str]:
    exact = subject_at(name)
    found = [exact.standing] if exact else subjects_called(name, most=1)
    return [subject.slug for subject in found]


def _kinds(name: str, asked: Asked) -> list[str]:
    wanted = fold(name)
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            called = {fold(str(label)): value for value, label in Article.Form.choices}
        if wanted in called:
            return [called[wanted]]
    return [wanted] if wanted in Article.Form.values else []


_LOOK_UPS: Mapping[str, tuple[str, Callable[[str, Asked], list[str]]]] = {
    "section": ("sections", _sections),
    "author": ("authors", _authors),
    "subject": ("subjects", _subjects),
    "kind": ("kinds", _kinds),
}


def _codes(asked: Asked) -> list[str]:
    """The languages a search looks through."""
    if ALL_LANGUAGES in asked.languages:
        return [code for code, _name in settings.LANGUAGES]
    return list(asked.languages) or [asked.language]


def _section_label(slug: str, section: Section | None, asked: Asked) -> Label:
    text = TypesetText(section.name, section.language) if section else slug
    return Label("sections", slug, text, section.language if section else asked.language)


def _named_label(field: str, slug: str, named: Contributor | Subject | None, asked: Asked) -> Label:
    text = TypesetText(named.name_in(asked.language), asked.language) if named else slug
    return Label(field, slug, text, asked.language)


def _kind_label(kind: str, asked: Asked) -> Label:
    with translation.override(asked.language):
        text = str(dict(Article.Form.choices).get(kind, kind))
    return Label("kinds", kind, capfirst(text), asked.language)


def _language_label(code: str, asked: Asked) -> Label:
    if code != ALL_LANGUAGES:
        return Label("languages", code, autonym(code), code)
    with translation.override(asked.language):
        return Label("languages", code, _("All languages"), asked.language)


def _period_label(asked: Asked) -> list[Label]:
    """The days a search is between, in words; both are counted in."""
    if asked.since is None and asked.until is None:
        return []
    first = asked.since
    last = asked.until - timedelta(days=1) if asked.until else None
    is_years = all((day.month, day.day) == (1, 1) for day in (asked.since, asked.until) if day)
    written = [
        ""
        if day is None
        else str(day.year)
        if is_years
        else format_date(day, language=asked.language, style="day")
        for day in (first, last)
    ]
    with translation.override(asked.language):
        return [Label("period", "", _period_in_words(*written), asked.language)]


def _period_in_words(first: str, last: str) -> str:
    if not last:
        return _("since %(day)s") % {"day": first}
    if not first:
        return _("until %(day)s") % {"day": last}
    return first if first == last else f"{first}\u2013{last}"

"""From marks to the ways a reader can narrow a search, and back."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.utils import translation
from django.utils.text import capfirst

from azdarar.articles.models import Article, Contributor, ContributorProfile, Section
from azdarar.language.scripts import autonym
from azdarar.search.asking import Asked
from azdarar.search.internal.documents import author_mark, kind_mark, section_mark, subject_mark
from azdarar.search.results import Facet
from azdarar.subjects.models import Subject, SubjectName

#: Values of one facet.
MOST_VALUES = 12
#: A mark nobody has: what is narrowed to something that does not exist holds nothing.
_NOBODY = "z0"

Named = Mapping[int, tuple[str, str]]


def filters_of(asked: Asked) -> tuple[tuple[str, ...], ...]:
    """What a search is narrowed to, in marks: of each group one must be there."""
    sections = Section.objects.filter(slug__in=asked.sections) if asked.sections else ()
    authors = Contributor.objects.filter(slug__in=asked.authors) if asked.authors else ()
    subjects = (
        Subject.objects.filter(slug__in=asked.subjects).select_related("joined_into")
        if asked.subjects
        else ()
    )
    groups = (
        (asked.sections, [section_mark(row.pk) for row in sections]),
        (asked.authors, [author_mark(row.pk) for row in authors]),
        (asked.subjects, [subject_mark(row.standing.pk) for row in subjects]),
        (asked.kinds, [kind_mark(kind) for kind in asked.kinds if kind in Article.Form.values]),
    )
    return tuple(tuple(marks) or (_NOBODY,) for wanted, marks in groups if wanted)


def facets_of(marks: Mapping[str, int], *, asked: Asked) -> dict[str, tuple[Facet, ...]]:
    """What the stories found can be narrowed to, the most frequent first; what is chosen is always there."""
    language = asked.language
    named: dict[str, tuple[str, Sequence[str], Callable[[Iterable[int]], Named]]] = {
        "section": ("s", asked.sections, _sections),
        "author": ("a", asked.authors, lambda numbers: _authors(numbers, language)),
        "subject": ("t", asked.subjects, lambda numbers: _subjects(numbers, language)),
    }
    facets = {
        name: _facet(_counted(marks, letter), chosen, called)
        for name, (letter, chosen, called) in named.items()
    }
    facets["language"] = _sorted(
        Facet(code, autonym(code), count, code in asked.languages)
        for code, count in ((mark[1:], count) for mark, count in marks.items() if mark[0] == "l")
    )
    with translation.override(language):
        kinds = {kind_mark(value): (value, capfirst(str(label))) for value, label in Article.Form.choices}
    facets["kind"] = _sorted(
        Facet(*kinds[mark], count, kinds[mark][0] in asked.kinds)
        for mark, count in marks.items()
        if mark in kinds
    )
    return facets


def _counted(marks: Mapping[str, int], letter: str) -> dict[int, int]:
    return {int(mark[1:]): count for mark, count in marks.items() if mark[0] == letter and mark[1:].isdigit()}


def _facet(
    counted: Mapping[int, int], chosen: Sequence[str], called: Callable[[Iterable[int]], Named]
) -> tuple[Facet, ...]:
    best = sorted(counted, key=lambda number: (-counted[number], number))[: MOST_VALUES + len(chosen)]
    named = called(best) if best else {}
    return _sorted(
        Facet(slug, name, counted[number], slug in chosen) for number, (slug, name) in named.items()
    )


def _sorted(facets: Iterable[Facet]) -> tuple[Facet, ...]:
    return tuple(sorted(facets, key=lambda one: (not one.is_chosen, -one.count, one.label))[:MOST_VALUES])


def _sections(numbers: Iterable[int]) -> Named:
    rows = Section.objects.filter(pk__in=list(numbers)).order_by().values_list("pk", "slug", "name")
    return {pk: (slug, name) for pk, slug, name in rows}


def _authors(numbers: Iterable[int], language: str) -> Named:
    wanted = list(numbers)
    rows = Contributor.objects.filter(pk__in=wanted).order_by().values_list("pk", "slug", "name")
    printed = dict(
        ContributorProfile.objects.filter(contributor_id__in=wanted, language=language)
        .exclude(name="")
        .values_list("contributor_id", "name")
    )
    return {pk: (slug, printed.get(pk, name)) for pk, slug, name in rows}


def _subjects(numbers: Iterable[int], language: str) -> Named:
    wanted = list(numbers)
    rows = Subject.objects.filter(pk__in=wanted).order_by().values_list("pk", "slug", "title")
    preferred = dict(
        SubjectName.objects.filter(subject_id__in=wanted, language=language, is_preferred=True).values_list(
            "subject_id", "text"
        )
    )
    return {pk: (slug, preferred.get(pk, title)) for pk, slug, title in rows}

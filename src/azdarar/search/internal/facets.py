"""From marks to the ways a reader can narrow a search, and back."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from django.db import connection
from django.utils import translation
from django.utils.text import capfirst

from azdarar.articles.models import Article, Contributor, Section
from azdarar.language.scripts import autonym
from azdarar.search.asking import Asked
from azdarar.search.internal.documents import author_mark, kind_mark, section_mark, subject_mark
from azdarar.search.results import Facet
from azdarar.subjects.models import Subject

#: Values of one facet.
MOST_VALUES = 12
#: A mark nobody has: what is narrowed to something that does not exist holds nothing.
_NOBODY = "z0"

#: By which marks what can be named is counted.
_LETTERS = {"section": "s", "author": "a", "subject": "t"}


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
    chosen = {"section": asked.sections, "author": asked.authors, "subject": asked.subjects}
    counted = {name: _counted(marks, _LETTERS[name]) for name in chosen}
    best = {
        name: sorted(counts, key=lambda number: (-counts[number], number))[: MOST_VALUES + len(chosen[name])]
        for name, counts in counted.items()
    }
    named = _named(best, language=language)
    facets = {
        name: _sorted(
            Facet(*named[name, number], counted[name][number], named[name, number][0] in chosen[name])
            for number in numbers
            if (name, number) in named
        )
        for name, numbers in best.items()
    }
    facets["language"] = _sorted(
        Facet(code, autonym(code), count, code in asked.languages)
        for code, count in ((mark[1:], count) for mark, count in marks.items() if mark[0] == "l")
    )
    kinds = _kinds(language)
    facets["kind"] = _sorted(
        Facet(*kinds[mark], count, kinds[mark][0] in asked.kinds)
        for mark, count in marks.items()
        if mark in kinds
    )
    return facets


@lru_cache(maxsize=16)
def _kinds(language: str) -> dict[str, tuple[str, str]]:
    """The kinds of stories by their marks: value and name in a language, which no paper changes."""
    with translation.override(language):
        return {kind_mark(value): (value, capfirst(str(label))) for value, label in Article.Form.choices}


def _counted(marks: Mapping[str, int], letter: str) -> dict[int, int]:
    return {int(mark[1:]): count for mark, count in marks.items() if mark[0] == letter and mark[1:].isdigit()}


def _sorted(facets: Iterable[Facet]) -> tuple[Facet, ...]:
    return tuple(sorted(facets, key=lambda one: (not one.is_chosen, -one.count, one.label))[:MOST_VALUES])


#: Slug and name of each, its name in the language of the page where it has one.
_NAMES = {
    "section": "SELECT 'section', id, slug, name FROM articles_section WHERE id IN ({0}) AND %s <> ''",
    "author": (
        "SELECT 'author', person.id, person.slug, coalesce(nullif(profile.name, ''), person.name) "
        "FROM articles_contributor person LEFT JOIN articles_contributorprofile profile "
        "ON profile.contributor_id = person.id AND profile.language = %s WHERE person.id IN ({0})"
    ),
    "subject": (
        "SELECT 'subject', subject.id, subject.slug, coalesce(name.text, subject.title) "
        "FROM subjects_subject subject LEFT JOIN subjects_subjectname name "
        "ON name.subject_id = subject.id AND name.is_preferred AND name.language = %s "
        "WHERE subject.id IN ({0})"
    ),
}


def _named(numbers: Mapping[str, Sequence[int]], *, language: str) -> dict[tuple[str, int], tuple[str, str]]:
    """Slugs and names, in one query: five of the usual kind would take as long as the search itself."""
    asked = {name: some for name, some in numbers.items() if some}
    if not asked:
        return {}
    told = " UNION ALL ".join(_NAMES[name].format(", ".join(map(str, some))) for name, some in asked.items())
    # A constant of ours and whole numbers; the language is bound.
    with connection.cursor() as cursor:
        cursor.execute(told, [language] * len(asked))
        return {(kind, number): (slug, name) for kind, number, slug, name in cursor.fetchall()}

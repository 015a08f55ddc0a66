"""What somebody who is typing may mean: subjects, sections, authors, stories."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.db.models import Q

from azdarar.articles.models import Contributor, Section
from azdarar.articles.queries import contributor_address, visible_articles
from azdarar.language.analysis import stem_of, words_in
from azdarar.language.folding import words_of
from azdarar.language.slugs import slugify
from azdarar.search.internal.chosen import engine
from azdarar.search.internal.documents import author_mark, subject_mark
from azdarar.search.internal.engine import DamagedIndexError, Query, Term
from azdarar.search.results import Suggestion
from azdarar.subjects.models import KnownName, Subject, SubjectName

#: The longest beginning that is looked for.
_LONGEST = 80
_MOST_OF_A_KIND = 3
#: Words that what is typed may be the beginning of.
_MOST_BEGUN = 32
_LOOKED_AT = 12
#: Above every word that begins so.
_BEYOND = "\U0010ffff"


def suggest(typed: str, *, language: str, at: datetime, most: int = 8) -> list[Suggestion]:
    """What somebody who has typed so much may mean: subjects, sections, authors, stories, in this order.

    A subject or an author is suggested only if a story readers may see has them: their names alone could
    tell of a text that is closed.
    """
    words = words_of(typed[:_LONGEST])
    if not words or (len(words) == 1 and len(words[0]) < 2):
        return []
    kinds = (
        islice(_subjects(words, language=language, at=at), _MOST_OF_A_KIND),
        islice(_sections(words, language=language), 2),
        islice(_authors(words, language=language, at=at), 2),
    )
    things = [suggestion for kind in kinds for suggestion in kind][: most - 1]
    stories = islice(_stories(typed[:_LONGEST], language=language, at=at), most - len(things))
    return [*things, *stories]


def _subjects(words: list[str], *, language: str, at: datetime) -> Iterator[Suggestion]:
    told = " ".join(words)
    begun = KnownName.objects.filter(words__gte=told, words__lt=told + _BEYOND)
    begun = begun.filter(first__gte=words[0], first__lt=words[0] + _BEYOND)
    numbers = dict.fromkeys(begun.order_by("words").values_list("subject_id", flat=True)[:_LOOKED_AT])
    if len(numbers) < _MOST_OF_A_KIND:  # a family name: somewhere within
        within = KnownName.objects.filter(words__contains=f" {told}")
        numbers |= dict.fromkeys(within.values_list("subject_id", flat=True)[:_LOOKED_AT])
    subjects = {
        subject.pk: subject
        for subject in Subject.objects.filter(pk__in=numbers).select_related("joined_into")
    }
    preferred = dict(
        SubjectName.objects.filter(subject_id__in=numbers, language=language, is_preferred=True).values_list(
            "subject_id", "text"
        )
    )
    seen = set()
    for number in numbers:
        subject = subjects[number].standing
        if subject.pk not in seen and _is_told_of(subject_mark(subject.pk), language=language, at=at):
            seen.add(subject.pk)
            name = preferred.get(subject.pk, subject.title)
            yield Suggestion("subject", name, f"/{language}/tags/{subject.slug}/", language)


def _sections(words: list[str], *, language: str) -> Iterator[Suggestion]:
    sections = Section.objects.filter(locale__language_code=language).select_related("locale")
    told = " ".join(words)
    for section in sections:
        called = " ".join(words_of(section.name))
        if called.startswith(told) or f" {told}" in called:
            yield Suggestion("section", section.name, section.address, language)


def _authors(words: list[str], *, language: str, at: datetime) -> Iterator[Suggestion]:
    start = slugify(" ".join(words), language=language)
    if not start:
        return
    named = Q(slug__startswith=start) | Q(slug__contains=f"-{start}")
    for contributor in Contributor.objects.filter(named).prefetch_related("profiles")[:_LOOKED_AT]:
        if _is_told_of(author_mark(contributor.pk), language=language, at=at):
            address = contributor_address(contributor, language=language)
            yield Suggestion("author", contributor.name_in(language), address, language)


def _stories(typed: str, *, language: str, at: datetime) -> Iterator[Suggestion]:
    forms = words_in(typed, language=language)
    if not forms:
        return
    *whole, last = forms
    terms = [Term(((stem_of(form, language=language),),), is_in_headline=True) for form in whole]
    try:
        begun = [last, *engine().forms_beginning(last, language=language, most=_MOST_BEGUN)]
        runs = dict.fromkeys((stem_of(form, language=language),) for form in begun)
        query = Query(language, (*terms, Term(tuple(runs), is_in_headline=True)))
        ids = engine().guess(query, at=at, most=_LOOKED_AT)
    except DamagedIndexError:
        return
    rows = visible_articles(at=at).filter(pk__in=ids).select_related("locale")
    for story in rows.only("title", "language", "canonical_path", "visible_from", "locale"):
        yield Suggestion("story", story.title, story.address, story.language)


def _is_told_of(mark: str, *, language: str, at: datetime) -> bool:
    """Whether a story readers may see has a mark."""
    try:
        return bool(engine().guess(Query(language, (), filters=((mark,),)), at=at, most=1))
    except DamagedIndexError:
        return False

"""Stories by who signed them and by what they speak of: their numbers, newest first, and the subjects."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from django.db.models import Count, QuerySet

from azdarar.articles.models import Article, ArticleSubject, Contribution, Contributor
from azdarar.press.remembering import remembered, remembered_each
from azdarar.press.showing import shows
from azdarar.subjects.models import Subject


def signed_by(
    contributor: Contributor, *, language: str, at: datetime, most: int, before: int = 0
) -> list[int]:
    """The numbers of a contributor's visible stories in a language, newest first."""
    shows(f"contributor:{contributor.pk}:stories:{language}")
    rows = Contribution.objects.filter(
        contributor=contributor, visible_from__lte=at, article__language=language, article__live=True
    ).order_by("-visible_from", "-article_id")
    return _story_ids(rows, most=most, before=before)


def speaking_of(subject: Subject, *, language: str, at: datetime, most: int, before: int = 0) -> list[int]:
    """The numbers of visible stories in a language that speak of a subject, newest first."""
    shows(f"subject:{subject.pk}:stories:{language}")
    rows = subject.article_subjects.filter(
        visible_from__lte=at, article__language=language, article__live=True
    ).order_by("-visible_from", "-article_id")
    return _story_ids(rows, most=most, before=before)


def _story_ids(
    rows: QuerySet[Contribution] | QuerySet[ArticleSubject], *, most: int, before: int
) -> list[int]:
    """Each story once, however often it names the person or the subject: rows, and so pages, are stories."""
    pairs = rows.values_list("article_id", "visible_from").distinct()
    return [pk for pk, _visible_from in pairs[before : before + most]]


def newest_signed_by(
    contributor_id: int, *, language: str, at: datetime, most: int
) -> list[tuple[int, datetime]]:
    """Number and instant of the newest visible stories in a language that somebody signed."""
    rows = Contribution.objects.filter(contributor_id=contributor_id)
    tag = f"contributor:{contributor_id}:stories:{language}"
    look = partial(_newest, rows, tag=tag, language=language, at=at, most=most)
    return remembered(("newest signed by", contributor_id, language, most), look)


def newest_with_subject(
    subject: Subject, *, language: str, at: datetime, most: int
) -> list[tuple[int, datetime]]:
    """Number and instant of the newest visible stories in a language that speak of a subject."""
    rows = ArticleSubject.objects.filter(subject=subject)
    tag = f"subject:{subject.pk}:stories:{language}"
    look = partial(_newest, rows, tag=tag, language=language, at=at, most=most)
    return remembered(("newest with subject", subject.pk, language, most), look)


def _newest(
    rows: QuerySet[Contribution] | QuerySet[ArticleSubject],
    *,
    tag: str,
    language: str,
    at: datetime,
    most: int,
) -> list[tuple[int, datetime]]:
    shows(tag)
    visible = rows.filter(visible_from__lte=at, article__language=language).order_by("-visible_from")
    return list(visible.values_list("article_id", "visible_from")[:most])


def subjects_told_of(article: Article) -> list[Subject]:
    """What a story speaks of, in its order, each with its names."""
    rows = list(article.article_subjects.all())
    subjects = look_up_subjects([row.subject_id for row in rows])
    return [subjects[row.subject_id] for row in rows if row.subject_id in subjects]


def look_up_subjects(ids: Sequence[int]) -> dict[int, Subject]:
    """Subjects with their names, by number; those that are remembered without a query."""

    def load(missing: list[int]) -> dict[int, Callable[[], Subject]]:
        found = Subject.objects.filter(pk__in=missing).prefetch_related("names")
        return {subject.pk: partial(_named, subject) for subject in found}

    return remembered_each("subject", ids, load)


def _named(subject: Subject) -> Subject:
    shows(f"subject:{subject.pk}")
    return subject


def subjects_of(article_ids: Sequence[int]) -> list[Subject]:
    """The subjects of these stories, those that most of them speak of first."""
    shows(*(f"article:{pk}:text" for pk in article_ids))
    subjects = Subject.objects.filter(article_subjects__article_id__in=article_ids)
    counted = subjects.annotate(mentions=Count("article_subjects__pk")).order_by("-mentions", "title")
    found = list(counted.prefetch_related("names"))
    # Also of those that whoever asks passes over: their kind may change.
    shows(*(f"subject:{subject.pk}" for subject in found))
    return found

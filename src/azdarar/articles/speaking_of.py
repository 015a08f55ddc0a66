"""Which subject stories speak of, when an editor says that two subjects are one, or that one is two.

A joined subject stays where it is, hidden: its address leads to the other's, and all can be undone. Each
deed is one transaction, announced with the tags of both subjects.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from azdarar.articles.by_name import newest_with_subject
from azdarar.articles.models import Article, ArticleSubject
from azdarar.errors import AzdararError
from azdarar.language.folding import fold
from azdarar.press.actions import announce
from azdarar.subjects.actions import free_slug, write_keys
from azdarar.subjects.models import Subject, SubjectJoin, SubjectName
from azdarar.subjects.queries import all_names

_MOST_MOVED_AT_ONCE = 500


class SameSubjectError(AzdararError):
    """A subject cannot be joined into itself, or into one that is joined into another."""

    code = "articles.subject-not-joinable"
    sentence = _(
        "“%(subject)s” cannot be joined into “%(into)s”: one of the two is joined already, or they are the "
        "same. Nothing was changed; open the one that stands, and join there."
    )


class JoinedSinceError(AzdararError):
    """A join was undone before, or what it made was joined further."""

    code = "articles.join-not-undoable"
    sentence = _(
        "The join of “%(subject)s” cannot be undone: it was undone before, or “%(into)s” has itself been "
        "joined into another since. Nothing was changed; undo the later join first."
    )


class NothingToSplitError(AzdararError):
    """A split needs a name for the new subject, and something that goes with it."""

    code = "articles.nothing-to-split"
    sentence = _(
        "Nothing was split off “%(subject)s”: choose at least one of its names or stories, and a name "
        "for the new subject."
    )


@dataclass(frozen=True, slots=True)
class JoinPreview:
    """What a join would change: stories that move, stories that speak of both, names that are lent."""

    moving: int
    in_both: int
    names: tuple[str, ...]


def preview_join(subject: Subject, into: Subject) -> JoinPreview:
    """Say what ``join_subjects`` would do, without doing it."""
    rows = ArticleSubject.objects.filter(subject=subject)
    in_both = rows.filter(article__in=_stories_of(into)).count()
    return JoinPreview(rows.count() - in_both, in_both, tuple(_names_to_lend(subject, into)))


@transaction.atomic
def join_subjects(*, subject: Subject, into: Subject, at: datetime) -> SubjectJoin:
    """Say that two subjects are one: stories, names and address of the first become the second's.

    Preferred names of the first become spellings of the second. After the commit both subjects' pages and the
    stories that show them are pressed again.

    Raises:
        SameSubjectError: ``articles.subject-not-joinable``; nothing was changed.
    """
    pair = {row.pk: row for row in Subject.objects.select_for_update().filter(pk__in=(subject.pk, into.pk))}
    if len(pair) < 2 or any(row.joined_into_id for row in pair.values()):
        raise SameSubjectError(subject=subject.title, into=into.title)
    subject, into = pair[subject.pk], pair[into.pk]
    # Whatever was joined into the first now leads to the second as well, in one step.
    further = SubjectJoin.objects.filter(into=subject, undone_at=None)
    if further.exists():
        Subject.objects.filter(joined_into=subject).update(joined_into=into)
    rows = ArticleSubject.objects.filter(subject=subject)
    doubled = list(rows.filter(article__in=_stories_of(into)))
    dropped = [
        [row.article_id, row.sort_order, row.visible_from.isoformat() if row.visible_from else None]
        for row in doubled
    ]
    rows.filter(pk__in=[row.pk for row in doubled]).delete()
    moved = list(rows.values_list("pk", flat=True))
    rows.update(subject=into)
    lent = [
        SubjectName.objects.create(
            subject=into, language=language, text=text, is_preferred=False, kind=kind
        ).pk
        for text, (language, kind) in _names_to_lend(subject, into).items()
    ]
    subject.joined_into = into
    subject.save(update_fields=["joined_into"])
    join = SubjectJoin.objects.create(
        source=subject, into=into, joined_at=at, moved=moved, dropped=dropped, lent=lent
    )
    _announce("subjects.subject-joined", (subject, into), at=at)
    return join


@transaction.atomic
def undo_join(*, join: SubjectJoin, at: datetime) -> None:
    """Part two subjects that were joined: each story and name goes back, as far as it is still there.

    Stories that came to speak of the joined subject since stay with it.

    Raises:
        JoinedSinceError: ``articles.join-not-undoable``; nothing was changed.
    """
    join = SubjectJoin.objects.select_for_update().select_related("source", "into").get(pk=join.pk)
    source, into = join.source, join.into
    if join.undone_at or into.joined_into_id:
        raise JoinedSinceError(subject=source.title, into=into.title)
    for first in range(0, len(join.moved), _MOST_MOVED_AT_ONCE):
        numbers = join.moved[first : first + _MOST_MOVED_AT_ONCE]
        ArticleSubject.objects.filter(pk__in=numbers, subject=into).update(subject=source)
    _speak_again(source, join.dropped)
    SubjectName.objects.filter(pk__in=join.lent, subject=into).delete()
    write_keys(into)
    source.joined_into = None
    source.save(update_fields=["joined_into"])
    earlier = SubjectJoin.objects.filter(into=source, undone_at=None).values_list("source", flat=True)
    Subject.objects.filter(pk__in=list(earlier)).update(joined_into=source)
    join.undone_at = at
    join.save(update_fields=["undone_at"])
    _announce("subjects.subject-parted", (source, into), at=at)


@transaction.atomic
def split_subject(
    *, subject: Subject, title: str, names: Iterable[int], stories: Iterable[int], at: datetime
) -> Subject:
    """Make a subject of some of another's names and stories.

    Args:
        title: the new one's working name.
        names: numbers of the other's names that go with it.
        stories: numbers of the stories that speak of the new one; the rest stay.

    Raises:
        NothingToSplitError: ``articles.nothing-to-split``; nothing was changed.
    """
    going = subject.names.filter(pk__in=list(names))
    rows = ArticleSubject.objects.filter(subject=subject, article__in=list(stories))
    if not title.strip() or not (going.exists() or rows.exists()):
        raise NothingToSplitError(subject=subject.title)
    new = Subject.objects.create(title=title.strip()[:200], kind=subject.kind, slug=free_slug(title))
    rows.update(subject=new)
    going.update(subject=new)
    write_keys(new)
    write_keys(subject)
    _announce("subjects.subject-split", (subject, new), at=at)
    return new


def related_subjects(subject: Subject, *, language: str, at: datetime, most: int = 8) -> list[Subject]:
    """What the newest stories about a subject speak of besides, most often first."""
    stories = [pk for pk, _since in newest_with_subject(subject, language=language, at=at, most=200)]
    together = Count("article_subjects__pk", filter=Q(article_subjects__article_id__in=stories))
    others = Subject.objects.filter(article_subjects__article_id__in=stories, joined_into=None)
    counted = others.exclude(pk=subject.pk).annotate(together=together).order_by("-together", "title")
    return list(counted.prefetch_related("names")[:most])


def _stories_of(subject: Subject) -> QuerySet[ArticleSubject, dict[str, Any]]:
    return ArticleSubject.objects.filter(subject=subject).values("article_id")


def _names_to_lend(subject: Subject, into: Subject) -> dict[str, tuple[str, str]]:
    """Texts of the first's names that the second does not have, with their language and kind."""
    held = {fold(name) for name in all_names(into)}
    lent = {
        name.text: (name.language, name.kind) for name in subject.names.all() if fold(name.text) not in held
    }
    if fold(subject.title) not in held | {fold(text) for text in lent}:
        lent[subject.title] = (settings.LANGUAGE_CODE, SubjectName.Kind.SPELLING)
    return lent


def _speak_again(subject: Subject, dropped: Sequence[tuple[int, int | None, str | None]]) -> None:
    """Give a subject back to the stories that spoke of both."""
    held = set(Article.objects.filter(pk__in=[story for story, *_ in dropped]).values_list("pk", flat=True))
    ArticleSubject.objects.bulk_create(
        ArticleSubject(
            article_id=story,
            subject=subject,
            sort_order=place,
            visible_from=parse_datetime(since) if since else None,
        )
        for story, place, since in dropped
        if story in held
    )


def _announce(fact: str, subjects: Iterable[Subject], *, at: datetime) -> None:
    tags = set()
    for subject in subjects:
        tags |= {f"subject:{subject.pk}", f"subject:{subject.pk}:page"}
        for code, _name in settings.LANGUAGES:
            tags |= {f"address:/{code}/tags/{subject.slug}/", f"subject:{subject.pk}:stories:{code}"}
    announce(fact, tags=tags, at=at)

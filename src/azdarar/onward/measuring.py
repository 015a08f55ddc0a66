"""From stories to what they are compared by: the text that anybody may read, their subjects, their worth.

numpy lies below: only the worker's path and commands import this module, and within functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Prefetch, QuerySet

from azdarar.articles.disclosure import disclosure_for
from azdarar.articles.models import Article, ArticleSubject, Contribution, Contributor
from azdarar.onward.internal.catalogue import MOST_SUBJECTS, Entry, as_small
from azdarar.onward.internal.space import Space
from azdarar.onward.internal.words import Counted, Words
from azdarar.onward.most_read import read_to_the_end
from azdarar.subjects.models import Subject

#: What a shared subject is worth: a person or an event says more than a place.
WORTH = {
    Subject.Kind.EVENT: 0.18,
    Subject.Kind.PERSON: 0.15,
    Subject.Kind.TREATY: 0.15,
    Subject.Kind.ORGANISATION: 0.1,
    Subject.Kind.PLACE: 0.06,
    Subject.Kind.TOPIC: 0.06,
}
#: Forms that keep.
_KEEPS = frozenset(
    {
        Article.Form.REPORT,
        Article.Form.INTERVIEW,
        Article.Form.ANALYSIS,
        Article.Form.PORTRAIT,
        Article.Form.REVIEW,
        Article.Form.HISTORY,
    }
)
_LONG_MINUTES = 8
#: What an agency sent, or another paper wrote, is worth so much of the same written here.
_WIRE_WORTH = 0.3
#: A story so good is remembered on the day it appeared, years later.
REMEMBERED_FROM = 0.5


def readable(stories: QuerySet[Article]) -> QuerySet[Article]:
    """Prepare stories for ``count_words`` and ``entry_of``: four queries in all."""
    signatures = Contribution.objects.select_related("contributor").order_by("sort_order")
    subjects = ArticleSubject.objects.order_by("sort_order")
    return (
        stories.defer("announced_tags", "post_scriptum", "draft_title")
        .prefetch_related(Prefetch("contributions", signatures), Prefetch("article_subjects", subjects))
        .annotate(
            _corrections=Count("corrections", distinct=True), _picks=Count("recommended_by", distinct=True)
        )
    )


def count_words(story: Article, words: Words) -> Counted:
    """The words of as much of a story as anybody may read."""
    text = story.body_for(disclosure_for(article=story)).plain()
    return words.count(story.title, f"{story.kicker}\n{story.standfirst}\n{text}")


def entries_of(
    stories: Sequence[Article], *, words: Words, space: Space
) -> Iterator[tuple[Entry, list[str]]]:
    """What stories are compared by, each with the words its terms were written as."""
    ends = read_to_the_end([story.pk for story in stories])
    for story in stories:
        counted = count_words(story, words)
        terms, weights = space.best_terms(counted)
        signers = [row.contributor for row in story.contributions.all()]
        is_wire = bool(story.source_id) or (
            bool(signers) and all(one.kind == Contributor.Kind.AGENCY for one in signers)
        )
        people = [one.pk for one in signers if one.kind == Contributor.Kind.PERSON]
        subjects = dict.fromkeys(row.subject_id for row in story.article_subjects.all())
        entry = Entry(
            article_id=story.pk,
            language=story.language,
            minute=minute_of(story.visible_from),
            section=story.section_id or 0,
            author=people[0] if people else 0,
            vector=as_small(space.fold_in(counted)),
            terms=terms,
            weights=weights,
            subjects=tuple(list(subjects)[:MOST_SUBJECTS]),
            quality=quality_of(story, ends=ends, is_wire=is_wire),
            is_wire=is_wire,
            family=story.translation_key.bytes,
            length=counted.length,
        )
        yield entry, [counted.forms.get(int(term), "") for term in terms]


def quality_of(story: Any, *, ends: Mapping[int, float], is_wire: bool) -> float:
    """The signs that a story keeps, from 0 to 1: what people said of it before what can be counted."""
    worth = 0.3 * story.is_long_lived
    worth += 0.2 * bool(story._picks)
    worth += 0.2 * min(story.reading_minutes, _LONG_MINUTES) / _LONG_MINUTES
    worth += 0.1 * (story.form in _KEEPS)
    worth += 0.05 * (story._corrections == 0)
    worth += 0.05 * bool(story.lead_picture_id)
    worth += 0.1 * ends.get(story.pk, 0.5)
    return float(worth * (_WIRE_WORTH if is_wire else 1))


def minute_of(instant: datetime | None) -> int:
    """Minutes since the epoch."""
    return int(instant.timestamp() // 60) if instant else 0


def kinds_of_subjects(ids: Iterable[int] | None = None) -> dict[int, str]:
    """What each subject is."""
    subjects = Subject.objects.all() if ids is None else Subject.objects.filter(pk__in=list(ids))
    return dict(subjects.values_list("pk", "kind"))

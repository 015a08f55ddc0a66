"""The rows that say a story speaks of a subject, added to and taken from stories as they stand.

A story has them in up to three places: its own rows, which readers follow, and the revisions that may be
published next. A link that only the rows had would be lost with the next publication.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max, Q
from wagtail.models import Revision

from azdarar.articles.models import Article, ArticleSubject
from azdarar.press.actions import announce
from azdarar.subjects.models import Subject

#: Stories in one announcement.
MOST_AT_ONCE = 500
DECIDED = "articles.subjects-decided"

_CHILDREN = "article_subjects"


def link(subject: Subject, stories: Sequence[int], *, at: datetime) -> None:
    """Let stories speak of a subject, after what they speak of already; within a transaction.

    At most ``MOST_AT_ONCE`` stories. What readers see of it is announced; a story that speaks of it already
    is left alone. Of a subject that was joined into another they speak of the one that stands.
    """
    subject = subject.joined_into or subject
    rows = ArticleSubject.objects.filter(article__in=stories)
    held = set(rows.filter(subject=subject).values_list("article_id", flat=True))
    last = dict(rows.values_list("article_id").annotate(last=Max("sort_order")))
    told = Article.objects.filter(pk__in=set(stories) - held).order_by("pk")
    new = [
        ArticleSubject(
            article_id=pk,
            subject=subject,
            sort_order=(last.get(pk) or 0) + 1 if pk in last else 0,
            visible_from=since,
        )
        for pk, since in told.values_list("pk", "visible_from")
    ]
    ArticleSubject.objects.bulk_create(new)
    added = {row.article_id: row for row in new}

    def add(content: dict[str, Any], story: int) -> bool:
        children = content.get(_CHILDREN) or []
        if any(child.get("subject") == subject.pk for child in children):
            return False
        row = added.get(story)
        child = {"pk": row.pk if row else None, "article": story, "subject": subject.pk, "visible_from": None}
        content[_CHILDREN] = [*children, {**child, "sort_order": len(children)}]
        return True

    _rewrite_revisions(stories, add)
    _restate(subject, stories, is_linked=True)
    _announce(subject, stories, at=at)


def unlink(subject: Subject, stories: Sequence[int], *, at: datetime) -> None:
    """Let stories speak of a subject no more; within a transaction, at most ``MOST_AT_ONCE``."""
    joined, subject = subject.pk, subject.joined_into or subject
    ArticleSubject.objects.filter(article__in=stories, subject=subject).delete()

    def take(content: dict[str, Any], story: int) -> bool:
        children = content.get(_CHILDREN) or []
        content[_CHILDREN] = [child for child in children if child.get("subject") not in (joined, subject.pk)]
        return len(content[_CHILDREN]) < len(children)

    _rewrite_revisions(stories, take)
    _restate(subject, stories, is_linked=False)
    _announce(subject, stories, at=at)


def _rewrite_revisions(stories: Iterable[int], change: Callable[[dict[str, Any], int], bool]) -> None:
    """Change the revisions that readers see, that an editor works on, or that wait for their hour."""
    numbers = list(stories)
    pages = Article.objects.filter(pk__in=numbers).values_list("latest_revision_id", "live_revision_id")
    newest = {pk for pair in pages for pk in pair if pk}
    if not newest:
        return
    kind = ContentType.objects.get_for_model(Article)
    revisions = Revision.objects.filter(
        Q(pk__in=newest)
        | Q(content_type=kind, object_id__in=[str(pk) for pk in numbers], approved_go_live_at__isnull=False)
    )
    changed = [revision for revision in revisions if change(revision.content, int(revision.object_id))]
    Revision.objects.bulk_update(changed, ["content"], batch_size=50)


def _restate(subject: Subject, stories: Iterable[int], *, is_linked: bool) -> None:
    """Write down where stories stand now: their next announcement names what differs from that."""
    changed = []
    for story in Article.objects.filter(pk__in=list(stories)).only("pk", "language", "announced_tags"):
        here, told = f"subject:{subject.pk}:stories:{story.language}", set(story.announced_tags)
        if told and (here in told) != is_linked:  # nothing is told of a story that never was public
            story.announced_tags = sorted(told ^ {here})
            changed.append(story)
    Article.objects.bulk_update(changed, ["announced_tags"], batch_size=100)


def _announce(subject: Subject, stories: Iterable[int], *, at: datetime) -> None:
    seen = Article.objects.filter(pk__in=list(stories), live=True).exclude(visible_from=None)
    rows = list(seen.values_list("pk", "language", "visible_from"))
    tags = {f"subject:{subject.pk}:stories:{language}" for _pk, language, _since in rows}
    tags |= {f"article:{pk}:text" for pk, _language, _since in rows}
    # A subject's page names those that stand in the same stories.
    beside = ArticleSubject.objects.filter(article__in=[pk for pk, *_rest in rows])
    tags |= {f"subject:{pk}:page" for pk in {subject.pk, *beside.values_list("subject_id", flat=True)}}
    due = sorted({since for _pk, _language, since in rows if since and since > at})
    if rows:
        data = {"articles": [pk for pk, *_rest in rows], "subject": subject.pk}
        announce(DECIDED, tags=tags, at=at, data=data, due=due)

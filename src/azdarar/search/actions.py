"""Every write to the index. All are safe to run twice."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import QuerySet

from azdarar.articles.disclosure import disclosure_for
from azdarar.articles.models import Article
from azdarar.articles.queries import credits_of, for_cards
from azdarar.search.internal.chosen import index
from azdarar.search.internal.index import IndexRow, joined, words_of

_BATCH = 200


@transaction.atomic
def index_article(article_id: int) -> None:
    """Write a story's row as the story stands now; a story that is not public leaves the index.

    Only as much of the text as anybody may read is indexed, so that a result can never tell more. A
    story under embargo is indexed: the clock is asked at every search.
    """
    story = _stories().filter(pk=article_id).first()
    if story is None or not story.live or story.visible_from is None:
        index().remove(article_id)
    else:
        index().put(_row(story))


def forget_article(article_id: int) -> None:
    """Take a story out of the index."""
    index().remove(article_id)


def rebuild_index() -> Iterator[int]:
    """Write every public story's row again, batch by batch; yields how many are done so far."""
    done, last = 0, 0
    while batch := list(_stories().filter(pk__gt=last, live=True, visible_from__isnull=False)[:_BATCH]):
        with transaction.atomic():
            for story in batch:
                index().put(_row(story))
        done, last = done + len(batch), batch[-1].pk
        yield done


def _stories() -> QuerySet[Article]:
    stories = for_cards(Article.objects.order_by("pk"))
    return stories.defer(None).prefetch_related("article_subjects__subject__names")


def _row(story: Article) -> IndexRow:
    names = [credit.name for credit in credits_of(story)]
    for row in story.article_subjects.all():
        names += [name.text for name in row.subject.names.all()] or [row.subject.title]
    about = " ".join([story.kicker, story.standfirst, story.dateline, *names])
    text = story.body_for(disclosure_for(article=story)).plain()
    return IndexRow(
        article_id=story.pk,
        language=story.language,
        headline=joined(words_of(story.title)),
        about=joined(words_of(about)),
        text=joined(words_of(text)),
    )

"""Every write to the index. All are safe to run twice."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from azdarar.articles.actions import TakenIn
from azdarar.articles.models import Article
from azdarar.search.internal.chosen import engine
from azdarar.search.internal.documents import all_documents, documents_of, documents_taken_in
from azdarar.search.models import WaitingStories

#: Words that were left and are taken up at once.
_MOST_AT_ONCE = 200
#: A story that is changed again and again is left to whoever changes it last.
_MOST_READINGS = 3


def index_article(article_id: int) -> None:
    """Write a story's row as the story stands now; a story that is not public leaves the index.

    Only as much of the text as anybody may read is indexed, so that a result can never tell more. A
    story under embargo is indexed: the clock is asked at every search.
    """
    index_articles([article_id])


def index_articles(article_ids: Sequence[int]) -> None:
    """The same for several.

    Whoever changes one of them meanwhile tells the index after the commit; should that have come first, what
    was read here is old already, and is read again.
    """
    standing = _standing(article_ids)
    for _attempt in range(_MOST_READINGS):
        documents = documents_of(article_ids)
        there = {document.story_id for document in documents}
        if documents:
            engine().put(documents)
        gone = [article_id for article_id in article_ids if article_id not in there]
        if gone:
            engine().remove(gone)
        before, standing = standing, _standing(article_ids)
        if standing == before:
            return


def _standing(article_ids: Sequence[int]) -> list[tuple[Any, ...]]:
    """What changes with every publication and withdrawal."""
    rows = Article.objects.filter(pk__in=article_ids).order_by("pk")
    return list(rows.values_list("pk", "live", "visible_from", "last_published_at", "live_revision_id"))


def leave_word(article_ids: Sequence[int]) -> WaitingStories:
    """Say in the caller's transaction that the index is to be told of stories; ``index_waiting`` does it."""
    waiting: WaitingStories = WaitingStories.objects.create(stories=list(article_ids))
    return waiting


def index_waiting() -> int:
    """Tell the index of the stories somebody left word of; returns how many."""
    done = 0
    for waiting in WaitingStories.objects.order_by("pk")[:_MOST_AT_ONCE]:
        index_articles(waiting.stories)
        done += len(waiting.stories)
        waiting.delete()
    return done


def index_taken_in(taken: Sequence[TakenIn]) -> Callable[[], None]:
    """Leave word of stories just taken in from an archive; returns what tells the index, after the commit.

    No text is read again; what hangs on the stories is read now, while it is at hand.
    """
    waiting = leave_word([one.article.pk for one in taken])
    documents = documents_taken_in(taken)

    def tell() -> None:
        engine().put(documents)
        WaitingStories.objects.filter(pk=waiting.pk).delete()

    return tell


def rebuild_index() -> Iterator[int]:
    """Write the whole index again beside the one that answers, and swap; yields how many are done."""
    yield from engine().rebuild(all_documents)

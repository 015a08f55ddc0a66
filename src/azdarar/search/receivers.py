"""Facts this room listens to: a story's news keeps the index in step.

The index is another file than the paper's database and cannot be written in its transactions. Single stories
are told by the outbox (``press.Announcement``); of many at once, and of deleted ones, the transaction that
writes them leaves word (``WaitingStories``). Both are at least once.
"""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from azdarar.articles.models import Article
from azdarar.articles.signals import (
    article_corrected,
    article_published,
    article_withdrawn,
    articles_taken_back,
    articles_taken_in,
    subjects_decided,
)
from azdarar.press.signals import changed
from azdarar.search.actions import (
    index_article,
    index_articles,
    index_taken_in,
    index_waiting,
    leave_word,
)

#: Of more stories at once the worker tells the index.
_MOST_WHILE_SOMEBODY_WAITS = 20


#: The fact of the outbox that tells of what ``articles_taken_in`` told before the commit.
_TAKEN_IN = "articles.articles-taken-in"


@receiver([article_published, article_corrected, article_withdrawn], dispatch_uid="search.article_changed")
def _article_changed(sender: type, article_id: int, **_: Any) -> None:
    index_article(article_id)


@receiver(subjects_decided, dispatch_uid="search.subjects_decided")
def _subjects_decided(sender: type, article_ids: list[int], **_: Any) -> None:
    if len(article_ids) <= _MOST_WHILE_SOMEBODY_WAITS:
        index_articles(article_ids)
    else:
        leave_word(article_ids)


@receiver(post_delete, sender=Article, dispatch_uid="search.article_deleted")
def _article_deleted(sender: type, instance: Article, **_: Any) -> None:
    if instance.visible_from is not None:
        leave_word([instance.pk])
        transaction.on_commit(index_waiting, robust=True)


@receiver(articles_taken_back, dispatch_uid="search.articles_taken_back")
def _articles_taken_back(sender: type, article_ids: list[int], **_: Any) -> None:
    leave_word(article_ids)
    transaction.on_commit(index_waiting, robust=True)


@receiver(articles_taken_in, dispatch_uid="search.articles_taken_in")
def _articles_taken_in(sender: type, taken: Any, **_: Any) -> None:
    if taken:
        transaction.on_commit(index_taken_in(taken), robust=True)


@receiver(changed, dispatch_uid="search.changed")
def _changed(sender: type, fact: str, **_: Any) -> None:
    if fact == _TAKEN_IN:
        index_waiting()

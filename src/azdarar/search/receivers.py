"""Facts this room listens to: a story's news keeps the index in step."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from azdarar.articles.models import Article
from azdarar.articles.signals import (
    article_corrected,
    article_published,
    article_withdrawn,
    articles_taken_in,
)
from azdarar.search.actions import forget_article, index_article, index_taken_in


@receiver([article_published, article_corrected, article_withdrawn], dispatch_uid="search.article_changed")
def _article_changed(sender: type, article_id: int, **_: Any) -> None:
    index_article(article_id)


@receiver(post_delete, sender=Article, dispatch_uid="search.article_deleted")
def _article_deleted(sender: type, instance: Article, **_: Any) -> None:
    forget_article(instance.pk)


@receiver(articles_taken_in, dispatch_uid="search.articles_taken_in")
def _articles_taken_in(sender: type, taken: Any, **_: Any) -> None:
    index_taken_in(taken)

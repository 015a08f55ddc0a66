"""Facts this room listens to: a story's news changes what to read on to, from it and from others."""

from datetime import datetime
from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone

from azdarar.articles.models import Article
from azdarar.articles.signals import (
    article_corrected,
    article_published,
    article_withdrawn,
    articles_taken_back,
    articles_taken_in,
    subjects_decided,
)
from azdarar.onward.waiting import ask_for_archive, ask_for_lists


@receiver([article_published, article_corrected, article_withdrawn], dispatch_uid="onward.article_changed")
def _article_changed(sender: type, article_id: int, announced_at: datetime, **_: Any) -> None:
    ask_for_lists(article_id, at=announced_at)


@receiver(subjects_decided, dispatch_uid="onward.subjects_decided")
def _subjects_decided(sender: type, article_ids: list[int], **_: Any) -> None:
    for article_id in article_ids:
        ask_for_lists(article_id, at=timezone.now())


@receiver(post_delete, sender=Article, dispatch_uid="onward.article_deleted")
def _article_deleted(sender: type, instance: Article, **_: Any) -> None:
    ask_for_lists(instance.pk, at=timezone.now())


@receiver([articles_taken_in, articles_taken_back], dispatch_uid="onward.articles_taken_in")
def _articles_taken_in(sender: type, **_: Any) -> None:
    ask_for_archive(at=timezone.now())

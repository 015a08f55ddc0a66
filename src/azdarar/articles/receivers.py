"""Facts this room listens to.

From Wagtail: ``page_published`` and ``page_unpublished`` fire on every editor's path, inside the
transaction, deletion included; each becomes an announcement in the same transaction. From the press:
what was delivered is re-sent as this room's own signals.
"""

from datetime import datetime
from typing import Any

from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils import timezone
from wagtail.signals import page_published, page_unpublished

from azdarar.articles import signals
from azdarar.articles.models import Article, Correction, GoneAddress
from azdarar.press.actions import announce
from azdarar.press.signals import changed

PUBLISHED = "articles.article-published"
CORRECTED = "articles.article-corrected"
WITHDRAWN = "articles.article-withdrawn"
TAKEN_IN = "articles.articles-taken-in"

_SIGNALS = {
    PUBLISHED: signals.article_published,
    CORRECTED: signals.article_corrected,
    WITHDRAWN: signals.article_withdrawn,
}


def article_tags(article: Article) -> set[str]:
    """The tags of everything that may show a story."""
    tags = {f"article:{article.pk}", f"language:{article.language}", f"family:{article.translation_key.hex}"}
    if article.section_id:
        tags.add(f"section:{article.section_id}")
    tags |= {f"contributor:{pk}" for pk in article.contributions.values_list("contributor_id", flat=True)}
    tags |= {f"subject:{pk}" for pk in article.article_subjects.values_list("subject_id", flat=True)}
    return tags


@receiver(page_published, dispatch_uid="articles.page_published")
def _page_published(sender: type, instance: Any, **_: Any) -> None:
    if not isinstance(instance, Article):
        return
    newest = (
        Correction.objects.filter(article=instance).order_by("-pk").values_list("pk", flat=True).first() or 0
    )
    known = instance.corrections_announced
    tags = _announce(CORRECTED if newest > known else PUBLISHED, instance)
    instance.corrections_announced, instance.announced_tags = max(newest, known), sorted(tags)
    Article.objects.filter(pk=instance.pk).update(
        corrections_announced=instance.corrections_announced, announced_tags=instance.announced_tags
    )


@receiver(page_unpublished, dispatch_uid="articles.page_unpublished")
def _page_unpublished(sender: type, instance: Any, **_: Any) -> None:
    if isinstance(instance, Article):
        _announce(WITHDRAWN, instance)


def _announce(fact: str, article: Article) -> set[str]:
    """Announce a fact to what shows the story and to what showed it before; returns the tags of now."""
    tags = article_tags(article)
    announced = {*tags, *article.announced_tags}
    announce(fact, tags=announced, at=timezone.now(), data={"article": article.pk})
    return tags


@receiver(pre_delete, sender=Article, dispatch_uid="articles.pre_delete")
def _before_delete(sender: type, instance: Article, **_: Any) -> None:
    was_public = instance.withdrawn_at or instance.is_visible(at=timezone.now())
    if was_public and instance.canonical_path:
        GoneAddress.objects.get_or_create(path=instance.canonical_path, defaults={"gone_at": timezone.now()})


@receiver(changed, dispatch_uid="articles.changed")
def _resend(
    sender: type, fact: str, tags: frozenset[str], data: dict[str, Any], announced_at: datetime, **_: Any
) -> None:
    signal = _SIGNALS.get(fact)
    if signal is not None:
        signal.send(sender=Article, article_id=data["article"], tags=tags, announced_at=announced_at)

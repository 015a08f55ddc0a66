"""Facts this room listens to.

From Wagtail: ``page_published`` and ``page_unpublished`` fire on every editor's path, inside the
transaction, deletion included; each becomes an announcement in the same transaction. From the press:
what was delivered is re-sent as this room's own signals.
"""

from collections.abc import Iterable
from copy import copy
from datetime import UTC, datetime
from typing import Any

from django.db.models.signals import pre_delete, pre_save
from django.dispatch import receiver
from django.utils import timezone
from wagtail.signals import page_published, page_unpublished

from azdarar.articles import signals
from azdarar.articles.looking_through import let_wait
from azdarar.articles.models import Article, ArticleSubject, Contribution, Correction, GoneAddress
from azdarar.articles.spoken_links import DECIDED
from azdarar.articles.standing import (
    NOWHERE,
    Standing,
    changed_tags,
    lists_of,
    month_of,
    standing_of,
)
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


@receiver(page_published, dispatch_uid="articles.page_published")
def _page_published(sender: type, instance: Any, **_: Any) -> None:
    if not isinstance(instance, Article):
        return
    newest = (
        Correction.objects.filter(article=instance).order_by("-pk").values_list("pk", flat=True).first() or 0
    )
    known, now = instance.corrections_announced, timezone.now()
    before, after = Standing.read(instance.announced_tags), current_standing(instance)
    announce(
        CORRECTED if newest > known else PUBLISHED,
        tags=_around(instance, changed_tags(instance, before, after), at=now),
        at=now,
        data={"article": instance.pk},
        due=[instance.visible_from],
        takes_away=before != NOWHERE,
    )
    instance.corrections_announced, instance.announced_tags = max(newest, known), after.written()
    Article.objects.filter(pk=instance.pk).update(
        corrections_announced=instance.corrections_announced, announced_tags=instance.announced_tags
    )


@receiver(page_unpublished, dispatch_uid="articles.page_unpublished")
def _page_unpublished(sender: type, instance: Any, **_: Any) -> None:
    if not isinstance(instance, Article):
        return
    now = timezone.now()
    # Where it was told to stand, and where its rows say that it stood.
    shown = copy(instance)
    shown.live = True
    shown.visible_from = max(shown.published_at or now, shown.embargoed_until or shown.published_at or now)
    tags = changed_tags(instance, Standing.read(instance.announced_tags), NOWHERE)
    tags |= changed_tags(instance, current_standing(shown), NOWHERE)
    announce(WITHDRAWN, tags=_around(instance, tags, at=now), at=now, data={"article": instance.pk})
    instance.announced_tags = []
    Article.objects.filter(pk=instance.pk).update(announced_tags=[])


def current_standing(article: Article) -> Standing:
    """Where a story stands by its row and by those that hang on it: three queries."""
    return standing_of(
        article,
        signatures=list(Contribution.objects.filter(article_id=article.pk).order_by("sort_order", "pk")),
        subject_ids=ArticleSubject.objects.filter(article_id=article.pk).values_list("subject_id", flat=True),
        corrections=list(Correction.objects.filter(article_id=article.pk).order_by("pk")),
    )


def restated(stories: Iterable[Article]) -> set[str]:
    """What to announce of stories of which some joined or left a family; their standing is written down anew.

    The map of a month names the translations of each story, also of those that stayed where they were.
    """
    tags: set[str] = set()
    for story in stories:
        before, after = Standing.read(story.announced_tags), current_standing(story)
        if after != NOWHERE:
            tags |= changed_tags(story, before, after) | lists_of(after, kind="month")
            Article.objects.filter(pk=story.pk).update(announced_tags=after.written())
    return tags


def _around(article: Article, tags: set[str], *, at: datetime) -> set[str]:
    """Add what shows other stories otherwise because one comes or goes."""
    more: set[str] = set()
    if f"article:{article.pk}:address" in tags:
        # The maps of the months of its translations name it.
        others = Article.objects.filter(live=True, translation_key=article.translation_key)
        rows = others.exclude(pk=article.pk).values_list("language", "visible_from")
        more = {month_of(language, since) for language, since in rows if since}
    here = f"language:{article.language}:long-lived"
    years = [int(tag.rpartition(":")[2]) for tag in tags if tag.startswith(f"{here}:")]
    if years:
        others = Article.objects.filter(live=True, language=article.language, is_long_lived=True)
        until = datetime(min(years) + 1, 1, 1, tzinfo=UTC)
        older = others.exclude(pk=article.pk).filter(visible_from__lte=at, visible_from__lt=until)
        if not older.exists():  # the long-lived begin, or began, with this one
            more.add(here)
    return tags | more


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
    if fact == DECIDED:
        signals.subjects_decided.send(
            sender=Article, article_ids=data["articles"], subject_id=data["subject"]
        )


@receiver(signals.article_published, dispatch_uid="articles.look_through_published")
@receiver(signals.article_corrected, dispatch_uid="articles.look_through_corrected")
def _look_through_again(sender: type, article_id: int, announced_at: datetime, **_: Any) -> None:
    if Article.objects.filter(pk=article_id).exists():
        let_wait(article_id, at=announced_at)


@receiver(pre_save, sender=ArticleSubject, dispatch_uid="articles.speak_of_the_standing_one")
def _speak_of_the_standing_one(sender: type, instance: ArticleSubject, raw: bool = False, **_: Any) -> None:
    """A draft from before two subjects were joined still names the one that is hidden since."""
    if not raw and instance.subject.joined_into_id:
        instance.subject_id = instance.subject.joined_into_id

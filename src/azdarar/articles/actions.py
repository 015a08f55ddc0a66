"""Every write to a story: permission, change, audit entry, announcement, in one transaction.

Wagtail's own paths (the edit view, bulk actions) end in the same two of its signals; what follows from
them is in ``receivers``. Code publishes through this module only.
"""

import uuid
from datetime import datetime
from typing import ClassVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.log_actions import log
from wagtail.models import Locale

from azdarar.accounts.models import User
from azdarar.articles.digesting import digests_made_elsewhere
from azdarar.articles.links import lead_links
from azdarar.articles.models import Article, Correction, Section
from azdarar.articles.receivers import restated
from azdarar.articles.taking_back import take_back_articles, take_back_pages
from azdarar.articles.taking_in import (
    Incoming,
    NoSpaceError,
    TakenIn,
    blank_article,
    blank_signature,
    body_of,
    judge,
    space_of,
    take_in_articles,
)
from azdarar.errors import AzdararError
from azdarar.press.actions import announce

__all__ = [
    "Incoming",
    "NoSpaceError",
    "NotLiveError",
    "TakenIn",
    "TranslationClashError",
    "add_article",
    "blank_article",
    "blank_signature",
    "body_of",
    "correct_article",
    "digests_made_elsewhere",
    "lead_links",
    "link_translations",
    "publish_article",
    "take_back_articles",
    "take_back_pages",
    "take_in_articles",
    "translate_article",
    "unlink_translation",
    "withdraw_article",
]


class NotLiveError(AzdararError):
    """Only what readers can see can be corrected or withdrawn."""

    code: ClassVar[str] = "articles.not-live"
    sentence = _("“%(headline)s” is not public: nothing was changed.")


class TranslationClashError(AzdararError):
    """A family holds one story for each language."""

    code: ClassVar[str] = "articles.translation-clash"
    sentence = _(
        "“%(first)s” and “%(second)s” are both in “%(language)s”: a story has one translation in each "
        "language. Nothing was changed."
    )


@transaction.atomic
def add_article(
    article: Article, *, language: str, by: User | None = None, has_revision: bool = True
) -> Article:
    """Put a new story into its language's space, as a draft with a first revision.

    Args:
        article: unsaved; its child rows (byline, subjects) may already hang on it.
        language: code of one of the paper's languages.
        has_revision: False where the caller publishes at once, which makes the first revision.

    Raises:
        NoSpaceError: the paper does not publish in that language.
    """
    space = space_of(language)
    article.locale = space.locale
    article.live = False
    article.owner = article.owner or by
    space.add_child(instance=article)
    if has_revision:
        article.save_revision(user=by, clean=False)
    return article


@transaction.atomic
def publish_article(
    article: Article, *, at: datetime, by: User | None = None, is_archive: bool = False
) -> Article:
    """Make a story public, as it stands on ``article``.

    One transaction: page, revision, derived columns, audit entry and announcement, or nothing.
    After the commit ``article_published`` follows from the announcement.

    Args:
        article: already in a space; unsaved changes on it are part of what is published.
        at: the publication instant where the story has none of its own; the caller's clock.
        is_archive: an imported story: conditions that only a person can mend (an undescribed picture)
            do not stop it.

    Raises:
        NotPublishableError: ``articles.not-publishable``; nothing was changed.
        PermissionDenied: ``by`` may not publish here.
    """
    if by is not None and not article.permissions_for_user(by).can_publish():
        raise PermissionDenied
    judge(article, is_archive=is_archive)
    article.published_at = article.published_at or at
    # Validated once, when the published state is saved: a refusal there takes this revision back with it.
    revision = article.save_revision(user=by, log_action=True, clean=False)
    PublishPageRevisionAction(revision, user=by).execute(skip_permission_checks=True)
    if is_archive:
        Article.objects.filter(pk=article.pk).update(worked_on_at=article.published_at)
    _refresh(article)
    return article


@transaction.atomic
def correct_article(article: Article, *, note: str, at: datetime, by: User | None = None) -> Correction:
    """Publish the changes on a live story together with a notice that tells readers what was wrong.

    One transaction. After the commit: ``article_corrected``. The previous text stays in the history.

    Args:
        note: plain text shown to readers, 20 to 600 characters.
        at: aware instant printed with the note.

    Raises:
        NotLiveError: ``articles.not-live``; nothing was changed.
        PermissionDenied: ``by`` may not publish here.
        ValidationError: the note is too short or too long; nothing was changed.
    """
    if not article.is_visible(at=at):
        raise NotLiveError(headline=article.title)
    correction = Correction(note=note, corrected_at=at)
    correction.clean_fields(exclude=["article"])
    article.corrections.add(correction)
    article.updated_at = at
    publish_article(article, at=at, by=by)
    newest = Correction.objects.filter(article_id=article.pk).latest("pk")
    return newest


@transaction.atomic
def withdraw_article(article: Article, *, by: User | None = None) -> Article:
    """Take a public story back: it answers 410 and leaves every list, feed and sitemap at once.

    One transaction. After the commit: ``article_withdrawn``.

    Raises:
        NotLiveError: ``articles.not-live``; nothing was changed.
        PermissionDenied: ``by`` may not publish here.
    """
    if not article.live:
        raise NotLiveError(headline=article.title)
    if by is not None and not article.permissions_for_user(by).can_unpublish():
        raise PermissionDenied
    article.unpublish(user=by)
    _refresh(article)
    return article


@transaction.atomic
def translate_article(article: Article, *, language: str, by: User | None = None) -> Article:
    """Begin a story's translation: a draft in another language, with the same text, byline and subjects.

    Never an alias, never public. Address, dates, corrections and recommendations stay behind; the section
    is the same section in that language, where there is one. Nothing is announced: readers see nothing.

    Raises:
        NoSpaceError: ``articles.no-space``; the paper does not publish in that language.
        TranslationClashError: ``articles.translation-clash``; there is one already.
        PermissionDenied: ``by`` translates nothing there, or may not read the draft.
    """
    space = space_of(language)
    if by is not None and not (
        article.permissions_for_user(by).can_read_to_translate()
        and space.permissions_for_user(by).can_receive_translation(article)
    ):
        raise PermissionDenied
    present = Article.objects.filter(translation_key=article.translation_key, locale=space.locale).first()
    if present is not None:
        raise TranslationClashError(first=article.title, second=present.title, language=language)
    copy: Article = CopyPageForTranslationAction(
        article, space.locale, user=by, exclude_fields=["recommendations"]
    ).execute(skip_permission_checks=True)
    copy.owner = by or copy.owner
    copy.section = _same_section(article.section, locale=space.locale)
    copy.save()
    copy.save_revision(user=by, clean=False)
    return copy


@transaction.atomic
def link_translations(article: Article, other: Article, *, by: User | None = None) -> None:
    """Make one story family of two stories that say the same in different languages.

    Whatever either was linked with comes along. One transaction, an audit entry on both; after the commit
    every page that shows one of them is told (fact ``articles.translations-linked``).

    Raises:
        TranslationClashError: ``articles.translation-clash``; both families have a story in the same
            language. Nothing was changed.
        PermissionDenied: ``by`` may not change one of them.
    """
    _refuse_linking_by(by, article, other)
    if article.translation_key == other.translation_key and article.pk != other.pk:
        return
    kept = {story.language: story for story in _family(article)}
    joining = list(_family(other))
    for story in joining:
        if story.language in kept:
            raise TranslationClashError(
                first=kept[story.language].title, second=story.title, language=story.language
            )
    for story in joining:
        _move_to_family(story, key=article.translation_key)
    other.translation_key = article.translation_key
    _record_family("azdarar.translation.link", article, other, by=by)


@transaction.atomic
def unlink_translation(article: Article, *, by: User | None = None) -> None:
    """Take a story out of its family: it translates none of the others any more.

    One transaction, an audit entry; after the commit as for ``link_translations``. A story alone in its
    family is left as it is.

    Raises:
        PermissionDenied: ``by`` may not change it.
    """
    _refuse_linking_by(by, article)
    left = _family(article).exclude(pk=article.pk).first()
    if left is None:
        return
    _move_to_family(article, key=uuid.uuid4())
    _record_family("azdarar.translation.unlink", article, left, by=by)


def _family(article: Article) -> QuerySet[Article]:
    family: QuerySet[Article] = Article.objects.filter(translation_key=article.translation_key)
    return family.order_by("pk")


def _refuse_linking_by(by: User | None, *stories: Article) -> None:
    for story in stories:
        rights = story.permissions_for_user(by) if by is not None else None
        if rights and not (rights.can_publish() if story.live else rights.can_edit()):
            raise PermissionDenied


def _move_to_family(story: Article, *, key: uuid.UUID) -> None:
    """Give a story another family. Its node in the tree is named after the family; its address is not."""
    story.translation_key = key
    story.slug = key.hex
    story.set_url_path(story.get_parent())
    story.save(update_fields=["translation_key", "slug", "url_path"], clean=False)


def _record_family(action: str, article: Article, other: Article, *, by: User | None) -> None:
    for story, counterpart in ((article, other), (other, article)):
        data = {"language": counterpart.language, "headline": counterpart.title}
        log(instance=story, action=action, user=by, data=data)
    now, both = timezone.now(), {story.pk: story for story in (*_family(article), *_family(other))}
    due = sorted({story.visible_from for story in both.values() if story.visible_from})
    announce(
        "articles.translations-linked",
        tags=restated(both.values()),
        at=now,
        data={"article": article.pk},
        due=due,
    )


def _same_section(section: Section | None, *, locale: Locale) -> Section | None:
    if section is None:
        return None
    return Section.objects.filter(translation_key=section.translation_key, locale=locale).first()


def _refresh(article: Article) -> None:
    """Read the row again, and forget child rows held in memory: they now have numbers of their own."""
    article.refresh_from_db()
    getattr(article, "_cluster_related_objects", {}).clear()

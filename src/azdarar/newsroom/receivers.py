"""What the desk does of itself when something happens: roles, proof of who publishes, the audit log."""

from typing import Any

from django.apps import apps
from django.db.models.signals import post_migrate, post_save
from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry
from wagtail.signals import page_published, page_unpublished

from azdarar.accounts.actions import record
from azdarar.archive.signals import stories_stood_on_top, visits_were_counted
from azdarar.articles.models import ArticleSpace
from azdarar.fronts.actions import pick_for_sections
from azdarar.newsroom.actions import open_to_writers, set_up_roles
from azdarar.newsroom.standing import refuse_unconfirmed
from azdarar.onward.ranking import note_former_visits
from azdarar.press.models import Announcement

#: Wagtail's name of a deed -> ours. Whatever else Wagtail writes down stays in its own log alone.
_DEEDS = {
    "wagtail.publish": "published",
    "wagtail.publish.scheduled": "published",
    "wagtail.unpublish": "withdrawn",
    "wagtail.delete": "deleted",
    "wagtail.lock": "locked",
    "wagtail.unlock": "unlocked",
}
#: Rows whose every change is a change of settings.
_SETTINGS = frozenset({"wagtailcore.site", "wagtailcore.locale", "wagtailcore.workflow", "wagtailcore.task"})
_SETTINGS |= {"wagtailcore.collection", "newsroom.editorsreading", "articles.section"}
_CHANGES = {"wagtail.create": "created", "wagtail.edit": "changed", "wagtail.delete": "deleted"}


@receiver(post_migrate, dispatch_uid="newsroom.post_migrate")
def _after_migrations(sender: Any, **_: Any) -> None:
    """Wait for the last app: every app makes its own permissions at this signal."""
    if sender is [config for config in apps.get_app_configs() if config.models_module][-1]:
        set_up_roles()


@receiver(stories_stood_on_top, dispatch_uid="newsroom.stories_stood_on_top")
def _recommend_in_their_sections(article_ids: list[int], **_: Any) -> None:
    """Keep on top of its section what stood on top of its old site."""
    pick_for_sections(article_ids)


@receiver(visits_were_counted, dispatch_uid="newsroom.visits_were_counted")
def _begin_with_former_visits(visits: dict[int, int], **_: Any) -> None:
    """Let the most read begin with what was opened most on an old site."""
    note_former_visits(visits)


@receiver(post_save, sender=ArticleSpace, dispatch_uid="newsroom.space_made")
def _space_made(sender: type, instance: ArticleSpace, created: bool, **_: Any) -> None:
    if created:
        open_to_writers(instance)


page_published.connect(refuse_unconfirmed, dispatch_uid="newsroom.confirmed_publication")
page_unpublished.connect(refuse_unconfirmed, dispatch_uid="newsroom.confirmed_withdrawal")


@receiver(post_save, sender=PageLogEntry, dispatch_uid="newsroom.audit_page")
def _page_deed(sender: type, instance: PageLogEntry, created: bool, **_: Any) -> None:
    """Copy what matters of Wagtail's log, in its transaction; what an import publishes is not copied."""
    deed = _DEEDS.get(instance.action)
    is_nobodys = instance.user_id is None and instance.action != "wagtail.publish.scheduled"
    if not created or deed is None or is_nobodys:
        return
    if deed == "published" and _is_correction(instance.page_id):
        deed = "corrected"
    model = instance.content_type.model if instance.content_type else "page"
    _record(f"{model}-{deed}", instance, about=f"{model}:{instance.page_id}")


@receiver(post_save, sender=ModelLogEntry, dispatch_uid="newsroom.audit_setting")
def _setting_changed(sender: type, instance: ModelLogEntry, created: bool, **_: Any) -> None:
    kind = instance.content_type
    label = f"{kind.app_label}.{kind.model}" if kind else ""
    deed = _CHANGES.get(instance.action)
    if created and deed and label in _SETTINGS:
        _record(f"setting-{deed}", instance, about=f"{label}:{instance.object_id}")


def _record(what: str, entry: Any, *, about: str) -> None:
    record(
        what=f"newsroom.{what}",
        by=entry.user,
        about=about,
        data={"label": entry.label[:200]},
        at=timezone.now(),
    )


def _is_correction(page: int) -> bool:
    """Whether the announcement made just before, in the same publication, was of a correction."""
    newest = Announcement.objects.order_by("-pk").first()
    is_correction = newest is not None and newest.fact == "articles.article-corrected"
    return bool(is_correction and newest.data.get("article") == page)

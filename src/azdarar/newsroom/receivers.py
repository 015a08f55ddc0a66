"""When the roles are set up: after migrations, and when a language gets its place for stories."""

from typing import Any

from django.apps import apps
from django.db.models.signals import post_migrate, post_save
from django.dispatch import receiver

from azdarar.articles.models import ArticleSpace
from azdarar.newsroom.actions import open_to_writers, set_up_roles


@receiver(post_migrate, dispatch_uid="newsroom.post_migrate")
def _after_migrations(sender: Any, **_: Any) -> None:
    """Wait for the last app: every app makes its own permissions at this signal."""
    if sender is [config for config in apps.get_app_configs() if config.models_module][-1]:
        set_up_roles()


@receiver(post_save, sender=ArticleSpace, dispatch_uid="newsroom.space_made")
def _space_made(sender: type, instance: ArticleSpace, created: bool, **_: Any) -> None:
    if created:
        open_to_writers(instance)

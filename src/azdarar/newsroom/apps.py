"""Django's entry in the register for this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsroomConfig(AppConfig):
    name = "azdarar.newsroom"
    label = "newsroom"
    verbose_name = _("Newsroom")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the receivers; say who sees which page."""
        from wagtail.models import Page
        from wagtail.permissions import register_permission_policy

        from azdarar.newsroom import notices, policies, receivers  # noqa: F401 (models must be loaded first)

        notices.connect()
        register_permission_policy(Page, policies.desk_policy())

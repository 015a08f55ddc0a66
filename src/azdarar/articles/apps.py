"""Django's entry in the register for this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "azdarar.articles"
    label = "articles"
    verbose_name = _("Articles")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the receivers."""
        from azdarar.articles import checks, receivers, watched  # noqa: F401 (models must be loaded first)

        watched.watch()

"""Django's entry in the register for this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "azdarar.search"
    label = "search"
    verbose_name = _("Search")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the receivers."""
        from azdarar.search import receivers  # noqa: F401 (models must be loaded first)
        from azdarar.search.desk import receivers as of_the_desk  # noqa: F401

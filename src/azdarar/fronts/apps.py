"""Django's entry in the register for this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FrontsConfig(AppConfig):
    name = "azdarar.fronts"
    label = "fronts"
    verbose_name = _("Front pages")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what is written."""
        from azdarar.fronts import watched  # not earlier: models must be loaded first

        watched.watch()

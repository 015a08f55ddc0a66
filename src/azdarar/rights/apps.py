"""Django's entry in the register for this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RightsConfig(AppConfig):
    name = "azdarar.rights"
    label = "rights"
    verbose_name = _("Rights")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what is written."""
        from azdarar.rights import watched  # not earlier: models must be loaded first

        watched.watch()

"""Django's entry in the register for this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OnwardConfig(AppConfig):
    name = "azdarar.onward"
    label = "onward"
    verbose_name = _("Read on")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the receivers."""
        from azdarar.onward import receivers  # noqa: F401 (models must be loaded first)

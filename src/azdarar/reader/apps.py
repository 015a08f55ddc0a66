"""Django's entry in the register for this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReaderConfig(AppConfig):
    name = "azdarar.reader"
    label = "reader"
    verbose_name = _("Reader")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register this room's system check."""
        from azdarar.reader import checks  # noqa: F401 (registers itself)

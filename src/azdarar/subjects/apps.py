"""Django's entry in the register for this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubjectsConfig(AppConfig):
    name = "azdarar.subjects"
    label = "subjects"
    verbose_name = _("Subjects")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what is written."""
        from azdarar.subjects import checks, watched  # noqa: F401 - not earlier: models must be loaded first

        watched.watch()

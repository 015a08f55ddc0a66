"""Django's entry in the register for this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubjectsConfig(AppConfig):
    name = "azdarar.subjects"
    label = "subjects"
    verbose_name = _("Subjects")
    default_auto_field = "django.db.models.BigAutoField"

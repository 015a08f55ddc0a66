"""Django's entry in the register for this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CourierConfig(AppConfig):
    name = "azdarar.courier"
    label = "courier"
    verbose_name = _("Mails")
    default_auto_field = "django.db.models.BigAutoField"

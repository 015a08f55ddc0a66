"""The building as a Django app: it has commands and checks, no model and no template."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Registers the start-up checks."""

    name = "azdarar.config"
    label = "config"
    verbose_name = "Azdarar"

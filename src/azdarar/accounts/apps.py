"""Django's entry in the register for this room."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "azdarar.accounts"
    label = "accounts"
    verbose_name = _("Accounts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the receivers."""
        from azdarar.accounts import receivers, staff_receivers  # noqa: F401 (models must be loaded first)

        post_migrate.connect(_guard_audit_log, sender=self, dispatch_uid="accounts.guard_audit_log")


def _guard_audit_log(sender: Any, using: str, **_options: Any) -> None:
    from azdarar.accounts.internal.append_only import guard

    guard(connections[using])

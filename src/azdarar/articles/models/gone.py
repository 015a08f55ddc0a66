"""Addresses that once held a story and never will again."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GoneAddress(models.Model):
    """The address of a story that was deleted after it had been public: it answers 410, not 404."""

    path = models.CharField(_("address"), max_length=255, unique=True)
    gone_at = models.DateTimeField(_("gone at"))

    class Meta:
        verbose_name = _("gone address")
        verbose_name_plural = _("gone addresses")

    def __str__(self) -> str:
        return self.path

"""Browsers from which a member of staff has confirmed who they are."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class KnownDevice(models.Model):
    """A browser that may publish without asking again.

    The browser keeps a random token in a cookie that no script reads; here is its SHA-256 only, so that a
    copy of the database opens nothing.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.CASCADE,
        related_name="known_devices",
    )
    token_hash = models.CharField(max_length=64, unique=True)
    browser = models.CharField(_("browser"), max_length=60, blank=True)
    known_since = models.DateTimeField(_("known since"))
    valid_until = models.DateTimeField(_("valid until"))

    class Meta:
        verbose_name = _("known device")
        verbose_name_plural = _("known devices")

    def __str__(self) -> str:
        return self.browser.replace("|", ", ")

"""The queue of what changed: one row for each fact, written in the transaction that made it true."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Announcement(models.Model):
    """What changed, waiting to be told.

    Written by ``press.actions.announce`` inside the writer's transaction, delivered at least once by
    ``press.actions.deliver_announcements`` (an outbox: nothing is lost when the process dies between
    the commit and the telling).
    """

    FORMAT_VERSION = 1

    format_version = models.PositiveSmallIntegerField(default=FORMAT_VERSION)
    fact = models.CharField(_("fact"), max_length=64)
    tags = models.JSONField(_("tags"), default=list)
    data = models.JSONField(_("data"), default=dict)
    due = models.JSONField(_("changes again at"), default=list)
    takes_away = models.BooleanField(_("takes something away"), default=True)
    announced_at = models.DateTimeField(_("announced at"))
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    quarantined_at = models.DateTimeField(_("set aside at"), null=True, blank=True)

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        indexes = [
            models.Index(
                fields=["id"],
                name="press_waiting",
                condition=models.Q(delivered_at=None, quarantined_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.fact} {self.announced_at:%Y-%m-%d %H:%M:%S}"

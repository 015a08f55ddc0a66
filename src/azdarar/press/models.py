"""The queues of what changed: what is to be told, and what a cache in front is to forget."""

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


class Purge(models.Model):
    """Something the cache in front of the paper must forget, at an instant; kept until it has.

    Written with its announcement, in the writer's transaction; one row for the change itself, and one for
    each instant at which the same changes again by the clock. Done by ``press.purging.purge_waiting``, at
    least once.
    """

    announcement = models.BigIntegerField(_("announcement"), db_index=True)
    fact = models.CharField(_("fact"), max_length=64)
    tags = models.JSONField(_("tags"), default=list)
    changed_at = models.DateTimeField(_("changed at"))
    next_at = models.DateTimeField(_("next purge at"), db_index=True)
    #: How often the cache has forgotten it already: more than once, for answers that were on their way.
    times = models.PositiveSmallIntegerField(_("purged so often"), default=0)
    attempts = models.PositiveIntegerField(_("failed attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("purge")
        verbose_name_plural = _("purges")

    def __str__(self) -> str:
        return f"{self.fact} {self.next_at:%Y-%m-%d %H:%M:%S}"

"""The import ledger: one line for each foreign thing, written in the transaction that took it in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LedgerLine(models.Model):
    """What became of one thing of a foreign site.

    ``checksum`` is of the thing as the file told it: an unchanged thing is passed over at the next run.
    ``revision_id`` is the revision the import made: a story whose newest revision is another has been
    edited here since, and is never overwritten.
    """

    FORMAT_VERSION = 1

    format_version = models.PositiveSmallIntegerField(default=FORMAT_VERSION)
    site = models.CharField(_("site"), max_length=255)
    kind = models.CharField(_("kind"), max_length=32)
    foreign_id = models.CharField(_("number there"), max_length=120)
    checksum = models.CharField(max_length=64)
    object_label = models.CharField(max_length=64, blank=True)
    object_id = models.BigIntegerField(null=True)
    revision_id = models.BigIntegerField(null=True)
    notes = models.JSONField(_("notes"), default=list)
    imported_at = models.DateTimeField(_("imported at"))

    class Meta:
        verbose_name = _("ledger line")
        verbose_name_plural = _("ledger lines")
        constraints = [
            models.UniqueConstraint(fields=["site", "kind", "foreign_id"], name="archive_one_line_per_thing")
        ]

    def __str__(self) -> str:
        return f"{self.site} {self.kind} {self.foreign_id}"

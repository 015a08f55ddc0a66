"""The audit log: who did what, from where, when; each line sealed together with the one before it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from azdarar.errors import AzdararError


class AppendOnlyError(AzdararError):
    """The audit log is written once and read ever after."""

    code: ClassVar[str] = "accounts.audit-append-only"
    sentence = _("The audit log only grows: no line of it is changed or taken out. Nothing was changed.")


class AuditLines(models.QuerySet["AuditEntry"]):
    """Lines of the log, which can be read and nothing else."""

    def update(self, **_values: Any) -> int:
        raise AppendOnlyError

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError


class AuditEntry(models.Model):
    """One line of the audit log, written by ``accounts.actions.record`` in the transaction of the deed.

    ``seal`` is an HMAC over the line and the seal before it, with a key made of the paper's secret: whoever
    writes into the database without that secret can neither change a line nor take one out unseen. The
    database itself refuses both (triggers, see ``internal.append_only``).

    ``place`` is a network and the name of a browser, never an address: enough to tell one's own doing from a
    stranger's, too little to follow somebody through a town. ``by`` outlives the account it names, whose name
    is not copied here: when somebody is erased, a number is what remains.
    """

    number = models.PositiveBigIntegerField(_("number"), primary_key=True)
    at = models.DateTimeField(_("at"), db_index=True)
    what = models.CharField(_("what"), max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    about = models.CharField(_("about"), max_length=200, blank=True)
    place = models.CharField(_("from"), max_length=120, blank=True)
    data = models.JSONField(_("data"), default=dict)
    seal = models.CharField(max_length=64, unique=True)

    objects = AuditLines.as_manager()

    class Meta:
        verbose_name = _("line of the audit log")
        verbose_name_plural = _("audit log")
        indexes = [models.Index(fields=["what", "-number"], name="accounts_audit_what")]

    def __str__(self) -> str:
        return f"{self.number} {self.what} {self.about}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new line; an existing one is refused.

        Raises:
            AppendOnlyError: ``accounts.audit-append-only``.
        """
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError


class AuditEnd(models.Model):
    """Where the log ends: number and seal of its last line, sealed themselves, in one row.

    Without it, taking the last lines out would leave a shorter log in perfect order. It is also the row on
    which writers of PostgreSQL wait for each other.
    """

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    number = models.PositiveBigIntegerField(default=0)
    seal = models.CharField(max_length=64, blank=True, default="")
    end_seal = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        verbose_name = _("end of the audit log")
        verbose_name_plural = _("end of the audit log")

    def __str__(self) -> str:
        return str(self.number)

"""The queue of mails: one row for each, written in the transaction that has cause to send it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from azdarar.courier.internal.sealing import Letter, unseal


class Mail(models.Model):
    """A letter to one person, and what became of it.

    Written by ``courier.actions.queue_mail``, carried by ``courier.actions.send_waiting_mails``: at least
    once, always under the same ``message_id``, so that a second copy after a crash is known for what it is.
    A mail that was sent keeps neither its letter nor whom it was for; one that a server refused keeps them,
    sealed, for two weeks in which somebody may try it again.
    """

    FORMAT_VERSION = 1

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        SET_ASIDE = "set_aside", _("set aside")
        KEPT = "kept", _("kept: no mail server is set")

    format_version = models.PositiveSmallIntegerField(default=FORMAT_VERSION)
    kind = models.CharField(_("kind"), max_length=120, help_text=_("The folder of its templates."))
    recipient = models.CharField(_("recipient"), max_length=320, blank=True)
    language = models.CharField(_("language"), max_length=16, blank=True)
    sealed_letter = models.TextField(_("letter"), blank=True)
    message_id = models.CharField(max_length=255, unique=True)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.WAITING)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    queued_at = models.DateTimeField(_("queued at"))
    next_try_at = models.DateTimeField(_("next try at"))
    valid_until = models.DateTimeField(_("of use until"), null=True, blank=True)
    carrier = models.CharField(_("carrier"), max_length=64, blank=True)
    lease_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    finished_at = models.DateTimeField(_("sent or set aside at"), null=True, blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes = [
            models.Index(
                fields=["next_try_at", "id"],
                name="courier_waiting",
                condition=models.Q(state="waiting"),
            ),
            models.Index(fields=["state", "finished_at"], name="courier_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.queued_at:%Y-%m-%d %H:%M:%S}"

    @property
    def letter(self) -> Letter:
        """What is read of it, while it waits or is kept.

        Raises:
            SealBrokenError: the paper's secret was changed since.
        """
        return unseal(self.sealed_letter)

"""Django's way of sending a mail, as Azdarar wants it: what a library sends goes into the queue."""

from collections.abc import Iterable

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from azdarar.courier.actions import queue_letter
from azdarar.courier.internal.sealing import Letter
from azdarar.errors import AzdararError


class AttachmentRefusedError(AzdararError):
    """The queue carries text."""

    code = "courier.attachment-refused"
    sentence = _("The paper's mails carry no attachments; the mail was not queued.")


class QueueBackend(BaseEmailBackend):
    """Queues each message once for each of its readers, who then do not see one another.

    The sender is the paper's own whatever the message says: mail servers refuse what comes from elsewhere.
    """

    def send_messages(self, email_messages: Iterable[EmailMessage]) -> int:
        """Queue the messages; returns how many were queued."""
        queued = 0
        for message in email_messages:
            try:
                queued += _queue(message)
            except AzdararError:
                if not self.fail_silently:
                    raise
        return queued


def _queue(message: EmailMessage) -> bool:
    if message.attachments:
        raise AttachmentRefusedError
    letter = _letter_of(message)
    recipients = list(dict.fromkeys(message.recipients()))
    for recipient in recipients:
        queue_letter(letter, to=recipient, language=translation.get_language() or "", at=timezone.now())
    return bool(recipients)


def _letter_of(message: EmailMessage) -> Letter:
    alternatives = getattr(message, "alternatives", [])
    html = next((str(content) for content, mimetype in alternatives if mimetype == "text/html"), "")
    text = str(message.body)
    if message.content_subtype == "html":
        text, html = "", text
    return Letter(
        subject=str(message.subject), text=text, html=html, reply_to=next(iter(message.reply_to or ()), "")
    )

"""A letter as the bytes a mail server takes: the same bytes at every try."""

import hashlib
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.utils.encoding import iri_to_uri

from azdarar.courier.internal.sealing import Letter


class _Policy(EmailPolicy):
    """Python's way to write mails, but for one header."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Leave an address whole: one longer than a line Python would write in a code nobody can follow."""
        if name == "List-Unsubscribe":
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


# Seven bits, because a server need not take eight, and one that turns eight into seven breaks signatures.
_POLICY = _Policy(linesep=SMTP.linesep, cte_type="7bit")


def sender() -> str:
    """The address the paper writes from, as mail servers want it."""
    return ascii_address(str(settings.DEFAULT_FROM_EMAIL))


def ascii_address(address: str) -> str:
    """Return an address with its host in ASCII: ``a@թերթ.հայ`` becomes ``a@xn--…``."""
    name, _at, host = address.rpartition("@")
    return f"{name}@{host.encode('idna').decode('ascii')}"


def compose(letter: Letter, *, to: str, language: str, message_id: str, queued_at: datetime) -> bytes:
    """Return a letter as a MIME message: the text, and the HTML beside it where there is one.

    Source:
        RFC 5322; RFC 2046, 5.1.4 (the last alternative is the best); RFC 3834 (Auto-Submitted); RFC 2369 and
        RFC 8058 (unsubscribing in one click, by a POST that needs no sign-in).
    """
    message = EmailMessage(policy=_POLICY)
    message["From"] = Address(display_name=str(settings.PAPER_NAME), addr_spec=sender())
    message["To"] = Address(addr_spec=ascii_address(to))
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(queued_at.astimezone(UTC))
    message["Message-ID"] = message_id
    if letter.reply_to:
        message["Reply-To"] = Address(addr_spec=ascii_address(letter.reply_to))
    # A program that answers mails (an absence notice) must not answer this one.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if letter.unsubscribe_url:
        message["List-Unsubscribe"] = f"<{iri_to_uri(letter.unsubscribe_url)}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if letter.text:
        message.set_content(letter.text, charset="utf-8")
        if letter.html:
            message.add_alternative(letter.html, subtype="html", charset="utf-8")
            message.set_boundary(f"=_{hashlib.sha256(message_id.encode()).hexdigest()[:40]}")
    else:
        message.set_content(letter.html, subtype="html", charset="utf-8")
    if language:
        message["Content-Language"] = language
    return message.as_bytes()

"""One conversation with a mail server: encrypted or not begun, and every answer understood.

A server's answer concerns one mail (this reader has no mailbox here) or every mail (the password is wrong).
The first is a ``MailRefusedError``, the second a ``ServerFailedError``; neither names a reader.
"""

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings

LONGEST_REASON = 300
# Whoever gets one of these is not who is refused: the server wants a password or encryption, or goes away.
_ABOUT_THE_PAPER = frozenset({421, 454, 530, 534, 535, 538})
_TOO_LARGE = 552
# Servers repeat whom they refuse; the reason is kept and logged, an address is neither.
_ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>@]+>?")


class MailRefusedError(Exception):
    """The server does not take this mail: for now, or for good."""

    def __init__(self, reason: str, *, is_permanent: bool) -> None:
        super().__init__(reason)
        self.reason, self.is_permanent = reason, is_permanent


class ServerFailedError(Exception):
    """The server takes no mail of this paper now; the mail in hand may or may not have arrived."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails are taken, and how it is spoken to."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    is_encrypted_from_the_start: bool = False
    must_start_encryption: bool = True
    ca_file: Path | None = None
    timeout_s: float = 20.0

    @classmethod
    def of_the_paper(cls) -> Self:
        """Return the server the settings name."""
        return cls(
            host=settings.EMAIL_HOST,
            port=settings.EMAIL_PORT,
            user=settings.EMAIL_HOST_USER,
            password=settings.EMAIL_HOST_PASSWORD,
            is_encrypted_from_the_start=settings.EMAIL_USE_SSL,
            must_start_encryption=settings.EMAIL_USE_TLS,
            ca_file=settings.MAIL_CA_FILE,
            timeout_s=settings.EMAIL_TIMEOUT,
        )


class Conversation:
    """A connection to a mail server, opened for the first mail and good for many, one after the other."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None

    def deliver(self, message: bytes, *, sender: str, recipient: str) -> None:
        """Hand one mail over; when this returns, the server answers for it.

        Raises:
            MailRefusedError: the conversation may go on with another mail.
            ServerFailedError: the server cannot be reached, is not who it says, does not encrypt, does not
                know this paper, or went away.
        """
        try:
            self._smtp = self._smtp or _connected(self._server)
            self._hand_over(self._smtp, message, sender=sender, recipient=recipient)
        except (OSError, ValueError) as error:
            self._abandon()
            raise ServerFailedError(_reason_of_failure(error)) from None
        except ServerFailedError:
            self._abandon()
            raise

    def close(self) -> None:
        """Say goodbye; a server that does not answer is left all the same."""
        if self._smtp is not None:
            with suppress(OSError):
                self._smtp.quit()
            self._abandon()

    def _abandon(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    @staticmethod
    def _hand_over(smtp: smtplib.SMTP, message: bytes, *, sender: str, recipient: str) -> None:
        try:
            smtp.sendmail(sender, [recipient], message)
        except smtplib.SMTPRecipientsRefused as refusal:
            _tell_refusal(*refusal.recipients[recipient])
        except smtplib.SMTPSenderRefused as refusal:
            if refusal.smtp_code != _TOO_LARGE:
                # Another mail would fare no better: it has the same sender.
                raise ServerFailedError(_reason(refusal.smtp_code, refusal.smtp_error)) from None
            _tell_refusal(refusal.smtp_code, refusal.smtp_error)
        except smtplib.SMTPResponseException as refusal:
            _tell_refusal(refusal.smtp_code, refusal.smtp_error)


def _connected(server: MailServer) -> smtplib.SMTP:
    # The name the paper greets with; the machine's own is nobody's business and slow to find out.
    name = urlsplit(settings.SITE_URL).hostname or "localhost"
    trusted = ssl.create_default_context(cafile=server.ca_file)
    smtp: smtplib.SMTP
    if server.is_encrypted_from_the_start:
        smtp = smtplib.SMTP_SSL(server.host, server.port, name, timeout=server.timeout_s, context=trusted)
    else:
        smtp = smtplib.SMTP(server.host, server.port, name, timeout=server.timeout_s)
    try:
        if server.must_start_encryption and not server.is_encrypted_from_the_start:
            smtp.starttls(context=trusted)
        if server.user:
            smtp.login(server.user, server.password)
        smtp.ehlo_or_helo_if_needed()
    except BaseException:
        smtp.close()
        raise
    return smtp


def _tell_refusal(code: int, answer: bytes | str) -> None:
    if code in _ABOUT_THE_PAPER:
        raise ServerFailedError(_reason(code, answer)) from None
    raise MailRefusedError(_reason(code, answer), is_permanent=code >= 500) from None


def _reason_of_failure(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "it refuses the user name or the password"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "it offers no encryption (STARTTLS) or no way to sign in, so it was told nothing"
    if isinstance(error, smtplib.SMTPResponseException):
        return _reason(error.smtp_code, error.smtp_error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not valid: {error.verify_message}"
    if isinstance(error, TimeoutError):
        return "it does not answer in time"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "it closed the connection, or does not answer in time"
    said = getattr(error, "strerror", None) or type(error).__name__
    return _one_line(str(said))


def _reason(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return _one_line(f"{code} {text}")


def _one_line(text: str) -> str:
    # Cut first: what a server says may have any length.
    printable = "".join(character if character.isprintable() else " " for character in text[:1_000])
    return _ADDRESS.sub("(address)", " ".join(printable.split()))[:LONGEST_REASON]

"""Every write to the queue of mails: put one in, carry what waits, forget what is done."""

import secrets
import unicodedata
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from azdarar.courier.internal.sealing import Letter, seal
from azdarar.courier.internal.writing import language_of_the_paper, write_letter
from azdarar.courier.models import Mail
from azdarar.courier.queries import mail_is_sent
from azdarar.errors import AzdararError

#: Kind of a mail that a library wrote, not a template of ours.
FROM_A_LIBRARY = "library"

# Control characters, the line and paragraph separators, halves of characters: each ends a header somewhere.
_BREAKING = frozenset({"Cc", "Zl", "Zp", "Cs"})
# Marks that turn the direction of what follows, so that a subject reads as something else than it says.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class BadHeaderError(AzdararError):
    """A subject or a name that is not one honest line: it could add headers, or readers, of its own."""

    code = "courier.bad-header"
    sentence = _(
        "The %(header)s of a mail must be one line of text without control characters; nothing was queued."
    )


class BadRecipientError(AzdararError):
    """That is not one e-mail address."""

    code = "courier.bad-recipient"
    sentence = _("A mail goes to one plain e-mail address, and this is none; nothing was queued.")


def queue_mail(
    *,
    template: str,
    to: str,
    language: str,
    context: dict[str, Any],
    at: datetime,
    valid_until: datetime | None = None,
) -> Mail:
    """Write a mail to one person and queue it in the caller's transaction; it leaves after the commit.

    Without a mail server the mail is kept for the outbox page instead. The letter is sealed while it waits
    and erased when it is sent: it may hold what opens an account.

    Args:
        template: the folder of its three templates, ``subject.txt``, ``text.txt`` and ``html.html``. They get
            ``context``, and ``paper``, ``site_url``, ``language``, ``direction`` and ``to``; the last two
            extend ``courier/base.txt`` and ``courier/base.html``. What must arrive letter by letter, such as
            a code, is marked with the filter ``exactly``.
        to: one address, without a name.
        language: of whoever reads it; one the paper does not appear in becomes the paper's first.
        valid_until: when the mail is of no more use, such as the end of a code it brings; it is not sent
            afterwards.

    Raises:
        BadRecipientError: ``courier.bad-recipient``.
        BadHeaderError: ``courier.bad-header``: the subject is not one line.
    """
    _refuse_bad_recipient(to)
    chosen = language_of_the_paper(language)
    letter = write_letter(template, to=to, language=chosen, context=context)
    return _queue(template, letter, to=to, language=chosen, at=at, valid_until=valid_until)


def queue_letter(letter: Letter, *, to: str, at: datetime, language: str = "") -> Mail:
    """Queue a letter that a library wrote, as it is, in the caller's transaction.

    Raises:
        BadRecipientError, BadHeaderError: as ``queue_mail``.
    """
    _refuse_bad_recipient(to)
    return _queue(FROM_A_LIBRARY, letter, to=to, language=language, at=at, valid_until=None)


def _queue(
    kind: str, letter: Letter, *, to: str, language: str, at: datetime, valid_until: datetime | None
) -> Mail:
    _refuse_bad_line(letter.subject, header="Subject")
    if letter.reply_to:
        _refuse_bad_recipient(letter.reply_to)
    return Mail.objects.create(
        kind=kind,
        recipient=to,
        language=language,
        sealed_letter=seal(letter),
        message_id=_new_message_id(),
        state=Mail.State.WAITING if mail_is_sent() else Mail.State.KEPT,
        queued_at=at,
        next_try_at=at,
        valid_until=valid_until,
    )


def _new_message_id() -> str:
    """Return a name for a mail that tells nothing of the machine, the process or the hour."""
    host = str(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2]
    return f"<{secrets.token_hex(16)}@{host}>"


def _refuse_bad_line(text: str, *, header: str) -> None:
    if not text.strip() or any(
        unicodedata.category(character) in _BREAKING or character in _TURNING for character in text
    ):
        raise BadHeaderError(header=header)


def _refuse_bad_recipient(address: str) -> None:
    try:
        _refuse_bad_line(address, header="To")
        validate_email(address)
        address.rpartition("@")[2].encode("idna")
    except (ValidationError, BadHeaderError, UnicodeError) as error:
        raise BadRecipientError from error

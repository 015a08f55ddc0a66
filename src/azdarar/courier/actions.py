"""Every write to the queue of mails: put one in, carry what waits, forget what is done.

A mail is carried in three steps: it is claimed (committed), handed to the server (no transaction is open
meanwhile), and marked as sent (committed). A process that dies in between leaves one claimed mail of which
nobody can know whether it arrived; it is sent again under the same Message-ID.
"""

import logging
import secrets
import unicodedata
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from azdarar.courier.internal.carrying import Conversation, MailRefusedError, MailServer, ServerFailedError
from azdarar.courier.internal.envelope import ascii_address, compose, sender
from azdarar.courier.internal.reasons import CARRIER_ENDED, DROPPED, GIVEN_UP, OF_NO_USE, SEALED_ELSEWHERE
from azdarar.courier.internal.sealing import Letter, seal
from azdarar.courier.internal.writing import language_of_the_paper, write_letter
from azdarar.courier.models import Mail
from azdarar.courier.queries import mail_is_sent
from azdarar.errors import AzdararError
from azdarar.sealing import SealBrokenError

logger = logging.getLogger(__name__)

#: How long a mail is tried before it is set aside.
GIVE_UP_AFTER = timedelta(days=3)
#: How long a claim holds when its holder gives no sign; only ever met by a paper with several workers.
LEASE = timedelta(minutes=10)
#: Servers count the mails of one conversation, and some end it without a word.
MOST_IN_A_CONVERSATION = 100
#: A mail whose carriers died more often than this may be why they did: it waits, so that others pass.
MOST_DEATHS = 3
FIRST_PAUSE_S, LONGEST_PAUSE_S = 60.0, 4 * 3600.0

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
    unsubscribe_url: str = "",
) -> Mail:
    """Write a mail to one person and queue it in the caller's transaction; it leaves after the commit.

    Without a mail server the mail is kept for the outbox page instead, or, where nobody may look at that,
    only counted. The letter is sealed while it waits and erased when it is sent: it may hold what opens an
    account.

    Args:
        template: the folder of its three templates, ``subject.txt``, ``text.txt`` and ``html.html``. They get
            ``context``, and ``paper``, ``site_url``, ``language``, ``direction`` and ``to``; the last two
            extend ``courier/base.txt`` and ``courier/base.html``. What must arrive letter by letter, such as
            a code, is marked with the filter ``exactly``.
        to: one address, without a name.
        language: of whoever reads it; one the paper does not appear in becomes the paper's first.
        valid_until: when the mail is of no more use, such as the end of a code it brings; it is not sent
            afterwards.
        unsubscribe_url: full address that stops such mails by one POST, without a sign-in.

    Raises:
        BadRecipientError: ``courier.bad-recipient``.
        BadHeaderError: ``courier.bad-header``: the subject is not one line.
    """
    _refuse_bad_recipient(to)
    chosen = language_of_the_paper(language)
    letter = write_letter(template, to=to, language=chosen, context=context)
    letter = replace(letter, unsubscribe_url=unsubscribe_url)
    return _queue(template, letter, to=to, language=chosen, at=at, valid_until=valid_until)


def queue_letter(letter: Letter, *, to: str, at: datetime, language: str = "") -> Mail:
    """Queue a letter that a library wrote, as it is, in the caller's transaction.

    Raises:
        BadRecipientError, BadHeaderError: as ``queue_mail``.
    """
    _refuse_bad_recipient(to)
    return _queue(FROM_A_LIBRARY, letter, to=to, language=language, at=at, valid_until=None)


@dataclass(slots=True)
class Round:
    """What became of the mails of one round."""

    sent: int = 0
    put_off: int = 0
    set_aside: int = 0


class MailServerFailedError(AzdararError):
    """The mail server takes no mail of this paper now; all of it waits."""

    code = "courier.mail-server-failed"
    sentence = _("The mail server takes no mail: %(reason)s. Every mail waits and is tried again.")


def send_waiting_mails(
    *,
    carrier: str,
    server: MailServer | None = None,
    may_go_on: Callable[[], bool] = lambda: True,
    now: Callable[[], datetime] = timezone.now,
) -> Round:
    """Send every mail that is due, one at a time, over one connection; network, no transaction around it.

    A mail the server refuses for good is set aside with the reason; one it refuses for now is tried again,
    later each time, for ``GIVE_UP_AFTER``. Safe to run from several processes, as long as each has a name.

    Args:
        carrier: names this process and no other that lives: what it had claimed in an earlier life is
            taken up again.
        server: by default the one of the settings.
        may_go_on: asked before each mail.

    Raises:
        MailServerFailedError: ``courier.mail-server-failed``: no mail can be sent now; the caller waits
            longer each time.
    """
    _take_back(carrier=carrier, at=now())
    done = Round()
    while may_go_on() and _has_due(at=now()):
        with closing(Conversation(server or MailServer.of_the_paper())) as conversation:
            for _number in range(MOST_IN_A_CONVERSATION):
                mail = _claim(carrier=carrier, at=now()) if may_go_on() else None
                if mail is None:
                    break
                _carry(mail, conversation, done, now=now)
    return done


def forget_finished(*, before: datetime) -> int:
    """Delete what is left of mails sent, set aside or kept before an instant; returns how many rows."""
    ended = Q(finished_at__lt=before) | Q(state=Mail.State.KEPT, queued_at__lt=before)
    return Mail.objects.filter(ended).delete()[0]


def forget_set_aside(*, before: datetime) -> int:
    """Forget what mails set aside before an instant said, and to whom: nobody tried them again."""
    old = Mail.objects.filter(state=Mail.State.SET_ASIDE, finished_at__lt=before)
    return old.exclude(sealed_letter="").update(recipient="", sealed_letter="")


class MailGoneError(AzdararError):
    """Nothing can be done about this mail any more."""

    code = "courier.mail-gone"
    sentence = _(
        "This mail is on its way at this moment, or was sent or forgotten meanwhile: nothing is left to try "
        "or to drop. Nothing was changed."
    )


def try_mail_again(*, number: int, at: datetime) -> Mail:
    """Let a mail that waits, or was set aside, be tried now, for ``GIVE_UP_AFTER`` from now on.

    Raises:
        MailGoneError: ``courier.mail-gone``; nothing was changed.
    """
    again = {"state": Mail.State.WAITING, "attempts": 0, "queued_at": at, "next_try_at": at}
    return _change(number, finished_at=None, **again)


def drop_mail(*, number: int, at: datetime) -> Mail:
    """Give a mail that waits, or was set aside, up for good, and forget what it said and to whom.

    Raises:
        MailGoneError: ``courier.mail-gone``; nothing was changed.
    """
    ended = {"state": Mail.State.SET_ASIDE, "finished_at": at, "last_error": DROPPED}
    return _change(number, recipient="", sealed_letter="", **ended)


def _change(number: int, **values: Any) -> Mail:
    """Change a mail that nobody carries at this moment and that can still be read."""
    states = (Mail.State.WAITING, Mail.State.SET_ASIDE)
    changeable = Mail.objects.filter(pk=number, state__in=states).exclude(sealed_letter="")
    if not changeable.update(**values):
        raise MailGoneError
    return Mail.objects.get(pk=number)


class _UnsendableError(Exception):
    """This mail must not or cannot be sent any more; the text says why."""


def _carry(mail: Mail, conversation: Conversation, done: Round, *, now: Callable[[], datetime]) -> None:
    """Hand a claimed mail over and note what became of it."""
    try:
        message = _written(mail, at=now())
        conversation.deliver(message, sender=sender(), recipient=ascii_address(mail.recipient))
    except _UnsendableError as error:
        _set_aside(mail, str(error), done, at=now())
    except MailRefusedError as refusal:
        if refusal.is_permanent:
            _set_aside(mail, refusal.reason, done, at=now(), may_be_tried=True)
        else:
            _put_off(mail, refusal.reason, pause=_pause(FIRST_PAUSE_S, mail.attempts), at=now())
            done.put_off += 1
    except ServerFailedError as failure:
        # Behind the others, in case it is this mail at which the server fails.
        _put_off(mail, failure.reason, pause=_pause(1.0, mail.attempts, longest_s=30.0), at=now())
        raise MailServerFailedError(reason=failure.reason) from None
    else:
        _finish(mail, Mail.State.SENT, at=now())
        done.sent += 1


def _written(mail: Mail, *, at: datetime) -> bytes:
    """Return a claimed mail as its server wants it.

    Raises:
        _UnsendableError: it is of no use any more, or cannot be read.
        MailRefusedError: it was tried for three days.
    """
    if mail.valid_until is not None and mail.valid_until <= at:
        raise _UnsendableError(OF_NO_USE)
    # However long nobody carried mails, each is tried once.
    if mail.queued_at + GIVE_UP_AFTER <= at and mail.attempts > 1:
        raise MailRefusedError(f"{GIVEN_UP}{mail.last_error}", is_permanent=True)
    try:
        return compose(
            mail.letter,
            to=mail.recipient,
            language=mail.language,
            message_id=mail.message_id,
            queued_at=mail.queued_at,
        )
    except SealBrokenError as error:
        raise _UnsendableError(SEALED_ELSEWHERE) from error
    except Exception as error:  # one mail that cannot be written must not hold up the others
        raise _UnsendableError(f"it cannot be written ({type(error).__name__})") from error


def _has_due(*, at: datetime) -> bool:
    return Mail.objects.filter(state=Mail.State.WAITING, next_try_at__lte=at).exists()


def _claim(*, carrier: str, at: datetime) -> Mail | None:
    """Take the mail that is due for longest, unless another carrier is quicker; committed at once."""
    while True:
        due = Mail.objects.filter(state=Mail.State.WAITING, next_try_at__lte=at)
        mail = due.order_by("next_try_at", "pk").first()
        if mail is None:
            return None
        lease_until = at + LEASE
        is_ours = Mail.objects.filter(pk=mail.pk, state=Mail.State.WAITING).update(
            state=Mail.State.SENDING, carrier=carrier, lease_until=lease_until, attempts=F("attempts") + 1
        )
        if is_ours:
            mail.carrier, mail.attempts = carrier, mail.attempts + 1
            return mail


def _take_back(*, carrier: str, at: datetime) -> None:
    """Let mails wait again whose carrier died: it is this one, or gave no sign for the length of a lease."""
    dead = Q(carrier=carrier) | Q(lease_until__lt=at)
    for mail in Mail.objects.filter(dead, state=Mail.State.SENDING):
        has_died_often = mail.attempts > MOST_DEATHS
        pause = _pause(1.0, mail.attempts - MOST_DEATHS) if has_died_often else timedelta(0)
        _put_off(mail, CARRIER_ENDED, pause=pause, at=at)


def _pause(first_s: float, attempts: int, *, longest_s: float = LONGEST_PAUSE_S) -> timedelta:
    """Return how long a mail waits after a try: twice as long each time, and never in step with others."""
    whole = min(longest_s, first_s * 2 ** min(attempts - 1, 16))
    return timedelta(seconds=whole * (0.5 + secrets.randbelow(1_000) / 2_000))


def _put_off(mail: Mail, reason: str, *, pause: timedelta, at: datetime) -> None:
    _mine(mail).update(
        state=Mail.State.WAITING, last_error=reason, next_try_at=at + pause, carrier="", lease_until=None
    )


def _set_aside(mail: Mail, reason: str, done: Round, *, at: datetime, may_be_tried: bool = False) -> None:
    """Try a mail no more; what somebody may yet try again is kept sealed for a while."""
    _finish(mail, Mail.State.SET_ASIDE, at=at, reason=reason, is_kept=may_be_tried)
    done.set_aside += 1
    logger.warning("mail set aside", extra={"mail": mail.pk, "kind": mail.kind, "reason": reason})


def _finish(mail: Mail, state: Mail.State, *, at: datetime, reason: str = "", is_kept: bool = False) -> None:
    """Say how a mail ended, and forget what it said and to whom, unless it is kept."""
    forgotten = {} if is_kept else {"recipient": "", "sealed_letter": ""}
    _mine(mail).update(
        state=state, finished_at=at, last_error=reason, carrier="", lease_until=None, **forgotten
    )


def _mine(mail: Mail) -> QuerySet[Mail]:
    """The row of a mail, as long as nobody else has claimed it meanwhile."""
    return Mail.objects.filter(pk=mail.pk, state=Mail.State.SENDING, carrier=mail.carrier)


def _queue(
    kind: str, letter: Letter, *, to: str, language: str, at: datetime, valid_until: datetime | None
) -> Mail:
    _refuse_bad_line(letter.subject, header="Subject")
    if letter.reply_to:
        _refuse_bad_recipient(letter.reply_to)
    # What nobody is going to send and nobody may look at is not kept.
    has_a_use = mail_is_sent() or getattr(settings, "MAIL_OUTBOX_IS_SHOWN", False)
    return Mail.objects.create(
        kind=kind,
        recipient=to if has_a_use else "",
        language=language,
        sealed_letter=seal(letter) if has_a_use else "",
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

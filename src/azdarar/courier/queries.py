"""Every read of the queue of mails that another room may use."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min, Q, QuerySet

from azdarar.courier.internal.reasons import in_words
from azdarar.courier.models import Mail


def mail_is_sent() -> bool:
    """Tell whether the paper has a mail server; without one, mails are kept and nobody gets them."""
    return bool(settings.EMAIL_HOST)


#: A mail that waits for longer is late: it has met a mail server that does not take it.
LATE_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class LateMails:
    """How many mails are late, and how many seconds the oldest waits; nobody's address."""

    count: int
    oldest_s: int


def late_mails(*, at: datetime) -> LateMails:
    """Count the mails that should have left before."""
    late = Mail.objects.filter(_is_late(at)).aggregate(count=Count("pk"), oldest=Min("queued_at"))
    oldest = late["oldest"]
    return LateMails(late["count"], 0 if oldest is None else round((at - oldest).total_seconds()))


def kept_mails() -> QuerySet[Mail]:
    """Return the mails a paper without a mail server kept, the newest first."""
    return Mail.objects.filter(state=Mail.State.KEPT).order_by("-queued_at", "-pk")


@dataclass(frozen=True, slots=True)
class HeldMail:
    """A mail that did not leave when it should have, for whoever looks after the paper's post.

    Whom it is for is said as far as it helps to find the fault: ``a…@reader.example``; empty once it is
    forgotten. ``may_be_tried`` is False when what it said is forgotten, too.
    """

    number: int
    kind: str
    to: str
    state: str
    state_in_words: str
    why: str
    attempts: int
    queued_at: datetime
    next_try_at: datetime | None
    may_be_tried: bool


def held_mails(*, at: datetime, most: int = 200) -> list[HeldMail]:
    """The mails that are late, and those that were set aside; the newest first."""
    held = _held(at=at).order_by("-queued_at", "-pk")
    return [
        HeldMail(
            number=mail.pk,
            kind=mail.kind,
            to=_veiled(mail.recipient),
            state=mail.state,
            state_in_words=str(mail.get_state_display()),
            why=in_words(mail.last_error),
            attempts=mail.attempts,
            queued_at=mail.queued_at,
            next_try_at=mail.next_try_at if mail.state == Mail.State.WAITING else None,
            may_be_tried=bool(mail.sealed_letter) and mail.state != Mail.State.SENDING,
        )
        for mail in held[:most]
    ]


def _veiled(address: str) -> str:
    name, _at, host = address.rpartition("@")
    return f"{name[:1]}…@{host}" if name else ""


def count_held_mails(*, at: datetime) -> int:
    """How many mails are late, or were refused and can still be tried."""
    return _held(at=at).exclude(sealed_letter="").count()


def _held(*, at: datetime) -> QuerySet[Mail]:
    has_failed = Q(state=Mail.State.WAITING, attempts__gt=0)
    return Mail.objects.filter(_is_late(at) | has_failed | Q(state=Mail.State.SET_ASIDE))


def _is_late(at: datetime) -> Q:
    return Q(state__in=(Mail.State.WAITING, Mail.State.SENDING), queued_at__lt=at - LATE_AFTER)

"""Every read of the queue of mails that another room may use."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Min, Q, QuerySet

from azdarar.courier.models import Mail


def mail_is_sent() -> bool:
    """Tell whether the paper has a mail server; without one, mails are kept and nobody gets them."""
    return bool(settings.EMAIL_HOST)


@dataclass(frozen=True, slots=True)
class QueueState:
    """How many mails wait, how many were set aside, and since when the oldest waits; nobody's address."""

    waiting: int
    set_aside: int
    oldest_queued_at: datetime | None


def queue_state() -> QueueState:
    """Count what waits and what was set aside."""
    waits = Q(state__in=(Mail.State.WAITING, Mail.State.SENDING))
    found = Mail.objects.exclude(state__in=(Mail.State.SENT, Mail.State.KEPT)).aggregate(
        waiting=Count("pk", filter=waits),
        set_aside=Count("pk", filter=Q(state=Mail.State.SET_ASIDE)),
        oldest=Min("queued_at", filter=waits),
    )
    return QueueState(found["waiting"], found["set_aside"], found["oldest"])


def kept_mails() -> QuerySet[Mail]:
    """Return the mails a paper without a mail server kept, the newest first."""
    return Mail.objects.filter(state=Mail.State.KEPT).order_by("-queued_at", "-pk")

"""Every read of the queue of mails that another room may use."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min, QuerySet

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
    late = Mail.objects.filter(
        state__in=(Mail.State.WAITING, Mail.State.SENDING), queued_at__lt=at - LATE_AFTER
    ).aggregate(count=Count("pk"), oldest=Min("queued_at"))
    oldest = late["oldest"]
    return LateMails(late["count"], 0 if oldest is None else round((at - oldest).total_seconds()))


def kept_mails() -> QuerySet[Mail]:
    """Return the mails a paper without a mail server kept, the newest first."""
    return Mail.objects.filter(state=Mail.State.KEPT).order_by("-queued_at", "-pk")

"""What of old addresses nobody needs any more."""

from datetime import datetime, timedelta

from azdarar.archive.models import UnresolvedAddress
from azdarar.archive.queries import resolve

#: What nobody has asked for in so long is forgotten.
_KEPT = timedelta(days=365)


def forget_answered_addresses(*, at: datetime) -> int:
    """Take off the list what answers by now, and what nobody asks for any more.

    At most ``UnresolvedAddress.MOST`` addresses are tried, half a millisecond each; returns how many went.
    """
    rows = UnresolvedAddress.objects.values_list("pk", "address", "last_asked_at")
    over = [
        pk for pk, address, asked_at in rows if asked_at < at - _KEPT or resolve(address, at=at).status != 404
    ]
    UnresolvedAddress.objects.filter(pk__in=over).delete()
    return len(over)

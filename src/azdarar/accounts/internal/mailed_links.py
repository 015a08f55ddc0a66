"""What a mailed link is worth, and the key of the one that confirms an address."""

from enum import Enum

from allauth.account.models import EmailAddress
from django.core import signing
from django.http import HttpRequest

from azdarar.accounts.internal import browsers

#: Seconds for which a mailed link confirms an address.
CONFIRMATION_SPAN_S = 24 * 3600
_CONFIRMATION = "azdarar.accounts.confirm-address"


class Standing(Enum):
    """What a mailed link is worth to the browser that opened it."""

    GOOD = "good"
    #: A good link, opened elsewhere than where it was asked for.
    ELSEWHERE = "elsewhere"
    #: Used, altered, too old, or of another account: one answer for all.
    SPENT = "spent"


def confirmation_key(address: EmailAddress, *, request: HttpRequest) -> str:
    """Return what a mailed link needs to confirm an address, in the browser that asks and no other.

    It names the address's row: once that is gone, or confirmed, the key is worth nothing.
    """
    return signing.dumps([address.pk, browsers.mark_of(request)], salt=_CONFIRMATION)


def address_to_confirm(key: str, *, request: HttpRequest) -> tuple[EmailAddress | None, Standing]:
    """Return the address a key stands for, and what the key is worth to the browser that asks."""
    try:
        number, mark = signing.loads(key, salt=_CONFIRMATION, max_age=CONFIRMATION_SPAN_S)
    except (signing.BadSignature, TypeError, ValueError):
        return None, Standing.SPENT
    address = EmailAddress.objects.select_related("user").filter(pk=number, verified=False).first()
    if address is None:
        return None, Standing.SPENT
    return address, Standing.GOOD if browsers.is_marked(request, mark) else Standing.ELSEWHERE

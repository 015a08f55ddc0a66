"""Where a request comes from, as far as the paper writes it down."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext

from azdarar.accounts.internal.devices import browser_in_words, network_of


def place_of(request: Any) -> str:
    """Return ``203.0.113.0 Firefox|Linux``: a network and a browser, never an address.

    Who asked which proxy is allauth's to say, from the number of proxies the paper declares.
    """
    try:
        address = get_adapter(request).get_client_ip(request)
    except PermissionDenied:
        address = ""
    return f"{network_of(address)} {browser_in_words(request.headers.get('User-Agent', ''))}"


def current_place() -> str:
    """The same for the request being answered; empty for the worker and the command line."""
    request = context.request
    return place_of(request) if request is not None and hasattr(request, "META") else ""


def in_words(place: str) -> str:
    """Say a place to a person: ``Firefox, Linux, network 203.0.113.0``."""
    network, _space, browser = place.partition(" ")
    names = [name for name in browser.split("|") if name]
    if network and network != "0.0.0.0":  # noqa: S104 - an unknown network, no address to listen on
        names.append(gettext("network %(network)s") % {"network": network})
    return ", ".join(names) or gettext("an unknown place")

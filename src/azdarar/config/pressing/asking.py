"""What a person means by an address: the page of the paper it stands for."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings

from azdarar.errors import AzdararError


class NotOfThisPaperError(AzdararError):
    """An address leads elsewhere, or is none."""

    code = "config.address-of-another-paper"
    sentence = "%(address)s is no address of this paper, which is at %(site)s; nothing was done."


def key_asked_for(address: str) -> str:
    """The key of the page at an address, with or without the paper's own host before it.

    Raises:
        NotOfThisPaperError: ``config.address-of-another-paper``.
    """
    given = address.strip()
    parts = urlsplit(given)
    own = urlsplit(settings.SITE_URL)
    if (parts.scheme or parts.netloc) and parts.netloc.lower() != own.netloc.lower():
        raise NotOfThisPaperError(address=given, site=settings.SITE_URL)
    if not parts.path.startswith("/"):
        raise NotOfThisPaperError(address=given, site=settings.SITE_URL)
    return parts.path + (f"?{parts.query}" if parts.query else "")

"""What a person means by an address: the pressed page it stands for."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from azdarar.errors import AzdararError
from azdarar.press.editions import DECLARED, suffix_of

#: Characters of an address that a sentence names.
_LONGEST_TOLD = 200


class NotOfThisPaperError(AzdararError):
    """An address leads elsewhere, or is none."""

    code = "press.address-of-another-paper"
    sentence = _(
        "“%(address)s” is no address of this paper: those begin with %(site)s or with a slash. "
        "Nothing was done."
    )


class NotPressedError(AzdararError):
    """An address is the paper's, but its answer is made anew for everybody who asks."""

    code = "press.address-not-pressed"
    sentence = _("What “%(address)s” answers is not stored: it is made anew each time. Nothing was done.")


def as_told(address: str) -> str:
    """An address as a sentence names it: one that nobody would read to its end is cut."""
    return address if len(address) <= _LONGEST_TOLD else f"{address[: _LONGEST_TOLD - 1]}…"


def key_asked_for(address: str) -> str:
    """The key of the page at an address, with the paper's own host before it or without.

    An edition's name after it, as keys have it (``/fr/#light``), means the page in that edition; the name of
    any other part means the page.

    Raises:
        NotOfThisPaperError: ``press.address-of-another-paper``.
        NotPressedError: ``press.address-not-pressed``.
    """
    given = address.strip()
    try:
        parts = urlsplit(given)
    except ValueError:
        raise NotOfThisPaperError(address=as_told(given), site=settings.SITE_URL) from None
    is_ours = parts.netloc.lower() in ("", urlsplit(settings.SITE_URL).netloc.lower())
    if not is_ours or not parts.path.startswith("/"):
        raise NotOfThisPaperError(address=as_told(given), site=settings.SITE_URL)
    key: str | None = import_string(settings.AZDARAR_PRESS_KEYS)(parts.path, parts.query)
    if key is None:
        raise NotPressedError(address=as_told(given))
    return key + next((suffix_of(one) for one in DECLARED if one.name == parts.fragment), "")

"""What the edge refuses before anything is parsed: how much is too much, and the sentence that answers it.

Whoever stands before Django gives the same answers: nothing here needs it to be set up, and a catalogue is
read once.
"""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_noop

#: Path and query together, in characters.
LONGEST_ADDRESS = 4_096
#: Names and values of all headers together, in characters.
LONGEST_HEADERS = 8_192
MOST_HEADERS = 64
LONGEST_PUBLIC_BODY = 64 * 1024
LONGEST_STAFF_BODY = 60 * 2**20

CONTENT_TYPE = "text/plain; charset=utf-8"
#: What goes with every refusal the front itself gives.
HEADERS = (
    ("content-type", CONTENT_TYPE),
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
)

SENTENCES = {
    400: gettext_noop("This request cannot be understood. Nothing was changed."),
    404: gettext_noop("There is nothing at this address."),
    405: gettext_noop("The paper is not asked in this way. Nothing was changed."),
    408: gettext_noop("This request took too long to arrive. Nothing was changed: try again."),
    411: gettext_noop("This request does not say how long it is. Nothing was changed."),
    413: gettext_noop("This is more than the paper takes at once. Nothing was changed: send less."),
    414: gettext_noop("This address is too long. Nothing was changed: shorten it."),
    417: gettext_noop("This request expects what the paper does not do. Nothing was changed."),
    431: gettext_noop(
        "This request says more about itself than the paper reads. Nothing was changed: delete this site's "
        "cookies, and try again."
    ),
    500: gettext_noop("The paper could not answer; the newsroom has been told. Try again in a while."),
    501: gettext_noop("The paper does not know this kind of request. Nothing was changed."),
    503: gettext_noop("Too many people are asking at once. Nothing was changed: try again in a moment."),
    505: gettext_noop("The paper does not speak this version of HTTP. Nothing was changed."),
}
#: While the paper is under siege: what is no pressed page, and asked by nobody of the staff.
SIEGE = gettext_noop(
    "The paper is being attacked, so only its pages are served just now. Nothing was changed: "
    "try again later."
)
_CATALOGUES = Path(__file__).resolve().parents[2] / "locale"


def refusal(status: int, *, language: str = "") -> str:
    """Return the sentence that goes with a refusal, ended by a line break.

    Args:
        status: one of ``SENTENCES``.
        language: empty: the paper's first. Who is refused has not yet said which it reads.
    """
    return f"{_catalogue(language or settings.LANGUAGE_CODE).gettext(SENTENCES[status])}\n"


def siege_refusal() -> str:
    """Return the sentence for whoever is not answered while the paper is under siege."""
    return f"{_catalogue(settings.LANGUAGE_CODE).gettext(SIEGE)}\n"


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("django", _CATALOGUES, languages=[language], fallback=True)

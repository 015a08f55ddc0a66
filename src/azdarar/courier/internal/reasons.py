"""Why a mail waits or was set aside: written down in the sources' language, said in the reader's."""

from django.utils.translation import gettext, gettext_noop

OF_NO_USE = gettext_noop("it was of use until an hour that has passed")
SEALED_ELSEWHERE = gettext_noop("the paper’s secret key was changed since it was written")
CARRIER_ENDED = gettext_noop("the process that carried it ended")
DROPPED = gettext_noop("somebody in the newsroom gave it up")
#: What the mail server said at last follows.
GIVEN_UP = "given up after three days; at last: "

_WORDS = (OF_NO_USE, SEALED_ELSEWHERE, CARRIER_ENDED, DROPPED)


def in_words(reason: str) -> str:
    """Say a reason in the language being spoken; what a mail server said stays in its own words."""
    if reason in _WORDS:
        return gettext(reason)
    if reason.startswith(GIVEN_UP):
        return gettext("given up after three days; at last: %(reason)s") % {
            "reason": in_words(reason.removeprefix(GIVEN_UP))
        }
    return reason

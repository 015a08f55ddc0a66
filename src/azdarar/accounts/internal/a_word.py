"""That a request has left its person a word, such as that an address is confirmed or an account stays.

A page for everybody cannot say it: whoever is left a word lands on a page of their own.
"""

from typing import Any

_LEFT = "_has_a_word"


def leave(request: Any) -> None:
    """Remember that a message waits for whoever sent this request."""
    setattr(request, _LEFT, True)


def is_left(request: Any) -> bool:
    """Tell whether one does."""
    return bool(getattr(request, _LEFT, False))

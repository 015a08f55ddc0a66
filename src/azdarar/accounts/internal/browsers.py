"""Which browser asked for a mailed link: only that one may use it."""

import secrets
from typing import Any

from django.utils.crypto import constant_time_compare, salted_hmac

#: Where a browser's session keeps its secret; signing in leaves it there, signing out takes it away.
SECRET_IN_SESSION = "browser"  # noqa: S105 - the name of a place
#: What is written in a token made where no browser asks, such as on the command line.
NO_BROWSER = "0" * 20


def mark_of(request: Any) -> str:
    """Return the mark of the browser that asks, giving its session a secret if it has none.

    The mark may be shown: it is made from the secret and does not tell it.
    """
    session = getattr(request, "session", None)
    if session is None:
        return NO_BROWSER
    if not session.get(SECRET_IN_SESSION):
        session[SECRET_IN_SESSION] = secrets.token_urlsafe(24)
    return _mark(session[SECRET_IN_SESSION])


def is_marked(request: Any, mark: str) -> bool:
    """Tell whether the browser that asks now is the one a mark was made for."""
    session = getattr(request, "session", None)
    if session is None:
        return mark == NO_BROWSER
    secret = session.get(SECRET_IN_SESSION)
    return bool(secret) and constant_time_compare(_mark(secret), mark)


def _mark(secret: str) -> str:
    return salted_hmac("azdarar.accounts.browser", secret, algorithm="sha256").hexdigest()[: len(NO_BROWSER)]

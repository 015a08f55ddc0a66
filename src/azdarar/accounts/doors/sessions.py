"""Middleware: an answer that comes late leaves the session alone that was begun meanwhile.

Signing in, and a new password, give a session another key and forget the one before it. A request that was on
its way with the former key finds no session. Django would then tell the browser to drop its cookie, or give
it a new, empty session: the browser obeys whichever answer arrives last, and whoever has just signed in is
out again.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.cache import patch_vary_headers

from azdarar.accounts.internal.standing import hash_of

#: For so long an answer may be late.
_REMEMBERED_S = 120
_SUCCEEDED = "_session_was_succeeded"


class SteadySessions(SessionMiddleware):
    """Django's sessions, whose cookie is dropped only by the request that ended the session itself."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        came_with = _key_of(request)
        session = getattr(request, "session", None)
        if not came_with or session is None:
            return super().process_response(request, response)
        # Read and as it was: there is nothing to write, and nothing to take back.
        if not session.modified or (not _begins(request) and was_succeeded(request)):
            if session.accessed:
                patch_vary_headers(response, ("Cookie",))
            return response
        response = super().process_response(request, response)
        if _begins(request) and response.status_code < 500:
            cache.set(_name_of(came_with), True, timeout=_REMEMBERED_S)
        return response


def was_succeeded(request: HttpRequest) -> bool:
    """Tell whether another request gave a new key to the session this one came with."""
    found = getattr(request, _SUCCEEDED, None)
    if found is None:
        came_with = _key_of(request)
        # Only whoever no longer finds the session needs to know why.
        is_gone = bool(came_with) and not request.session.exists(came_with)
        found = is_gone and bool(cache.get(_name_of(came_with)))
        setattr(request, _SUCCEEDED, found)
    return bool(found)


def _begins(request: HttpRequest) -> bool:
    """Tell whether this request itself gave somebody who is signed in a new key."""
    session = request.session
    return session.session_key not in (None, _key_of(request)) and SESSION_KEY in session


def _key_of(request: HttpRequest) -> str:
    return request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")


def _name_of(session_key: str) -> str:
    """Return where the end of a key is remembered; the key itself is written down nowhere."""
    return f"accounts.succeeded.{hash_of(session_key)}"

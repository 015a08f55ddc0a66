"""Render a page for everybody: a request nobody sent, through all that a reader's request passes through.

It is made of the paper's own host, the path, the number of a page and a declared edition alone. No header,
cookie, address or query of a visitor is here to be taken in, so nothing a visitor sends can change what is
stored.
"""

from __future__ import annotations

from functools import lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpResponseBase
from django.urls import set_script_prefix

from azdarar.config.serving.environs import environ_of
from azdarar.config.serving.pressed_addresses import address_of, has_editions, language_of_missing
from azdarar.press.editions import FULL, edition_of_key, rendered_as
from azdarar.press.pressing import RenderedPage
from azdarar.press.showing import Shown, recording


def render(key: str) -> RenderedPage:
    """Answer a key with what a reader without cookies would get.

    Where nothing stands at the address the answer is 404 and empty: the page that helps whoever came in vain
    is made for them alone, by Django.
    """
    missing_in = language_of_missing(key)
    _plain, edition = (key, FULL) if missing_in else edition_of_key(key)
    if edition is None or (edition is not FULL and not has_editions(key)):
        # No such edition of it: nothing is there to be kept under this key.
        return RenderedPage(HTTPStatus.NOT_FOUND, headers=(), body=b"", shown=Shown())
    # No address of ours ends so; the answer is the general one (reader.missing).
    path, query = (f"/{missing_in}/-/-/", "") if missing_in else address_of(key)
    set_script_prefix("/")
    request: Any = WSGIRequest(_environ(path, query))
    request.is_pressed = True
    request.is_general = missing_in is not None
    with recording() as shown, rendered_as(edition):
        response = _handler().get_response(request)
        body = _body(response)
    is_missing_page = missing_in is not None and response.status_code == HTTPStatus.NOT_FOUND
    return RenderedPage(
        status=HTTPStatus.OK if is_missing_page else response.status_code,
        headers=tuple(response.items()),
        body=body,
        shown=shown,
        personal=_personal(request, response),
    )


def _environ(path: str, query: str) -> dict[str, Any]:
    """A request at the public address of the paper, whichever one the process is served at."""
    site = urlsplit(settings.SITE_URL)
    server = (site.hostname or "localhost", site.port or (443 if site.scheme == "https" else 80))
    return {**environ_of(path, query, server=server, scheme=site.scheme), "HTTP_HOST": site.netloc}


@lru_cache(maxsize=1)
def _handler() -> WSGIHandler:
    """The whole of Django with its middleware, loaded once a process."""
    return WSGIHandler()


def _body(response: HttpResponseBase) -> bytes:
    if getattr(response, "streaming", False):
        streamed: Any = response
        return b"".join(streamed.streaming_content)
    whole: Any = response
    return bytes(whole.content)


def _personal(request: Any, response: HttpResponseBase) -> str:
    """What of somebody the answer, or the request it turned into, carries, in words."""
    if response.cookies:
        return f"the cookie “{next(iter(response.cookies))}”"
    if "CSRF_COOKIE" in request.META:
        return "a token for forms"
    session = getattr(request, "session", None)
    if session is not None and (session.accessed or session.modified):
        return "a look into a session"
    user = request.__dict__.get("_cached_user")
    return "a person who is signed in" if user is not None and user.is_authenticated else ""

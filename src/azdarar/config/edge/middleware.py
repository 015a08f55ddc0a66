"""What every request passes through; ``settings.MIDDLEWARE`` gives the order and why."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import nullcontext

from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.gzip import GZipMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

from azdarar.config.edge.content_policy import NEWSROOM_POLICY, PERMISSIONS_POLICY, public_policy
from azdarar.press.editions import FULL, edition_asked, rendered_as

GetResponse = Callable[[HttpRequest], HttpResponseBase]
logger = logging.getLogger("azdarar.requests")

NEWSROOM = "/newsroom/"
ACCOUNT = "/account/"
#: Where exports of other systems are uploaded: written to disk as they arrive, and refused there, before the
#: first byte is read, with a sentence that says what to do.
IMPORT_UPLOAD = f"{NEWSROOM}imports/upload/"


class RequestLog:
    """Write one line for each request: method, path without query, status, milliseconds.

    No address, no cookie, no agent, no query: whoever reads the log does not learn who reads the paper. A
    path under ``/account/`` is cut after its second part, because what follows is a one-time key.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begun = time.perf_counter()
        response = self.get_response(request)
        level = logging.DEBUG if request.path == "/healthz" else logging.INFO
        if logger.isEnabledFor(level):
            elapsed_ms = round((time.perf_counter() - begun) * 1000)
            logger.log(
                level,
                "answered",
                extra={
                    "method": request.method,
                    "path": self._told_path(request.path),
                    "status": response.status_code,
                    "ms": elapsed_ms,
                },
            )
        return response

    @staticmethod
    def _told_path(path: str) -> str:
        if path.startswith(ACCOUNT):
            return "/".join(path.split("/")[:3]) + "/…"
        return path[:500]


class SecurityHeaders:
    """Say what a page may load and who may frame it: one policy for readers, one for the newsroom.

    Fifteen lines instead of django-csp: there are two fixed policies, told apart by the address, and no nonce
    can be used because stored pages are the same bytes for everybody. Django 6 brings its own; this goes
    then.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.public_policy = public_policy(settings.EMBED_FRAME_HOSTS)
        self.preview_policy = public_policy(settings.EMBED_FRAME_HOSTS, framed_by="'self'")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        in_newsroom = request.path.startswith(NEWSROOM)
        # Wagtail marks the request it makes up for a preview, which stands in a frame of the newsroom.
        is_preview = getattr(request, "is_preview", False)
        policy = self.preview_policy if is_preview else NEWSROOM_POLICY if in_newsroom else self.public_policy
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("X-Frame-Options", "SAMEORIGIN" if in_newsroom or is_preview else "DENY")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if request.path.startswith(ACCOUNT):
            # For one person, for now, and with an address that may be a key. ``no-referrer`` would keep the
            # address from the paper's own forms, too, which would then be refused as forged.
            response.headers["Cache-Control"] = "private, no-store"
            response.headers["Referrer-Policy"] = "same-origin"
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response


class Compression(GZipMiddleware):
    """Compress readers' pages and feeds, a fifth of their size on the wire.

    Never a page of the newsroom or the account: a secret that stands beside what somebody sends can be
    guessed from the compressed length (BREACH). Public pages hold no secret, so they need no random
    padding either, and stay the same bytes for everybody.
    """

    max_random_bytes = 0

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path.startswith((NEWSROOM, ACCOUNT)):
            return response
        return super().process_response(request, response)


class LanguageByAddress:
    """Speak the language the address names; only a person's own pages follow that person's wish.

    On pages of an account that is, in this order: the query's ``language``, which a link from the paper
    carries and a cookie under ``/account/`` remembers; the language kept in the account; the cookie; the
    browser's.

    Django's LocaleMiddleware would vary every public page by the browser's languages and by a cookie, and
    then the same address would have several contents.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.languages = {code for code, _ in settings.LANGUAGES}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = self._language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language  # as Django's own middleware does
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if self._asked_of_account(request):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                language,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                path=settings.LANGUAGE_COOKIE_PATH,
                secure=settings.LANGUAGE_COOKIE_SECURE,
                httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
                samesite="Lax",
            )
        return response

    def _language_of(self, request: HttpRequest) -> str:
        first = request.path_info.split("/", 2)[1] if "/" in request.path_info else ""
        if first in self.languages:
            return first
        if request.path_info.startswith(ACCOUNT):
            return self._asked_of_account(request) or self._kept_in_account(request)
        if request.path_info.startswith(NEWSROOM):
            return translation.get_language_from_request(request)
        return settings.LANGUAGE_CODE

    def _asked_of_account(self, request: HttpRequest) -> str:
        asked = request.GET.get("language", "") if request.path_info.startswith(ACCOUNT) else ""
        return asked if asked in self.languages else ""

    def _kept_in_account(self, request: HttpRequest) -> str:
        # A browser without a session has no account to look up.
        is_nobody = settings.SESSION_COOKIE_NAME not in request.COOKIES
        kept = "" if is_nobody else getattr(get_user(request), "language", "")
        return kept if kept in self.languages else translation.get_language_from_request(request)


class ChosenEdition:
    """Answer with the edition a reader chose wherever no pressed page answers: a search, one's own account.

    Such an answer says that a cookie made it, and no cache between may keep it. A page that is being pressed
    has no reader: its key alone says in which edition it is made.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if getattr(request, "is_pressed", False) or request.path_info.startswith(NEWSROOM):
            return self.get_response(request)
        chosen = edition_asked(request.META.get("HTTP_COOKIE", ""))
        if chosen is FULL:
            return self.get_response(request)
        with rendered_as(chosen):
            response = self.get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Cookie"])
            if "no-store" not in response.headers.get("Cache-Control", ""):
                response.headers["Cache-Control"] = "private, no-cache"
        return response


class QuietCsrf(CsrfViewMiddleware):
    """Django's guard of forms, which leaves the cookies of readers alone.

    To a token cut in half it would give a new one, on any page: a page for everybody then sets a cookie, and
    no store may keep it. What a form sends is checked everywhere, as ever.
    """

    def process_request(self, request: HttpRequest) -> None:
        if request.path_info.startswith((NEWSROOM, ACCOUNT)):
            super().process_request(request)


class NewsroomTransaction:
    """Give every writing request of the newsroom one transaction: all of it happened, or none.

    Wagtail writes the page, the revision, the audit entry and the schedule one after the other; a process
    that dies between two of them would leave half a publication. Announcements join the same transaction. An
    answer of 500 or more undoes everything. Files are left out: storing one is slow, and a lock over it would
    keep other editors from saving.
    """

    SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
    FILE_ADDRESSES = (
        f"{NEWSROOM}images/",
        f"{NEWSROOM}documents/",
        f"{NEWSROOM}repairs/picture/",
        IMPORT_UPLOAD,
    )

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with transaction.atomic() if self._writes(request) else nullcontext():
            response = self.get_response(request)
            if self._writes(request) and response.status_code >= 500:
                transaction.set_rollback(True)
        return response

    def _writes(self, request: HttpRequest) -> bool:
        path = request.path_info
        return (
            request.method not in self.SAFE
            and path.startswith(NEWSROOM)
            and not path.startswith(self.FILE_ADDRESSES)
        )

"""Middleware: a session ends when the policy says so; a browser knows whether to ask who reads."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from azdarar.accounts.actions import note_device_seen
from azdarar.accounts.doors.letters import send_letter, told_of
from azdarar.accounts.doors.sessions import was_succeeded
from azdarar.accounts.internal import been_here, session_ages
from azdarar.accounts.models import User

GetResponse = Callable[[HttpRequest], HttpResponseBase]

#: The pages that are made for one person; no other page looks at a session.
PRIVATE = ("/account/", "/newsroom/")
_JUST_SIGNED_IN = "_just_signed_in"
#: Says that somebody is signed in, and nothing else: without it no page asks who reads.
KNOWN = "known"
_KNOWN_FOR_S = int(session_ages.READER.idle.total_seconds())
#: For so long after signing up every device is new, and nobody needs to hear of it.
_FIRST_DAY = timedelta(days=1)


class SessionKeeper:
    """End sessions that are too old or were left alone, and keep the hint ``known`` true to the session."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PRIVATE):
            return self.get_response(request)
        now = timezone.now()
        if request.user.is_authenticated:
            if session_ages.is_over(request.session, request.user, at=now):
                logout(request)
            elif session_ages.see(request.session, request.user, at=now):
                note_device_seen(session_key=request.session.session_key or "", at=now)
        response = self.get_response(request)
        self._know_device(request, response)
        self._hint(request, response)
        return response

    def _know_device(self, request: HttpRequest, response: HttpResponseBase) -> None:
        """Tell a reader who signed in with a browser they never used, and have the browser remember them.

        Staff hear of it when they first work with it (``actions.remember_device``).
        """
        user = getattr(request, _JUST_SIGNED_IN, None)
        if user is None or response.status_code >= 500:
            return
        now = timezone.now()
        is_new = not been_here.has_been_here(request, user)
        if is_new and not user.is_staff and now - user.date_joined > _FIRST_DAY:
            with transaction.atomic():
                send_letter("accounts/new_device", to=user.email, context=told_of(request), at=now)
        been_here.remember(request, response, user)

    def _hint(self, request: HttpRequest, response: HttpResponseBase) -> None:
        is_known = KNOWN in request.COOKIES
        # Anew whenever the session's own cookie is: both last as long.
        if request.user.is_authenticated and (not is_known or request.session.modified):
            response.set_cookie(
                KNOWN,
                "1",
                max_age=None if request.session.get_expire_at_browser_close() else _KNOWN_FOR_S,
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Lax",
            )
        elif is_known and not request.user.is_authenticated and not was_succeeded(request):
            response.delete_cookie(KNOWN, samesite="Lax")


@receiver(user_logged_in, dispatch_uid="accounts.begin_session")
def _begin_session(sender: object, *, request: HttpRequest, user: User, **_: object) -> None:
    session_ages.begin(request.session, at=timezone.now())
    setattr(request, _JUST_SIGNED_IN, user)

"""What all pages of one's own share: only their owner, never stored, and where to go back to."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from azdarar.accounts.models import User
from azdarar.accounts.queries import is_freshly_confirmed

View = Callable[..., HttpResponse]

ROOT = "/account/"


def private(*methods: str, carries: str = "") -> Callable[[View], View]:
    """Let the owner in and ask everybody else to sign in; no store keeps the answer.

    Somebody whose session ended while a form was open comes back to their page: the form itself could not be
    sent again by a link.

    Args:
        methods: that the page answers; HEAD comes with GET.
        carries: the name under which the page needs to be told, after the sign-in, where somebody came from.
    """

    def decorate(view: View) -> View:
        @never_cache
        @require_http_methods([*methods, *(["HEAD"] if "GET" in methods else [])])
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not request.user.is_authenticated:
                back = request.get_full_path() if request.method in ("GET", "HEAD") else ROOT
                if carries and back != ROOT:
                    asked = {**request.GET.dict(), carries: way_back(request, otherwise="")}
                    back = f"{request.path}?{urlencode(asked)}"
                return redirect(f"{settings.LOGIN_URL}?{urlencode({'next': back})}")
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def confirmed(view: View) -> View:
    """Ask whoever is signed in to prove once more that it is they, within the last quarter of an hour.

    With a password, a passkey or an app, on allauth's page. Who has none of them signs in by mailed code, and
    is asked to do so again: a browser left open must not be enough.
    """
    by_secret = reauthentication_required(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if get_reauthentication_flows(request.user):
            answer: HttpResponse = by_secret(request, *args, **kwargs)
            return answer
        if is_freshly_confirmed(request):
            return view(request, *args, **kwargs)
        logout(request)
        messages.info(request, _("Please sign in once more, so that it is certain that it is you."))
        return redirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.path})}")

    return guarded


def owner(request: HttpRequest) -> User:
    """Return the person whose page it is."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - ``private`` let nobody else in
    return user


def way_back(request: HttpRequest, *, otherwise: str) -> str:
    """Return the path of this paper that somebody came from, or another.

    Asked for in the address or the form, else the page that links here; an address of any other host, or of
    one that only looks like ours, counts as none.
    """
    wished = request.POST.get("next") or request.GET.get("next") or ""
    if wished:
        return wished if _is_path_of_ours(wished) else otherwise
    came_from = request.headers.get("Referer", "")
    for origin in (settings.SITE_URL, f"{request.scheme}://{request.get_host()}"):
        path = came_from.removeprefix(origin)
        if path != came_from and _is_path_of_ours(path) and not path.startswith("/account/login"):
            return path
    return otherwise


def _is_path_of_ours(path: str) -> bool:
    return (
        path.startswith("/")
        and path.isprintable()
        and "\\" not in path
        and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    )

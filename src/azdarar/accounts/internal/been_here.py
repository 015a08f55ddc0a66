"""Which people have signed in with this browser before, kept by the browser and nowhere else."""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

from azdarar.accounts.models import User

_SALT = "azdarar.accounts.been-here"
#: People who share a browser; the one who came least lately is forgotten first.
_MOST_PEOPLE = 8
_KEPT_FOR_S = 31_536_000


def cookie_name() -> str:
    """Return the name of the cookie, which over https no other host can set."""
    return "__Host-been-here" if settings.SESSION_COOKIE_SECURE else "been-here"


def has_been_here(request: HttpRequest, user: User) -> bool:
    """Tell whether this browser says, in the paper's own hand, that somebody has signed in with it."""
    return _mark(user) in _people(request)


def remember(request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    """Have the browser keep that somebody signed in with it. A mark tells nobody whose it is."""
    mark = _mark(user)
    people = [mark, *(other for other in _people(request) if other != mark)][:_MOST_PEOPLE]
    response.set_cookie(
        cookie_name(),
        signing.dumps(people, salt=_SALT),
        max_age=_KEPT_FOR_S,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _people(request: HttpRequest) -> list[str]:
    try:
        kept = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=_SALT, max_age=_KEPT_FOR_S)
    except signing.BadSignature:
        return []
    return [str(mark) for mark in kept]


def _mark(user: User) -> str:
    return salted_hmac(_SALT, str(user.pk), algorithm="sha256").hexdigest()[:16]

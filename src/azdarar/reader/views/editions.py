"""Where a reader chooses an edition of the paper: a link that works without script, and leads back."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from azdarar.press.editions import COOKIE_AGE_S, EDITIONS, FULL, cookie_name, cookie_of


@require_safe
def choose(request: HttpRequest, name: str) -> HttpResponse:
    """Keep the choice in the browser, and lead back to ``next``, a path of the paper, else to its entrance.

    It is a link, so it may be followed from elsewhere: then somebody reads the paper in another edition until
    they choose again, and nothing else has happened.
    """
    chosen = EDITIONS.get(name)
    if chosen is None:
        raise Http404
    response = HttpResponse(status=303)
    response.headers["Location"] = iri_to_uri(_back(request.GET.get("next", "")))
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    if chosen is FULL:
        response.delete_cookie(cookie_name(), samesite="Lax")
        response.cookies[cookie_name()].update({"secure": settings.SITE_IS_HTTPS, "httponly": True})
    else:
        response.set_cookie(
            cookie_name(),
            cookie_of(chosen),
            max_age=COOKIE_AGE_S,
            secure=settings.SITE_IS_HTTPS,
            httponly=True,
            samesite="Lax",
        )
    return response


def _back(wished: str) -> str:
    """The wish, if it is a path of this paper as browsers read it too; else the entrance."""
    is_path = wished.startswith("/") and url_has_allowed_host_and_scheme(wished, allowed_hosts=None)
    return wished if is_path and len(wished) < 2_000 else "/"

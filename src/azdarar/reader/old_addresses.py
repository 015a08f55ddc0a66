"""What a reader gets who comes by an old address: one redirect to where its thing is now."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone

from azdarar.archive.queries import Answer, resolve
from azdarar.formats.old_addresses import Asked, asked_of
from azdarar.reader.page import absolute_url

#: Seconds for which a browser or a proxy may keep a redirect without asking again: a thing may still move.
_KEPT_S = 3_600


def asked_by(request: HttpRequest, *, host: str = "") -> Asked:
    """The address a request asks for, from the bytes that came: Django replaces what is no UTF-8.

    Args:
        host: where it was asked for; empty for the paper's own.
    """
    raw = request.META.get("PATH_INFO", request.path_info).encode("latin-1", "replace")
    return asked_of(host=host, path=raw, query=request.META.get("QUERY_STRING", ""))


def answer_to(request: HttpRequest, *, host: str = "") -> Answer:
    """What the address of a request answers with; looked up once for each request."""
    answer: Answer | None = getattr(request, "old_address", None)
    if answer is None:
        answer = resolve(asked_by(request, host=host), at=timezone.now())
        request.old_address = answer  # type: ignore[attr-defined]
    return answer


def redirect_to(address: str) -> HttpResponse:
    """One permanent redirect, to the paper's public address whatever host was asked."""
    response = HttpResponsePermanentRedirect(absolute_url(address))
    response.headers["Cache-Control"] = f"public, max-age={_KEPT_S}"
    return response

"""Django's error handlers, named in the root addresses."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from azdarar.reader.missing import failed_page, form_refused_page, missing_page, too_many_page


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer with the paper's 404, in the language the address names, else the paper's first."""
    return missing_page(request, language=_language_of(request))


def too_many(request: HttpRequest) -> HttpResponse:
    """Answer somebody who asks too often; allauth looks this handler up beside Django's own."""
    return too_many_page(request, language=_language_of(request))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer with the paper's 500."""
    return failed_page(request)


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that came without its key; named in the settings. The log says why."""
    return form_refused_page()


def _language_of(request: HttpRequest) -> str:
    language = getattr(request, "LANGUAGE_CODE", "")
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE

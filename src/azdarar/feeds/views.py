"""Addresses of feeds."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from azdarar.articles.models import Contributor, Section
from azdarar.feeds.answers import answer
from azdarar.feeds.channels import (
    Channel,
    author_channel,
    language_channel,
    paper_channel,
    search_channel,
    section_channel,
)
from azdarar.feeds.formats import as_json, as_rss
from azdarar.search.naming import asked_of

_FORMATS = {
    "xml": (as_rss, "application/rss+xml; charset=utf-8"),
    "json": (as_json, "application/feed+json; charset=utf-8"),
}


def paper(request: HttpRequest, form: str) -> HttpResponse:
    """The whole paper's feed."""
    return _feed(request, paper_channel(at=timezone.now()), form=form)


def language(request: HttpRequest, language: str, form: str) -> HttpResponse:
    """A language's feed."""
    return _feed(request, language_channel(language, at=timezone.now()), form=form)


def section(request: HttpRequest, language: str, slug: str, form: str) -> HttpResponse:
    """A section's feed."""
    found = Section.objects.filter(locale__language_code=language, slug=slug).select_related("locale").first()
    if found is None:
        raise Http404
    return _feed(request, section_channel(found, at=timezone.now()), form=form)


def author(request: HttpRequest, language: str, slug: str, form: str) -> HttpResponse:
    """A contributor's feed."""
    found = Contributor.objects.filter(slug=slug).prefetch_related("profiles").first()
    if found is None:
        raise Http404
    return _feed(request, author_channel(found, language=language, at=timezone.now()), form=form)


def search(request: HttpRequest, language: str, form: str) -> HttpResponse:
    """What a search finds, the newest first; without a search, the language's own feed."""
    asked = asked_of(dict(request.GET.lists()), language=language)
    if asked.is_too_long or asked.page != 1:
        raise Http404
    now = timezone.now()
    channel = language_channel(language, at=now) if asked.is_empty else search_channel(asked, at=now)
    response = _feed(request, channel, form=form)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _feed(request: HttpRequest, channel: Channel, *, form: str) -> HttpResponse:
    write, content_type = _FORMATS[form]
    return answer(request, write(channel), content_type=content_type, updated_at=channel.updated_at)

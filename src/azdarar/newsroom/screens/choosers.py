"""Choosing a story: by headline and language, newest first.

Wagtail's page chooser walks the tree and counts what it finds; a language's stories lie flat in one place,
a hundred thousand of them. Where a story is asked for, or its place is entered, this list answers instead.
Its links carry the classes Wagtail's own script listens to.
"""

import re
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.forms.search import SearchForm
from wagtail.admin.modal_workflow import render_modal_workflow
from wagtail.admin.views.chooser import BrowseView, ChosenMultipleView, SearchView
from wagtail.models import Page

from azdarar.articles.models import Article, ArticleSpace, PlainPage, headline_key, seen_by
from azdarar.fronts.models import Dossier, Front
from azdarar.language.scripts import autonym
from azdarar.newsroom.numbers import number_in
from azdarar.newsroom.queries import DeskFilter, Place, desk_page

_STORIES = Article._meta.label_lower
_ANY_PAGE = Page._meta.label_lower
_MOST_OTHERS = 20
#: The address of the form a chooser was opened from: an existing page, or a new one below a page.
_FORM_ADDRESS = re.compile(r"/pages/(?:(?P<page>\d+)/|add/\w+/\w+/(?P<parent>\d+)/)")
_LINK_OPTIONS = ("allow_external_link", "allow_email_link", "allow_phone_link", "allow_anchor_link")


def choose_page(request: HttpRequest, parent_page_id: int | None = None) -> HttpResponse:
    """Answer Wagtail's page chooser: with the list of stories where stories are meant, else with its own."""
    space = ArticleSpace.objects.filter(pk=parent_page_id).select_related("locale").first()
    wants_stories = request.GET.get("page_type") == _STORIES
    if space is None and not (wants_stories and parent_page_id is None):
        response: HttpResponse = BrowseView.as_view()(request, parent_page_id=parent_page_id)
        return response
    language = request.GET.get("language")
    if language is None:
        language = space.locale.language_code if space else _language_of_form(request)
    context = {
        **_list_context(request, language=language),
        "languages": _language_links(request),
        "search_form": SearchForm(),
        "parent_page_id": parent_page_id,
        "offers_link_types": any(request.GET.get(name) for name in _LINK_OPTIONS),
        **{name: request.GET.get(name) for name in _LINK_OPTIONS},
    }
    answer: HttpResponse = render_modal_workflow(
        request,
        "newsroom/choose_story.html",
        None,
        context,
        json_data={"step": "browse", "parent_page_id": parent_page_id},
    )
    return answer


def search_pages(request: HttpRequest) -> HttpResponse:
    """Answer the chooser's search: stories by headline, and other pages too where any page will do."""
    wanted = request.GET.get("page_type") or _ANY_PAGE
    if wanted not in (_STORIES, _ANY_PAGE):
        response: HttpResponse = SearchView.as_view()(request)
        return response
    context = _list_context(request, language=request.GET.get("language", ""))
    if wanted == _ANY_PAGE:
        context["others"] = _other_pages(request.GET.get("q", ""))
    return TemplateResponse(request, "newsroom/choose_story_results.html", context)


def chosen_pages(request: HttpRequest) -> HttpResponse:
    """Answer with what was chosen, unless one of it is a story that this person does not see."""
    numbers = {number_in(number) for number in request.GET.getlist("id")}
    seen = Article.objects.filter(seen_by(request.user, at=timezone.now()))
    if Article.objects.filter(pk__in=numbers).exclude(pk__in=seen).exists():
        raise PermissionDenied
    response: HttpResponse = ChosenMultipleView.as_view()(request)
    return response


def _other_pages(words: str) -> list[Page]:
    """Front pages, dossiers and plain pages with these words in their titles; a paper has tens of them."""
    wanted = headline_key(words).split()
    pages = Page.objects.type(Front, Dossier, PlainPage).specific().order_by("title")
    found = [page for page in pages if all(word in headline_key(page.title) for word in wanted)]
    return found[:_MOST_OTHERS] if wanted else []


def _language_links(request: HttpRequest) -> list[tuple[str, str, str]]:
    """Return (code, name, address) of each language's stories, and of all of them."""
    kept = {name: value for name in _LINK_OPTIONS if (value := request.GET.get(name))}
    base = reverse("wagtailadmin_choose_page")
    return [
        (code, name, f"{base}?{urlencode({**kept, 'page_type': _STORIES, 'language': code})}")
        for code, name in (("", ""), *((code, autonym(code)) for code, _name in settings.LANGUAGES))
    ]


def _list_context(request: HttpRequest, *, language: str) -> dict[str, Any]:
    page = desk_page(
        DeskFilter(language=language, words=request.GET.get("q", "").strip()[:200]),
        at=timezone.now(),
        user=request.user,
        before=Place.read(request.GET.get("before", "")),
        after=Place.read(request.GET.get("after", "")),
    )
    asked_anew = ("before", "after", "language", "p")
    kept = {key: value for key, value in request.GET.items() if key not in asked_anew}
    base = reverse("wagtailadmin_choose_page_search" if kept.get("q") else "wagtailadmin_choose_page")
    spaces = {space.locale.language_code: space.pk for space in ArticleSpace.objects.select_related("locale")}

    def leading(**changed: str) -> str:
        return f"{base}?{urlencode({**kept, 'page_type': _STORIES, 'language': language, **changed})}"

    return {
        "page": page,
        "spaces": spaces,
        "language": language,
        "search_parameters": urlencode({"page_type": _STORIES, "language": language}),
        "older_url": leading(before=str(page.older)) if page.older else "",
        "newer_url": leading(after=str(page.newer)) if page.newer else "",
    }


def _language_of_form(request: HttpRequest) -> str:
    """The language of the page being written, which the browser names as where the request comes from."""
    place = _FORM_ADDRESS.search(urlsplit(request.META.get("HTTP_REFERER", "")).path)
    if place is None:
        return ""
    number = place["page"] or place["parent"]
    row = Page.objects.filter(pk=int(number[:18])).values_list("locale__language_code", flat=True).first()
    return row or ""

"""Addresses of the search: the page, and what it offers while somebody types."""

from dataclasses import replace
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from azdarar.language.typography import TypesetText
from azdarar.reader.missing import missing_page
from azdarar.reader.page import Feed, PageContext, page_context, render_page
from azdarar.reader.search_filters import search_address
from azdarar.reader.search_page import help_values, search_values
from azdarar.search.asking import ADDRESS_NAMES, LONGEST_TYPED, Asked
from azdarar.search.naming import asked_of, title_of
from azdarar.search.queries import Found, search, suggest

PER_PAGE = 10
#: Suggestions while somebody types.
_MOST_SUGGESTED = 8


def search_page(request: HttpRequest, language: str) -> HttpResponse:
    """The search: a form, and what was found. Each search has one address, and every other leads to it."""
    with translation.override(language):
        asked = asked_of(dict(request.GET.lists()), language=language)
        if asked.page < 1 or (asked.is_empty and asked.page > 1):
            return missing_page(request, language=language)
        if asked.is_empty:
            asked = Asked(language)  # without a search there is nothing to order
        if _stands_elsewhere(request, asked):
            return HttpResponseRedirect(search_address(asked), headers={"Cache-Control": "no-cache"})
        return _answer(request, asked)


def _answer(request: HttpRequest, asked: Asked) -> HttpResponse:
    now = timezone.now()
    if asked.is_empty:
        return render_page(request, "search/search.html", page=_page(request, asked), asked=asked)
    found = Found(asked, is_too_long=True) if asked.is_too_long else search(asked, at=now, per_page=PER_PAGE)
    if asked.page > 1 and not found.results:
        return missing_page(request, language=asked.language)
    values = {} if found.is_too_long else search_values(found, at=now)
    if not found.results and not found.is_too_long:
        values |= help_values(found, at=now)
    return render_page(
        request,
        "search/search.html",
        page=_page(request, asked),
        status=400 if found.is_too_long else 200,
        asked=asked,
        found=found,
        previous_url=search_address(replace(asked, page=asked.page - 1)) if asked.page > 1 else "",
        next_url=search_address(replace(asked, page=asked.page + 1)) if found.has_more else "",
        feed_url=_feed_url(asked, "xml"),
        keep_url=_keep_url(asked),
        **values,
    )


def suggestions(request: HttpRequest, language: str) -> HttpResponse:
    """What somebody who has typed so much may mean, as JSON: the same for everybody."""
    typed = " ".join(request.GET.get("q", "").split())
    if not 0 < len(typed) <= LONGEST_TYPED:
        return _as_json([], status=400 if typed else 200)
    with translation.override(language):
        kinds = {
            "subject": _("Subject"),
            "section": _("Section"),
            "author": _("Author"),
            "story": _("Story"),
        }
        found = suggest(typed, language=language, at=timezone.now(), most=_MOST_SUGGESTED)
    return _as_json(
        [
            {
                "kind": kinds.get(one.kind, ""),
                "text": str(TypesetText(one.text, one.language)),
                "url": one.address,
                "lang": one.language,
            }
            for one in found
        ]
    )


def _as_json(found: list[dict[str, str]], *, status: int = 200) -> JsonResponse:
    # Asked again each time: what was withdrawn must not stay in a browser's store.
    headers = {"Cache-Control": "no-cache", "X-Robots-Tag": "noindex"}
    return JsonResponse({"suggestions": found}, status=status, headers=headers)


def _stands_elsewhere(request: HttpRequest, asked: Asked) -> bool:
    """Whether the address says the search in other words than its own; nobody is led on twice.

    A search with a part that makes no sense stays where it is, so that the reader is told which.
    """
    if asked.misread or asked.is_too_long:
        return False
    sent = [(name, value) for name in ADDRESS_NAMES for value in request.GET.getlist(name)]
    own = asked.pairs()
    if sorted(sent) == sorted(own):
        return False
    again: dict[str, list[str]] = {}
    for name, value in own:
        again.setdefault(name, []).append(value)
    return asked_of(again, language=asked.language).pairs() == own


def _page(request: HttpRequest, asked: Asked) -> PageContext:
    language = asked.language
    told = _("Every story of %(paper)s, by its headline, its text or a name.") % {
        "paper": settings.PAPER_NAME
    }
    title = "" if asked.is_empty else title_of(asked)
    others = {
        code: search_address(
            Asked(code, typed=asked.typed, order=asked.order, only_as_typed=asked.only_as_typed)
        )
        for code, _name in settings.LANGUAGES
        if code != language
    }
    return page_context(
        request,
        language=language,
        title=_("Search: %(words)s") % {"words": title} if title else _("Search the archive"),
        kind="search",
        path=search_address(asked),
        description=TypesetText(told, language),
        translations=others,
        feeds=_feeds(asked, title) if title and not asked.is_too_long else (),
        is_indexed=asked.is_empty,
    )


def _feeds(asked: Asked, title: str) -> tuple[Feed, ...]:
    return (
        Feed(title, _feed_url(asked, "xml"), "application/rss+xml"),
        Feed(title, _feed_url(asked, "json"), "application/feed+json"),
    )


def _feed_url(asked: Asked, form: str) -> str:
    lasting = replace(asked, order="fitness", page=1)
    return f"{reverse('feeds:search', args=[asked.language, form])}?{lasting.query_string()}"


def _keep_url(asked: Asked) -> str:
    lasting = replace(asked, order="fitness", page=1)
    query = urlencode({"in": asked.language, "search": lasting.query_string()})
    return f"{reverse('members:keep_search')}?{query}"

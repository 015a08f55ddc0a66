"""Saved searches: kept, changed, removed; and the way to stop their mails without signing in."""

from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from azdarar.errors import AzdararError
from azdarar.members import actions
from azdarar.members.models import SavedSearch
from azdarar.members.queries import saved_searches
from azdarar.members.telling import whose_key
from azdarar.members.views.private import owner, private
from azdarar.search.asking import Asked
from azdarar.search.naming import asked_of, title_of

#: No search of ours has a longer address.
_LONGEST = 4_000


@private("GET")
def searches(request: HttpRequest) -> HttpResponse:
    """List the searches somebody keeps."""
    values = {"searches": saved_searches(user=owner(request)), "rhythms": SavedSearch.Rhythm.choices}
    return TemplateResponse(request, "members/searches.html", values)


@private("GET", "POST")
def keep(request: HttpRequest) -> HttpResponse:
    """Ask how often somebody wishes to be told, then keep the search."""
    sent = request.POST if request.method == "POST" else request.GET
    asked = _asked(sent.get("search", ""), language=sent.get("in", ""))
    if request.method != "POST":
        return _keep_page(request, asked, rhythm=SavedSearch.Rhythm.DAILY)
    rhythm = sent.get("rhythm", "")
    try:
        actions.keep_search(user=owner(request), asked=asked, rhythm=rhythm, at=timezone.now())
    except AzdararError as error:
        return _keep_page(request, asked, rhythm=rhythm, mistake=str(error), status=422)
    messages.success(request, _("The search is kept."))
    return redirect(reverse("members:searches"))


@private("POST")
def change(request: HttpRequest, search_id: int) -> HttpResponse:
    """Say how often somebody is told. A search that is gone already is no mistake."""
    rhythm = request.POST.get("rhythm", "")
    actions.change_search(user=owner(request), search_id=search_id, rhythm=rhythm, at=timezone.now())
    messages.success(request, _("Your wishes are stored."))
    return redirect(reverse("members:searches"))


@private("POST")
def forget(request: HttpRequest, search_id: int) -> HttpResponse:
    """Keep a search no longer. One that is gone already is no mistake."""
    actions.forget_search(user=owner(request), search_id=search_id)
    messages.success(request, _("The search is no longer kept."))
    return redirect(reverse("members:searches"))


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, key: str) -> HttpResponse:
    """Stop somebody's mails about their searches: the key in the mail is all it takes (RFC 8058).

    Looking at the page stops nothing: programs look at every link of a mail before its reader does. What is
    posted needs no token: whoever has the key may stop the mails, and can do nothing else with it.
    """
    user_id = whose_key(key)
    if user_id is None:
        return TemplateResponse(request, "members/refused.html", {"sentence": _bad_key()}, status=404)
    if request.method == "POST":
        actions.stop_telling(user_id=user_id)
    return TemplateResponse(request, "members/stop_telling.html", {"is_done": request.method == "POST"})


def _bad_key() -> str:
    return _("This link is not complete. Nothing was changed: copy all of it from the mail, or sign in.")


def _keep_page(
    request: HttpRequest, asked: Asked, *, rhythm: str, mistake: str = "", status: int = 200
) -> HttpResponse:
    query = asked.query_string()
    values: dict[str, Any] = {
        "title": title_of(asked),
        "language": asked.language,
        "search": query,
        "address": f"/{asked.language}/search/" + (f"?{query}" if query else ""),
        "rhythms": SavedSearch.Rhythm.choices,
        "rhythm": rhythm,
        "mistake": mistake,
    }
    return TemplateResponse(request, "members/keep_search.html", values, status=status)


def _asked(query: str, *, language: str) -> Asked:
    """The search that a page sent here; of a language that is none of the paper, in its first."""
    language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGES[0][0]
    address = parse_qs(query[:_LONGEST], max_num_fields=200) if query.count("&") < 200 else {}
    return asked_of(address, language=language)

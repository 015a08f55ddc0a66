"""Saved stories, reading history, wishes for newsletters."""

import math
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from azdarar.articles.queries import in_order, story_cards
from azdarar.errors import AzdararError
from azdarar.members import actions, queries
from azdarar.members.actions import UnknownStoryError
from azdarar.members.views.private import owner, private, way_back

PER_PAGE = 20
#: Where a page says that a story was saved, for whoever comes back to it without script.
SAVED_MARK = "#story-saved"


@private("GET")
def saved(request: HttpRequest) -> HttpResponse:
    """List what somebody keeps, the newest first."""
    user = owner(request)
    values = _listed(request, queries.saved_stories, count=queries.saved_count(user=user))
    return TemplateResponse(request, "members/saved.html", values)


@private("GET", "POST", carries="next")
def save(request: HttpRequest) -> HttpResponse:
    """Save a story and go back to where it stood; this is what the bookmark of a card leads to.

    A link saves at once when it was followed on a page of ours, which the browser says by itself and no
    other site can make it say. From anywhere else it shows the story and asks.
    """
    now, story_id = timezone.now(), _number(request.POST.get("story") or request.GET.get("story"))
    stories = story_cards(in_order([story_id], at=now))
    if not stories:
        return _refused(request, UnknownStoryError(), status=404)
    back = way_back(request, otherwise=stories[0].url)
    if request.method != "POST" and not _is_own_click(request):
        return TemplateResponse(request, "members/save.html", {"card": stories[0], "next": back})
    try:
        actions.save_story(user=owner(request), story_id=story_id, at=now)
    except AzdararError as error:
        return _refused(request, error, status=409)
    return redirect(back + SAVED_MARK if "#" not in back else back)


@private("POST")
def unsave(request: HttpRequest, saved_id: int) -> HttpResponse:
    """Take a row from the list. One that is gone already is no mistake."""
    actions.forget_saved_row(user=owner(request), saved_id=saved_id)
    messages.success(request, _("The story is no longer in your list."))
    return redirect(way_back(request, otherwise=reverse("members:saved")))


@private("POST")
def toggle(request: HttpRequest) -> HttpResponse:
    """Save or give up a story in place, for the script; answers what holds now."""
    story_id, is_wished = _number(request.POST.get("story")), request.POST.get("keep") == "1"
    try:
        if is_wished:
            actions.save_story(user=owner(request), story_id=story_id, at=timezone.now())
        else:
            actions.forget_saved_story(user=owner(request), story_id=story_id)
    except AzdararError as error:
        return JsonResponse({"code": error.code, "detail": str(error)}, status=409)
    return JsonResponse({"story": story_id, "kept": is_wished})


@private("GET")
def history(request: HttpRequest) -> HttpResponse:
    """List what somebody read, if they wish it remembered."""
    user = owner(request)
    values = _listed(request, queries.readings, count=queries.reading_count(user=user))
    values["keeps_history"] = queries.wishes_history(user=user)
    return TemplateResponse(request, "members/history.html", values)


@private("POST")
def switch_history(request: HttpRequest) -> HttpResponse:
    """Begin to remember what somebody reads, or stop and erase it."""
    if request.POST.get("keep") == "1":
        actions.remember_reading(user=owner(request), at=timezone.now())
        messages.success(request, _("From now on, the stories you open are remembered for 90 days."))
    else:
        actions.stop_remembering(user=owner(request))
        messages.success(request, _("Your reading is not remembered, and what was remembered is erased."))
    return redirect(way_back(request, otherwise=reverse("members:account") + "#history"))


@private("POST")
def record(request: HttpRequest) -> HttpResponse:
    """Note that a story was opened, for those who wish it; says nothing back."""
    story_id = _number(request.POST.get("story"))
    actions.record_reading(user=owner(request), story_id=story_id, at=timezone.now())
    return HttpResponse(status=204)


@private("POST")
def forget(request: HttpRequest, reading_id: int) -> HttpResponse:
    """Forget one reading. One that is forgotten already is no mistake."""
    actions.forget_reading(user=owner(request), reading_id=reading_id)
    messages.success(request, _("That story is forgotten."))
    return redirect(way_back(request, otherwise=reverse("members:history")))


@private("POST")
def forget_all(request: HttpRequest) -> HttpResponse:
    """Forget everything that was read and go on remembering."""
    actions.forget_readings(user=owner(request))
    messages.success(request, _("Everything you read is forgotten."))
    return redirect(reverse("members:history"))


@private("POST")
def newsletters(request: HttpRequest) -> HttpResponse:
    """Keep exactly the wishes that are ticked."""
    ticked = [_number(value) for value in request.POST.getlist("letter")[:100]]
    actions.wish_for_newsletters(user=owner(request), newsletter_ids=ticked, at=timezone.now())
    messages.success(request, _("Your wishes are stored."))
    return redirect(reverse("members:account") + "#newsletters")


def _listed(request: HttpRequest, ask: Any, *, count: int) -> dict[str, Any]:
    """Return one page of a list; a page past the end shows the last."""
    pages = max(1, math.ceil(count / PER_PAGE))
    number = min(max(1, _number(request.GET.get("page"))), pages)
    rows = ask(user=owner(request), at=timezone.now(), most=PER_PAGE, before=(number - 1) * PER_PAGE)
    pager = {
        "number": number,
        "previous_url": f"?page={number - 1}" if number > 1 else "",
        "next_url": f"?page={number + 1}" if number < pages else "",
    }
    return {"rows": rows, "count": count, "pager": pager}


def _is_own_click(request: HttpRequest) -> bool:
    """Whether a page of ours was left by a click, and not looked at ahead of one."""
    is_ahead = "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    is_ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
    return request.method == "GET" and is_ours and not is_ahead


def _refused(request: HttpRequest, error: AzdararError, *, status: int) -> HttpResponse:
    return TemplateResponse(request, "members/refused.html", {"sentence": str(error)}, status=status)


def _number(text: str | None) -> int:
    """Read an id somebody sent; what is none names nothing."""
    text = text or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0

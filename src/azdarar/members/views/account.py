"""The page of an account, and what it changes of it: name and language, devices."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from azdarar.accounts.actions import change_profile, end_session, sign_out_everywhere
from azdarar.accounts.queries import devices_of, ways_in
from azdarar.members.forms import ProfileForm
from azdarar.members.models import SavedSearch
from azdarar.members.queries import (
    offered_newsletters,
    saved_count,
    saved_searches,
    saved_stories,
    wishes_history,
)
from azdarar.members.views.private import owner, private

#: How many saved stories the page itself shows; the rest have a page of their own.
SHOWN = 4


@private("GET")
def account(request: HttpRequest) -> HttpResponse:
    """Show everything the paper keeps of a person, and what they can do about it."""
    return account_page(request, profile=ProfileForm.of(owner(request)))


def account_page(request: HttpRequest, *, profile: ProfileForm, status: int = 200) -> HttpResponse:
    """Answer with the page of an account, with a form that may have been refused."""
    user, now = owner(request), timezone.now()
    values: dict[str, Any] = {
        "profile": profile,
        "saved": saved_stories(user=user, at=now, most=SHOWN),
        "saved_count": saved_count(user=user),
        "searches": saved_searches(user=user),
        "rhythms": SavedSearch.Rhythm.choices,
        "newsletters": offered_newsletters(user=user),
        "keeps_history": wishes_history(user=user),
        "ways": ways_in(user),
        "devices": devices_of(user, current_session_key=request.session.session_key),
        "now": now,
    }
    return TemplateResponse(request, "members/account.html", values, status=status)


@private("POST")
def profile(request: HttpRequest) -> HttpResponse:
    """Store a name and a language; a mistake is told at its field, and nothing typed is lost."""
    form = ProfileForm.of(owner(request), request.POST)
    if not form.is_valid():
        return account_page(request, profile=form, status=422)
    change_profile(user=owner(request), **form.cleaned_data)
    with translation.override(form.cleaned_data["language"]):
        messages.success(request, _("Your name and language are stored."))
    return redirect(reverse("members:account"))


@private("POST")
def end_device(request: HttpRequest, session_id: int) -> HttpResponse:
    """Sign one device out. One that is signed out already is no mistake."""
    end_session(user=owner(request), session_id=session_id)
    messages.success(request, _("That device is signed out."))
    return redirect(reverse("members:account") + "#devices")


@private("POST")
def end_all_devices(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere, here as well."""
    sign_out_everywhere(user=owner(request), at=timezone.now())
    logout(request)
    messages.success(request, _("You are signed out on every device."))
    return redirect(reverse("account_login"))

"""Small answers about whoever is signed in: who they are, and which language they keep."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.http import require_POST, require_safe

from allauth.account.adapter import get_adapter

from azdarar.accounts.actions import choose_language


@require_safe
def me(request: HttpRequest) -> JsonResponse:
    """Say who reads, to the scripts of pages that are the same for everybody.

    Rooms above add what they know: ``settings.AZDARAR_ACCOUNT_FACTS`` names functions of a request, whose
    facts are put beside these.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"signed_in": False})
    facts: dict[str, Any] = {
        "signed_in": True,
        "name": request.user.first_name or str(request.user),
        "is_staff": request.user.is_staff,
        "saved": [],
    }
    for path in settings.AZDARAR_ACCOUNT_FACTS:
        facts |= import_string(path)(request)
    return JsonResponse(facts)


@require_POST
@login_required
def language(request: HttpRequest) -> HttpResponse:
    """Keep a language for whoever is signed in, and lead back."""
    choose_language(user=request.user, language=request.POST.get("language", ""), at=timezone.now())
    onward = request.POST.get("next", "")
    return HttpResponseRedirect(onward if get_adapter().is_safe_url(onward) else "/account/")

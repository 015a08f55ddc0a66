"""A small answer about whoever is signed in."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe


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

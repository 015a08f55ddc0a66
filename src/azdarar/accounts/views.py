"""The page behind an invitation's link."""

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from azdarar.accounts.actions import (
    InvitationSpentError,
    accept_invitation,
    invitation_for,
    remember_device,
)
from azdarar.accounts.forms import InvitationForm
from azdarar.accounts.queries import has_second_factor, keep_device, place_of

#: The address is a key. A browser tells it to nobody else; ``no-referrer`` would keep it from the form's own
#: request too, which would then arrive with ``Origin: null`` and be refused as forged.
_KEY_HEADERS = {"Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex, nofollow"}


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show who is invited; on POST, spend the invitation and let them in.

    Looking at the page spends nothing: mail scanners and previews look at every link.
    """
    now = timezone.now()
    try:
        open_invitation = invitation_for(token, at=now)
    except InvitationSpentError as error:
        return _spent(request, error)
    sent = request.POST if request.method == "POST" else None
    form = InvitationForm(sent, initial={"name": open_invitation.user.get_full_name()})
    if form.is_valid():
        try:
            user = accept_invitation(token, at=now, **form.cleaned_data)
        except InvitationSpentError as error:
            return _spent(request, error)
        except ValidationError as error:
            form.add_error("password", error)
        else:
            get_adapter().login(request, user)
            return _with_device(request, _as_key(redirect("wagtailadmin_home")))
    response = TemplateResponse(
        request,
        "accounts/invitation.html",
        {"form": form, "invitation": open_invitation},
        status=422 if form.errors else 200,
    )
    return _as_key(response)


def _with_device(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Know this browser from now on: whoever spends an invitation has shown all that can be asked of them.

    Somebody who has a second factor already has not: the newsroom will ask for it.
    """
    if not has_second_factor(request.user):
        token = remember_device(user=request.user, request_place=place_of(request), at=timezone.now())
        keep_device(response, token)
    return response


def _spent(request: HttpRequest, error: InvitationSpentError) -> HttpResponse:
    return _as_key(
        TemplateResponse(request, "accounts/invitation_spent.html", {"sentence": str(error)}, status=410)
    )


def _as_key(response: HttpResponse) -> HttpResponse:
    for name, value in _KEY_HEADERS.items():
        response[name] = value
    return response

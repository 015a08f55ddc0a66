"""Taking one's data out, and leaving for good."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from azdarar.accounts.actions import TIME_TO_RETURN, ask_for_erasure
from azdarar.errors import AzdararError
from azdarar.language.slugs import slugify
from azdarar.members.data_copy import copy_of_everything, tell_of_copy
from azdarar.members.views.private import confirmed, owner, private


@private("GET")
@confirmed
def download(request: HttpRequest) -> HttpResponse:
    """Hand out everything the paper keeps of a person: one archive, for machines and for people."""
    user, now = owner(request), timezone.now()
    response = HttpResponse(copy_of_everything(user, at=now), content_type="application/zip")
    name = slugify(settings.PAPER_NAME, language=settings.LANGUAGE_CODE) or "paper"
    day = timezone.localtime(now).date().isoformat()
    response["Content-Disposition"] = content_disposition_header(True, f"{name}-{day}.zip")
    tell_of_copy(user, at=now)
    return response


@private("GET", "POST")
@confirmed
def leave(request: HttpRequest) -> HttpResponse:
    """Say what leaving means; on POST, close the account and sign out everywhere."""
    if request.method != "POST":
        due_at = timezone.now() + TIME_TO_RETURN
        return TemplateResponse(request, "members/leave.html", {"due_at": due_at})
    try:
        ask_for_erasure(user=owner(request), at=timezone.now())
    except AzdararError as error:
        messages.error(request, str(error))
        return redirect(reverse("members:account") + "#leave")
    logout(request)
    return redirect(reverse("members:left"))


@never_cache
@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """Say goodbye; the page knows nobody and can be looked at by anybody."""
    return TemplateResponse(request, "members/left.html", {"days": TIME_TO_RETURN.days})

"""A refusal in the newsroom is a sentence to whoever asked, never a failure."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Task
from wagtail.permissions import policy_registry

from azdarar.errors import AzdararError

GetResponse = Callable[[HttpRequest], HttpResponseBase]

_NEWSROOM = "/newsroom/"
#: Addresses at which Wagtail asks nobody what they may do: (address, model, any of these rights to it).
_LEFT_OPEN: tuple[tuple[str, Callable[[], Any], tuple[str, ...]], ...] = (
    ("workflows/task_chooser/", lambda: Task, ("add", "change")),
    ("api/main/images/", get_image_model, ("choose", "add", "change")),
    ("api/main/documents/", get_document_model, ("choose", "add", "change")),
)


class FormIncompleteError(AzdararError):
    """A form without fields that its page has; Wagtail's own code fails at it."""

    code: ClassVar[str] = "newsroom.form-incomplete"
    sentence = _(
        "A part of the form was lost on the way, so nothing of it was kept. Go back, and send it once more."
    )


class Refusals:
    """Turn an error raised on purpose, wherever a staff screen ran into it, into a message on that screen.

    Everything the request had written is undone, as it would have been had the error gone on.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Ask in Wagtail's place whether somebody may see what it would show to anybody of the staff."""
        within = request.path_info.removeprefix(_NEWSROOM)
        if within == request.path_info or not request.user.is_staff:
            return
        for place, model, rights in _LEFT_OPEN:
            policy = policy_registry.get_by_type(model()) if within.startswith(place) else None
            if policy is not None and not policy.user_has_any_permission(request.user, rights):
                raise PermissionDenied

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        home = reverse("wagtailadmin_home")
        if not request.path.startswith(home):
            return None
        if isinstance(exception, MultiValueDictKeyError | FormIncompleteError):
            return _incomplete(request)
        if not isinstance(exception, AzdararError):
            return None
        if transaction.get_connection().in_atomic_block:
            transaction.set_rollback(True)
        if not request.accepts("text/html"):
            answer = {"success": False, "error_code": exception.code, "error_message": str(exception)}
            return JsonResponse(answer, status=400)
        messages.error(request, str(exception))
        came_from = request.META.get("HTTP_REFERER", "")
        is_ours = url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()})
        return redirect(came_from if is_ours else home)


def _incomplete(request: HttpRequest) -> HttpResponse:
    """Answer 400, and undo what was written before the missing field was missed."""
    error = FormIncompleteError()
    response: HttpResponse
    if request.accepts("text/html"):
        response = render(request, "newsroom/incomplete.html", {"sentence": str(error)}, status=400)
    else:
        answer = {"success": False, "error_code": error.code, "error_message": str(error)}
        response = JsonResponse(answer, status=400)
    # Last: the page asks the database, which answers no more once all is to be undone.
    if transaction.get_connection().in_atomic_block:
        transaction.set_rollback(True)
    return response

"""A refusal in the newsroom is a sentence to whoever asked, never a failure."""

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from azdarar.errors import AzdararError

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class Refusals:
    """Turn an error raised on purpose, wherever a staff screen ran into it, into a message on that screen.

    Everything the request had written is undone, as it would have been had the error gone on.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        home = reverse("wagtailadmin_home")
        if not isinstance(exception, AzdararError) or not request.path.startswith(home):
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

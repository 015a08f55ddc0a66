"""Uploading an export: written into the folder for imports as it arrives, whatever its length.

Django's own handlers would keep it in memory or copy it through the system's temporary folder, which is often
memory too. Everything is refused before the first byte is kept where it can be: without a right to it, from
another site, too long, or with a full disk.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from azdarar.archive.intake import Arrival, EmptyUploadError, refuse_too_large
from azdarar.errors import AzdararError
from azdarar.newsroom.screens.imports.rights import may_import

#: Bytes handed to the disk at a time.
_PIECE = 256 * 1024


class IntoFolder(FileUploadHandler):
    """Takes every file of the form into the folder for imports; ``refusal`` says what went wrong."""

    chunk_size = _PIECE

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.names: list[str] = []
        self.refusal: AzdararError | None = None
        self._arrival: Arrival | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._arrival = Arrival(self.file_name or "")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._arrival is None:
            return
        try:
            self._arrival.write(raw_data)
        except AzdararError as error:
            self.refusal, self._arrival = error, None
            raise StopUpload(connection_reset=True) from error

    def file_complete(self, file_size: int) -> None:
        if self._arrival is None:
            return
        arrival, self._arrival = self._arrival, None
        try:
            self.names.append(arrival.finish())
        except AzdararError as error:
            self.refusal = error

    def upload_interrupted(self) -> None:
        """Leave nothing of a file that did not arrive whole."""
        if self._arrival is not None:
            self._arrival.give_up()
            self._arrival = None


@csrf_exempt
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take files into the folder; the token of the form is read with it, after the rights."""
    if not may_import(request.user):
        raise PermissionDenied
    try:
        refuse_too_large(int(request.META.get("CONTENT_LENGTH") or 0) - settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    except AzdararError as error:
        return _answer(request, refusal=error)
    handler = IntoFolder(request)
    request.upload_handlers = [handler]
    response: HttpResponse = _received(request, handler)
    return response


@csrf_protect
def _received(request: HttpRequest, handler: IntoFolder) -> HttpResponse:
    try:
        request.POST  # noqa: B018 - reading it is what takes the files in
    finally:
        handler.upload_interrupted()
    refusal = handler.refusal or (None if handler.names else EmptyUploadError())
    return _answer(request, refusal=refusal, names=handler.names)


def _answer(
    request: HttpRequest, *, refusal: AzdararError | None, names: list[str] | None = None
) -> HttpResponse:
    names = names or []
    if refusal is None:
        told = ngettext("“%(name)s” is here.", "%(count)s files are here.", len(names)) % {
            "name": ", ".join(names),
            "count": len(names),
        }
        messages.success(request, _("%(told)s Now choose what belongs together.") % {"told": told})
    else:
        messages.error(request, str(refusal))
    address = reverse("newsroom_imports")
    if request.accepts("text/html"):
        return redirect(address)
    return JsonResponse({"address": address}, status=422 if refusal else 200)

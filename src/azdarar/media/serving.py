"""Answer with files: pictures and documents of what is public.

Two doors and no third: an original, a draft's document or a half-uploaded file has no address at all. A
picture shares the fate of what shows it: while every story with it is closed, its address answers 404.
"""

import re
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe
from wagtail.permissions import policy_registry

from azdarar.media.models import Picture, StoryDocument

_PICTURE_NAME = re.compile(
    r"[0-9a-f]{2}/(?P<key>[0-9a-f]{32})[0-9a-z.-]*\.(?P<extension>avif|webp|jpg|png|gif)"
)
_PICTURE_TYPES = {
    "avif": "image/avif",
    "webp": "image/webp",
    "jpg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
}
_A_YEAR_S = 365 * 24 * 3600


class _Download(FileResponse):
    """A file in pieces larger than Django's four kilobytes, each of which costs the server a turn."""

    block_size = 64 * 1024


class DocumentCarrier(Protocol):
    """What the dotted paths in ``AZDARAR_DOCUMENT_CARRIERS`` point to."""

    def __call__(self, *, document: StoryDocument, at: datetime) -> bool: ...


class PictureKeeper(Protocol):
    """What the dotted paths in ``AZDARAR_PICTURE_KEEPERS`` point to."""

    def __call__(self, *, picture: Picture, at: datetime) -> bool: ...


@require_safe
def serve_picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer with one rendition. Its address names its content, so every browser may keep it for ever.

    A cache that many share asks each time, because a story may be taken back. A picture whose every
    story is closed (a draft, under embargo, withdrawn) is there for staff alone.
    """
    match = _PICTURE_NAME.fullmatch(name)
    if match is None:
        return _no_such_file()
    is_kept_back = is_picture_kept_back(match["key"], at=timezone.now())
    if is_kept_back and not _is_from_the_newsroom(request):
        return _no_such_file()
    try:
        with default_storage.open(f"pictures/{name}") as opened:
            content = opened.read()
    except OSError:
        return _no_such_file()
    etag = quote_etag(name.rpartition("/")[2])
    response = get_conditional_response(request, etag) or HttpResponse(
        b"" if request.method == "HEAD" else content
    )
    if response.status_code == 200:
        response.headers["Content-Length"] = str(len(content))
        response.headers["Content-Type"] = _PICTURE_TYPES[match["extension"]]
    response.headers["ETag"] = etag
    for_all = f"public, max-age={_A_YEAR_S}, s-maxage=0, immutable"
    kept_for = "private, no-store" if is_kept_back else for_all
    response.headers["Cache-Control"] = kept_for
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def serve_document(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponseBase:
    """Answer with a document while something public carries it, or to staff who may see it.

    Always as a download that no browser runs under the paper's address. Takes the place of Wagtail's view,
    which serves every document to everybody who counts from one upwards.

    Raises:
        Http404: no such document, not public, or its file is missing; nobody outside can tell which.
    """
    document = get_object_or_404(StoryDocument.objects.select_related("collection"), pk=document_id)
    if document.filename != document_filename:
        raise Http404
    is_public = is_carried_publicly(document, at=timezone.now())
    if not is_public and not _is_for_staff(request.user, document):
        raise Http404
    response = _download(request, document)
    # The story may be taken back at any time, so a stored copy is asked about before each use.
    response.headers["Cache-Control"] = "no-cache" if is_public else "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _download(request: HttpRequest, document: StoryDocument) -> HttpResponseBase:
    try:
        size, opened = document.file.size, document.file.storage.open(document.file.name)
    except OSError as error:
        raise Http404 from error
    etag = quote_etag(document.file_hash or f"{document.pk}-{size}")
    response: HttpResponseBase | None = get_conditional_response(request, etag)
    if response is None:
        download = _Download(opened, as_attachment=True, filename=document.filename)
        response = _without_body(download) if request.method == "HEAD" else download
    else:
        opened.close()
    response.headers["ETag"] = etag
    return response


def _without_body(download: FileResponse) -> HttpResponse:
    answer = HttpResponse(headers=dict(download.headers))
    download.close()
    return answer


def is_carried_publicly(document: StoryDocument, *, at: datetime) -> bool:
    """Whether anything readers may see at an instant offers a document."""
    carriers: list[DocumentCarrier] = [import_string(path) for path in settings.AZDARAR_DOCUMENT_CARRIERS]
    in_open_collection = not document.collection.get_view_restrictions().exists()
    return in_open_collection and any(carries(document=document, at=at) for carries in carriers)


def is_picture_kept_back(file_key: str, *, at: datetime) -> bool:
    """Whether something shows a picture, and nothing of it is open to readers at an instant.

    A picture nobody has placed yet is not kept back: only the newsroom has seen its address.
    """
    picture = Picture.objects.only("pk").filter(file_key=file_key).first()
    keepers: list[PictureKeeper] = [import_string(path) for path in settings.AZDARAR_PICTURE_KEEPERS]
    return picture is not None and any(keeps(picture=picture, at=at) for keeps in keepers)


def _is_from_the_newsroom(request: HttpRequest) -> bool:
    """Whether staff ask, for a preview; nobody's session is looked for where no browser sends one."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    user: Any = request.user
    return bool(user.is_active and user.has_perm("wagtailadmin.access_admin"))


def _is_for_staff(user: Any, document: StoryDocument) -> bool:
    if not user.is_active or not user.has_perm("wagtailadmin.access_admin"):
        return False
    policy = policy_registry.get_by_type(StoryDocument)
    return any(
        policy.user_has_permission_for_instance(user, action, document) for action in ("choose", "change")
    )


def _no_such_file() -> HttpResponse:
    # No page of the paper: nobody reads what a browser shows in place of a picture.
    return HttpResponseNotFound("No such file.\n", content_type="text/plain; charset=utf-8")

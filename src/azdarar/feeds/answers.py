"""How machine-readable answers are given: whole, with a validator, so that a reader asks and gets 304."""

import hashlib
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag

from azdarar.press.showing import shows


def answer(
    request: HttpRequest, content: bytes, *, content_type: str, updated_at: datetime | None = None
) -> HttpResponse:
    """Answer with bytes, or 304 where the asker has them already (RFC 9110 §13)."""
    shows("paper")
    etag = quote_etag(hashlib.sha256(content).hexdigest()[:32])
    stamp = int(updated_at.timestamp()) if updated_at else None
    response = HttpResponse(content, content_type=content_type)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    if stamp:
        response.headers["Last-Modified"] = http_date(stamp)
    # The entity tag alone decides: a withdrawal takes an item away without making anything newer.
    conditional = get_conditional_response(request, etag=etag, response=response)
    return conditional or response

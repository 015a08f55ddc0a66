"""The outbox: the mails of a paper without a mail server, for the developer who sits at its machine.

They open accounts, so that nobody else gets to see them: the pages are there only while no mail server is
set, the paper's address is this machine, and the question comes from it; otherwise there is no such page.
"""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from azdarar.courier.internal.sealing import Letter
from azdarar.courier.models import Mail
from azdarar.courier.queries import kept_mails
from azdarar.sealing import SealBrokenError

MOST_SHOWN = 200

P = ParamSpec("P")

# The page that frames a letter: the paper's own style, and one frame.
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# The letter in it: its own style and nothing else, no script, no form; a click leads out of the frame.
_LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-top-navigation-by-user-activation"
)


@dataclass(frozen=True, slots=True)
class KeptMail:
    """A mail and its letter; no letter when it was sealed with another secret."""

    mail: Mail
    letter: Letter | None


def _for_this_machine(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Answer as if there were no such page, unless a developer asks on their own machine."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not settings.MAIL_OUTBOX_IS_SHOWN or not _is_of_this_machine(request.META.get("REMOTE_ADDR", "")):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@_for_this_machine
@never_cache
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """List the kept mails, the newest first."""
    mails = [_opened(mail) for mail in kept_mails()[:MOST_SHOWN]]
    return TemplateResponse(request, "courier/outbox.html", {"mails": mails})


@_for_this_machine
@never_cache
@require_safe
def kept_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one mail: its text, and its HTML in a frame that may do nothing."""
    shown = _opened(get_object_or_404(kept_mails(), pk=pk))
    response = TemplateResponse(
        request, "courier/kept_mail.html", {"mail": shown.mail, "letter": shown.letter}
    )
    response["Content-Security-Policy"] = _PAGE_POLICY
    return response


@_for_this_machine
@never_cache
@require_safe
def kept_html(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the HTML of a mail and nothing around it."""
    letter = _opened(get_object_or_404(kept_mails(), pk=pk)).letter
    if letter is None or not letter.html:
        raise Http404
    # A link leads out of the frame, as in a mail program.
    response = HttpResponse(letter.html.replace("<head>", '<head><base target="_top">', 1))
    response["Content-Security-Policy"] = _LETTER_POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _opened(mail: Mail) -> KeptMail:
    try:
        return KeptMail(mail, mail.letter)
    except SealBrokenError:
        return KeptMail(mail, None)


def _is_of_this_machine(address: str) -> bool:
    try:
        asking = ipaddress.ip_address(address)
    except ValueError:
        return False
    return (getattr(asking, "ipv4_mapped", None) or asking).is_loopback

"""Whoever works here has proved who they are: with a second factor in time, and anew before what matters.

Stands within the newsroom's transaction, so that a device is remembered together with what was done from it.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from allauth.core import context
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from azdarar.accounts.actions import begin_grace, record_export, remember_device
from azdarar.accounts.models import Role
from azdarar.accounts.queries import (
    confirmation_address,
    factor_standing,
    is_freshly_confirmed,
    is_signed_in_with_factor,
    keep_device,
    known_device,
    place_of,
    scopes_with,
)
from azdarar.errors import AzdararError

GetResponse = Callable[[HttpRequest], HttpResponseBase]

_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_NEWSROOM = "/newsroom/"
#: What somebody whose days of grace are over may still ask for.
_ALWAYS_OPEN = ("logout/", "jsi18n/")
#: Forms whose text must not be lost: what would publish is taken out of what was sent, and they save a draft.
_WRITING = frozenset({"wagtailadmin_pages:add", "wagtailadmin_pages:edit"})
#: What makes something public or takes it back at one press, with no text to lose.
_PUBLISHING = frozenset(
    {
        "wagtailadmin_pages:unpublish",
        "wagtailadmin_pages:delete",
        "wagtailadmin_pages:workflow_action",
        "wagtailadmin_pages:collect_workflow_action_data",
        "newsroom_bulk",
        "newsroom_import",
        "newsroom_repair",
        "newsroom_repair_picture",
    }
)
#: Where people, keys and settings are managed: fresh proof from every device. True: even to look at the form.
_MANAGING = (
    ("people/invite/", True),
    ("people/", False),
    ("audit/export/", True),
    ("imports/sign/", False),
    ("imports/undo/", True),
    ("imports/table/", True),
    *((f"{place}/", False) for place in ("sites", "locales", "workflows", "collections", "mails")),
)
#: Screens that say how long one may still do without a second factor.
_FIRST_SCREENS = frozenset({"wagtailadmin_home", "newsroom_stories"})
_HELD_BACK = "newsroom.held_back"


class ConfirmationNeededError(AzdararError):
    """A publication by a way nobody foresaw, from a browser that is not known."""

    code: ClassVar[str] = "newsroom.confirmation-needed"
    sentence = gettext_lazy(
        "This browser is new here: say once more who you are, then publish again. Nothing was published."
    )


class StaffStanding:
    """Ask for a second factor when it is due, and for fresh proof where it is needed; remember devices."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(_NEWSROOM) or not _is_staff(request):
            return self.get_response(request)
        now = timezone.now()
        if request.user.second_factor_due_at is None:
            begin_grace(user=request.user, at=now)
        standing = request.factor_standing = factor_standing(request.user, at=now)
        if standing.is_overdue and not _within(request).startswith(_ALWAYS_OPEN):
            return _refused(
                request,
                reverse("mfa_index"),
                _("The newsroom needs a second factor now: add a passkey or an authenticator app first."),
            )
        if standing.has_factor and not is_signed_in_with_factor(request):
            return _confirm(request, leading_to=_way_back(request))
        response = self.get_response(request)
        if getattr(request, "is_held_back", False):
            response = _led_to_confirmation(request, response)
        if _proves_device(request, response):
            response = _with_device(request, response)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        if not request.path_info.startswith(_NEWSROOM) or not _is_staff(request):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if _within(request).startswith("reports/") and not reads_everything(request.user):
            raise PermissionDenied  # they name the drafts of every desk
        if _manages(request) and not is_freshly_confirmed(request):
            return _confirm(request, leading_to=_way_back(request))
        if request.method in _SAFE:
            _say_what_was_held_back(request, kwargs)
            if name in _FIRST_SCREENS:
                _say_how_long_grace_lasts(request)
            return None
        if name in _PUBLISHING and not _may_publish(request):
            return _confirm(request, leading_to=_way_back(request))
        if name in _WRITING and _publishes(request) and not _may_publish(request):
            _hold_back(request)
        return None


def refuse_unconfirmed(**_facts: Any) -> None:
    """Refuse a publication or a withdrawal from an unknown browser, by whatever way it came this far.

    Raises:
        ConfirmationNeededError: ``newsroom.confirmation-needed``; the request's transaction is undone.
    """
    request = context.request
    path = getattr(request, "path_info", "")
    if path.startswith(_NEWSROOM) and _is_staff(request):
        if not _may_publish(request):
            raise ConfirmationNeededError
        request.has_published = True


def holds_everywhere(user: Any, *roles: str) -> bool:
    """Whether somebody holds one of these roles, or one that contains it, in all of the paper."""
    return any(not scope.languages and not scope.sections for scope in scopes_with(user, roles))


def reads_everything(user: Any) -> bool:
    """Whether no story of the paper is hidden from somebody: editors-in-chief of all of it."""
    return holds_everywhere(user, Role.EDITOR_IN_CHIEF)


def keeps_everything(user: Any) -> bool:
    """Whether somebody answers for all of the paper: its webmasters, and its editors-in-chief."""
    return holds_everywhere(user, Role.WEBMASTER, Role.EDITOR_IN_CHIEF)


def note_export(request: HttpRequest, *, what: str) -> None:
    """Write down that somebody took data out."""
    record_export(what=what, by=request.user, at=timezone.now())


def _is_staff(request: Any) -> bool:
    return bool(request.user.is_authenticated and request.user.is_staff)


def _within(request: HttpRequest) -> str:
    return request.path_info.removeprefix(_NEWSROOM)


def _manages(request: HttpRequest) -> bool:
    """Whether a request changes people, keys or settings, or takes data out."""
    if request.method in _SAFE and request.GET.get("export"):
        return True
    within = _within(request)
    return any(
        within.startswith(place) and (by_looking or request.method not in _SAFE)
        for place, by_looking in _MANAGING
    )


def _publishes(request: HttpRequest) -> bool:
    sent = request.POST
    return "action-publish" in sent or (
        "action-workflow-action" in sent and sent.get("workflow-action-name") == "approve"
    )


def _may_publish(request: Any) -> bool:
    """Whether this browser is known, or whoever uses it has just proved who they are."""
    if not hasattr(request, "may_publish"):
        is_known = known_device(request, at=timezone.now()) is not None
        request.may_publish = is_known or is_freshly_confirmed(request)
    return bool(request.may_publish)


def _hold_back(request: Any) -> None:
    """Take the buttons that publish out of what was sent: without one, Wagtail's forms save a draft."""
    sent = request.POST.copy()
    for button in ("action-publish", "action-workflow-action", "workflow-action-name"):
        sent.pop(button, None)
    request.POST = sent
    request.is_held_back = True


def _led_to_confirmation(request: Any, response: Any) -> HttpResponseBase:
    """After the draft is saved, send its writer to prove who they are; a form with errors stays as it is."""
    if response.status_code != 302:
        return response
    request.session[_HELD_BACK] = True
    return redirect(confirmation_address(request.user, leading_to=response.url))


def _say_what_was_held_back(request: Any, kwargs: dict[str, Any]) -> None:
    if "page_id" in kwargs and request.session.pop(_HELD_BACK, False):
        messages.info(request, _("Your text is saved as a draft, and it is you: now publish again."))


def _say_how_long_grace_lasts(request: Any) -> None:
    standing = request.factor_standing
    if standing.has_factor:
        return
    days = ngettext(
        "In %(days)s day the newsroom will ask for a second factor.",
        "In %(days)s days the newsroom will ask for a second factor.",
        standing.days_left,
    ) % {"days": standing.days_left}
    link = format_html('<a href="{}">{}</a>', reverse("mfa_index"), _("Set up a passkey or an app now"))
    messages.warning(request, format_html("{} {}", days, link))


def _confirm(request: Any, *, leading_to: str) -> HttpResponseBase:
    return _refused(
        request,
        confirmation_address(request.user, leading_to=leading_to),
        _("Say once more who you are, then do it again. Nothing was changed."),
    )


def _refused(request: Any, address: str, sentence: str) -> HttpResponseBase:
    if not request.accepts("text/html"):
        answer = {"success": False, "error_code": ConfirmationNeededError.code, "error_message": sentence}
        return JsonResponse(answer, status=403)
    messages.warning(request, sentence)
    return redirect(address)


def _way_back(request: HttpRequest) -> str:
    """Where somebody goes on after they have proved who they are: a page that can be looked at."""
    if request.method in _SAFE:
        return request.get_full_path()
    came_from = request.META.get("HTTP_REFERER", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()})
    path = "/" + came_from.split("/", 3)[-1] if is_ours and came_from.count("/") > 2 else ""
    return path if path.startswith(_NEWSROOM) else reverse("wagtailadmin_home")


def _proves_device(request: Any, response: Any) -> bool:
    """Whether a browser becomes known: a second factor was just shown, or something published with proof."""
    is_undone = transaction.get_connection().needs_rollback
    if response.status_code >= 400 or is_undone or not is_freshly_confirmed(request):
        return False
    is_proved = request.factor_standing.has_factor or getattr(request, "has_published", False)
    return is_proved and known_device(request, at=timezone.now()) is None


def _with_device(request: Any, response: Any) -> Any:
    token = remember_device(user=request.user, request_place=place_of(request), at=timezone.now())
    keep_device(response, token)
    return response

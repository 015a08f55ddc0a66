"""Old addresses: what readers ask for in vain, where anything leads, and what a person says of it."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page

from azdarar.accounts.actions import record
from azdarar.accounts.models import Role
from azdarar.accounts.queries import scopes_held
from azdarar.archive.old_addresses import forget_decision, forget_unresolved, point_address
from azdarar.archive.queries import (
    Answer,
    decided_addresses,
    old_addresses,
    resolve,
    suggestions,
    unresolved_addresses,
)
from azdarar.articles.models import Article, PlainPage, Section
from azdarar.formats.tables import table
from azdarar.newsroom.queries import section_choices
from azdarar.newsroom.screens.guarded import GuardedScreen
from azdarar.newsroom.screens.imports.rights import may_import
from azdarar.newsroom.standing import note_export

PER_PAGE = 50
_TENDING = frozenset({Role.EDITOR, Role.EDITOR_IN_CHIEF, Role.WEBMASTER})


def may_tend_addresses(user: Any) -> bool:
    """Whether somebody says where old addresses lead: editors of anything, and webmasters."""
    return may_import(user) or any(scope.role in _TENDING for scope in scopes_held(user))


class AddressScreen(GuardedScreen):
    """A screen for whoever says where old addresses lead."""

    page_title = gettext_lazy("Old addresses")
    header_icon = "link"
    may_enter = staticmethod(may_tend_addresses)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("newsroom_old_addresses"), "label": _("Old addresses")},
        ]


class OldAddressesView(AddressScreen):
    """What is asked for in vain, most asked first; what was decided by hand."""

    template_name = "newsroom/addresses/list.html"

    def get(self, request: HttpRequest, status: int = 200) -> HttpResponse:
        looked_for = request.GET.get("q", "").strip()[:200]
        now = timezone.now()
        page = Paginator(unresolved_addresses(like=looked_for), PER_PAGE).get_page(request.GET.get("page"))
        context = self.get_context_data(
            rows=[(row, resolve(row.address, at=now)) for row in page],
            page=page,
            looked_for=looked_for,
            decided=decided_addresses(like=looked_for)[:PER_PAGE],
            may_export=may_import(request.user),
        )
        return self.render_to_response(context, status=status)

    def post(self, request: HttpRequest) -> HttpResponse:
        deed, address = request.POST.get("do", ""), request.POST.get("address", "").strip()
        if not address or deed not in ("gone", "forget", "undo"):
            return self.get(request, status=400)
        now = timezone.now()
        match deed:
            case "gone":
                point_address(address, leads_to="", at=now)
                record(what="archive.address-gone", by=request.user, about=address[:200], at=now)
                messages.success(request, _("Whoever asks for it is told that it is gone for good."))
            case "undo":
                forget_decision(address)
                record(what="archive.address-forgotten", by=request.user, about=address[:200], at=now)
                messages.success(request, _("Nobody has decided about this address any more."))
            case "forget":
                forget_unresolved(address)
                messages.success(request, _("It is off the list until somebody asks for it again."))
        return redirect("newsroom_old_addresses")


class LeadForm(forms.Form):
    """An old address, and the one place it leads to."""

    address = forms.CharField(
        label=gettext_lazy("Old address"),
        max_length=2_000,
        help_text=gettext_lazy("As it was printed, shared or linked to: with its host or without."),
    )
    page = forms.ModelChoiceField(
        label=gettext_lazy("Story or page"),
        queryset=Page.objects.all(),
        required=False,
        widget=AdminPageChooser(target_models=[Article, PlainPage]),
    )
    section = forms.ChoiceField(label=gettext_lazy("or a section"), required=False)
    other = forms.CharField(
        label=gettext_lazy("or another address of the paper"),
        required=False,
        max_length=2_000,
        help_text=gettext_lazy("One of today’s, or an old one that leads somewhere already."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = [("", _("No section")), *section_choices()]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = [name for name in ("page", "section", "other") if said.get(name)]
        if len(chosen) != 1:
            raise forms.ValidationError(_("Choose one place it leads to: a story, a section or an address."))
        target = self._target(said)
        found = resolve(target, at=timezone.now()) if target else None
        if found is None or not found.leads or found.address.startswith(("http://", "https://")):
            self.add_error(chosen[0], _("Readers find nothing there. Choose what they can see."))
        elif said.get("address") and resolve(said["address"], at=timezone.now()).status == 200:
            self.add_error("address", _("This is an address of the paper as it stands: nothing was changed."))
        said["target"] = found.address if found else ""
        return said

    def _target(self, said: dict[str, Any]) -> str:
        if said.get("page"):
            page = said["page"].specific
            return page.address if isinstance(page, Article | PlainPage) else ""
        if said.get("section"):
            return Section.objects.select_related("locale").get(pk=said["section"]).address
        return str(said.get("other", "")).strip()


class LeadAddressView(AddressScreen):
    """Say where one old address leads; before that, see what it answers now."""

    template_name = "newsroom/addresses/lead.html"
    page_title = gettext_lazy("Where an old address leads")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        address = request.GET.get("address", "").strip()[:2_000]
        return self._shown(LeadForm(initial={"address": address}), address=address)

    def post(self, request: HttpRequest) -> HttpResponse:
        form, now = LeadForm(request.POST), timezone.now()
        if not form.is_valid():
            return self._shown(form, address=request.POST.get("address", "").strip()[:2_000], status=422)
        address, target = form.cleaned_data["address"], form.cleaned_data["target"]
        point_address(address, leads_to=target, at=now)
        record(
            what="archive.address-led",
            by=request.user,
            about=address[:200],
            data={"what": target[:200]},
            at=now,
        )
        messages.success(request, _("It leads to %(address)s from now on.") % {"address": target})
        return redirect("newsroom_old_addresses")

    def _shown(self, form: LeadForm, *, address: str, status: int = 200) -> HttpResponse:
        now = timezone.now()
        answer: Answer | None = resolve(address, at=now) if address else None
        context = self.get_context_data(
            form=form,
            media=form.media,
            address=address,
            answer=answer,
            site=settings.SITE_URL,
            likely=suggestions(answer, at=now) if answer is not None and answer.status == 404 else (),
        )
        return self.render_to_response(context, status=status)


def export_addresses(request: HttpRequest) -> StreamingHttpResponse:
    """Every old address and where it leads, as a table; made while it is sent, however many there are."""
    if not may_import(request.user):
        raise PermissionDenied
    note_export(request, what=gettext_lazy("the list of old addresses"))
    rows = (
        (row.address, row.status, row.leads_to, row.rule, row.source)
        for row in old_addresses(at=timezone.now())
    )
    lines = table(("address", "status", "leads to", "rule", "known from"), rows)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="old-addresses.csv"'
    response["Cache-Control"] = "private, no-store"
    return response

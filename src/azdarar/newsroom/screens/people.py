"""Who works at the paper, with which roles; inviting, appointing, closing accounts."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin import messages

from azdarar.accounts.actions import (
    disable_account,
    enable_account,
    forget_factors,
    grant_role,
    invite_again,
    invite_staff_by_mail,
    revoke_invitation,
    revoke_role,
)
from azdarar.accounts.models import Role
from azdarar.accounts.queries import may_appoint, may_manage, may_revoke, scopes_held, scopes_with
from azdarar.errors import AzdararError
from azdarar.language.scripts import autonym
from azdarar.newsroom.people import person, readers_called, section_names, staff
from azdarar.newsroom.screens.guarded import GuardedScreen


class RoleForm(forms.Form):
    """A role and where it holds; offers nothing that whoever fills it in could not give."""

    role = forms.ChoiceField(label=gettext_lazy("Role"))
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Only in these languages"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: in every language."),
    )
    sections = forms.MultipleChoiceField(
        label=gettext_lazy("Only in these sections"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: in every section."),
    )

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [
            (role, label) for role, label in Role.choices if scopes_with(by, {role})
        ]
        self.fields["languages"].choices = [(code, autonym(code)) for code, _name in settings.LANGUAGES]
        self.fields["sections"].choices = list(section_names().items())


class InviteForm(RoleForm):
    """Somebody's address, and the role they get."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    field_order = ("email", "role", "languages", "sections")


class _PeopleScreen(GuardedScreen):
    """A screen for those who appoint people."""

    header_icon = "group"
    may_enter = staticmethod(may_appoint)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("newsroom_people"), "label": _("People")},
        ]


class PeopleView(_PeopleScreen):
    """Everybody on the staff; readers' accounts by the beginning of their address, for accounts clerks."""

    template_name = "newsroom/people.html"
    page_title = gettext_lazy("People")

    def get(self, request: HttpRequest) -> HttpResponse:
        now, words = timezone.now(), request.GET.get("q", "").strip()[:200]
        is_clerk = any(scope.role == Role.ACCOUNTS_CLERK for scope in scopes_held(request.user))
        return self.render_to_response(
            self.get_context_data(
                rows=staff(at=now),
                is_clerk=is_clerk,
                words=words,
                readers=readers_called(words, at=now) if is_clerk else [],
            )
        )


class InviteView(_PeopleScreen):
    """Inviting somebody by mail."""

    template_name = "newsroom/invite.html"
    page_title = gettext_lazy("Invite somebody")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=InviteForm(by=request.user)))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = InviteForm(request.POST, by=request.user)
        if form.is_valid():
            language = get_language() or settings.LANGUAGE_CODE
            try:
                invite_staff_by_mail(
                    language=language, by=request.user, at=timezone.now(), **form.cleaned_data
                )
            except AzdararError as error:
                form.add_error(None, str(error))
            else:
                sentence = _("A link was sent to %(email)s. It works once, within three days.")
                messages.success(request, sentence % form.cleaned_data)
                return redirect("newsroom_people")
        return self.render_to_response(self.get_context_data(form=form), status=422)


class PersonView(_PeopleScreen):
    """One person: the roles they hold, and what may be done about them and their account."""

    template_name = "newsroom/person.html"

    def look_up(self, **named: Any) -> None:
        found = person(named["pk"], at=timezone.now())
        # A reader's account is nobody's but an accounts clerk's.
        if found is None or not (found.roles or may_manage(self.request.user, found.user)):
            raise Http404
        self.row = found

    def get_page_title(self) -> str:
        return str(self.row.user)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=RoleForm(by=request.user)))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        by = self.request.user
        return super().get_context_data(
            row=self.row,
            held=[
                (role, by.pk != self.row.user.pk and may_revoke(by, role.scope)) for role in self.row.roles
            ],
            may_manage=may_manage(by, self.row.user),
            is_self=by.pk == self.row.user.pk,
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = RoleForm(request.POST if request.POST.get("do") == "grant" else None, by=request.user)
        try:
            done = self._do(request.POST.get("do", ""), form)
        except AzdararError as error:
            messages.error(request, str(error))
            done = ""
        if not done:
            return self.render_to_response(self.get_context_data(form=form), status=422)
        messages.success(request, done)
        return redirect("newsroom_person", self.row.user.pk)

    def _do(self, deed: str, form: RoleForm) -> str:
        """Do what was asked; returns the sentence that says so, or nothing when the form is not right."""
        whom = {"user": self.row.user, "by": self.request.user, "at": timezone.now()}
        match deed:
            case "grant" if form.is_valid():
                grant_role(**whom, **form.cleaned_data)
                return _("The role is given. They sign in anew to use it.")
            case "revoke":
                self._revoke()
                return _("The role is taken away, and whoever was signed in with it is out.")
            case "invite":
                invite_again(language=get_language() or settings.LANGUAGE_CODE, **whom)
                return _("Another link was sent. The earlier one no longer works.")
            case "revoke-invitation":
                revoke_invitation(**whom)
                return _("No open link lets them in any more.")
            case "forget-factors":
                forget_factors(**whom)
                return _("Their passkeys and apps are gone. They have a day to set up another.")
            case "disable":
                disable_account(**whom)
                return _("The account is closed, and whoever was signed in with it is out.")
            case "enable":
                enable_account(**whom)
                return _("The account is open again, with the roles it had.")
        return ""

    def _revoke(self) -> None:
        wanted = self.request.POST.get("scope", "")
        scope = next((role.scope for role in self.row.roles if str(role.scope.pk) == wanted), None)
        if scope is None:
            raise Http404
        revoke_role(scope=scope, by=self.request.user, at=timezone.now())

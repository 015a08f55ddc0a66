"""The audit log: who did what, from where, when; and whether every line is as it was written."""

from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azdarar.accounts.models import AuditEntry, Role
from azdarar.accounts.queries import first_broken_audit_line, scopes_held
from azdarar.formats.tables import table
from azdarar.newsroom.deeds import DEEDS
from azdarar.newsroom.numbers import number_in
from azdarar.newsroom.people import LINES_ON_A_SCREEN, audit_lines, in_words, staff
from azdarar.newsroom.screens.guarded import GuardedScreen
from azdarar.newsroom.standing import note_export

_READING = frozenset({Role.WEBMASTER, Role.EDITOR_IN_CHIEF})


def may_read_audit(user: Any) -> bool:
    """Whether somebody reads the audit log: webmasters, and editors-in-chief of all of the paper."""
    return any(
        scope.role in _READING and not scope.languages and not scope.sections for scope in scopes_held(user)
    )


class AuditFilterForm(forms.Form):
    """Whose deeds, which deeds, until which day. A value it does not know restricts nothing."""

    by = forms.ChoiceField(label=gettext_lazy("Person"), required=False)
    what = forms.ChoiceField(label=gettext_lazy("Deed"), required=False)
    day = forms.DateField(
        label=gettext_lazy("Until the day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(row.user.pk), str(row.user)) for row in staff(at=timezone.now())]
        self.fields["by"].choices = [("", _("Everybody")), *people]
        self.fields["what"].choices = [("", _("Every deed")), *DEEDS.items()]

    def wanted(self) -> dict[str, Any]:
        """Return what was asked for, as far as it means something."""
        self.full_clean()
        said = self.cleaned_data
        day = said.get("day")
        return {
            "by": int(said["by"]) if said.get("by") else None,
            "what": said.get("what", ""),
            "day": timezone.make_aware(datetime.combine(day + timedelta(days=1), time())) if day else None,
        }


class AuditView(GuardedScreen):
    """The log, newest first, a hundred lines at a time; asked for, it is checked from its first line."""

    template_name = "newsroom/audit.html"
    page_title = gettext_lazy("Audit log")
    header_icon = "history"
    may_enter = staticmethod(may_read_audit)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        form = AuditFilterForm(request.GET)
        before = number_in(request.GET.get("before", "")) or None
        lines = audit_lines(**form.wanted(), before=before)
        kept = {key: value for key, value in request.GET.items() if key not in ("before", "check") and value}
        older = urlencode({**kept, "before": lines[-1].number}) if len(lines) == LINES_ON_A_SCREEN else ""
        is_checked = bool(request.GET.get("check"))
        return self.render_to_response(
            self.get_context_data(
                form=form,
                lines=lines,
                older_url=f"{reverse('newsroom_audit')}?{older}" if older else "",
                export_url=reverse("newsroom_audit_export"),
                is_checked=is_checked,
                broken=first_broken_audit_line() if is_checked else None,
            )
        )


def export_audit(request: HttpRequest) -> HttpResponse:
    """All of the log as a table, for a spreadsheet; that it was taken out is a line of it."""
    if not may_read_audit(request.user):
        raise PermissionDenied
    note_export(request, what=gettext_lazy("the audit log"))
    entries = AuditEntry.objects.select_related("by").order_by("number")
    rows = (
        (
            line.number,
            line.at.isoformat(),
            entry.what,
            line.by,
            line.about,
            line.place,
            line.detail,
            entry.seal,
        )
        for entry, line in zip(entries, in_words(entries), strict=True)
    )
    heads = ("number", "at", "what", "by", "about", "from", "detail", "seal")
    response = HttpResponse("".join(table(heads, rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="audit.csv"'
    response["Cache-Control"] = "private, no-store"
    return response

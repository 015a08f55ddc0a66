"""The report of an import in the newsroom: the page, its tables, and signing it."""

from collections.abc import Callable, Iterator
from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    StreamingHttpResponse,
)
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages
from wagtail.admin.auth import user_has_any_page_permission

from azdarar.archive.asking import sign_report
from azdarar.archive.queries import (
    ADDRESSES,
    DATA,
    ITEMS,
    REPAIRS,
    ReportMatter,
    addresses_table,
    data_of,
    items_table,
    page_of,
    repairs_table,
    report_of,
)
from azdarar.newsroom.screens.imports.runs import ImportView, run_asked_for
from azdarar.newsroom.standing import note_export

_TABLES: dict[str, tuple[Callable[[ReportMatter], Iterator[str]], str]] = {
    ITEMS: (items_table, "text/csv"),
    REPAIRS: (repairs_table, "text/csv"),
    ADDRESSES: (addresses_table, "text/csv"),
    DATA: (data_of, "application/json"),
}


class ReportView(ImportView):
    """The report in a frame, as it will be printed, with the button that signs it."""

    template_name = "newsroom/imports/report.html"
    page_title = gettext_lazy("Report")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = super().get_breadcrumbs_items()
        items[-1]["url"] = reverse("newsroom_import", args=[self.run.pk])
        return [*items, {"url": "", "label": _("Report")}]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(matter=report_of(self.run)))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return HttpResponseNotAllowed(["GET", "HEAD"])


@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign the report."""
    run = run_asked_for(request, pk)
    sign_report(run, by=request.user, at=timezone.now())
    messages.success(request, _("Signed. The signature is in the report, and in the audit log."))
    return redirect("newsroom_import_report", run.pk)


@xframe_options_sameorigin
@require_GET
def report_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The report alone: to be printed, kept, mailed."""
    run = run_asked_for(request, pk)
    may_mend = user_has_any_page_permission(request.user)
    page = page_of(
        report_of(run),
        language=request.LANGUAGE_CODE if request.GET.get("language") == "mine" else "",
        links={name: reverse("newsroom_import_table", args=[run.pk, name]) for name in _TABLES},
        signatures=run.signatures.select_related("by"),
        queues=f"{reverse('newsroom_repairs')}?import={run.pk}" if may_mend else "",
    )
    response = HttpResponse(page)
    if request.GET.get("export"):
        note_export(request, what=gettext_lazy("the report of an import"))
        response["Content-Disposition"] = f'attachment; filename="report-{run.pk}.html"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
def report_table(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """A table of the report, or all of it for machines, written as it is read; that it went out is noted."""
    run = run_asked_for(request, pk)
    if name not in _TABLES:
        raise Http404
    pieces_of, kind = _TABLES[name]
    note_export(request, what=gettext_lazy("the report of an import"))
    response = StreamingHttpResponse(pieces_of(report_of(run)), content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{run.pk}-{name}"'
    response["Cache-Control"] = "private, no-store"
    return response

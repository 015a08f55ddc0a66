"""What an import put beside a story: its source as it was written, and the comments of the old site."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import Button
from wagtail.models import Page

from azdarar.archive.models import ImportedComment, KeptOriginal, LedgerLine, Repair
from azdarar.archive.queries import item_name, system_name
from azdarar.archive.repairing import hide_comment
from azdarar.newsroom.numbers import number_in

#: Comments on one screen.
_AT_ONCE = 200


class OfAStory(WagtailAdminTemplateMixin, View):
    """A screen beside a story, for whoever may edit it."""

    header_icon = "history"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.story: Any = get_object_or_404(Page, pk=kwargs["page_id"]).specific
        if not self.story.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("newsroom_stories"), "label": _("Stories")},
            {"url": reverse("wagtailadmin_pages:edit", args=[self.story.pk]), "label": self.story.title},
            {"url": "", "label": self.page_title},
        ]


class OriginalView(OfAStory):
    """The old text beside the new page, both whole."""

    template_name = "newsroom/original.html"
    page_title = gettext_lazy("Beside its source")

    @cached_property
    def line(self) -> LedgerLine | None:
        """What the ledger says of the story."""
        lines = LedgerLine.objects.filter(object_id=self.story.pk).select_related("last_run")
        return lines.filter(object_label=self.story._meta.label).first()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        original = KeptOriginal.objects.filter(page_id=self.story.pk).first()
        if original is None and self.line is None:
            raise Http404
        line = self.line
        return self.render_to_response(
            self.get_context_data(
                story=self.story,
                original=original,
                line=line,
                came_from=f"{system_name(line.system)}, {item_name(line.kind, line.foreign_id)}"
                if line
                else "",
                notes=line.notes if line else [],
                repairs=Repair.objects.filter(page_id=self.story.pk, settled_at=None)[:100],
                comments=ImportedComment.objects.filter(page_id=self.story.pk).count(),
                preview_url=reverse("wagtailadmin_pages:view_draft", args=[self.story.pk]),
            )
        )


class OldCommentsView(OfAStory):
    """The comments of the old site below a story; one can be hidden, or shown again."""

    template_name = "newsroom/old_comments.html"
    page_title = gettext_lazy("Old comments")
    header_icon = "comment"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        after = number_in(request.GET.get("after", ""))
        comments = ImportedComment.objects.filter(page_id=self.story.pk, pk__gt=after).order_by("pk")
        rows = list(comments.select_related("hidden_by")[: _AT_ONCE + 1])
        return self.render_to_response(
            self.get_context_data(
                story=self.story,
                comments=rows[:_AT_ONCE],
                after=rows[_AT_ONCE - 1].pk if len(rows) > _AT_ONCE else 0,
            )
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        for deed in ("hide", "show"):
            number = number_in(request.POST.get(deed, ""))
            if number:
                comment = get_object_or_404(ImportedComment, pk=number, page_id=self.story.pk)
                hide_comment(comment, is_hidden=deed == "hide", by=request.user, at=timezone.now())
                said = _("Readers no longer see it.") if deed == "hide" else _("Readers see it again.")
                messages.success(request, said)
        return redirect("newsroom_old_comments", self.story.pk)


def buttons_beside(page: Any) -> list[Button]:
    """What the menu beside a headline offers for a story that was imported."""
    buttons = []
    if LedgerLine.objects.filter(object_label=page._meta.label, object_id=page.pk).exists():
        address = reverse("newsroom_original", args=[page.pk])
        buttons.append(Button(_("Beside its source"), address, icon_name="history", priority=26))
    if ImportedComment.objects.filter(page_id=page.pk).exists():
        address = reverse("newsroom_old_comments", args=[page.pk])
        buttons.append(Button(_("Old comments"), address, icon_name="comment", priority=27))
    return buttons

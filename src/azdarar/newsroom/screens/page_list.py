"""Lists of the pages that are not stories, of which there are tens: fronts, dossiers, plain pages."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from azdarar.articles.models import PlainPage
from azdarar.fronts.models import Dossier, Front
from azdarar.language.scripts import autonym


class PageListView(WagtailAdminTemplateMixin, View):
    """Every page of one kind, by language, with what it is called and whether readers see it."""

    template_name = "newsroom/page_list.html"
    model: ClassVar[type[Page]]
    begin_label: Any = ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        if not user_has_any_page_permission(request.user):
            raise PermissionDenied
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ranks = {code: rank for rank, (code, _name) in enumerate(settings.LANGUAGES)}
        pages = self.model.objects.select_related("locale", "latest_revision__user").order_by("title")
        rows = sorted(pages, key=lambda page: ranks.get(page.language, len(ranks)))
        user = self.request.user
        return super().get_context_data(
            rows=[(page, page.permissions_for_user(user).can_edit()) for page in rows],
            places=self._places(),
            begin_label=self.begin_label,
            **kwargs,
        )

    def _places(self) -> list[tuple[str, str, str]]:
        """Where another such page may be begun: below each front page, unless the paper has one of each."""
        if not self.begin_label:
            return []
        kind = [self.model._meta.app_label, self.model._meta.model_name]
        fronts = {front.language: front for front in Front.objects.select_related("locale")}
        return [
            (code, autonym(code), reverse("wagtailadmin_pages:add", args=[*kind, front.pk]))
            for code, front in sorted(fronts.items())
            if front.permissions_for_user(self.request.user).can_add_subpage()
        ]


class FrontListView(PageListView):
    """The front page of each language."""

    model = Front
    page_title = _("Front pages")
    header_icon = "home"


class DossierListView(PageListView):
    """Running stories and those that are over."""

    model = Dossier
    page_title = _("Dossiers")
    header_icon = "folder-open-inverse"
    begin_label = _("New dossier in")


class PlainPageListView(PageListView):
    """About, legal, contact."""

    model = PlainPage
    page_title = _("Pages")
    header_icon = "doc-empty"
    begin_label = _("New page in")

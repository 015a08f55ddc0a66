"""Addresses the newsroom answers before Wagtail does: in the root addresses they come first."""

from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, re_path
from django.utils.http import urlencode
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.bulk_action import dispatcher
from wagtail.admin.views.chooser import ExternalLinkView
from wagtail.contrib.simple_translation.views import SubmitPageTranslationView
from wagtail.models import Page

from azdarar.accounts.models import Role
from azdarar.articles.models import Article, editable_by
from azdarar.newsroom.middleware import FormIncompleteError
from azdarar.newsroom.numbers import number_in
from azdarar.newsroom.screens.choosers import choose_page, chosen_pages, search_pages
from azdarar.newsroom.standing import holds_everywhere, reads_everything


def _one_door(request: HttpRequest, **_key: str) -> HttpResponse:
    """Send whoever comes to Wagtail's own login to the paper's: a second door would have no second factor.

    Whatever is posted there is read by nobody.
    """
    wanted = request.GET.get("next")
    return redirect(f"{settings.LOGIN_URL}?{urlencode({'next': wanted})}" if wanted else settings.LOGIN_URL)


def _one_reset(request: HttpRequest, **_key: str) -> HttpResponse:
    """The same for a forgotten password."""
    return redirect("account_reset_password")


def _link_elsewhere(request: HttpRequest) -> HttpResponse:
    """Wagtail's form for a link to another site, which fails where the field for the address is missing."""
    if request.method == "POST" and "external-link-chooser-url" not in request.POST:
        raise FormIncompleteError
    response: HttpResponse = ExternalLinkView.as_view()(request)
    return response


def _people(request: HttpRequest) -> HttpResponse:
    """Where Wagtail would list its users: the paper's own list, with its own rules of who grants what."""
    return redirect("newsroom_people")


def _closed(request: HttpRequest, **_key: str) -> HttpResponse:
    """Wagtail's own ways to give rights: they would bypass the roles, and the audit log."""
    raise Http404


def _bulk(request: HttpRequest, app_label: str, model_name: str, action: str) -> HttpResponse:
    """Wagtail's actions on several pages, which name those that one may not touch: then there are none."""
    try:
        model = apps.get_model(app_label, model_name)
    except LookupError as error:
        raise Http404 from error
    if issubclass(model, Page):
        named = request.GET.getlist("id")
        numbers = {number_in(number) for number in named}
        mine = Article.objects.filter(editable_by(request.user))
        is_foreign = Article.objects.filter(pk__in=numbers).exclude(pk__in=mine).exists()
        if is_foreign or ("all" in named and not reads_everything(request.user)):
            raise PermissionDenied
    response: HttpResponse = dispatcher.index(request, app_label, model_name, action)
    return response


def _translate(request: HttpRequest, page_id: int) -> HttpResponse:
    """Stories are translated on a screen of their own; other pages by whoever arranges all editions."""
    if Article.objects.filter(pk=page_id).exists():
        return redirect("newsroom_translations", page_id)
    if not holds_everywhere(request.user, Role.EDITOR):
        raise PermissionDenied
    response: HttpResponse = SubmitPageTranslationView.as_view()(request, page_id=page_id)
    return response


urlpatterns = [
    path("login/", _one_door),
    re_path(r"^password_reset/(?P<rest>.*)$", _one_reset),
    path("users/", require_admin_access(_people)),
    re_path(r"^users/(?P<rest>.+)$", require_admin_access(_closed)),
    re_path(r"^groups/(?P<rest>.*)$", require_admin_access(_closed)),
    re_path(r"^bulk/(?P<rest>(accounts|auth)/.*)$", require_admin_access(_closed)),
    # Where Wagtail would make one of these while one is being chosen: it offers no form for that.
    re_path(
        r"^snippets/choose/(?P<rest>(members/plannednewsletter|articles/section|fronts/sectionpick|rights/source)/create/)$",
        require_admin_access(_closed),
    ),
    # Where Wagtail fails on purpose.
    path("failwhale/", require_admin_access(_closed)),
    path("choose-external-link/", require_admin_access(_link_elsewhere)),
    path(
        "bulk/<str:app_label>/<str:model_name>/<str:action>/",
        require_admin_access(_bulk),
        name="newsroom_bulk",
    ),
    path("translation/submit/page/<int:page_id>/", require_admin_access(_translate)),
    path("choose-page/", require_admin_access(choose_page)),
    path("choose-page/<int:parent_page_id>/", require_admin_access(choose_page)),
    path("choose-page/chosen-multiple/", require_admin_access(chosen_pages)),
    path("choose-page/search/", require_admin_access(search_pages)),
]

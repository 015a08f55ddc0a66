"""Addresses the newsroom answers before Wagtail does: in the root addresses they come first."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.http import urlencode
from wagtail.admin.auth import require_admin_access

from azdarar.newsroom.screens.choosers import choose_page, search_pages


def _one_door(request: HttpRequest) -> HttpResponse:
    """Send whoever comes to Wagtail's own login to the paper's: a second door would have no second factor."""
    wanted = request.GET.get("next")
    return redirect(f"{settings.LOGIN_URL}?{urlencode({'next': wanted})}" if wanted else settings.LOGIN_URL)


urlpatterns = [
    path("login/", _one_door),
    path("choose-page/", require_admin_access(choose_page)),
    path("choose-page/<int:parent_page_id>/", require_admin_access(choose_page)),
    path("choose-page/search/", require_admin_access(search_pages)),
]

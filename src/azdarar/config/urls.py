"""The root addresses. The paper itself comes last: whatever no one else claims is a reader's."""

from importlib.util import find_spec

from django.urls import include, path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtail_admin_urls

from azdarar.config.edge.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    # Where password managers look for the page that changes a password (W3C, "A Well-Known URL for Changing
    # Passwords").
    path(
        ".well-known/change-password",
        RedirectView.as_view(pattern_name="account_change_password", http_method_names=["get", "head"]),
        name="account_change_password_well_known",
    ),
    # Before Wagtail's own: its login becomes ours, its page chooser finds stories by headline.
    path("newsroom/", include("azdarar.newsroom.urls")),
    path("newsroom/", include(wagtail_admin_urls)),
]

urlpatterns.append(path("account/", include("azdarar.members.urls")))
if find_spec("azdarar.accounts.urls"):
    urlpatterns.append(path("account/", include("azdarar.accounts.urls")))
urlpatterns.append(path("account/", include("azdarar.courier.urls")))
urlpatterns.append(path("account/", include("allauth.urls")))

urlpatterns += [
    path("media/" if room == "media" else "", include(f"azdarar.{room}.urls"))
    for room in ("media", "feeds", "reader")
    if find_spec(f"azdarar.{room}") and find_spec(f"azdarar.{room}.urls")
]

if find_spec("azdarar.reader.views"):
    handler404 = "azdarar.reader.views.errors.not_found"
    handler429 = "azdarar.reader.views.errors.too_many"
    handler500 = "azdarar.reader.views.errors.server_error"

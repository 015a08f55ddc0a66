"""The door's own addresses, under ``/account/``; signing in itself is allauth's."""

from django.urls import include, path

from azdarar.accounts import views

urlpatterns = [
    path("invitation/<str:token>/", views.invitation, name="accounts_invitation"),
    path("", include("azdarar.accounts.doors.urls")),
]

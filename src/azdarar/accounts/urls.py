"""The door's own addresses, under ``/account/``; signing in itself is allauth's."""

from django.urls import path

from azdarar.accounts import views

urlpatterns = [path("invitation/<str:token>/", views.invitation, name="accounts_invitation")]

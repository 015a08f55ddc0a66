"""The outbox's addresses, under ``/account/``."""

from django.urls import path

from azdarar.courier import views

urlpatterns = [
    path("outbox/", views.outbox, name="courier_outbox"),
    path("outbox/<int:pk>/", views.kept_mail, name="courier_mail"),
    path("outbox/<int:pk>/html/", views.kept_html, name="courier_mail_html"),
]

"""Addresses under ``/media/``: what readers get of pictures and documents."""

from django.urls import path

from azdarar.media.serving import serve_document, serve_picture

urlpatterns = [
    path("pictures/<path:name>", serve_picture, name="media_picture"),
    # Wagtail's own name: its models, its editor and its screens make the address by it.
    path("documents/<int:document_id>/<str:document_filename>", serve_document, name="wagtaildocs_serve"),
]

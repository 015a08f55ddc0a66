"""A file deleted behind the paper's back costs its own picture, and no page."""

from __future__ import annotations

from io import BytesIO, StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from azdarar.accounts.models import User
from azdarar.media.actions import add_picture
from azdarar.media.models import Picture
from azdarar.media.queries import picture_use
from tests.factories.media import ALT_TEXT, photograph

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture() -> Picture:
    return add_picture(file=BytesIO(photograph(size=(500, 400))), title="Le pont", alt_text=ALT_TEXT)


@pytest.fixture
def bare_picture(picture: Picture) -> Picture:
    """A picture of which nothing is left but its row."""
    for name in (picture.file.name, *picture.rendition_names()):
        default_storage.delete(name)
    return picture


def test_a_page_is_told_to_do_without_a_picture_whose_files_are_gone(picture: Picture) -> None:
    assert picture_use(picture, language="fr") is not None

    for name in picture.rendition_names():
        default_storage.delete(name)

    assert picture_use(picture, language="fr") is None


@pytest.mark.parametrize("screen", ["wagtailimages:index", "wagtailimages_chooser:choose"])
def test_the_newsrooms_lists_stand_without_the_file(
    screen: str, bare_picture: Picture, admin_client: Client
) -> None:
    assert admin_client.get(reverse(screen)).status_code == 200


def test_the_pictures_own_screen_says_that_the_file_is_missing(
    bare_picture: Picture, admin_client: Client
) -> None:
    answer = admin_client.get(reverse("wagtailimages:edit", args=[bare_picture.pk]))

    assert answer.status_code == 200
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]


def test_a_picture_without_files_can_still_be_chosen(bare_picture: Picture, admin_client: Client) -> None:
    answer = admin_client.get(reverse("wagtailimages_chooser:chosen", args=[bare_picture.pk]))

    assert answer.status_code == 200
    assert answer.json()["result"]["id"] == str(bare_picture.pk)


def test_renditions_that_were_lost_are_made_again(picture: Picture) -> None:
    for name in picture.rendition_names():
        default_storage.delete(name)
    output = StringIO()

    call_command("make_renditions", stdout=output)

    assert picture_use(Picture.objects.get(), language="fr") is not None
    assert "1" in output.getvalue()


def test_what_cannot_be_made_again_is_named(bare_picture: Picture) -> None:
    errors = StringIO()

    call_command("make_renditions", stdout=StringIO(), stderr=errors)

    assert "Le pont" in errors.getvalue()


@pytest.fixture
def admin_client(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("anahit", "anahit@paper.example", "x"))
    return client

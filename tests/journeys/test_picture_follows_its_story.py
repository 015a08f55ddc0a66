"""Whoever kept the address of a picture has it as long as a story shows it to everybody, and no longer."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from wagtail.models import ReferenceIndex

from azdarar.articles.actions import publish_article, withdraw_article
from azdarar.articles.models import Contributor, PlainPage
from azdarar.fronts.models import Front
from azdarar.media.actions import add_picture
from azdarar.media.models import Picture
from tests.factories.accounts import EditorFactory
from tests.factories.articles import draft_story, public_story
from tests.factories.fronts import make_paper
from tests.factories.media import ALT_TEXT, photograph

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture() -> Picture:
    # Wagtail remembers thumbnails by the picture's number, which the test before this one used as well.
    cache.clear()
    make_paper("fr")
    return add_picture(file=BytesIO(photograph(size=(500, 400))), title="Le pont", alt_text=ALT_TEXT)


def answers(client: Client, picture: Picture) -> set[int]:
    """The statuses of every file readers may have of a picture, the newsroom's thumbnail among them."""
    names = [*picture.rendition_names(), picture.get_rendition("max-165x165").file.name]
    return {client.get(f"/media/{name}").status_code for name in names}


@pytest.mark.parametrize("place", ["lead", "picture", "gallery"])
def test_it_opens_with_its_story_and_closes_with_it(place: str, picture: Picture, client: Client) -> None:
    shown: dict[str, Any] = {"picture": picture, "alt_text": "", "caption": "", "is_decorative": False}
    bodies = {"picture": [("picture", shown)], "gallery": [("gallery", {"pictures": [shown]})]}
    values = {"lead_picture": picture} if place == "lead" else {"body": bodies[place]}
    story = draft_story(**values)
    assert answers(client, picture) == {404}

    publish_article(story, at=timezone.now())
    assert answers(client, picture) == {200}

    withdraw_article(story)
    assert answers(client, picture) == {404}


def test_a_browser_that_keeps_it_is_not_told_that_it_is_still_there(picture: Picture, client: Client) -> None:
    story = public_story(lead_picture=picture, at=timezone.now())
    address = f"/media/{picture.rendition_names()[0]}"
    etag = client.get(address).headers["ETag"]

    withdraw_article(story)

    assert client.get(address, headers={"If-None-Match": etag}).status_code == 404
    assert client.head(address).status_code == 404


def test_what_is_kept_back_is_told_from_what_never_was_by_nothing(picture: Picture, client: Client) -> None:
    draft_story(lead_picture=picture)
    kept = client.get(f"/media/{picture.rendition_names()[0]}")
    never = client.get("/media/pictures/00/" + "0" * 32 + "-320.000000000000.avif")

    assert (kept.status_code, kept.content, dict(kept.headers)) == (404, never.content, dict(never.headers))


def test_it_waits_for_its_storys_hour(picture: Picture, client: Client, time_machine: Any) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    public_story(at=tomorrow, lead_picture=picture)
    assert answers(client, picture) == {404}

    time_machine.move_to(tomorrow + timedelta(minutes=1))

    assert answers(client, picture) == {200}


def test_one_public_story_is_enough(picture: Picture, client: Client) -> None:
    withdrawn = public_story(lead_picture=picture, at=timezone.now())
    public_story(lead_picture=picture, at=timezone.now())

    withdraw_article(withdrawn)

    assert answers(client, picture) == {200}


@pytest.mark.parametrize("place", ["a portrait", "a plain page"])
def test_what_is_no_story_shows_it_too(place: str, picture: Picture, client: Client) -> None:
    draft_story(lead_picture=picture)
    if place == "a portrait":
        person = Contributor.objects.create(name="Anahit", slug="anahit", portrait=picture)
        ReferenceIndex.create_or_update_for_object(person)
    else:
        shown = {"picture": picture, "alt_text": "", "caption": "", "is_decorative": False}
        page = PlainPage(title="Nous", slug="nous", live=False, body=[("picture", shown)])
        Front.objects.get().add_child(instance=page)
        page.save_revision().publish()

    assert answers(client, picture) == {200}


def test_staff_see_it_in_a_preview_and_nobody_keeps_it_for_them(picture: Picture, client: Client) -> None:
    draft_story(lead_picture=picture)
    client.force_login(EditorFactory())

    answer = client.get(f"/media/{picture.rendition_names()[0]}")

    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")


def test_a_public_picture_costs_three_questions(
    picture: Picture, client: Client, django_assert_num_queries: Any
) -> None:
    public_story(lead_picture=picture, at=timezone.now())
    address = f"/media/{picture.rendition_names()[0]}"
    client.get(address)

    with django_assert_num_queries(3):
        assert client.get(address).status_code == 200

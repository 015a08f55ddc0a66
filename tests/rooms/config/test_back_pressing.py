"""What the back answers the front: pages by key, what is elsewhere or nowhere, open pictures."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from azdarar.articles.actions import publish_article, withdraw_article
from azdarar.config.serving.back.pressing import press, see_picture
from azdarar.config.serving.back.standing import may_stand
from azdarar.config.serving.pressed_addresses import missing_key
from azdarar.media.actions import add_picture
from azdarar.press.at_home import store_at_home
from azdarar.press.store import marks
from tests.factories.articles import draft_story, public_story
from tests.factories.fronts import make_paper
from tests.factories.media import ALT_TEXT, photograph

pytestmark = pytest.mark.django_db


def test_a_key_is_pressed_where_something_stands_and_nothing_is_rendered_elsewhere(
    django_capture_on_commit_callbacks: Any,
) -> None:
    cache.clear()
    make_paper("fr")
    story = public_story(at=timezone.now())
    address = story.canonical_path
    section = story.section.address

    assert [press(key) for key in (address, section, "/fr/", missing_key("fr"))] == ["kept"] * 4
    page = store_at_home().load(address)
    assert page is not None
    assert (page.status, page.why) == (200, "asked")
    nowhere = (
        "/fr/nothing/",
        "/fr/authors/nobody/",
        "/fr/tags/none/",
        "/fr/dossiers/none/",
        "/hy/2026/01/01/x/",
    )
    assert [press(key) for key in nowhere] == ["none"] * len(nowhere)
    assert not any(may_stand(key) for key in nowhere)
    assert press(f"{section}?page=4999") == "none"

    with django_capture_on_commit_callbacks(execute=True):
        withdraw_article(story)
    assert press(address) == "kept"
    gone = store_at_home().load(address)
    assert gone is not None
    assert gone.status == 410


def test_a_picture_is_open_as_long_as_a_story_shows_it_and_hangs_on_that_story() -> None:
    cache.clear()
    make_paper("fr")
    picture = add_picture(file=BytesIO(photograph(size=(500, 400))), title="Le pont", alt_text=ALT_TEXT)
    name = picture.rendition_names()[0].removeprefix("pictures/")
    unplaced = see_picture(name)
    story = draft_story(lead_picture=picture)
    of_a_draft = see_picture(name)
    publish_article(story, at=timezone.now())
    shown = see_picture(name)
    withdraw_article(story)

    assert (unplaced["is_open"], unplaced["is_loose"]) == (True, True)
    assert not of_a_draft["is_open"]
    assert shown == {"is_open": True, "marks": list(marks([f"article:{story.pk}"])), "is_loose": False}
    assert not see_picture(name)["is_open"]
    assert not see_picture("../secret_key")["is_open"]

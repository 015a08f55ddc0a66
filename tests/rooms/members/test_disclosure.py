"""Who gets how much of a story, through the one maker of that decision."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from django.utils.module_loading import import_string

from azdarar.articles.actions import publish_article
from azdarar.articles.disclosure import Disclosure, disclosure_for
from azdarar.articles.models import Article
from azdarar.media.actions import add_picture
from azdarar.media.models import StoryDocument
from azdarar.members.queries import decide_disclosure
from tests.factories.accounts import EditorFactory, UserFactory
from tests.factories.articles import draft_story, paragraphs, public_story
from tests.factories.media import ALT_TEXT, photograph

BREAK = ("members_break", None)


def test_the_settings_name_the_maker() -> None:
    assert import_string(settings.AZDARAR_DISCLOSURE) is decide_disclosure


@pytest.mark.django_db
@pytest.mark.usefixtures("founded")
def test_an_open_story_is_given_whole_and_a_closed_one_up_to_its_break() -> None:
    opened = draft_story()
    parted = draft_story(access="members", body=[*paragraphs("Ouvert."), BREAK, *paragraphs("Fermé.")])
    closed = draft_story(access="members")
    unsaid = draft_story(access="members", body=[*paragraphs("Ouvert."), BREAK, *paragraphs("Fermé.")])
    unsaid.access = Article.Access.EVERYBODY

    def given(story: Article, reader: Any = None) -> str:
        return story.body_for(disclosure_for(article=story, reader=reader)).plain()

    for reader in (None, UserFactory()):
        assert disclosure_for(article=opened, reader=reader) is Disclosure.FULL
        assert given(parted, reader) == "Ouvert."
        assert given(closed, reader) == ""
        assert given(unsaid, reader) == "Ouvert.", "a break closes by itself"
    assert given(parted, EditorFactory()) == "Ouvert.\n\nFermé."
    assert parted.body_for(Disclosure.CLOSED).plain() == ""
    assert parted.excerpt == "Ouvert."
    assert closed.excerpt == ""
    with pytest.raises(ValidationError):
        unsaid.full_clean()


@pytest.mark.django_db
@pytest.mark.usefixtures("founded")
def test_what_only_the_closed_part_shows_is_closed_with_it(client: Client) -> None:
    picture, lead = (
        add_picture(file=BytesIO(photograph(size=size)), title="Le pont", alt_text=ALT_TEXT)
        for size in ((500, 400), (400, 500))
    )
    document = StoryDocument.objects.create(title="Rapport", file=ContentFile(b"%PDF-1.7", "rapport.pdf"))
    closed = [
        ("picture", {"picture": picture, "alt_text": "", "caption": "", "is_decorative": False}),
        ("document", {"document": document, "title": ""}),
    ]
    story = public_story(
        at=timezone.now(), access="members", lead_picture=lead, body=[*paragraphs("Ouvert."), BREAK, *closed]
    )
    files = [f"/media/{one.rendition_names()[0]}" for one in (lead, picture)]

    def statuses() -> list[int]:
        return [_status(client, path) for path in (*files, document.url)]

    assert statuses() == [200, 404, 404]
    story.body = [*paragraphs("Ouvert."), *closed, BREAK]
    publish_article(story, at=timezone.now())
    assert statuses() == [200, 200, 200]


def _status(client: Client, path: str) -> int:
    answer = client.get(path)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code


@pytest.mark.django_db
@pytest.mark.usefixtures("founded")
def test_the_newsroom_previews_a_closed_story_as_everybody_reads_it_and_whole(rf: Any) -> None:
    story = public_story(access="members", body=[*paragraphs("Ouvert."), BREAK, *paragraphs("Fermé.")])
    request = rf.get("/")
    request.user = EditorFactory()

    modes = [mode for mode, _label in story.preview_modes]
    shown = [story.serve_preview(request, mode).content.decode() for mode in modes]

    assert ["Fermé." in page for page in shown] == [False, True]
    assert len(public_story().preview_modes) == 1

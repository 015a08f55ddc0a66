"""A document is there for readers exactly as long as a story or page that offers it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.rich_text import RichText

from azdarar.articles.actions import publish_article, withdraw_article
from azdarar.articles.models import PlainPage
from azdarar.fronts.models import Front
from azdarar.media.models import StoryDocument
from tests.factories.articles import draft_story, public_story
from tests.factories.fronts import make_paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> StoryDocument:
    make_paper("fr")
    return StoryDocument.objects.create(title="Le rapport", file=ContentFile(b"%PDF-1.7", "rapport.pdf"))


def body_with(document: StoryDocument) -> list[tuple[str, Any]]:
    return [("document", {"document": document, "title": "Le rapport"})]


def status(client: Client, document: StoryDocument) -> int:
    answer = client.get(document.url)
    if answer.streaming:
        assert b"".join(answer.streaming_content) == b"%PDF-1.7"
    return answer.status_code


def test_a_document_opens_with_its_story_and_closes_with_it(document: StoryDocument, client: Client) -> None:
    story = draft_story(body=body_with(document))
    assert status(client, document) == 404

    publish_article(story, at=timezone.now())
    assert status(client, document) == 200

    withdraw_article(story)
    assert status(client, document) == 404


def test_a_document_waits_for_its_storys_hour(
    document: StoryDocument, client: Client, time_machine: Any
) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    public_story(at=tomorrow, body=body_with(document))
    assert status(client, document) == 404

    time_machine.move_to(tomorrow + timedelta(minutes=1))

    assert status(client, document) == 200


def test_a_link_in_the_text_offers_a_document_too(document: StoryDocument, client: Client) -> None:
    link = RichText(f'<p>Lire <a linktype="document" id="{document.pk}">le rapport</a>.</p>')
    public_story(body=[("paragraph", link)])

    assert status(client, document) == 200


def test_a_document_opens_at_once_in_a_plain_page_too_and_closes_when_it_is_taken_out(
    document: StoryDocument, client: Client
) -> None:
    page = PlainPage(title="Statuts", slug="statuts", live=False, body=body_with(document))
    Front.objects.get().add_child(instance=page)
    page.save_revision().publish()
    assert status(client, document) == 200

    page.body = []
    page.save_revision()
    assert status(client, document) == 200

    page.save_revision().publish()
    assert status(client, document) == 404


def test_the_worker_has_nothing_to_do_for_what_a_story_refers_to(document: StoryDocument) -> None:
    waiting = DBTaskResult.objects.filter(task_path__endswith="update_reference_index_task")
    waiting.delete()

    withdraw_article(public_story(body=body_with(document), signatures=[]))

    assert not waiting.exists()


def test_a_document_of_another_story_stays_closed(document: StoryDocument, client: Client) -> None:
    other = StoryDocument.objects.create(title="Autre", file=ContentFile(b"%PDF-1.7", "autre.pdf"))
    public_story(body=body_with(other))

    assert status(client, other) == 200
    assert status(client, document) == 404

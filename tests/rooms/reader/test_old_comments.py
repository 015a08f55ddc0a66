"""Comments of the old site: asked for on a page of their own, in their threads, and gone with their story."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone

from azdarar.archive.models import ImportedComment
from azdarar.archive.queries import old_comments
from azdarar.articles.actions import withdraw_article
from azdarar.articles.models import Article
from tests.factories.articles import public_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]
SAID = datetime(2009, 5, 14, 20, 15, tzinfo=UTC)


def said(story: Article, number: str, text: str, *, answers: str = "", **values: object) -> ImportedComment:
    """A comment below a story."""
    told = {"author": "Նարե", "said_at": SAID, "is_public": True, **values}
    return ImportedComment.objects.create(
        page_id=story.pk, foreign_id=number, parent_foreign_id=answers, text=text, **told
    )


@pytest.fixture
def story() -> Article:
    """A story with a discussion: three threads, of which one lost its head, and a comment nobody may see."""
    story = public_story(title="Le lac baisse", language="fr")
    said(story, "1", 'Vrai "ou faux" ?')
    said(story, "2", "Une autre voix")
    said(story, "3", "Une <b>réponse</b> & un <script>piège()</script> mail : a.b@example.org", answers="1")
    said(story, "4", "Réponse à la réponse", answers="3", author="", said_at=None)
    said(story, "5", "Réponse à ce qui n’est pas là", answers="77")
    said(story, "6", "INVISIBLE", is_public=False)
    said(story, "7", "CACHÉE", hidden_at=timezone.now())
    return story


def test_a_story_says_how_many_comments_it_brought_and_its_page_of_comments_shows_them(
    client: Client, story: Article
) -> None:
    page = client.get(story.address).content.decode()
    comments = client.get(f"{story.address}comments/")
    text = comments.content.decode()

    assert f'href="{story.address}comments/"' in page
    assert "Une autre voix" not in page
    assert '<meta name="robots" content="noindex">' in text
    assert "a.b@" not in text
    assert "piège()" not in text
    assert "INVISIBLE" not in text
    assert "CACHÉE" not in text
    assert "Vrai «\u202fou faux\u202f»\u202f?" in text.replace("\u00a0", "\u202f")
    assert not comments.cookies


def test_answers_follow_what_they_answer_and_one_without_its_question_stands_alone(
    story: Article,
) -> None:
    told = old_comments(story.pk, language="fr", start=0, end=50)

    assert [(comment.text.clean.split()[0], comment.depth) for comment in told] == [
        ("Vrai", 0),
        ("Une", 1),
        ("Réponse", 2),
        ("Une", 0),
        ("Réponse", 0),
    ]


def test_a_circle_of_answers_and_a_thread_a_thousand_deep_are_shown_whole(story: Article) -> None:
    ImportedComment.objects.all().delete()
    rows = [("a", "b"), ("b", "a"), *((str(n), str(n - 1) if n else "") for n in range(1_200))]
    ImportedComment.objects.bulk_create(
        ImportedComment(
            page_id=story.pk, foreign_id=own, parent_foreign_id=parent, text=own, is_public=True, said_at=SAID
        )
        for own, parent in rows
    )

    told = old_comments(story.pk, language="fr", start=0, end=2_000)

    assert len(told) == 1_202
    assert max(comment.depth for comment in told) == 3
    assert [comment.text.clean for comment in old_comments(story.pk, language="fr", start=9, end=11)] == [
        "9",
        "10",
    ]


def test_comments_go_with_their_story_and_where_there_are_none_there_is_no_page(
    client: Client, story: Article
) -> None:
    quiet = public_story(title="Sans débat", address_slug="sans-debat")
    address = f"{story.address}comments/"
    assert client.get(f"{quiet.address}comments/").status_code == 404
    assert client.get(f"{address}?page=2").status_code == 404
    assert client.get(f"{address}?page=0").status_code == 404

    withdraw_article(story)

    gone = client.get(address)
    assert gone.status_code == 410
    assert "autre voix" not in gone.content.decode()

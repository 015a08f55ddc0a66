"""Publishing, correcting and withdrawing through the room's own actions."""

import pytest

from azdarar.articles.models import Article
from tests.factories.articles import AT, public_story, told_of_stories
from tests.factories.fronts import make_paper

pytestmark = pytest.mark.django_db


def test_a_published_story_has_its_address_and_is_announced() -> None:
    make_paper("fr")

    story = public_story(title="Le prix du pain")

    assert story.canonical_path == "/fr/2026/11/03/le-prix-du-pain/"
    assert story.is_visible(at=AT)
    assert [row.fact for row in told_of_stories()] == ["articles.article-published"]
    assert Article.objects.get(pk=story.pk).worked_on_at == story.latest_revision_created_at

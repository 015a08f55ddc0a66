"""What a story lacks is said with a code, a field and a sentence, and nothing is published."""

from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.rich_text import RichText

from azdarar.articles.actions import publish_article
from azdarar.articles.models import Article
from azdarar.articles.publication import NotPublishableError
from azdarar.media.actions import add_picture
from azdarar.media.models import Picture
from azdarar.press.models import Announcement
from tests.factories.accounts import WriterFactory
from tests.factories.articles import AT, draft_story, paragraphs, told_of_stories
from tests.factories.media import ALT_TEXT, photograph
from tests.factories.rights import SourceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("paper", "clock")]


def picture(**words: Any) -> Picture:
    return add_picture(file=BytesIO(photograph(size=(400, 300))), title="Pont", **words)


def refused(story: Article, **options: Any) -> list[tuple[str, str]]:
    """Try to publish; the codes and fields of what stood in the way."""
    with pytest.raises(NotPublishableError) as refusal:
        publish_article(story, at=AT, **options)
    stored = Article.objects.get(pk=story.pk)
    assert (stored.live, stored.canonical_path) == (False, None)
    assert not told_of_stories().exists()
    assert refusal.value.code == "articles.not-publishable"
    assert all(problem.sentence.endswith(".") for problem in refusal.value.problems)
    return [(problem.code, problem.field) for problem in refusal.value.problems]


def test_a_mark_without_its_note_is_refused() -> None:
    notes = ("footnotes", [{"mark": "1", "text": RichText("<p>Une note.</p>")}])
    body = paragraphs("Le train[^1] part[^2] à dix heures[^2].")

    assert refused(draft_story(body=[*body, notes])) == [("articles.note-missing", "body")]
    assert publish_article(draft_story(body=[*paragraphs("Le train[^1] part."), notes]), at=AT).live


@pytest.mark.parametrize("place", ["lead", "text", "gallery"])
def test_a_picture_nobody_described_is_refused_wherever_it_stands(place: str) -> None:
    unknown = picture()

    def values(alt_text: str) -> dict[str, Any]:
        use = {"picture": unknown, "alt_text": alt_text, "is_decorative": False, "caption": ""}
        return {
            "lead": {"lead_picture": unknown, "lead_alt_text": alt_text},
            "text": {"body": [("picture", use)]},
            "gallery": {"body": [("gallery", {"title": "", "pictures": [use, use]})]},
        }[place]

    field = "lead_alt_text" if place == "lead" else "body"
    assert set(refused(draft_story(**values("")))) == {("articles.picture-undescribed", field)}
    assert publish_article(draft_story(**values(ALT_TEXT)), at=AT).live


def test_a_picture_described_by_itself_or_decorative_is_published() -> None:
    for words in ({"alt_text": ALT_TEXT}, {"is_decorative": True}):
        assert publish_article(draft_story(lead_picture=picture(**words)), at=AT).live


@pytest.mark.parametrize("name", ["lead_alt_text", "lead_caption"])
def test_a_file_name_is_no_description_and_no_caption(name: str) -> None:
    story = draft_story(lead_picture=picture(alt_text=ALT_TEXT), **{name: "IMG_2034.jpg"})

    assert refused(story) == [("articles.file-name-shown", name)]


@pytest.mark.parametrize("name", ["alt_text", "caption"])
def test_nor_is_it_in_the_text(name: str) -> None:
    use = {"picture": picture(alt_text=ALT_TEXT), "alt_text": "", "is_decorative": False, "caption": ""}
    story = draft_story(body=[("picture", use | {name: "arton71307"})])

    assert refused(story) == [("articles.file-name-shown", "body")]


def test_a_source_that_asks_for_a_link_gets_one_or_there_is_no_reprint() -> None:
    source = SourceFactory(is_link_before_text=True)

    assert refused(draft_story(source=source)) == [("articles.no-original-address", "original_address")]
    address = "https://other.example/story"
    assert publish_article(draft_story(source=source, original_address=address), at=AT).live
    assert publish_article(draft_story(source=SourceFactory()), at=AT).live


def test_every_reason_is_given_at_once() -> None:
    story = draft_story(section=None, body=paragraphs("Le train[^1] part."))
    story.title = " "

    assert refused(story) == [
        ("articles.no-headline", "title"),
        ("articles.no-section", "section"),
        ("articles.note-missing", "body"),
    ]


def test_an_archive_is_not_held_up_by_what_only_a_person_can_mend() -> None:
    story = draft_story(lead_picture=picture())

    assert publish_article(story, at=AT, is_archive=True).live
    assert refused_hard(draft_story(section=None)) == [("articles.no-section", "section")]


def refused_hard(story: Article) -> list[tuple[str, str]]:
    Announcement.objects.all().delete()
    return refused(story, is_archive=True)


def test_wagtails_own_way_to_publish_meets_the_same_conditions() -> None:
    story = draft_story(body=paragraphs("Le train[^1] part."))

    with pytest.raises(NotPublishableError):
        story.latest_revision.publish()

    assert not Article.objects.get(pk=story.pk).live


def test_who_may_not_publish_publishes_nothing() -> None:
    story = draft_story()

    with pytest.raises(PermissionDenied):
        publish_article(story, at=AT, by=WriterFactory())

    assert not Article.objects.get(pk=story.pk).live

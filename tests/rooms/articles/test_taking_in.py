"""Stories of an archive are written many at once, and stand as if each had been added and published."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision

from azdarar.articles.actions import (
    Incoming,
    NoSpaceError,
    add_article,
    correct_article,
    publish_article,
    take_in_articles,
)
from azdarar.articles.models import Article, ArticleSpace, ArticleSubject, Contribution, Contributor, Section
from azdarar.articles.publication import NotPublishableError
from azdarar.media.actions import add_picture
from azdarar.search.naming import asked_of
from azdarar.search.queries import newest
from azdarar.subjects.models import Subject
from tests.factories.articles import ContributorFactory, SectionFactory, told_of_stories
from tests.factories.media import photograph
from tests.factories.subjects import SubjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("paper", "clock")]

LONG_AGO = datetime(1998, 12, 24, 23, 30, tzinfo=UTC)
#: What two stories never share.
OF_ITS_OWN = {"id", "page_ptr_id", "path", "translation_key", "slug", "url_path", "pk"}
#: What an archive's story has only once somebody changes it, and the numbers its tags tell.
OF_ITS_OWN |= {"latest_revision_id", "live_revision_id", "announced_tags"}
#: Two stories of one name and day have two addresses.
OF_ITS_OWN |= {"canonical_path", "address_slug"}

PARAGRAPH = {"type": "paragraph", "value": "<p>Il gèle.</p>", "id": "e41d9b1c-6f27-4a2b-9f8e-3a5d1c7b0f42"}
VARIED: list[dict[str, Any]] = [
    {},
    {"kicker": "LAC", "post_scriptum": "Merci.", "original_address": "https://radio.example/"},
    {"title": "Սևանա լիճը", "standfirst": "Deux phrases. La seconde."},
    {"title": "Un titre " * 28},
    {"title": "…", "body": [], "address_slug": "sans-titre"},
    {"address_slug": "choisi"},
    {"published_at": datetime(2031, 1, 1, tzinfo=UTC)},
    {"access": "members"},
    {
        "body": [
            PARAGRAPH,
            {"type": "quotation", "value": {"text": "<p>Cité.</p>", "attribution": "Elle"}, "id": "a"},
            {
                "type": "footnotes",
                "value": [{"type": "item", "value": {"mark": "1", "text": "Note."}, "id": "c"}],
                "id": "b",
            },
        ]
    },
]


@pytest.fixture
def furniture() -> tuple[Section, Contributor, Subject]:
    return SectionFactory(), ContributorFactory(), SubjectFactory()


def written(place: Section, **values: Any) -> Article:
    # Blocks get a number each, which no two stories share unless it is given.
    body = values.pop("body", [PARAGRAPH])
    return Article(**{"title": "Le lac gèle", "section": place, "body": json.dumps(body), **values})


def incoming(furniture: tuple[Section, Contributor, Subject], **values: Any) -> Incoming:
    place, person, subject = furniture
    story = written(place, **values)
    signatures = [Contribution(contributor=person), Contribution(contributor=person, role="translated")]
    at = story.published_at or LONG_AGO
    return Incoming(article=story, language="fr", at=at, signatures=signatures, subjects=[subject])


def added(furniture: tuple[Section, Contributor, Subject], **values: Any) -> Article:
    """The same story by Wagtail's own way."""
    place, person, subject = furniture
    story = written(place, **values)
    story.contributions.set(
        [
            Contribution(contributor=person, sort_order=0),
            Contribution(contributor=person, role="translated", sort_order=1),
        ]
    )
    story.article_subjects.set([ArticleSubject(subject=subject, sort_order=0)])
    story = add_article(story, language="fr", has_revision=False)
    return publish_article(story, at=LONG_AGO, is_archive=True)


def all_of(made: Article) -> dict[str, Any]:
    """Everything the database holds of a story, without what two stories never share."""
    row = Article.objects.filter(pk=made.pk).values().get()
    return {
        "row": {name: value for name, value in row.items() if name not in OF_ITS_OWN},
        "address": re.sub(r"-\d+/$", "/", row["canonical_path"]),
        "stands in": sorted(tag for tag in row["announced_tags"] if "=" not in tag),
        "stands as": sorted(
            tag for tag in row["announced_tags"] if tag.startswith(("card", "link", "updated", "section"))
        ),
        "rows": [
            sorted(
                tuple(value for name, value in child.items() if name not in ("id", "article_id"))
                for child in model.objects.filter(article=made).values()
            )
            for model in (Contribution, ArticleSubject)
        ],
        "public in": PageLogEntry.objects.filter(page_id=made.pk, action="wagtail.publish").count(),
        "refers to": sorted(
            (to, path)
            for to, path in ReferenceIndex.get_references_for_object(made).values_list(
                "to_object_id", "model_path"
            )
            if "revision" not in path
        ),
    }


def test_each_is_what_adding_and_publishing_it_leaves(furniture: Any) -> None:
    photo = BytesIO(photograph(size=(400, 300)))
    varied = [*VARIED, {"lead_picture": add_picture(file=photo, title="Le lac", alt_text="Un lac")}]
    one_by_one = [added(furniture, **values) for values in varied]

    at_once = take_in_articles([incoming(furniture, **values) for values in varied], at=timezone.now())

    for made, expected in zip(at_once, one_by_one, strict=True):
        assert all_of(made) == all_of(expected), made.title
    assert [one.pk for one in at_once] == sorted(one.pk for one in at_once)


def test_the_tree_stays_whole(furniture: Any) -> None:
    before = added(furniture)
    english = incoming(furniture)
    english.language = "en"
    take_in_articles([incoming(furniture), english, incoming(furniture)], at=timezone.now())
    after = added(furniture)

    space = ArticleSpace.objects.get(locale__language_code="fr")
    assert space.numchild == space.get_children().count() == 4
    assert before.path < after.path
    assert not any(Page.find_problems())


def test_readers_find_them_at_once_and_the_worker_has_one_thing_to_tell(
    furniture: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        first, _second = take_in_articles(
            [incoming(furniture, title="Une tisserande"), incoming(furniture, body=[])], at=timezone.now()
        )

    found = newest(asked_of({"q": ["tisserande"]}, language="fr"), at=timezone.now(), most=20)
    assert [card.id for card in found] == [first.pk]
    signed = newest(asked_of({"q": [furniture[1].name]}, language="fr"), at=timezone.now(), most=20)
    assert [card.id for card in signed].count(first.pk)
    (told,) = told_of_stories()
    assert told.delivered_at is not None
    assert {f"section:{furniture[0].pk}:stories", "language:fr:stories"} <= set(told.tags)
    assert not told.takes_away


def test_the_first_text_stays_in_the_history_of_a_story_that_is_corrected(furniture: Any) -> None:
    (made,) = take_in_articles([incoming(furniture)], at=timezone.now())
    assert not Revision.objects.filter(object_id=str(made.pk)).exists()

    again = Article.objects.get(pk=made.pk)
    again.title = "Le lac gèle tôt"
    correct_article(again, note="Le lac a gelé plus tôt qu'il n'était dit.", at=timezone.now())

    headlines = [revision.content["title"] for revision in again.revisions.order_by("pk")]
    assert headlines == ["Le lac gèle", "Le lac gèle tôt"]
    assert Article.objects.get(pk=made.pk).title == "Le lac gèle tôt"


@pytest.mark.parametrize(
    ("values", "language", "refusal"),
    [
        ({"title": " "}, "fr", NotPublishableError),
        ({"section": None}, "fr", NotPublishableError),
        ({}, "ru", NoSpaceError),
        ({"original_address": "javascript:alert(1)"}, "fr", ValidationError),
        ({"kicker": "k" * 121}, "fr", ValidationError),
        ({"published_at": datetime(999, 1, 1, tzinfo=UTC)}, "fr", ValidationError),
    ],
)
def test_what_is_refused_leaves_nothing(
    furniture: Any, values: dict[str, Any], language: str, refusal: type[Exception]
) -> None:
    refused = incoming(furniture, **values)
    refused.language = language

    with pytest.raises(refusal):
        take_in_articles([incoming(furniture), refused], at=timezone.now())

    assert not Article.objects.exists()
    assert not told_of_stories().exists()


def test_stories_of_a_name_and_day_get_addresses_in_their_order(furniture: Any) -> None:
    take_in_articles([incoming(furniture) for _ in range(23)], at=timezone.now())
    with CaptureQueriesContext(connection) as queries:
        last, other = take_in_articles(
            [incoming(furniture), incoming(furniture, title="Neige")], at=timezone.now()
        )

    asked = [one for one in queries.captured_queries if '"canonical_path" IN' in one["sql"]]
    assert len(asked) == 3, "once for all, then twenty of one name at a time"
    assert last.canonical_path == "/fr/1998/12/24/le-lac-gele-24/"
    assert other.canonical_path == "/fr/1998/12/24/neige/"

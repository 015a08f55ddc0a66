"""A story that was public elsewhere is written once, and stands as if it had been added and published."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import PageLogEntry, ReferenceIndex, Revision

from azdarar.articles.actions import (
    NoSpaceError,
    add_article,
    publish_article,
    take_in_article,
)
from azdarar.articles.models import Article, ArticleSubject, Contribution, Contributor, Section
from azdarar.articles.publication import NotPublishableError
from azdarar.press.models import Announcement
from azdarar.subjects.models import Subject
from tests.factories.articles import ContributorFactory, SectionFactory
from tests.factories.subjects import SubjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("paper", "clock")]

LONG_AGO = datetime(1998, 12, 24, 23, 30, tzinfo=UTC)
#: What two stories never share.
OF_ITS_OWN = {"id", "page_ptr_id", "path", "translation_key", "slug", "url_path", "pk"}
OF_ITS_OWN |= {"latest_revision_id", "live_revision_id", "canonical_path", "address_slug", "announced_tags"}


def story(place: Section, person: Contributor, subject: Subject, **values: Any) -> Article:
    # Blocks get a number each, which no two stories share unless it is given.
    body = [{"type": "paragraph", "value": "<p>Il gèle.</p>", "id": "e41d9b1c-6f27-4a2b-9f8e-3a5d1c7b0f42"}]
    made = Article(**{"title": "Le lac gèle", "section": place, "body": json.dumps(body), **values})
    made.contributions.set([Contribution(contributor=person)])
    made.article_subjects.set([ArticleSubject(subject=subject)])
    return made


def all_of(made: Article) -> dict[str, Any]:
    """Everything the database holds of a story, without what two stories never share."""
    row = Article.objects.filter(pk=made.pk).values().get()
    revision = Revision.objects.get(object_id=str(made.pk))
    children = (Contribution, ArticleSubject)
    return {
        "row": {name: value for name, value in row.items() if name not in OF_ITS_OWN},
        "is its latest": row["latest_revision_id"] == row["live_revision_id"] == revision.pk,
        "tells of": {tag.partition(":")[0] for tag in row["announced_tags"]},
        "text kept": {name: revision.content[name] for name in ("title", "body", "section", "published_at")},
        "rebuilt": revision.as_object().body.get_prep_value(),
        "visible": [
            list(model.objects.filter(article=made).values_list("visible_from")) for model in children
        ],
        "public in": list(
            PageLogEntry.objects.filter(page_id=made.pk, action="wagtail.publish").values_list(
                "content_changed", "label"
            )
        ),
        "refers to": sorted(
            ReferenceIndex.get_references_for_object(made).values_list("to_object_id", "model_path")
        ),
        "told": list(Announcement.objects.filter(data__article=made.pk).values_list("fact", "delivered_at")),
    }


def test_it_leaves_what_adding_and_publishing_leave() -> None:
    furniture = (SectionFactory(), ContributorFactory(), SubjectFactory())
    step_by_step = add_article(story(*furniture), language="fr", has_revision=False)
    publish_article(step_by_step, at=LONG_AGO, is_archive=True)

    at_once = take_in_article(story(*furniture), language="fr", at=LONG_AGO)

    assert all_of(at_once) == all_of(step_by_step)
    assert at_once.canonical_path == "/fr/1998/12/24/le-lac-gele-2/"
    assert Article.objects.get(pk=at_once.pk).visible_from == LONG_AGO


def test_it_can_be_edited_and_published_again_like_any_other() -> None:
    made = take_in_article(
        story(SectionFactory(), ContributorFactory(), SubjectFactory()), language="fr", at=LONG_AGO
    )

    again = Article.objects.get(pk=made.pk)
    again.title = "Le lac gèle tôt"
    publish_article(again, at=LONG_AGO)

    assert Article.objects.get(pk=made.pk).title == "Le lac gèle tôt"
    assert made.revisions.count() == 2


@pytest.mark.parametrize(
    ("values", "language", "refusal"),
    [
        ({"title": " "}, "fr", NotPublishableError),
        ({"section": None}, "fr", NotPublishableError),
        ({}, "ru", NoSpaceError),
        ({"original_address": "javascript:alert(1)"}, "fr", ValidationError),
    ],
)
def test_what_is_refused_leaves_nothing(
    values: dict[str, Any], language: str, refusal: type[Exception]
) -> None:
    furniture = (SectionFactory(), ContributorFactory(), SubjectFactory())

    with pytest.raises(refusal):
        take_in_article(story(*furniture, **values), language=language, at=LONG_AGO)

    assert not Article.objects.exists()
    assert not Announcement.objects.exists()


def test_many_stories_of_a_name_and_day_get_addresses_with_few_questions(
    django_assert_max_num_queries: Any,
) -> None:
    furniture = (SectionFactory(), ContributorFactory(), SubjectFactory())
    for _number in range(23):
        take_in_article(story(*furniture), language="fr", at=LONG_AGO)

    with django_assert_max_num_queries(55):
        last = take_in_article(story(*furniture), language="fr", at=LONG_AGO)

    assert last.canonical_path == "/fr/1998/12/24/le-lac-gele-24/"

"""What is close to a story, and what is far from it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from azdarar.articles.actions import publish_article, withdraw_article
from azdarar.articles.models import Article, ArticleSubject, Contribution, Contributor
from azdarar.onward.queries import related_to, to_discover
from azdarar.subjects.models import Subject
from tests.factories.articles import AT, ContributorFactory, SectionFactory, draft_story, public_story
from tests.factories.subjects import SubjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def story_on(
    *subjects: Subject, title: str, by: Contributor | None = None, days: int = 0, **values: Any
) -> Article:
    signatures = [Contribution(contributor=by or ContributorFactory())]
    story = draft_story(title=title, signatures=signatures, **values)
    story.article_subjects.set([ArticleSubject(subject=subject) for subject in subjects])
    return publish_article(story, at=AT - timedelta(days=days))


def found(story: Article, **values: Any) -> list[tuple[str, str]]:
    return [(card.headline.clean, str(card.reason)) for card in related_to(story, at=AT, **values)]


def test_the_nearest_comes_first_and_each_says_why() -> None:
    person = SubjectFactory(title="Anahit", kind="person")
    place = SubjectFactory(title="Sevan", kind="place")
    author = ContributorFactory()
    story = story_on(person, place, title="Article", by=author)
    story_on(place, title="Même lieu")
    story_on(person, place, title="Les deux")
    story_on(person, title="Même personne")
    story_on(title="Même plume", by=author)
    companion = story_on(title="Compagne")
    story_on(title="Sans lien")

    assert found(story, companions=[companion.pk], most=5) == [
        ("Compagne", "Same dossier"),
        ("Les deux", "Same person: Anahit"),
        ("Même personne", "Same person: Anahit"),
        ("Même lieu", "Same place: Sevan"),
        ("Même plume", "Same signature"),
    ]


def test_of_equally_near_stories_the_nearest_in_time_comes_first() -> None:
    subject = SubjectFactory(kind="event", title="Crue")
    story = story_on(subject, title="Article", days=10)
    story_on(subject, title="Loin", days=90)
    story_on(subject, title="Près", days=12)

    assert [title for title, _reason in found(story)] == ["Près", "Loin"]


def test_what_stands_on_the_page_or_may_not_be_seen_is_not_offered() -> None:
    subject = SubjectFactory(kind="event")
    story = story_on(subject, title="Article")
    shown, gone = story_on(subject, title="Déjà là"), story_on(subject, title="Retirée")
    story_on(subject, title="Embargo", embargoed_until=AT + timedelta(days=1))
    withdraw_article(gone)

    assert found(story, exclude={shown.pk}) == []


def test_only_stories_of_the_same_language_are_offered() -> None:
    subject = SubjectFactory(kind="event")
    story = story_on(subject, title="Article")
    story_on(subject, title="English", language="en")

    assert found(story) == []


def test_discoveries_are_long_lived_older_and_from_other_sections() -> None:
    here, there, elsewhere = SectionFactory(), SectionFactory(name="Culture"), SectionFactory()
    story = public_story(title="Article", section=here)
    old = AT - timedelta(days=800)
    public_story(title="Même rubrique", section=here, at=old, is_long_lived=True)
    public_story(title="Éphémère", section=there, at=old)
    public_story(title="Durable", section=there, at=old, is_long_lived=True)
    public_story(title="Récente", section=elsewhere, at=AT - timedelta(days=3), is_long_lived=True)

    cards = to_discover(story, at=AT)

    assert [(card.headline.clean, str(card.reason)) for card in cards] == [("Durable", "Culture, 2024")]


def test_discoveries_differ_from_story_to_story_and_stay_the_same_for_one() -> None:
    sections = [SectionFactory() for _ in range(4)]
    for number in range(40):
        public_story(
            title=f"Ancienne {number}",
            section=sections[number % 4],
            at=AT - timedelta(days=400 + 50 * number),
            is_long_lived=True,
        )
    stories = [public_story(title=f"Article {number}", section=SectionFactory()) for number in range(4)]

    chosen = [tuple(card.id for card in to_discover(story, at=AT)) for story in stories]

    assert len(set(chosen)) > 1
    assert chosen == [tuple(card.id for card in to_discover(story, at=AT)) for story in stories]
    assert all(len(set(ids)) == 3 for ids in chosen)


def test_the_number_of_queries_does_not_grow_with_the_archive(django_assert_max_num_queries: Any) -> None:
    subject = SubjectFactory(kind="event")
    story = story_on(subject, title="Article")
    for number in range(15):
        story_on(subject, title=f"Autre {number}", is_long_lived=True, days=500 + number)

    with django_assert_max_num_queries(20):
        related_to(story, at=AT)
        to_discover(story, at=AT)

"""Assembling a front page, and choosing what the newsroom recommends."""

from datetime import timedelta
from typing import Any

import pytest

from azdarar.articles.actions import publish_article, withdraw_article
from azdarar.articles.models import Article, Recommendation
from azdarar.fronts.models import Dossier, DossierStory, Front, SectionPick, ThreadEntry
from azdarar.fronts.queries import (
    FilledContainer,
    assemble_front,
    dossier_card,
    dossier_companions,
    dossiers_of,
    recommended_for,
)
from tests.factories.articles import AT, ContributorFactory, SectionFactory, draft_story, public_story
from tests.factories.fronts import make_dossier
from tests.factories.subjects import SubjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]


def front(*containers: dict[str, Any]) -> Front:
    page = Front.objects.get(locale__language_code="fr")
    empty = {
        "title": "",
        "picks": [],
        "rule": "none",
        "section": None,
        "subject": None,
        "dossier": None,
        "max_age_days": None,
        "kind": "band",
        "most": 4,
    }
    page.containers = [("container", {**empty, **values}) for values in containers]
    page.save_revision().publish()
    return Front.objects.get(pk=page.pk)


def pick(story: Article, reason: str = "") -> dict[str, Any]:
    return {"article": story, "reason": reason, "chosen_by": None}


def shown(filled: list[FilledContainer]) -> list[list[str]]:
    return [[card.headline.clean for card in container.cards] for container in filled]


def test_picks_come_first_in_the_editors_order_then_the_rule_fills_up() -> None:
    stories = [public_story(title=f"Story {n}", at=AT - timedelta(hours=n)) for n in range(5)]

    page = front({"picks": [pick(stories[3]), pick(stories[1])], "rule": "latest", "most": 4})

    assert shown(assemble_front(page, at=AT)) == [["Story 3", "Story 1", "Story 0", "Story 2"]]


def test_no_story_stands_twice_and_a_later_pick_is_not_taken_by_an_earlier_rule() -> None:
    stories = [public_story(title=f"Story {n}", at=AT - timedelta(hours=n)) for n in range(4)]

    page = front({"rule": "latest", "most": 2}, {"picks": [pick(stories[0])], "rule": "latest", "most": 3})

    assert shown(assemble_front(page, at=AT)) == [["Story 1", "Story 2"], ["Story 0", "Story 3"]]


def test_a_container_with_nothing_to_show_is_left_out() -> None:
    public_story(title="Ici", section=SectionFactory())

    page = front({"rule": "section", "section": SectionFactory()}, {"rule": "latest"}, {"rule": "latest"})

    assert shown(assemble_front(page, at=AT)) == [["Ici"]]


def test_a_section_and_a_subject_fill_with_their_own_and_an_age_limit_holds() -> None:
    section, subject = SectionFactory(), SubjectFactory()
    public_story(title="Rubrique", section=section)
    public_story(title="Vieille", section=section, at=AT - timedelta(days=10))
    spoken = draft_story(title="Sujet", section=SectionFactory())
    spoken.article_subjects.add(spoken.article_subjects.model(subject=subject))
    publish_article(spoken, at=AT)

    page = front(
        {"rule": "section", "section": section, "max_age_days": 5}, {"rule": "subject", "subject": subject}
    )

    assert shown(assemble_front(page, at=AT)) == [["Rubrique"], ["Sujet"]]


def test_what_readers_may_not_see_is_not_shown_even_when_picked() -> None:
    withdrawn, draft = public_story(title="Retirée"), draft_story(title="Brouillon")
    later = public_story(title="Plus tard", embargoed_until=AT + timedelta(hours=1))
    page = front({"picks": [pick(withdrawn), pick(draft), pick(later)]})
    withdraw_article(withdrawn)

    assert assemble_front(page, at=AT) == []
    assert shown(assemble_front(page, at=AT + timedelta(hours=1))) == [["Plus tard"]]


def test_the_number_of_queries_does_not_grow_with_the_stories(django_assert_max_num_queries: Any) -> None:
    page = front({"rule": "latest", "most": 10, "kind": "lead"})
    for number in range(12):
        public_story(title=f"Story {number}")

    with django_assert_max_num_queries(8):
        assert len(assemble_front(page, at=AT)[0].cards) == 10


def test_recommendations_are_the_storys_own_else_the_sections_else_the_papers() -> None:
    section, editor = SectionFactory(), ContributorFactory(name="Hélène Aubry")
    own, of_section, of_paper = (public_story(title=name) for name in ("Propre", "Rubrique", "Journal"))
    story = public_story(title="Article", section=section)
    front(
        {"kind": "picks", "picks": [{"article": of_paper, "reason": "Pour le journal.", "chosen_by": None}]}
    )

    paper = recommended_for(story, at=AT)
    SectionPick.objects.create(section=section, article=of_section, sort_order=0)
    sections = recommended_for(story, at=AT)
    Recommendation.objects.create(
        article=story, recommended=own, reason="Pour la chute.", chosen_by=editor, sort_order=0
    )
    chosen = recommended_for(Article.objects.get(pk=story.pk), at=AT)

    assert [card.headline.clean for card in paper] == ["Journal"]
    assert [card.headline.clean for card in sections] == ["Rubrique"]
    assert [(card.headline.clean, str(card.reason), card.chosen_by) for card in chosen] == [
        ("Propre", "Pour la chute.", "Hélène Aubry")
    ]


def test_a_withdrawn_recommendation_is_passed_over() -> None:
    story, other = public_story(title="Article"), public_story(title="Autre")
    Recommendation.objects.create(article=story, recommended=other, sort_order=0)
    withdraw_article(other)

    assert recommended_for(Article.objects.get(pk=story.pk), at=AT) == []


def test_a_dossier_shows_its_thread_and_links_only_what_readers_may_see() -> None:
    public, draft = public_story(title="Publique"), draft_story(title="Brouillon")
    dossier = make_dossier()
    for order, story in enumerate((public, draft)):
        DossierStory.objects.create(dossier=dossier, article=story, sort_order=order)
        ThreadEntry.objects.create(
            dossier=dossier, day=AT.date(), text=story.title, article=story, sort_order=order
        )

    card = dossier_card(Dossier.objects.get(pk=dossier.pk), at=AT)

    assert card.story_count == 1
    assert [(point.text.clean, bool(point.url)) for point in card.thread] == [
        ("Publique", True),
        ("Brouillon", False),
    ]
    assert [found.id for found in dossiers_of(public, at=AT)] == [dossier.pk]


def test_companions_come_nearest_in_the_dossier_first() -> None:
    stories = [public_story(title=f"Story {n}") for n in range(4)]
    dossier = make_dossier()
    for order, story in enumerate(stories):
        DossierStory.objects.create(dossier=dossier, article=story, sort_order=order)

    assert dossier_companions(stories[3]) == [stories[2].pk, stories[1].pk, stories[0].pk]

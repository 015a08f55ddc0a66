"""The desk's list finds a story among very many, in a bounded number of queries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from azdarar.articles.actions import withdraw_article
from azdarar.articles.models import Article, ArticleSpace
from azdarar.newsroom import queries
from azdarar.newsroom.queries import DeskFilter, Place, desk_page
from tests.factories.accounts import AdministratorFactory, EditorFactory, WriterFactory
from tests.factories.articles import SectionFactory, draft_story, public_story
from tests.factories.fronts import make_paper

pytestmark = pytest.mark.django_db
LIST = "newsroom_stories"


@pytest.fixture(autouse=True)
def _paper() -> None:
    make_paper()


def headlines(client: Client, **asked: Any) -> list[str]:
    """Headlines of the list, in its order."""
    response = client.get(reverse(LIST), asked)
    assert response.status_code == 200
    return [story.headline.clean for story in response.context["page"].stories]


def at_the_desk(client: Client) -> Client:
    client.force_login(EditorFactory())
    return client


def test_the_last_story_worked_on_comes_first(client: Client) -> None:
    first, second = draft_story(title="Premier"), draft_story(title="Second")
    first.title = "Premier, revu"
    first.save_revision()

    assert headlines(at_the_desk(client)) == ["Premier, revu", "Second"]
    assert second.pk > first.pk


def test_every_state_is_found_by_its_name(client: Client) -> None:
    draft_story(title="Brouillon")
    public_story(title="Publique")
    public_story(title="Demain", at=timezone.now() + timedelta(days=1))
    withdraw_article(public_story(title="Retirée"))
    desk = at_the_desk(client)

    assert headlines(desk, state="draft") == ["Brouillon"]
    assert headlines(desk, state="public") == ["Publique"]
    assert headlines(desk, state="scheduled") == ["Demain"]
    assert headlines(desk, state="withdrawn") == ["Retirée"]
    assert len(headlines(desk)) == 4


def test_filters_narrow_together(client: Client) -> None:
    culture = SectionFactory(language="fr", name="Culture")
    draft_story("fr", title="Le fondeur", section=culture)
    draft_story("fr", title="Le pain", section=SectionFactory(language="fr"))
    draft_story("ru", title="Поезд у озера", section=SectionFactory(language="ru"))
    desk = at_the_desk(client)

    assert headlines(desk, language="ru") == ["Поезд у озера"]
    assert headlines(desk, section=culture.pk) == ["Le fondeur"]
    assert headlines(desk, language="fr", section=culture.pk, state="draft", q="fond") == ["Le fondeur"]
    assert headlines(desk, language="ru", q="fond") == []


@pytest.mark.parametrize("words", ["ԼՃԻ", "լճի գնաց", "поезд", "ОЗЕРА", "fondeur", "FOND"])
def test_words_are_found_in_every_script_whatever_their_capitals(words: str, client: Client) -> None:
    for language, title in (("hy", "Լճի գնացքը"), ("ru", "Поезд у озера"), ("fr", "Le dernier fondeur")):
        draft_story(language, title=title, section=SectionFactory(language=language))

    assert len(headlines(at_the_desk(client), q=words)) == 1


@pytest.mark.parametrize(
    "asked",
    [
        {"language": "de"},
        {"section": "x"},
        {"state": "burnt"},
        {"before": "yesterday"},
        {"before": "2026-11-03T09:00:00+00:00~99999999999999999999"},
        {"after": "2026-99-99~1"},
        {"q": "\"' OR 1=1 *) NEAR("},
    ],
)
def test_what_means_nothing_breaks_nothing(asked: dict[str, str], client: Client) -> None:
    draft_story(title="Brouillon")

    assert headlines(at_the_desk(client), **asked) in (["Brouillon"], [])


def test_pages_lead_to_older_and_back_without_a_gap(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE_SIZE", 3)
    for number in range(8):
        draft_story(title=f"Histoire {number}")
    # Stories of one instant are told apart by their numbers.
    Article.objects.filter(title__in=["Histoire 3", "Histoire 4", "Histoire 5"]).update(
        worked_on_at=Article.objects.get(title="Histoire 4").worked_on_at
    )
    desk, user = at_the_desk(client), EditorFactory()

    def walk(page: Any, towards: str) -> list[list[str]]:
        pages = [[story.headline.clean for story in page.stories]]
        while place := getattr(page, towards):
            key = "before" if towards == "older" else "after"
            page = desk_page(DeskFilter(), at=timezone.now(), user=user, **{key: Place.read(str(place))})
            pages.append([story.headline.clean for story in page.stories])
        walk.last = page  # type: ignore[attr-defined]
        return pages

    down = walk(desk_page(DeskFilter(), at=timezone.now(), user=user), "older")
    up = walk(walk.last, "newer")  # type: ignore[attr-defined]

    assert [title for page in down for title in page] == [
        f"Histoire {number}" for number in reversed(range(8))
    ]
    assert [len(page) for page in down] == [3, 3, 2]
    assert up[-1][0] == "Histoire 7"
    assert 'rel="next"' in desk.get(reverse(LIST)).content.decode()


def test_queries_do_not_grow_with_the_stories(client: Client, django_assert_num_queries: Any) -> None:
    user = AdministratorFactory()
    for number in range(3):
        public_story(title=f"Une {number}")

    with django_assert_num_queries(3):
        desk_page(DeskFilter(), at=timezone.now(), user=user)
    for number in range(12):
        draft_story(title=f"Autre {number}")
    with django_assert_num_queries(3):
        page = desk_page(DeskFilter(), at=timezone.now(), user=user)

    assert len(page.stories) == 15


def test_the_list_loads_no_bodies(client: Client, settings: Any, django_assert_num_queries: Any) -> None:
    draft_story()
    user = AdministratorFactory()

    # Three, and for each language and each of the two indexes one for the names beside what was typed.
    with django_assert_num_queries(3 + 2 * len(settings.LANGUAGES)) as captured:
        desk_page(DeskFilter(words="train"), at=timezone.now(), user=user)

    assert '"articles_article"."body"' not in "".join(query["sql"] for query in captured.captured_queries)
    assert "COUNT(" not in "".join(query["sql"] for query in captured.captured_queries)


def test_a_writer_sees_what_is_public_and_opens_their_own(client: Client) -> None:
    writer = WriterFactory()
    own, other = draft_story(title="La mienne", owner=writer), public_story(title="Une autre")
    other.title = "Un titre que personne ne connaît encore"
    other.save_revision()
    draft_story(title="Un brouillon d’ailleurs")
    client.force_login(writer)

    page = client.get(reverse(LIST)).content.decode()

    assert reverse("wagtailadmin_pages:edit", args=[own.pk]) in page
    assert reverse("wagtailadmin_pages:edit", args=[other.pk]) not in page
    assert "Une autre" in page
    assert "Un titre que personne" not in page
    assert "Un brouillon" not in page


def test_the_page_tree_leads_back_to_the_list(client: Client) -> None:
    space = ArticleSpace.objects.get(locale__language_code="hy")

    response = at_the_desk(client).get(reverse("wagtailadmin_explore", args=[space.pk]))

    assert response["Location"] == f"{reverse(LIST)}?language=hy"


def test_the_home_screen_begins_stories_and_shows_what_is_in_hand(client: Client) -> None:
    editor = EditorFactory()
    draft_story(title="En cours", owner=editor)
    draft_story(title="D’un autre")
    public_story(title="Publiée")
    public_story(title="Demain", at=timezone.now() + timedelta(hours=9))
    client.force_login(editor)

    page = client.get(reverse("wagtailadmin_home")).content.decode()

    for space in ArticleSpace.objects.all():
        assert reverse("wagtailadmin_pages:add", args=["articles", "article", space.pk]) in page
    for shown in ("En cours", "Publiée", "Demain"):
        assert shown in page
    assert "D’un autre" not in page
    assert "Wagtail" not in page.partition("<main")[2]


def test_the_menu_holds_what_the_desk_works_with(client: Client) -> None:
    client.force_login(EditorFactory())

    page = client.get(reverse("wagtailadmin_home")).content.decode()

    for name in ("newsroom_stories", "newsroom_fronts", "newsroom_dossiers", "newsroom_plain_pages"):
        assert reverse(name) in page
    assert '"explorer"' not in page
    assert '"settings"' not in page
    assert '"reports"' not in page

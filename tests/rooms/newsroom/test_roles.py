"""Who may do what, and how few rows say so."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page, Workflow

from azdarar.articles.models import Article, ArticleSpace, Contributor
from azdarar.fronts.models import Front
from azdarar.newsroom.actions import set_up_roles
from tests.factories.accounts import AdministratorFactory, EditorFactory, EditorInChiefFactory, WriterFactory
from tests.factories.articles import draft_story, public_story
from tests.factories.forms import story_form
from tests.factories.fronts import make_dossier, make_paper

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _paper() -> None:
    make_paper("fr", "en")


def test_setting_up_twice_changes_nothing() -> None:
    set_up_roles()
    before = (
        GroupPagePermission.objects.count(),
        Workflow.objects.count(),
        [group.permissions.count() for group in Group.objects.order_by("name")],
    )

    set_up_roles()

    assert before == (
        GroupPagePermission.objects.count(),
        Workflow.objects.count(),
        [group.permissions.count() for group in Group.objects.order_by("name")],
    )


def test_a_few_rows_of_page_rights_serve_any_number_of_stories() -> None:
    for number in range(5):
        draft_story(title=f"Histoire {number}")
    set_up_roles()

    assert GroupPagePermission.objects.count() <= 14
    assert not Group.objects.filter(name__in=["Moderators", "Editors"]).exists()


def test_an_editor_publishes_and_arranges() -> None:
    editor = EditorFactory()

    for page in (draft_story(), Front.objects.first(), make_dossier()):
        rights = page.permissions_for_user(editor)
        assert rights.can_edit()
        assert rights.can_publish()
    assert editor.has_perm("articles.change_contributor")
    assert not editor.has_perm("articles.change_section")
    assert EditorInChiefFactory().has_perm("articles.change_section")
    assert not editor.is_superuser


def test_a_writer_writes_drafts_and_publishes_nothing() -> None:
    writer = WriterFactory()
    own, other = draft_story(owner=writer), draft_story(title="Une autre")

    assert own.permissions_for_user(writer).can_edit()
    assert own.permissions_for_user(writer).can_submit_for_moderation()
    assert not own.permissions_for_user(writer).can_publish()
    assert not other.permissions_for_user(writer).can_edit()
    assert not Front.objects.first().permissions_for_user(writer).can_edit()
    assert not Front.objects.first().permissions_for_user(writer).can_add_subpage()
    assert ArticleSpace.objects.first().permissions_for_user(writer).can_add_subpage()
    assert writer.has_perm("articles.add_contributor")
    assert not writer.has_perm("articles.change_section")


def test_a_writer_who_posts_the_publish_button_saves_a_draft(client: Client) -> None:
    writer = WriterFactory()
    story = draft_story(owner=writer)
    client.force_login(writer)

    client.post(
        reverse("wagtailadmin_pages:edit", args=[story.pk]), story_form(story, **{"action-publish": "yes"})
    )

    assert not Article.objects.get(pk=story.pk).live


def test_a_language_added_later_opens_to_writers_by_itself() -> None:
    writer = WriterFactory()
    make_paper("fr", "en", "hy")

    space = ArticleSpace.objects.get(locale__language_code="hy")
    assert space.permissions_for_user(writer).can_add_subpage()


@pytest.mark.parametrize("what", ["delete", "unpublish", "copy", "move"])
@pytest.mark.parametrize("model", [Front, ArticleSpace])
def test_not_even_an_administrator_takes_a_cornerstone_away(
    what: str, model: type[Page], client: Client
) -> None:
    client.force_login(AdministratorFactory())
    page = model.objects.first()

    response = client.post(reverse(f"wagtailadmin_pages:{what}", args=[page.pk]))

    assert response.status_code == 302
    assert model.objects.get(pk=page.pk).live


def test_a_contributor_is_begun_from_the_byline(client: Client) -> None:
    client.force_login(WriterFactory())
    address = reverse("wagtailsnippetchoosers_articles_contributor:create")

    for _same in range(2):
        response = client.post(address, {"name": "Նարե Սահակյան", "kind": "person"})

    assert response.json()["step"] == "chosen"
    assert Contributor.objects.filter(name="Նարե Սահակյան").count() == 2
    assert len(set(Contributor.objects.values_list("slug", flat=True))) == 2


def test_a_story_that_lacks_something_is_not_made_public_by_a_bulk_action(client: Client) -> None:
    client.force_login(AdministratorFactory())
    story = draft_story(section=None)

    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = client.post(f"{address}?id={story.pk}&next=/newsroom/")

    assert response.status_code == 302
    assert not Article.objects.get(pk=story.pk).live


def test_wagtails_own_entries_stay_away_from_public_stories(client: Client) -> None:
    client.force_login(EditorFactory())
    story = public_story()

    page = client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()

    assert reverse("newsroom_translations", args=[story.pk]) in page
    assert "simple_translation" not in page
    assert reverse("wagtailadmin_pages:copy", args=[story.pk]) not in page
    assert reverse("wagtailadmin_pages:move", args=[story.pk]) not in page
    assert "go_live_at" not in page

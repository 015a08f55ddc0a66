"""Story families: begun, linked, taken apart, and refused where two say the same in one language."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry

from azdarar.articles.actions import TranslationClashError, link_translations, unlink_translation
from azdarar.articles.models import Article, Recommendation, Section
from azdarar.articles.queries import translations_of
from azdarar.press.models import Announcement
from tests.factories.accounts import EditorFactory, WriterFactory
from tests.factories.articles import AT, SectionFactory, draft_story, public_story
from tests.factories.forms import story_form
from tests.factories.fronts import make_paper

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_the_desk(client: Client) -> None:
    make_paper()
    client.force_login(EditorFactory())


def send(client: Client, story: Article, **form: Any) -> Any:
    return client.post(reverse("newsroom_translations", args=[story.pk]), form)


def fresh(story: Article) -> Article:
    return Article.objects.get(pk=story.pk)


def english_story() -> Article:
    return public_story("en", title="A train", section=SectionFactory(language="en"))


def sections_in_two_languages() -> tuple[Section, Section]:
    french = SectionFactory(language="fr", name="Culture")
    english = SectionFactory(language="en", name="Culture (en)")
    english.translation_key = french.translation_key
    english.save()
    return french, english


def test_a_translation_begins_as_a_draft_with_text_byline_and_the_same_section(client: Client) -> None:
    french, english = sections_in_two_languages()
    story = public_story("fr", section=french, title="Le dernier fondeur")
    Recommendation.objects.create(
        article=story, recommended=public_story("fr", title="Autre", section=french)
    )

    response = send(client, story, do="translate", language="en")

    copy = Article.objects.get(language="en")
    assert response["Location"] == reverse("wagtailadmin_pages:edit", args=[copy.pk])
    assert copy.translation_key == story.translation_key
    assert copy.alias_of_id is None
    assert not copy.live
    assert copy.canonical_path is None
    assert copy.published_at is None
    assert copy.visible_from is None
    assert copy.section == english
    assert [row.contributor for row in copy.contributions.all()] == [
        row.contributor for row in story.contributions.all()
    ]
    assert copy.body[0].value.source == story.body[0].value.source
    assert not copy.recommendations.exists()
    assert copy.owner.email.endswith("@paper.example")


def test_the_translation_is_published_on_its_own(client: Client) -> None:
    story = public_story("fr", section=sections_in_two_languages()[0])
    send(client, story, do="translate", language="en")
    copy = Article.objects.get(language="en")

    form = story_form(copy, title="A train stops at the lake", **{"action-publish": "yes"})
    client.post(reverse("wagtailadmin_pages:edit", args=[copy.pk]), form)

    assert fresh(copy).canonical_path.startswith("/en/")
    assert [row.language for row in translations_of(story, at=fresh(copy).visible_from)] == ["en"]


def test_what_is_there_already_is_not_begun_again(client: Client) -> None:
    story = draft_story("fr")
    send(client, story, do="translate", language="en")

    response = send(client, story, do="translate", language="en")

    assert response.status_code == 422
    assert Article.objects.filter(language="en").count() == 1


@pytest.mark.parametrize("form", [{"do": "translate", "language": "de"}, {"do": "dance"}, {"do": "link"}, {}])
def test_what_means_nothing_changes_nothing(form: dict[str, str], client: Client) -> None:
    story = draft_story("fr")

    response = send(client, story, **form)

    assert response.status_code == 422
    assert Article.objects.count() == 1


def test_two_stories_become_one_family_with_all_their_relations(client: Client) -> None:
    french, english = (
        public_story("fr"),
        public_story("en", title="A train", section=SectionFactory(language="en")),
    )
    armenian = public_story("hy", title="Գնացքը", section=SectionFactory(language="hy"))
    link_translations(english, armenian)
    addresses = {story.pk: story.canonical_path for story in (french, english, armenian)}

    response = send(client, french, do="link", other=armenian.pk)

    assert response.status_code == 302
    family = Article.objects.filter(translation_key=french.translation_key)
    assert {story.language for story in family} == {"fr", "en", "hy"}
    assert all(story.slug == french.translation_key.hex for story in family)
    assert all(story.url_path.endswith(f"/{story.slug}/") for story in family)
    assert {story.pk: story.canonical_path for story in family} == addresses
    assert {row.language for row in translations_of(fresh(french), at=AT)} == {"en", "hy"}
    assert PageLogEntry.objects.filter(action="azdarar.translation.link", page=french).exists()
    assert Announcement.objects.filter(fact="articles.translations-linked").exists()


def test_linked_stories_are_still_edited_and_published(client: Client) -> None:
    french, english = (
        public_story("fr"),
        public_story("en", title="A train", section=SectionFactory(language="en")),
    )
    link_translations(french, english)
    latest = fresh(english).get_latest_revision_as_object()

    response = client.post(
        reverse("wagtailadmin_pages:edit", args=[english.pk]),
        story_form(latest, kicker="Report", **{"action-publish": "yes"}),
    )

    assert response.status_code == 302
    assert fresh(english).kicker == "Report"
    assert fresh(english).translation_key == french.translation_key
    assert fresh(english).slug == french.translation_key.hex


def test_families_with_a_language_in_common_are_refused_with_a_sentence(client: Client) -> None:
    first = public_story("fr", title="Un")
    second = public_story("en", title="Two", section=SectionFactory(language="en"))
    third = public_story("fr", title="Trois")
    link_translations(second, third)

    response = send(client, first, do="link", other=second.pk)

    assert response.status_code == 422
    assert "Trois" in response.content.decode()
    assert fresh(first).translation_key != fresh(second).translation_key
    with pytest.raises(TranslationClashError):
        link_translations(fresh(first), fresh(third))


def test_a_story_taken_out_leaves_the_others_linked(client: Client) -> None:
    french, english = (
        public_story("fr"),
        public_story("en", title="A train", section=SectionFactory(language="en")),
    )
    armenian = public_story("hy", title="Գնացքը", section=SectionFactory(language="hy"))
    link_translations(french, english)
    link_translations(fresh(french), armenian)

    send(client, fresh(french), do="unlink")

    assert translations_of(fresh(french), at=AT) == []
    assert [row.language for row in translations_of(fresh(english), at=AT)] == ["hy"]
    assert fresh(french).slug == fresh(french).translation_key.hex


def test_a_story_alone_stays_as_it_is() -> None:
    story = public_story("fr")

    unlink_translation(story)

    assert fresh(story).translation_key == story.translation_key
    assert not PageLogEntry.objects.filter(action="azdarar.translation.unlink").exists()


def test_a_writer_does_not_relink_what_is_public(client: Client) -> None:
    writer = WriterFactory()
    own = draft_story("fr", owner=writer)
    public = public_story("en", title="A train", section=SectionFactory(language="en"))
    client.force_login(writer)

    response = send(client, own, do="link", other=public.pk)

    assert response["Location"] == reverse("wagtailadmin_home")
    assert fresh(own).translation_key != fresh(public).translation_key


def test_the_history_tells_of_links(client: Client) -> None:
    french, english = (
        public_story("fr"),
        public_story("en", title="A train", section=SectionFactory(language="en")),
    )
    link_translations(french, english)

    page = client.get(reverse("wagtailadmin_pages:history", args=[french.pk])).content.decode()

    assert "A train" in page

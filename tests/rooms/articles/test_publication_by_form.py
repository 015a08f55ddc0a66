"""What the editor's form refuses, at which field, and what it never does."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import rich_text, streamfield

from azdarar.articles.disclosure import disclosure_for
from azdarar.articles.models import Article, Correction
from azdarar.articles.queries import public_corrections
from azdarar.media.models import Picture
from tests.factories.accounts import EditorFactory
from tests.factories.articles import (
    AT,
    ContributorFactory,
    SectionFactory,
    draft_story,
    public_story,
    told_of_stories,
)
from tests.factories.forms import story_form
from tests.factories.fronts import make_paper
from tests.factories.media import pixels, saved, upload
from tests.factories.rights import SourceFactory

pytestmark = pytest.mark.django_db
NOTE = "La gare a fermé en 2004 et non en 2003, comme nous l’avions écrit."
CORRECTION = {"note": NOTE, "corrected_at": "2026-11-04 08:00"}
PUBLISH = {"action-publish": "yes"}


@pytest.fixture(autouse=True)
def _at_the_desk(client: Client) -> None:
    make_paper("fr", "en")
    client.force_login(EditorFactory())


def send(client: Client, story: Article, **changed: Any) -> Any:
    """Press a button of the story's edit form."""
    latest = Article.objects.get(pk=story.pk).get_latest_revision_as_object()
    return client.post(reverse("wagtailadmin_pages:edit", args=[story.pk]), story_form(latest, **changed))


def fresh(story: Article) -> Article:
    return Article.objects.get(pk=story.pk)


def test_pressing_publish_makes_the_story_public(client: Client) -> None:
    story = draft_story(title="Le prix du pain")

    response = send(client, story, **PUBLISH)

    assert response.status_code == 302
    assert response["Location"] == reverse("newsroom_stories")
    assert fresh(story).live
    assert fresh(story).canonical_path.endswith("/le-prix-du-pain/")


def test_an_editor_keeps_the_rest_of_a_story_for_members(client: Client) -> None:
    story = draft_story()
    texts = [
        ("paragraph", rich_text("<p>Ouvert.</p>")),
        ("members_break", ""),
        ("paragraph", rich_text("<p>x</p>")),
    ]
    body = streamfield(texts)

    page = client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()
    refused = send(client, story, body=body, **PUBLISH)
    published = send(client, story, body=body, access="members", **PUBLISH)

    assert "members_break" in page
    assert "access" in refused.context["form"].errors
    assert published.status_code == 302
    assert fresh(story).body_for(disclosure_for(article=fresh(story))).plain() == "Ouvert."


def test_a_draft_needs_a_headline_and_nothing_else(client: Client) -> None:
    story = draft_story()

    response = send(client, story, section="", paragraphs=[], contributions=[])

    assert response.status_code == 302
    assert not fresh(story).live


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"title": ""}, "title"), ({"section": ""}, "section"), ({"paragraphs": ["Voir [^1]."]}, "body")],
)
def test_publishing_is_refused_at_the_field_and_nothing_typed_is_lost(
    changed: dict[str, Any], field: str, client: Client
) -> None:
    story = draft_story()

    response = send(client, story, kicker="Typed just now", **changed, **PUBLISH)

    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert "Typed just now" in response.content.decode()
    assert not fresh(story).live
    assert not told_of_stories().exists()


def test_a_picture_without_a_description_is_refused_until_it_has_one_here(client: Client) -> None:
    file = upload(saved(pixels(300, 200), "JPEG"))
    picture = Picture.objects.create(title="Ponts", file=file, width=300, height=200, alt_state="unknown")
    story = draft_story(lead_picture=picture)

    refused = send(client, story, **PUBLISH)
    taken = send(client, story, lead_alt_text="Deux ponts de pierre sous la neige.", **PUBLISH)

    assert "lead_alt_text" in refused.context["form"].errors
    assert taken.status_code == 302
    assert fresh(story).live


def test_a_reprint_that_must_link_to_its_original_needs_the_address(client: Client) -> None:
    story = draft_story(source=SourceFactory(is_link_before_text=True))

    response = send(client, story, **PUBLISH)

    assert "original_address" in response.context["form"].errors


def test_only_sections_of_the_storys_language_are_offered(client: Client) -> None:
    story = draft_story("fr")
    english = SectionFactory(language="en")

    response = send(client, story, section=english.pk)

    assert "section" in response.context["form"].errors


def test_once_public_the_address_is_settled(client: Client) -> None:
    story = public_story(title="Le prix du pain")

    send(client, story, title="Le prix du pain baisse", address_slug="autre", **PUBLISH)

    assert fresh(story).title == "Le prix du pain baisse"
    assert fresh(story).canonical_path == "/fr/2026/11/03/le-prix-du-pain/"


def test_a_correction_is_public_and_dates_the_story(client: Client) -> None:
    story = public_story()

    response = send(client, story, corrections=[CORRECTION], **PUBLISH)

    assert response.status_code == 302
    assert fresh(story).updated_at == Correction.objects.get().corrected_at
    assert told_of_stories().latest("pk").fact == "articles.article-corrected"
    (row,) = public_corrections(language="fr", at=AT, most=10)
    assert row.note.clean == NOTE


def corrected_story(client: Client) -> Article:
    story = public_story()
    send(client, story, corrections=[CORRECTION], **PUBLISH)
    return fresh(story)


def test_publishing_again_does_not_tell_readers_again(client: Client) -> None:
    story = corrected_story(client)

    for kicker in ("Reportage", "Enquête"):
        send(client, story, kicker=kicker, **PUBLISH)

    assert fresh(story).kicker == "Enquête"
    assert Correction.objects.count() == 1
    assert [row.fact for row in told_of_stories().order_by("pk")] == [
        "articles.article-published",
        "articles.article-corrected",
        "articles.article-published",
        "articles.article-published",
    ]


@pytest.mark.parametrize("button", [{}, PUBLISH])
@pytest.mark.parametrize(
    "change", [{"corrections-0-DELETE": "on"}, {"corrections-0-note": "Nous n’avons jamais rien dit de tel."}]
)
def test_a_public_correction_is_neither_changed_nor_taken_out(
    change: dict[str, str], button: dict[str, str], client: Client
) -> None:
    story = corrected_story(client)

    response = send(client, story, **change, **button)

    assert response.status_code == 200
    assert NOTE[:60] in str(response.context["form"].non_field_errors())
    assert Correction.objects.get().note == NOTE


def test_an_older_version_brought_back_keeps_the_correction(client: Client) -> None:
    story = public_story()
    first = story.latest_revision_id
    send(client, story, corrections=[CORRECTION], **PUBLISH)

    older = fresh(story).revisions.get(pk=first)
    older.publish()

    assert Correction.objects.get().note == NOTE
    assert [row.note for row in fresh(story).corrections.all()] == [NOTE]


def test_a_second_correction_stands_beside_the_first(client: Client) -> None:
    story = corrected_story(client)
    second = "Le train part à 10 h 05 et non à 10 h 15, comme nous l’avions écrit."

    send(client, story, corrections=[{"note": second, "corrected_at": "2026-11-05 08:00"}], **PUBLISH)

    assert set(Correction.objects.values_list("note", flat=True)) == {NOTE, second}
    assert told_of_stories().latest("pk").fact == "articles.article-corrected"


def test_a_correction_too_short_to_explain_anything_is_refused(client: Client) -> None:
    story = public_story()

    response = send(client, story, corrections=[{**CORRECTION, "note": "Faux."}], **PUBLISH)

    assert response.status_code == 200
    assert not Correction.objects.exists()


def test_withdrawing_explains_what_410_means_and_does_it(client: Client) -> None:
    story = public_story(title="Le prix du pain")
    address = reverse("wagtailadmin_pages:unpublish", args=[story.pk])

    page = client.get(address).content.decode()
    client.post(address)

    assert "410" in page
    assert story.canonical_path in page
    assert not fresh(story).live
    assert fresh(story).withdrawn_at
    assert fresh(story).canonical_path == story.canonical_path


def test_a_withdrawn_story_published_again_returns_to_its_address(client: Client) -> None:
    story = public_story(title="Le prix du pain")
    client.post(reverse("wagtailadmin_pages:unpublish", args=[story.pk]))

    send(client, story, **PUBLISH)

    assert fresh(story).is_visible(at=AT)
    assert fresh(story).canonical_path == story.canonical_path


def test_the_byline_keeps_its_order(client: Client) -> None:
    story = draft_story(signatures=[])
    first, second = ContributorFactory(name="Zaven"), ContributorFactory(name="Anna")

    send(
        client,
        story,
        contributions=[
            {"contributor": first.pk, "role": "written", "from_language": ""},
            {"contributor": second.pk, "role": "translated", "from_language": "hy"},
        ],
        **PUBLISH,
    )

    rows = fresh(story).contributions.all()
    assert [(row.contributor.name, row.role, row.from_language) for row in rows] == [
        ("Zaven", "written", ""),
        ("Anna", "translated", "hy"),
    ]
    assert all(row.visible_from == fresh(story).visible_from for row in rows)


@pytest.mark.parametrize("what", ["copy", "move", "convert_alias"])
def test_a_story_is_not_copied_moved_or_made_an_alias(what: str, client: Client) -> None:
    story = public_story()

    response = client.get(reverse(f"wagtailadmin_pages:{what}", args=[story.pk]))

    assert response.status_code in (302, 404)
    assert Article.objects.count() == 1

"""What editors type, paste and post by mistake or malice: a sentence, the right status, nothing executed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from azdarar.articles.actions import NoSpaceError, add_article
from azdarar.articles.blocks import LONGEST_TEXT
from azdarar.articles.models import Article, ArticleSpace
from tests.factories.accounts import EditorFactory
from tests.factories.articles import SectionFactory, draft_story
from tests.factories.forms import story_form
from tests.factories.fronts import make_paper

pytestmark = pytest.mark.django_db
PUBLISH = {"action-publish": "yes"}


@pytest.fixture(autouse=True)
def _at_the_desk(client: Client) -> None:
    make_paper()
    client.force_login(EditorFactory())


def send(client: Client, story: Article, **changed: Any) -> Any:
    """Press a button of the story's edit form."""
    return client.post(reverse("wagtailadmin_pages:edit", args=[story.pk]), story_form(story, **changed))


def published(story: Article) -> Article:
    story = Article.objects.get(pk=story.pk)
    assert story.live
    return story


def entity(kind: str, **data: str) -> dict[str, Any]:
    """What stands behind a piece of text: a link, or what somebody would like to be one."""
    return {"0": {"type": "unstyled", "mutability": "MUTABLE", "data": data}}


def raw(text: str, *, entities: dict[str, Any] | None = None) -> str:
    """What the text editor sends for one paragraph."""
    ranges = [{"offset": 0, "length": len(text), "key": 0}] if entities else []
    block = {
        "key": "a1",
        "text": text,
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": ranges,
    }
    return json.dumps({"blocks": [block], "entityMap": entities or {}})


def test_an_address_in_armenian_is_taken(client: Client) -> None:
    story = draft_story("hy", title="Լճի գնացքը")

    response = send(client, story, address_slug="լճի-գնացքը", **PUBLISH)

    assert response.status_code == 302
    assert published(story).canonical_path.endswith("/լճի-գնացքը/")


@pytest.mark.parametrize("slug", ["two words", "a/b", "<b>", "../x", "a" * 121])
def test_an_address_that_is_none_is_refused_at_its_field(slug: str, client: Client) -> None:
    response = send(client, draft_story(), address_slug=slug, **PUBLISH)

    assert "address_slug" in response.context["form"].errors


def test_two_stories_of_a_day_may_want_the_same_address(client: Client) -> None:
    first, second = draft_story(title="Bulletin"), draft_story(title="Bulletin")

    for story in (first, second):
        send(client, story, published_at="2026-11-03 08:00", **PUBLISH)

    assert published(first).canonical_path == "/fr/2026/11/03/bulletin/"
    assert published(second).canonical_path == "/fr/2026/11/03/bulletin-2/"


def test_a_story_of_1926_lies_at_its_own_day(client: Client) -> None:
    story = draft_story(title="Dépêche de Leninakan")

    send(client, story, published_at="1926-10-22 12:00", **PUBLISH)

    assert published(story).canonical_path == "/fr/1926/10/22/depeche-de-leninakan/"


@pytest.mark.parametrize("instant", ["0026-10-22 12:00", "yesterday", "2026-13-45 99:99"])
def test_a_date_that_is_none_is_refused_at_its_field(instant: str, client: Client) -> None:
    response = send(client, draft_story(), published_at=instant, **PUBLISH)

    assert "published_at" in response.context["form"].errors


def test_a_long_paragraph_is_taken_and_one_of_a_megabyte_is_refused_with_its_length(client: Client) -> None:
    sentence = "Le train de dix heures cinq ne va plus jusqu’à Martouni. "
    taken, refused = draft_story(title="Long"), draft_story(title="Trop long")

    assert send(client, taken, paragraphs=[f"<p>{sentence * 3000}</p>"], **PUBLISH).status_code == 302
    response = send(client, refused, paragraphs=[f"<p>{sentence * 18_000}</p>"], **PUBLISH)

    assert published(taken)
    assert response.status_code == 200
    assert "body" in response.context["form"].errors
    assert not Article.objects.get(pk=refused.pk).live
    assert LONGEST_TEXT == 400_000


def test_a_story_of_five_hundred_paragraphs_is_taken(client: Client) -> None:
    story = draft_story()

    response = send(
        client, story, paragraphs=[f"<p>Paragraphe {number}.</p>" for number in range(500)], **PUBLISH
    )

    assert response.status_code == 302
    assert len(published(story).body) == 500


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("<script>alert(1)</script>", None),
        ("lien", entity("LINK", url="javascript:alert(1)")),
        ("lien", entity("LINK", url="java\tscript:alert(1)")),
        (
            "lien",
            {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "data:text/html,<script>"}}},
        ),
        ("x", entity("SCRIPT", src="https://evil.example")),
        ("x", entity("EMBED", url="https://evil.example")),
        ("x", entity("IMAGE", id="1", alt='"onload=x')),
    ],
)
def test_what_is_posted_past_the_editor_is_stored_harmless(
    text: str, entities: dict[str, Any] | None, client: Client
) -> None:
    story = draft_story()

    response = send(client, story, **{"body-0-value": raw(text, entities=entities)}, **PUBLISH)

    assert response.status_code in (200, 302)
    stored = Article.objects.get(pk=story.pk).body[0].value.source if response.status_code == 302 else ""
    for active in ("<script", "script:", "data:text", "onload", "<embed", "<img"):
        assert active not in stored.replace("&lt;script", "")


@pytest.mark.parametrize(
    "value",
    ["<script>alert(1)</script>", "{", "[]", '{"blocks": 3}', '{"blocks": [{}], "entityMap": {}}', "null"],
)
def test_what_no_editor_sends_is_refused_without_a_failure(value: str, client: Client) -> None:
    story = draft_story()

    response = send(client, story, **{"body-0-value": value}, **PUBLISH)

    assert response.status_code < 500
    assert "<script" not in str(Article.objects.get(pk=story.pk).body)


@pytest.mark.parametrize("value", ["javascript:alert(1)", "ftp://x.example/a", "not an address"])
def test_only_web_addresses_are_embedded(value: str, client: Client) -> None:
    story = draft_story()
    block = {
        "body-count": "1",
        "body-0-type": "embed",
        "body-0-order": "0",
        "body-0-deleted": "",
        "body-0-value-address": value,
        "body-0-value-title": "Une vidéo",
        "body-0-value-provider": "",
    }

    response = send(client, story, paragraphs=[], **block, **PUBLISH)

    assert response.status_code == 200
    assert "body" in response.context["form"].errors


def test_a_language_the_paper_does_not_have_is_refused_with_a_sentence(client: Client) -> None:
    with pytest.raises(NoSpaceError) as refusal:
        add_article(Article(title="Zug"), language="de")

    assert "de" in str(refusal.value)
    assert not Article.objects.exists()
    assert client.get(reverse("newsroom_stories"), {"language": "de"}).status_code == 200


def test_a_new_story_begins_as_a_draft_in_its_language(client: Client) -> None:
    space = ArticleSpace.objects.get(locale__language_code="hy")
    address = reverse("wagtailadmin_pages:add", args=["articles", "article", space.pk])
    blank = story_form(
        Article(title="Լճի գնացքը", section=SectionFactory(language="hy")), paragraphs=["<p>Ա</p>"]
    )

    assert client.get(address).status_code == 200
    response = client.post(address, blank)

    assert response.status_code == 302
    story = Article.objects.get()
    assert (story.language, story.live, story.slug) == ("hy", False, story.translation_key.hex)

"""An evening at the desk: a story is written, published, corrected, withdrawn, and readers see each step."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from azdarar.accounts.actions import invite_staff
from azdarar.articles.models import Article, ArticleSpace
from tests.factories.articles import SectionFactory
from tests.factories.forms import story_form
from tests.factories.fronts import make_paper

pytestmark = pytest.mark.django_db
EVENING = datetime(2026, 11, 3, 23, 40, tzinfo=UTC)
NOTE = "La gare a fermé en 2004 et non en 2003, comme nous l’avions écrit."
PUBLISH = {"action-publish": "yes"}


def shown(response: Any) -> str:
    """A page's words, whatever spaces and apostrophes its typography puts between them."""
    text: str = response.content.decode()
    return text.translate({0x00A0: " ", 0x202F: " ", 0x2011: "-"})


def press(client: Client, story: Article, **changed: object) -> None:
    """Change something in the edit form and press a button."""
    latest = Article.objects.get(pk=story.pk).get_latest_revision_as_object()
    address = reverse("wagtailadmin_pages:edit", args=[story.pk])
    response = client.post(address, story_form(latest, **changed))
    assert response.status_code == 302, response.context["form"].errors


def test_from_the_invitation_to_the_410() -> None:
    make_paper("fr")
    section = SectionFactory(name="Société", slug="societe")
    editor, reader = Client(), Client()

    with time_machine.travel(EVENING, tick=False) as clock:
        link = invite_staff(email="marc@paper.example", at=EVENING)
        editor.post(link.removeprefix("https://paper.example"), {"name": "Marc Delorme"})
        assert "Marc Delorme" in shown(editor.get("/newsroom/"))

        space = ArticleSpace.objects.get()
        begin = reverse("wagtailadmin_pages:add", args=["articles", "article", space.pk])
        text = ["<p>La gare a fermé en 2003.</p>"]
        editor.post(begin, story_form(Article(title="La gare du lac", section=section), paragraphs=text))
        story = Article.objects.get()
        address = "/fr/2026/11/03/la-gare-du-lac/"
        assert reader.get(address).status_code == 404

        preview = editor.get(reverse("wagtailadmin_pages:view_draft", args=[story.pk]))
        assert "La gare a fermé en 2003" in shown(preview)

        press(editor, story, **PUBLISH)
        page = reader.get(address)
        assert page.status_code == 200
        assert "La gare a fermé en 2003" in shown(page)

        clock.move_to(datetime(2026, 11, 4, 8, 0, tzinfo=UTC))
        press(editor, story, paragraphs=["<p>La gare a fermé en 2004.</p>"])
        assert "2003" in shown(reader.get(address))

        correction = {"note": NOTE, "corrected_at": "2026-11-04 08:00"}
        press(editor, story, corrections=[correction], **PUBLISH)
        corrected = shown(reader.get(address))
        assert "La gare a fermé en 2004" in corrected
        assert "comme nous l’avions écrit" in corrected
        assert "comme nous l’avions écrit" in shown(reader.get("/fr/corrections/"))

        editor.post(reverse("wagtailadmin_pages:unpublish", args=[story.pk]))
        assert reader.get(address).status_code == 410
        assert "La gare du lac" not in shown(reader.get("/fr/"))
        assert "comme nous l’avions écrit" not in shown(reader.get("/fr/corrections/"))
        assert "La gare du lac" in shown(editor.get(reverse("newsroom_stories")))


def test_a_deleted_story_goes_on_answering_410() -> None:
    make_paper("fr")
    SectionFactory()
    editor = Client()
    link = invite_staff(email="marc@paper.example", role="editor-in-chief", at=datetime.now(tz=UTC))
    editor.post(link.removeprefix("https://paper.example"), {"name": "Marc"})
    space = ArticleSpace.objects.get()
    begin = reverse("wagtailadmin_pages:add", args=["articles", "article", space.pk])
    new = Article(title="La gare du lac", section=SectionFactory())
    editor.post(begin, {**story_form(new, paragraphs=["<p>Texte.</p>"]), **PUBLISH})
    address = Article.objects.get().canonical_path
    assert Client().get(address).status_code == 200

    explained = editor.get(reverse("wagtailadmin_pages:delete", args=[Article.objects.get().pk]))
    editor.post(reverse("wagtailadmin_pages:delete", args=[Article.objects.get().pk]))

    assert "410" in shown(explained)
    assert not Article.objects.exists()
    assert Client().get(address).status_code == 410


def test_an_embargo_is_kept_to_the_second() -> None:
    make_paper("fr")
    section = SectionFactory()
    editor, reader = Client(), Client()
    with time_machine.travel(EVENING, tick=False) as clock:
        link = invite_staff(email="marc@paper.example", at=EVENING)
        editor.post(link.removeprefix("https://paper.example"), {"name": "Marc"})
        space = ArticleSpace.objects.get()
        begin = reverse("wagtailadmin_pages:add", args=["articles", "article", space.pk])
        form = story_form(
            Article(title="Demain", section=section),
            paragraphs=["<p>Texte.</p>"],
            published_at="2026-11-03 23:40",
            embargoed_until="2026-11-04 06:00",
            **PUBLISH,
        )
        editor.post(begin, form)
        address = Article.objects.get().canonical_path

        clock.move_to(datetime(2026, 11, 4, 5, 59, 59, tzinfo=UTC))
        early = reader.get(address).status_code
        clock.move_to(datetime(2026, 11, 4, 6, 0, 0, tzinfo=UTC))
        on_time = reader.get(address).status_code

    assert (early, on_time) == (404, 200)

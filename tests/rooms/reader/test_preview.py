"""A preview in the newsroom is the page readers will get, and stands in a frame there."""

from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from lxml import html

from azdarar.articles.models import Article, ArticleSubject, Contribution, Correction, Recommendation
from azdarar.reader.pages import article_page
from tests.factories.accounts import AdministratorFactory
from tests.factories.articles import (
    ContributorFactory,
    SectionFactory,
    draft_story,
    paragraphs,
    public_story,
)
from tests.factories.subjects import SubjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("paper")]


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(AdministratorFactory())
    return client


def test_a_draft_is_previewed_as_readers_will_see_it(editor: Client) -> None:
    story = draft_story(title="Qui gardait les clés ?", standfirst="Personne.")

    answer = editor.get(reverse("wagtailadmin_pages:view_draft", args=[story.pk]))

    page = html.document_fromstring(answer.content.decode())
    assert answer.status_code == 200
    assert page.cssselect("h1")[0].text == "Qui gardait les clés\u202f?"
    assert page.cssselect(".notice")
    assert page.cssselect('meta[name=robots][content="noindex"]')
    assert not page.cssselect("link[rel=canonical]")


def test_what_hangs_on_a_draft_is_previewed_with_it(editor: Client) -> None:
    picked = public_story(title="Le facteur du lac")
    story = draft_story(signatures=[Contribution(contributor=ContributorFactory(name="Lucie Vartanian"))])
    story.article_subjects.add(ArticleSubject(subject=SubjectFactory(title="Martouni")))
    story.recommendations.add(Recommendation(recommended=picked, reason="Il rame."))
    story.corrections.add(Correction(note="Le train est de 10 h 05, non de 11 heures."))
    story.save_revision()

    answer = editor.get(reverse("wagtailadmin_pages:view_draft", args=[story.pk]))

    text = answer.content.decode()
    for shown in ("Lucie Vartanian", "Martouni", "Il rame.", "non de 11"):
        assert shown in text, shown


def test_a_story_nobody_has_saved_yet_is_previewed(rf: RequestFactory, paper: list[Any]) -> None:
    story = Article(title="Qui ?", section=SectionFactory(), locale=paper[0].locale, body=paragraphs("Lui !"))
    story.contributions.add(Contribution(contributor=ContributorFactory(name="Lucie Vartanian")))

    answer = article_page(rf.get("/"), page=story, is_preview=True)

    page = html.document_fromstring(answer.content.decode())
    assert page.get("lang") == "fr"
    assert page.cssselect("h1")[0].text == "Qui\u202f?"
    assert "Lui\u202f!" in page.cssselect(".prose")[0].text_content()


def test_the_newsroom_may_frame_a_preview_and_nobody_a_public_page(editor: Client) -> None:
    story = public_story()

    preview = editor.get(reverse("wagtailadmin_pages:view_draft", args=[story.pk]))
    public = editor.get(story.address)

    assert "frame-ancestors 'self'" in preview.headers["Content-Security-Policy"]
    assert preview.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "script-src 'self';" in preview.headers["Content-Security-Policy"]
    assert "no-store" in preview.headers["Cache-Control"]
    assert "frame-ancestors 'none'" in public.headers["Content-Security-Policy"]
    assert public.headers["X-Frame-Options"] == "DENY"


def test_a_preview_speaks_the_language_of_the_story(editor: Client, whole_paper: list[Any]) -> None:
    story = draft_story("hy", title="Գնացքը")

    answer = editor.get(
        reverse("wagtailadmin_pages:view_draft", args=[story.pk]), headers={"accept-language": "fr"}
    )

    assert 'lang="hy"' in answer.content.decode()


def test_plain_pages_and_fronts_are_previewed_too(editor: Client, paper: list[Any]) -> None:
    answer = editor.get(reverse("wagtailadmin_pages:view_draft", args=[paper[0].pk]))

    assert answer.status_code == 200
    assert "noindex" in answer.content.decode()

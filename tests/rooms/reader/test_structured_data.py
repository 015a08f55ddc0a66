"""What machines read of a story."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from lxml import html

from azdarar.articles.actions import correct_article
from azdarar.articles.models import ArticleSubject, Contribution, Contributor
from azdarar.media.actions import add_picture
from tests.factories.articles import AT, ContributorFactory, public_story
from tests.factories.media import photograph, upload
from tests.factories.rights import SourceFactory
from tests.factories.subjects import SubjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("paper")]

Look = Callable[..., html.HtmlElement]


def machine_data(page: html.HtmlElement) -> dict[str, Any]:
    scripts = page.cssselect('script[type="application/ld+json"]')
    assert len(scripts) == 1
    return json.loads(scripts[0].text)


def test_a_story_says_what_it_is_and_whose(look: Look) -> None:
    story = public_story(title="Qui ?", standfirst="Personne n'a répondu ; on attend.", form="opinion")
    story.article_subjects.add(ArticleSubject(subject=SubjectFactory(title="Martouni")))
    story.save_revision().publish()

    data = machine_data(look(story.address))

    assert data["@type"] == "OpinionNewsArticle"
    assert data["headline"] == "Qui\u202f?"
    assert data["description"] == "Personne n’a répondu\u202f; on attend."
    assert data["inLanguage"] == "fr"
    assert data["url"] == data["mainEntityOfPage"] == f"https://paper.example{story.address}"
    assert data["datePublished"] == AT.isoformat()
    assert data["publisher"]["name"] == "Azdarar"
    assert data["keywords"] == ["Martouni"]
    assert "image" not in data


def test_everybody_stands_under_their_role(look: Look) -> None:
    agency = ContributorFactory(name="RFE/RL", kind=Contributor.Kind.AGENCY)
    translator, editor, photographer = (ContributorFactory(name=name) for name in ("Marc", "Anna", "Nina"))
    signatures = [
        Contribution(contributor=agency, role="reported"),
        Contribution(contributor=translator, role="translated", from_language="en"),
        Contribution(contributor=editor, role="edited"),
        Contribution(contributor=photographer, role="photographed"),
    ]

    data = machine_data(look(public_story(signatures=signatures).address))

    assert [(who["@type"], who["name"]) for who in data["author"]] == [("Organization", "RFE/RL")]
    assert [who["name"] for who in data["translator"]] == ["Marc"]
    assert [who["name"] for who in data["editor"]] == ["Anna"]
    assert [who["name"] for who in data["contributor"]] == ["Nina"]
    assert data["translator"][0]["url"] == f"https://paper.example/fr/authors/{translator.slug}/"


def test_a_translation_names_its_original_and_the_original_its_translation(
    look: Look, whole_paper: list[Any]
) -> None:
    translator = Contribution(contributor=ContributorFactory(), role="translated", from_language="en")
    french = public_story(signatures=[Contribution(contributor=ContributorFactory()), translator])
    english = public_story("en", title="A train", translation_key=french.translation_key)

    of_french, of_english = machine_data(look(french.address)), machine_data(look(english.address))

    assert [work["inLanguage"] for work in of_french["translationOfWork"]] == ["en"]
    assert [work["inLanguage"] for work in of_english["workTranslation"]] == ["fr"]


def test_a_reprint_and_its_corrections_are_credited(look: Look) -> None:
    source = SourceFactory(name="RFE/RL", credit_lines={"fr": "© {year} RFE/RL"})
    story = public_story(
        source=source, original_address="https://www.rferl.org/", original_date=date(2020, 11, 2)
    )
    correct_article(story, note="Le train est de 10 h 05, non de 11 heures.", at=AT + timedelta(minutes=30))

    data = machine_data(look(story.address))

    assert "2020" in data["creditText"]
    assert data["isBasedOn"] == "https://www.rferl.org/"
    assert data["sourceOrganization"]["name"] == "RFE/RL"
    assert [row["@type"] for row in data["correction"]] == ["CorrectionComment"]
    assert data["dateModified"] == (AT + timedelta(minutes=30)).isoformat()


def test_a_picture_brings_its_credit_to_machines_too(look: Look) -> None:
    picture = add_picture(
        file=upload(photograph(size=(900, 600))),
        title="x",
        alt_text="Un lac.",
        caption="Le lac.",
        credit_line="Atelier",
    )

    page = look(public_story(lead_picture=picture).address)

    image = machine_data(page)["image"][0]
    assert (image["creditText"], image["caption"]) == ("Atelier", "Le lac.")
    assert image["url"].startswith("https://paper.example/media/")
    shared = {
        meta.get("property"): meta.get("content") for meta in page.cssselect("meta[property^='og:image']")
    }
    assert shared["og:image"] == image["url"]
    assert shared["og:image:alt"] == "Un lac."


def test_what_an_editor_writes_cannot_leave_the_data(look: Look) -> None:
    story = public_story(title="</script><img src=x onerror=alert(1)>")

    page = look(story.address)

    assert "</script>" in machine_data(page)["headline"]
    assert not page.cssselect("img")

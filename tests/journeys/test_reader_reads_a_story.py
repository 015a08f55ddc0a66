"""A reader follows a link to a story, reads it, and goes on reading; then it is corrected, and taken back."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from lxml import html

from azdarar.articles.actions import correct_article, withdraw_article
from azdarar.articles.models import ArticleSubject, Contribution, Recommendation
from azdarar.fronts.models import DossierStory, ThreadEntry
from azdarar.media.actions import add_picture
from tests.factories.articles import AT, ContributorFactory, SectionFactory, paragraphs, public_story
from tests.factories.fronts import make_dossier, make_paper
from tests.factories.media import photograph, upload
from tests.factories.subjects import SubjectFactory

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(AT + timedelta(hours=1), tick=False) as travelling:
        yield travelling


@pytest.fixture
def story(clock: time_machine.Traveller) -> Any:
    """A story with all that can stand around one, in a paper with an archive."""
    make_paper()
    place = SubjectFactory(title="Martouni", kind="place")
    archive = [
        public_story(
            title=f"Archive {year}",
            at=AT - 365 * DAY * (2026 - year),
            section=SectionFactory(),
            is_long_lived=True,
        )
        for year in (2012, 2016, 2020)
    ]
    near = public_story(title="La gare de Martouni", at=AT - 3 * DAY)
    near.article_subjects.add(ArticleSubject(subject=place))
    near.save_revision().publish()
    picked = public_story(title="Le facteur du lac", at=AT - 2 * DAY)
    picture = add_picture(
        file=upload(photograph(size=(900, 600))),
        title="IMG_1",
        alt_text="Un train sous la neige.",
        credit_line="Atelier",
    )
    made = public_story(
        title="Où va le train de 10 h 05 ?",
        standfirst="Il s'arrête au bord du lac ; personne n'en descend.",
        lead_picture=picture,
        body=paragraphs("Le train s'arrête. " * 30, "« Il repartira », dit le chef de gare."),
        signatures=[Contribution(contributor=ContributorFactory(name="Lucie Vartanian"))],
    )
    made.article_subjects.add(ArticleSubject(subject=place))
    made.recommendations.add(Recommendation(recommended=picked, reason="Parce qu'il rame !"))
    made.save_revision().publish()
    dossier = make_dossier()
    DossierStory.objects.create(dossier=dossier, article=made)
    ThreadEntry.objects.create(
        dossier=dossier, day=date(2026, 11, 3), text="Le train s'arrête.", article=made
    )
    public_story("en", title="Where does the train go?", translation_key=made.translation_key)
    made.refresh_from_db()
    assert {story.title for story in archive}
    return made


def open_page(client: Client, address: str, *, status: int = 200) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == status, address
    return html.document_fromstring(answer.content.decode())


def links(page: html.HtmlElement, selector: str) -> list[str]:
    return [link.get("href") for link in page.cssselect(selector)]


def test_a_reader_reads_a_story_and_goes_on(client: Client, story: Any) -> None:
    page = open_page(client, story.address)

    assert page.cssselect("h1")[0].text == "Où va le train de 10\u00a0h\u00a005\u202f?"
    assert page.cssselect(".art__hero figcaption")[0].text_content().strip() == "Atelier"
    assert page.cssselect(".fin")
    assert page.cssselect(".card .now")

    recommended, related, far = (
        links(page, f"[aria-labelledby={band}] h3 a") for band in ("recommended", "related", "discover")
    )
    assert len(recommended) == 1
    assert related
    assert far
    assert len({*recommended, *related, *far}) == len(recommended) + len(related) + len(far)
    for address in (*recommended, *related, *far):
        open_page(client, address)
    for address in links(
        page, ".by a, .tags a, .card .kicker a, .art__head .kicker a, .langs a, .mast__bar > div > a"
    ):
        open_page(client, address)


def test_the_reader_changes_language_and_comes_back(client: Client, story: Any) -> None:
    page = open_page(client, story.address)

    english = open_page(client, links(page, ".also")[0])

    assert english.get("lang") == "en"
    assert links(english, '.mast__bar > div > .langs a[lang="fr"]') == [story.address]


def test_a_correction_is_seen_at_once(client: Client, story: Any, clock: time_machine.Traveller) -> None:
    open_page(client, story.address)
    clock.shift(timedelta(hours=2))
    note = "Le train est de 10 h 05, et non de 11 heures comme nous l'avions écrit."
    correct_article(story, note=note, at=AT + timedelta(hours=3))

    page = open_page(client, story.address)

    assert "comme nous l’avions écrit" in page.cssselect(".fix")[0].text_content()
    data = json.loads(page.cssselect('script[type="application/ld+json"]')[0].text)
    assert data["dateModified"] == (AT + timedelta(hours=3)).isoformat()


def test_a_withdrawn_story_is_gone_from_every_page_at_once(client: Client, story: Any) -> None:
    beside = links(open_page(client, story.address), "h3 a")

    withdraw_article(story)

    gone = open_page(client, story.address, status=410)
    assert "train de 10" not in gone.text_content()
    for address in (*beside, "/fr/", story.section.address, "/fr/latest/"):
        assert story.address not in client.get(address).content.decode(), address

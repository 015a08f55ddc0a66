"""The search as readers have it: one address for each, told plainly, helped where nothing is found."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.translation import pgettext

from azdarar.articles.actions import publish_article, withdraw_article
from azdarar.articles.models import ArticleSubject, Contribution
from azdarar.articles.queries import story_card
from azdarar.config.serving.pressed_addresses import key_of
from azdarar.reader.search_filters import chosen_of, filters_of, search_address, years_of
from azdarar.reader.search_page import search_values
from azdarar.search.asking import ADDRESS_NAMES, Asked
from azdarar.search.naming import asked_of, labels_of, title_of
from azdarar.search.queries import AlsoFound, Facet, Found, Piece, Result
from azdarar.search.typed.parts import parts_of
from azdarar.subjects.models import SubjectName
from tests.factories.articles import (
    AT,
    ContributorFactory,
    SectionFactory,
    draft_story,
    paragraphs,
    public_story,
)
from tests.factories.subjects import SubjectFactory
from tests.rooms.conftest import Deliver
from tests.rooms.reader.conftest import Look

pytestmark = pytest.mark.usefixtures("paper")
SEARCH = "/fr/search/"


def asked(**address: list[str]) -> Asked:
    return asked_of(address, language="fr")


def told(page: Any) -> str:
    return " ".join(page.text_content().split())


def test_every_way_to_ask_leads_to_the_one_address_of_a_search(client: Client) -> None:
    SectionFactory(name="Société", slug="societe")
    ContributorFactory(name="Anahit Sarkissian", slug="anahit-sarkissian")
    SubjectFactory(title="Lac Sevan", slug="lac-sevan")
    own = f"{SEARCH}?q=guerre&section=societe&author=anahit-sarkissian&since=2019&until=2020"

    for query in (
        {"q": 'guerre rubrique:société auteur:"Anahit Sarkissian" après:2019 avant:2021', "order": ""},
        {
            "q": " guerre  бажин:x автор:sarkissian раздел:Societe".replace("бажин:x", ""),
            **_years(2019, 2020),
        },
        {
            "q": "guerre",
            "section": ["societe", "societe"],
            "author": "anahit-sarkissian",
            **_years(2020, 2019),
        },
    ):
        answer = client.get(SEARCH, query)

        assert (answer.status_code, answer["Location"]) == (302, own)
    assert client.get(own).status_code == 200
    assert asked(q=["sujet:sevan"]).subjects == ("lac-sevan",)
    assert asked(q=["genre:tribune жанр:интервью kind:news"]).kinds[-1] == "news"


def _years(since: int, until: int) -> dict[str, str]:
    return {"since": str(since), "until": str(until)}


def test_what_makes_no_sense_is_told_in_a_sentence_and_left_where_it_can_be_mended(look: Look) -> None:
    page = look(f"{SEARCH}?q=lac+avant:demain-matin+auteur:Personne")

    assert page.xpath("string(//input[@name='q']/@value)") == "lac avant:demain-matin auteur:Personne"
    assert "avant:demain-matin, auteur:Personne" in told(page)
    assert look(f"{SEARCH}?q=lac&since=demain").xpath("//*[@role='status']")


#: Whatever is asked, and the status of the answer.
ODD = [
    ({"q": "a" * 10_000}, 400),
    ({"q": "mot " * 2_500}, 400),
    ({"q": '"""«»“ - * : OR NEAR() {} ^ \';DROP TABLE x;--'}, 200),
    ({"q": "le la les de du"}, 200),
    ({"q": "?!… —"}, 200),
    ({"q": "Еrevаn \u202eשלום مرحبا 🧿👍"}, 200),
    ({"q": "avant:31/02/2020 après:0000-99-99"}, 200),
    ({"q": "lac", "section": "'; --", "author": "\0", "kind": "x" * 5_000, "language": "zz"}, 200),
    ({"page": "2"}, 404),
    ({"order": "newest", "exact": "1", "q": ""}, 200),
    ({"q": "lac", "page": "1000000"}, 404),
    ({"q": "lac", "page": "-1"}, 404),
    ({"q": "lac", "page": "5000"}, 404),
]


def test_odd_searches_are_answered_with_a_page_and_the_right_status(client: Client) -> None:
    for query, status in ODD:
        answer = client.get(SEARCH, query, follow=True)

        assert answer.status_code == status, query
        assert len(answer.redirect_chain) <= 1, query
        assert b"</html>" in answer.content
        assert "Set-Cookie" not in answer.headers


def test_results_are_marked_and_lead_on_and_are_no_page_for_search_engines(
    look: Look, deliver: Deliver
) -> None:
    public_story(title="La guerre de l’eau", body=paragraphs("Une guerre pour rien."))
    public_story(title="La paix")
    deliver()

    page = look(f"{SEARCH}?q=guerre")

    assert [mark.text for mark in page.xpath("//h2//mark")] == ["guerre"]
    assert [link.text_content() for link in page.xpath("//h2[@class='story__title']/a")] == [
        "La guerre de l’eau"
    ]
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert f"{SEARCH}feed.xml?q=guerre" in page.xpath("//link[@type='application/rss+xml']/@href")
    assert page.xpath("//a[contains(@href, '/account/searches/add/')]/@href") == [
        "/account/searches/add/?in=fr&search=q%3Dguerre"
    ]
    assert f"{SEARCH}?q=guerre&order=newest" in page.xpath("//a/@href")
    assert look(SEARCH).xpath("//meta[@name='robots']") == []


def test_sentences_are_set_in_their_typography_and_the_same_letters_stay_marked() -> None:
    card = story_card(public_story(title="L'eau"))
    raw = (Piece("Il dit: \"l'oncle "), Piece("d'Artsakh", is_marked=True), Piece("\" s'en va!"))
    found = Found(asked(q=["Artsakh"]), results=(Result(card, (Piece("L’eau"),), (raw,)),), count=1)

    with translation.override("fr"):
        (shown,) = search_values(found, at=AT)["shown"]

    assert shown.snippets == (
        (
            Piece("Il dit\xa0: «\u202fl’oncle "),
            Piece("d’Artsakh", is_marked=True),
            Piece("\u202f» s’en va\u202f!"),
        ),
    )


def test_filters_years_and_spellings_are_links_and_fields_that_work_without_script() -> None:
    SectionFactory(name="Arménie", slug="armenie")
    query = asked(q=["Pashinian guerre"], section=["armenie"], since=["2018"], until=["2019"])
    found = Found(
        query,
        count=2_406,
        years=((2016, 3), (2018, 40), (2019, 1)),
        facets={
            "section": (Facet("armenie", "Arménie", 12, is_chosen=True), Facet("monde", "Monde", 3)),
            "language": (Facet("fr", "français", 40), Facet("hy", "հայերեն", 7)),
        },
        also=(AlsoFound("Pashinian", ("Pachinian", "Փաշինյան")),),
    )

    labels = labels_of(query)
    with translation.override("fr"):
        spellings, filters = search_values(found, at=AT)["spellings"], filters_of(found, labels)
        years, chosen = years_of(found), [chosen_of(label, query) for label in labels]

    assert years is not None
    assert [(bar.year, bar.height, bar.is_chosen) for bar in years.bars] == [
        (2016, 5, False),
        (2017, 0, False),
        (2018, 60, True),
        (2019, 2, True),
    ]
    assert (years.since, years.until, years.choices_since[0]) == ("2018", "2019", "2016")
    assert years.bars[0].url == f"{SEARCH}?q=Pashinian+guerre&section=armenie&since=2016&until=2016"
    assert [(one.text, one.url) for one in chosen] == [
        (labels[0].text, f"{SEARCH}?q=Pashinian+guerre&since=2018&until=2019"),
        ("2018–2019", f"{SEARCH}?q=Pashinian+guerre&section=armenie"),
    ]
    ticked = {one.name: [choice.value for choice in one.choices if choice.is_chosen] for one in filters}
    assert ticked == {"section": ["armenie"], "language": ["fr"]}
    spelling = spellings[1]
    assert (spelling.text, spelling.language) == ("Փաշինյան", "hy")
    narrowed = asked_of({"q": ["Փաշինյան guerre"], "exact": ["1"]}, language="fr")
    assert spelling.url.endswith("&exact=1")
    assert narrowed.query_string().split("&")[0] in spelling.url


def test_a_filter_that_holds_nothing_can_still_be_given_up() -> None:
    query = asked(q=["lac"], author=["personne"], language=["*"])

    with translation.override("fr"):
        filters = {one.name: one for one in search_values(Found(query), at=AT)["filters"]}

    assert [(one.value, one.is_chosen) for one in filters["author"].choices] == [("personne", True)]
    assert [(one.value, one.is_chosen) for one in filters["language"].choices][:2] == [
        ("*", True),
        ("fr", False),
    ]


def test_where_nothing_is_found_a_looser_search_and_the_latest_of_the_section_help(
    look: Look, deliver: Deliver
) -> None:
    section = SectionFactory(name="Le lac", slug="le-lac")
    public_story(title="La guerre de l’eau", section=SectionFactory())
    public_story(title="Le niveau baisse", section=section)
    deliver()

    page = look(f"{SEARCH}?q=guerre&section=le-lac")

    assert f"{SEARCH}?q=guerre" in page.xpath("//*[@class='nothing__ways']//a/@href")
    assert "Le niveau baisse" in told(page)
    assert page.xpath("//section//*[@role='status']//b/text()") == ["guerre"]


def test_a_subject_called_as_was_typed_stands_first_if_stories_speak_of_it(
    look: Look, deliver: Deliver
) -> None:
    subject = SubjectFactory(title="Nikol Pashinian", slug="pashinian", kind="person")
    SubjectName.objects.create(
        subject=subject, language="fr", text="Nikol Pachinian", description="Ministre."
    )
    assert look(f"{SEARCH}?q=Никол+Пашинян").xpath("//article[@class='known']") == []
    story = draft_story(title="Deux appels")
    story.article_subjects.set([ArticleSubject(subject=subject)])
    publish_article(story, at=AT)
    deliver()

    page = look(f"{SEARCH}?q=Никол+Пашинян")

    (card,) = page.xpath("//article[@class='known']")
    assert card.xpath(".//h2/a/@href") == ["/fr/tags/pashinian/"]
    assert "Ministre." in told(card)
    assert look(f"{SEARCH}?q=appels").xpath("//article[@class='known']") == []


def test_suggestions_are_the_same_for_everybody_and_hold_nothing_closed(
    client: Client, deliver: Deliver
) -> None:
    story = public_story(title="Le moulin du lac")
    deliver()

    answer = client.get(f"{SEARCH}suggestions/?q=moul")
    (found,) = answer.json()["suggestions"]
    withdraw_article(story)
    deliver()

    assert (found["text"], found["url"], found["lang"]) == ("Le moulin du lac", story.address, "fr")
    assert answer["Cache-Control"] == "no-cache"
    assert "Vary" not in answer or "Cookie" not in answer["Vary"]
    assert client.get(f"{SEARCH}suggestions/?q=moul").json() == {"suggestions": []}
    assert client.get(f"{SEARCH}suggestions/?q=").json() == {"suggestions": []}
    assert client.get(f"{SEARCH}suggestions/", {"q": "x" * 201}).status_code == 400


def test_a_search_has_a_feed_of_its_newest_stories(client: Client, deliver: Deliver) -> None:
    person = ContributorFactory(slug="anahit")
    for hours, title in ((3, "Guerre ancienne"), (0, "Guerre nouvelle"), (1, "Paix")):
        public_story(
            at=AT - timedelta(hours=hours), title=title, signatures=[Contribution(contributor=person)]
        )
    deliver()

    feed = client.get(f"{SEARCH}feed.json?q=guerre").json()
    rss = client.get(f"{SEARCH}feed.xml?q=guerre").content.decode()

    assert [item["title"] for item in feed["items"]] == ["Guerre nouvelle", "Guerre ancienne"]
    assert feed["feed_url"].endswith(f"{SEARCH}feed.json?q=guerre")
    assert feed["home_page_url"].endswith(f"{SEARCH}?q=guerre")
    assert rss.index("Guerre nouvelle") < rss.index("Guerre ancienne")
    assert len(client.get(f"{SEARCH}feed.json").json()["items"]) == 3
    assert client.get(f"{SEARCH}feed.xml", {"q": "x" * 500}).status_code == 404


def test_no_search_is_pressed_whatever_it_is_narrowed_by() -> None:
    for name in ADDRESS_NAMES:
        for path in (SEARCH, f"{SEARCH}feed.xml"):
            assert key_of(path, f"{name}=x") is None
            assert key_of(path, f"utm=1&{name}=x") is None
    assert key_of(SEARCH) == key_of(SEARCH, "utm=1") == SEARCH
    assert key_of(f"{SEARCH}suggestions/", "q=x") is None


def test_the_field_words_a_page_teaches_are_understood() -> None:
    taught = {
        "author:": "author",
        "section:": "section",
        "subject:": "subject",
        "after:": "since",
        "before:": "until",
        "language:": "language",
    }
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            for word, field in taught.items():
                (part,) = parts_of(f"{pgettext('field of a search', word)}2020")

                assert part.field == field, (code, word)


def test_a_search_is_told_in_words() -> None:
    SectionFactory(name="Société", slug="societe")
    searched = asked(q=["lac"], section=["societe"], since=["2019-03-05"], language=["*"])

    with translation.override("en"):
        told_since = title_of(asked(since=["2019"]))

    assert title_of(searched).startswith("lac, Société, ")
    assert "5\xa0mars 2019" in title_of(searched)
    assert "2019" in told_since
    assert search_address(Asked("fr", typed="a b", until=date(2020, 1, 1))) == f"{SEARCH}?q=a+b&until=2019"

"""RSS, JSON Feed, sitemaps and robots.txt, as machines read them."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
import time_machine
from django.test import Client
from lxml import etree

from azdarar.articles.actions import publish_article, withdraw_article
from azdarar.articles.models import Contribution
from azdarar.config.serving.rendering import render
from tests.factories.articles import (
    AT,
    ContributorFactory,
    SectionFactory,
    draft_story,
    paragraphs,
    public_story,
)
from tests.factories.rights import SourceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]


@pytest.fixture(autouse=True)
def _later() -> Any:
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        yield


def test_rss_tells_a_story_whole(client: Client) -> None:
    story = public_story(
        title="« Qui garde les clés ? »",
        standfirst="Une phrase entière. Puis une autre.",
        signatures=[
            Contribution(contributor=ContributorFactory(name="Anahit Sarkissian")),
            Contribution(
                contributor=ContributorFactory(name="Marc Delorme"), role="translated", from_language="en"
            ),
        ],
        body=paragraphs("Le texte : entier & juste."),
    )

    answer = client.get("/fr/feed.xml")
    feed = feedparser.parse(answer.content)

    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert not feed.bozo
    entry = feed.entries[0]
    assert entry.title == "«\u202fQui garde les clés\u202f?\u202f»"
    assert entry.summary == "Une phrase entière. Puis une autre."
    assert entry.link == story.canonical_url
    assert entry.id == f"urn:uuid:{story.translation_key}:fr"
    assert [author.name for author in entry.authors] == ["Anahit Sarkissian", "Marc Delorme"]
    assert entry.published_parsed[:5] == AT.utctimetuple()[:5]
    assert "Le texte\u00a0: entier &amp; juste." in entry.content[0].value
    assert feed.feed.language == "fr"


def test_a_reprint_carries_its_link_before_and_its_credit_after_the_text(client: Client) -> None:
    source = SourceFactory(
        name="RFE/RL", credit_lines={"fr": "Repris avec l'autorisation de RFE/RL, © {year}."}
    )
    public_story(source=source, original_address="https://example.org/original", body=paragraphs("Le texte."))

    html = feedparser.parse(client.get("/fr/feed.xml").content).entries[0].content[0].value

    assert (
        html.index("https://example.org/original")
        < html.index("Le texte.")
        < html.index("Repris avec l’autorisation")
    )
    assert "© 2026" in html


def test_json_feed_says_the_same(client: Client) -> None:
    story = public_story(title="Le moulin : suite", standfirst="Il tourne.")

    answer = client.get("/fr/feed.json")
    item = json.loads(answer.content)["items"][0]

    assert answer["Content-Type"] == "application/feed+json; charset=utf-8"
    assert (item["title"], item["summary"], item["url"]) == (
        "Le moulin\u00a0: suite",
        "Il tourne.",
        story.canonical_url,
    )
    assert item["date_published"].startswith("2026-11-03T09:30")


def test_each_section_author_and_language_has_its_feed(client: Client) -> None:
    section = SectionFactory(name="Lac", slug="lac")
    person = ContributorFactory(name="Anahit", slug="anahit")
    public_story(title="Ici", section=section, signatures=[Contribution(contributor=person)])
    public_story(title="Ailleurs", section=SectionFactory())
    public_story("en", title="There")

    def titles(path: str) -> set[str]:
        return {entry.title for entry in feedparser.parse(client.get(path).content).entries}

    assert titles("/fr/lac/feed.xml") == {"Ici"}
    assert titles("/fr/authors/anahit/feed.xml") == {"Ici"}
    assert titles("/fr/feed.xml") == {"Ici", "Ailleurs"}
    assert titles("/feed.xml") == {"Ici", "Ailleurs", "There"}


@pytest.mark.parametrize(
    "path", ["/fr/nulle-part/feed.xml", "/fr/authors/personne/feed.json", "/xx/feed.xml"]
)
def test_what_does_not_exist_has_no_feed(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_an_unchanged_feed_is_not_sent_twice_and_a_withdrawal_changes_it(client: Client) -> None:
    story = public_story()
    public_story(title="Une autre")
    first = client.get("/fr/feed.xml")

    again = client.get("/fr/feed.xml", headers={"if-none-match": first["ETag"]})
    withdraw_article(story)
    after = client.get("/fr/feed.xml", headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert after.status_code == 200
    assert story.canonical_url not in after.content.decode()


def test_control_characters_never_reach_the_xml(client: Client) -> None:
    public_story(title="Un\x0btitre", body=paragraphs("Un texte\x0c troué"))

    assert not feedparser.parse(client.get("/fr/feed.xml").content).bozo


def test_the_sitemap_index_leads_to_every_public_story_and_to_nothing_else(client: Client) -> None:
    public, withdrawn = public_story(title="Publique"), public_story(title="Retirée")
    draft_story(title="Brouillon")
    embargoed = public_story(title="Plus tard", embargoed_until=AT + timedelta(days=2))
    withdraw_article(withdrawn)

    index = etree.fromstring(client.get("/sitemap.xml").content)
    files = [loc.text for loc in index.iter("{*}loc")]
    maps = [etree.fromstring(client.get(urlsplit(file).path).content) for file in files]
    found = {loc.text for sitemap in maps for loc in sitemap.iter("{*}loc")}

    assert public.canonical_url in found
    assert {withdrawn.canonical_url, embargoed.canonical_url}.isdisjoint(found)


def test_the_sitemap_index_passes_over_months_without_a_story_and_follows_what_changes(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    for when in (AT, AT - timedelta(days=70), AT - timedelta(days=300_000)):
        draft = draft_story(title=f"{when.year}, {when.month}")
        draft.published_at = when
        publish_article(draft, at=when)
    other = public_story("en", title="In English")

    def files() -> list[str]:
        key = "/sitemap.xml"
        body = render(key).body
        return [
            urlsplit(loc.text).path
            for loc in etree.fromstring(body).iter("{*}loc")
            if "-1" in loc.text or "-0" in loc.text
        ]

    first = files()
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_article(other)

    assert first == [
        "/sitemap-en-2026-11.xml",
        "/sitemap-fr-2026-11.xml",
        "/sitemap-fr-2026-08.xml",
        f"/sitemap-fr-{AT - timedelta(days=300_000):%Y-%m}.xml",
    ]
    assert files() == first[1:]


def test_translations_are_told_to_each_other_in_the_sitemap(client: Client) -> None:
    french = public_story("fr", title="Le lac")
    english = public_story("en", title="The lake", translation_key=french.translation_key)

    root = etree.fromstring(client.get("/sitemap-fr-2026-11.xml").content)
    links = {
        link.get("hreflang"): link.get("href") for link in root.iter("{http://www.w3.org/1999/xhtml}link")
    }

    assert links == {"fr": french.canonical_url, "en": english.canonical_url}


def test_the_news_sitemap_holds_two_days(client: Client) -> None:
    recent = public_story(title="Nouvelle : hier")
    public_story(title="Ancienne", at=AT - timedelta(days=3))

    root = etree.fromstring(client.get("/news-sitemap.xml").content)

    assert [loc.text for loc in root.iter("{*}loc")] == [recent.canonical_url]
    assert [title.text for title in root.iter("{*}title")] == ["Nouvelle\u00a0: hier"]


def test_robots_txt_names_the_sitemaps_and_keeps_machines_out_of_the_newsroom(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert "Disallow: /newsroom/" in lines
    assert {"Disallow: /fr/search/?", "Disallow: /ru/search/suggestions/"} <= set(lines)
    assert any(line.startswith("Sitemap: ") and line.endswith("/sitemap.xml") for line in lines)


@pytest.mark.parametrize("path", ["/fr/feed.xml", "/fr/feed.json"])
def test_a_feed_costs_the_same_however_many_stories(
    client: Client, path: str, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        public_story(title=f"Moulin {number}")

    with django_assert_max_num_queries(14):
        client.get(path)

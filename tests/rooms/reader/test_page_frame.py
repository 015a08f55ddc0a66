"""What every page carries: its head, its languages, the way to everything else."""

import gzip
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from lxml import html

from azdarar.articles.models import PlainPage, Section
from azdarar.language.typography import TypesetText
from azdarar.reader.checks import check_block_templates
from tests.factories.articles import AT, SectionFactory, public_story

pytestmark = pytest.mark.django_db

Look = Callable[..., html.HtmlElement]
TEMPLATES = Path(settings.PACKAGE_DIR) / "reader" / "templates"


def add_plain_page(paper: list[Any], **values: Any) -> PlainPage:
    page = PlainPage(**{"title": "Qui sommes-nous", "slug": "nous", "locale": paper[0].locale, **values})
    paper[0].add_child(instance=page)
    return page


def test_the_entrance_leads_to_the_papers_first_language_whoever_comes(client: Client) -> None:
    answer = client.get("/", headers={"accept-language": "hy"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/fr/")


@pytest.mark.parametrize("language", ["fr", "en", "hy", "ru"])
def test_a_page_says_its_language_and_direction(look: Look, whole_paper: list[Any], language: str) -> None:
    page = look(f"/{language}/nowhere/", status=404)

    assert (page.get("lang"), page.get("dir")) == (language, "ltr")
    current = [link.get("hreflang") for link in page.cssselect(".langs [aria-current]")]
    assert set(current) == {language}


def test_the_menu_holds_the_sections_of_the_language_in_the_newsrooms_order(
    look: Look, whole_paper: list[Any]
) -> None:
    SectionFactory(name="Culture", rank=2)
    SectionFactory(name="Arménie", rank=1)
    SectionFactory(name="Cachée", rank=3, is_in_menu=False)
    SectionFactory(name="World", language="en")
    here = Section.objects.get(name="Arménie")

    page = look(public_story(section=here).address)

    links = page.cssselect(".nav a")
    assert [link.text for link in links][1:] == ["Arménie", "Culture"]
    assert [link.get("href") for link in links if link.get("aria-current")] == [here.address]


def test_the_foot_links_to_plain_pages_and_marks_the_one_shown(look: Look, paper: list[Any]) -> None:
    about = add_plain_page(paper, standfirst="Un journal en quatre langues : voilà.")
    add_plain_page(paper, title="Caché", slug="cache", is_in_footer=False)

    page = look("/fr/nous/")

    foot = page.cssselect("[aria-labelledby=foot-paper] a[href='/fr/nous/']")
    assert [link.get("aria-current") for link in foot] == ["page"]
    assert not page.cssselect("a[href='/fr/cache/']")
    assert page.cssselect("h1")[0].text_content() == str(TypesetText(about.title, "fr"))
    assert "voilà" in page.cssselect('meta[name="description"]')[0].get("content")


def test_a_draft_page_is_not_shown(look: Look, paper: list[Any]) -> None:
    add_plain_page(paper, live=False)

    look("/fr/nous/", status=404)


def test_a_page_is_the_same_bytes_for_everybody(
    client: Client, paper: list[Any], admin_client: Client
) -> None:
    story = public_story()

    plain = client.get(story.address)
    client.cookies["theme"] = "dark"
    dressed = client.get(
        story.address, headers={"accept-language": "ru", "user-agent": "Somebody", "host": "127.0.0.1"}
    )

    assert plain.content == dressed.content == admin_client.get(story.address).content
    assert "Cookie" not in plain.headers.get("Vary", "")
    assert not plain.cookies
    assert b"csrf" not in plain.content


def test_a_page_travels_compressed_and_is_the_same_bytes_again(client: Client, paper: list[Any]) -> None:
    address = public_story().address
    wanting = {"accept-encoding": "br, gzip"}

    first, second = client.get(address, headers=wanting), client.get(address, headers=wanting)

    assert first.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in first.headers["Vary"]
    assert first.content == second.content
    assert gzip.decompress(first.content) == client.get(address).content


def test_a_page_that_holds_a_token_is_not_compressed(client: Client) -> None:
    answer = client.get("/account/login/", headers={"accept-encoding": "gzip"})

    assert "Content-Encoding" not in answer.headers


def test_no_answer_may_be_shown_again_without_asking(client: Client, paper: list[Any]) -> None:
    answer = client.get(public_story().address)

    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Language"] == "fr"


def test_the_addresses_of_a_page_do_not_follow_the_host_that_was_asked(
    client: Client, paper: list[Any]
) -> None:
    story = public_story()

    answer = client.get(story.address, headers={"host": "127.0.0.1"})

    page = html.document_fromstring(answer.content.decode())
    assert page.cssselect("link[rel=canonical]")[0].get("href") == f"https://paper.example{story.address}"
    assert b"127.0.0.1" not in answer.content


def test_an_address_in_armenian_letters_is_written_as_machines_expect(
    look: Look, whole_paper: list[Any]
) -> None:
    story = public_story("hy", address_slug="երեւան")

    page = look(story.address)

    canonical = page.cssselect("link[rel=canonical]")[0].get("href")
    assert canonical.startswith("https://paper.example/hy/2026/11/03/%D5%A5")
    assert canonical.isascii()


def test_the_feeds_of_the_language_are_announced(look: Look, whole_paper: list[Any]) -> None:
    page = look(public_story("en").address)

    feeds = {link.get("type"): link.get("href") for link in page.cssselect("link[rel=alternate][type]")}
    assert feeds == {"application/rss+xml": "/en/feed.xml", "application/feed+json": "/en/feed.json"}


def test_a_page_has_its_landmarks_and_a_way_past_the_menu(look: Look, paper: list[Any]) -> None:
    page = look(public_story().address)

    skip = page.cssselect("body > a.skip")[0]
    assert page.cssselect(skip.get("href"))[0].tag == "main"
    assert len(page.cssselect("main")) == len(page.cssselect("h1")) == 1
    ids = [element.get("id") for element in page.cssselect("[id]")]
    assert len(ids) == len(set(ids))
    targets = [link.get("href")[1:] for link in page.cssselect("a[href^='#']")]
    assert set(targets) <= set(ids)


def test_every_block_of_a_story_has_its_template() -> None:
    assert check_block_templates(None) == []


def test_a_block_without_a_template_is_told_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    from azdarar.articles.models import Article

    block = Article._meta.get_field("body").stream_block.child_blocks["heading"]
    monkeypatch.setattr(block.meta, "template", "articles/blocks/nowhere.html")

    assert [error.id for error in check_block_templates(None)] == ["reader.E001"]


def test_templates_say_what_they_take_and_hold_no_style_or_script_of_their_own() -> None:
    for path in TEMPLATES.rglob("*.html"):
        source = path.read_text(encoding="utf-8")
        assert source.startswith("{#"), path
        for refused in (" style=", "<style", "onclick=", "javascript:", "|safe", "autoescape off"):
            assert refused not in source, (path, refused)


@pytest.mark.parametrize(("days_ago", "said"), [(0, "mis à jour à"), (6, "mis à jour le")])
def test_the_front_says_the_day_of_its_newest_story_unless_it_is_today(
    look: Look, paper: list[Any], days_ago: int, said: str
) -> None:
    public_story(at=AT - timedelta(days=days_ago))

    (ear,) = look("/fr/").cssselect(".ear")

    assert said in ear.text_content().lower()
    assert [moment.get("datetime")[:10] for moment in ear.cssselect("time")] == [
        f"{AT:%Y-%m-%d}",
        f"{AT - timedelta(days=days_ago):%Y-%m-%d}",
    ]

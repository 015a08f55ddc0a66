"""A reader on a slow line takes the light edition, reads, sees a picture, and later takes the full one."""

from typing import Any

import pytest
from django.test import Client
from lxml import html

from azdarar.media.actions import add_picture
from azdarar.press.actions import deliver_announcements
from tests.factories.articles import public_story
from tests.factories.media import photograph, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded", "clock")]


@pytest.fixture
def story() -> Any:
    """A story with a picture at its head and one in its text."""
    picture, other = (
        add_picture(
            file=upload(photograph(size=(1200, 800))), title=title, alt_text=alt, credit_line="Atelier"
        )
        for title, alt in (("IMG_1", "Un train sous la neige."), ("IMG_2", "Le quai, vide."))
    )
    in_text = {"picture": other, "caption": "Le quai à dix heures.", "alt_text": "", "is_decorative": False}
    made = public_story(
        title="Le train de 10 h 05",
        standfirst="Il repart.",
        lead_picture=picture,
        body=[("paragraph", "<p>Personne n’en descend.</p>"), ("picture", in_text)],
    )
    deliver_announcements()
    return made


def page(client: Client, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return html.fromstring(answer.content)


def edition_link(tree: Any) -> Any:
    (link,) = tree.cssselect(".foot__edition a")
    return link


def words(tree: Any) -> list[str]:
    """The words of the text itself, in whichever edition."""
    return [element.text_content() for element in tree.cssselect("h1, .art__stand, .prose p, figcaption")]


def test_a_reader_takes_the_light_edition_and_later_the_full_one_again(client: Client, story: Any) -> None:
    full = page(client, story.address)
    choice = edition_link(full)
    chosen = client.get(choice.get("href"))
    light = page(client, chosen.headers["Location"])

    # One redirect, back to the very page, and a cookie that says the edition and nothing of the reader.
    assert (chosen.status_code, chosen.headers["Location"]) == (303, story.address)
    (cookie,) = chosen.cookies.values()
    assert cookie.value.startswith("1.light.")
    assert (cookie["path"], cookie["samesite"], cookie["domain"]) == ("/", "Lax", "")
    assert chosen.headers["Cache-Control"] == "private, no-store"
    assert "nofollow" in choice.get("rel")

    # The same text under the same address; each picture is a link with its weight, its words beside it.
    assert words(light) == words(full)
    assert (len(full.cssselect("img")), len(light.cssselect("img, link[as=font]"))) == (2, 0)
    shown = light.cssselect("a.unseen")
    assert [link.cssselect(".unseen__alt")[0].text_content() for link in shown] == [
        "Un train sous la neige.",
        "Le quai, vide.",
    ]
    assert all("kB" in link.text_content() or "ko" in link.text_content() for link in shown)
    assert [link.get("href") for link in full.cssselect("link[rel=canonical]")] == [
        link.get("href") for link in light.cssselect("link[rel=canonical]")
    ]
    picture = client.get(shown[0].get("href"))
    assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/jpeg")

    # It stays chosen, from page to page; whoever asks a cache between is told that it is one reader's.
    front = client.get("/fr/latest/")
    assert b"<img" not in front.content
    assert b'data-edition="light"' in front.content
    assert front.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in front.headers["Vary"]
    assert client.get("/fr/search/?q=train").content.count(b"<img") == 0
    assert "Cookie" not in client.get("/fr/feed.xml").headers.get("Vary", "")
    # What has no other way stays: at the door a passkey needs its script.
    door = client.get("/account/login/").content
    assert b'data-edition="light"' in door
    assert b"data-door-script" in door

    again = client.get(edition_link(page(client, "/fr/latest/")).get("href"))

    assert again.headers["Location"] == "/fr/latest/"
    assert again.cookies[cookie.key]["max-age"] == 0
    assert words(page(client, story.address)) == words(full)
    ordinary = client.get("/fr/latest/")
    assert b"<img" in ordinary.content
    assert "Cookie" not in ordinary.headers["Vary"]


@pytest.mark.parametrize(
    "wished",
    [
        "",
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "fr/",
        "/" * 3,
    ],
)
def test_the_way_back_is_a_path_of_the_paper_or_its_entrance(client: Client, wished: str) -> None:
    assert client.get("/edition/light/", {"next": wished}).headers["Location"] == "/"


def test_no_other_edition_can_be_chosen_and_a_form_chooses_none(client: Client) -> None:
    assert client.get("/edition/dark/").status_code == 404
    assert client.post("/edition/light/").status_code == 405
    assert not client.cookies

"""A reader makes an account, keeps a story, finds it elsewhere, leaves, comes back, and leaves for good."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from lxml import html

from azdarar.accounts.actions import erase_due_accounts
from azdarar.accounts.models import User
from azdarar.articles.actions import withdraw_article
from azdarar.articles.models import Article
from azdarar.members.models import SavedStory
from tests.factories.articles import AT, public_story
from tests.factories.fronts import make_paper
from tests.rooms.accounts.doors import last_letter, letters, sign_in

pytestmark = pytest.mark.django_db

EMAIL, PASSWORD = "nairi@reader.example", "a sentence nobody guesses"
OWN_CLICK = {"Sec-Fetch-Site": "same-origin"}
BEGIN = AT + timedelta(hours=1)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    cache.clear()
    with time_machine.travel(BEGIN) as travelling:
        yield travelling


@pytest.fixture
def story(clock: time_machine.Traveller) -> Article:
    make_paper("fr")
    public_story(title="Un pont sur le fleuve")
    return public_story(title="Le lac se retire")


def signed_up() -> Client:
    phone = Client()
    phone.post("/account/signup/", {"email": EMAIL, "password1": PASSWORD})
    form = phone.get(last_letter().link)["Location"]
    phone.post(form)
    return phone


def bookmark(page: str, headline: str) -> str:
    """The bookmark that stands under a headline of a page."""
    tree = html.document_fromstring(page)
    links = tree.xpath(f"//article[.//a[contains(., '{headline}')]]//a[@data-save]/@href")
    assert links, headline
    return str(links[0])


def test_a_reader_keeps_a_story_and_leaves(story: Article, clock: time_machine.Traveller) -> None:
    stranger = Client()
    link = bookmark(stranger.get("/fr/latest/").content.decode(), "lac se retire")
    refused = stranger.get(link, headers={**OWN_CLICK, "Referer": "https://paper.example/fr/latest/"})
    assert "next%3D%252Ffr%252Flatest%252F" in refused["Location"]

    phone = signed_up()
    back = phone.get(link, headers={**OWN_CLICK, "Referer": "https://paper.example/fr/latest/"})
    assert back["Location"] == "/fr/latest/#story-saved"

    laptop = Client()
    sign_in(laptop, EMAIL)
    assert "Le lac se retire" in laptop.get("/account/saved/").content.decode()

    withdraw_article(story)
    assert "retire" not in laptop.get("/account/saved/").content.decode()

    laptop.post("/account/reauthenticate/", {"password": PASSWORD})
    with zipfile.ZipFile(io.BytesIO(laptop.get("/account/data/").content)) as archive:
        data = json.loads(archive.read("data.json"))
    assert data["accounts"]["account"]["email"] == EMAIL
    assert len(data["members"]["saved_stories"]) == 1

    laptop.post("/account/leave/")
    assert last_letter().kind == "erasure_asked"
    assert laptop.get("/account/").status_code == phone.get("/account/").status_code == 302

    clock.move_to(BEGIN + timedelta(days=13))
    sign_in(laptop, EMAIL)
    assert last_letter().kind == "erasure_called_off"
    assert erase_due_accounts(at=datetime.now(UTC) + timedelta(days=30)) == 0
    assert SavedStory.objects.count() == 1

    laptop.post("/account/reauthenticate/", {"password": PASSWORD})
    laptop.post("/account/leave/")
    assert erase_due_accounts(at=datetime.now(UTC) + timedelta(days=14)) == 1

    assert not User.objects.filter(email=EMAIL).exists()
    assert not SavedStory.objects.exists()
    assert [letter.kind for letter in letters()][-1] == "erased"
    sign_in(laptop, EMAIL)
    assert laptop.get("/account/").status_code == 302

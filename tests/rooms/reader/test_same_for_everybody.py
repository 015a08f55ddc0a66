"""What is one person's never reaches a shared page: the same bytes for everybody, whoever asks.

Signed in, with every cookie the paper knows and some it does not; the stories are the reader's own saved
ones, and their reading is remembered.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from azdarar.articles.actions import correct_article
from azdarar.articles.models import ArticleSubject, Contribution, PlainPage
from azdarar.fronts.models import DossierStory
from azdarar.members import actions
from tests.factories.accounts import AdministratorFactory
from tests.factories.articles import AT, ContributorFactory, SectionFactory, public_story
from tests.factories.fronts import make_dossier
from tests.factories.subjects import SubjectFactory
from tests.rooms.conftest import Deliver

#: Headers by which a server could tell people apart and make a store keep one copy for each.
PERSONAL = ("Cookie", "Authorization", "User-Agent", "*")


@pytest.fixture
def addresses(paper: list[Any], deliver: Deliver) -> dict[str, str]:
    """One public page of every kind, each with something on it."""
    person, subject = ContributorFactory(slug="helene-aubry"), SubjectFactory(slug="martouni")
    section = SectionFactory(slug="societe")
    story = public_story(title="Un lac", section=section, signatures=[Contribution(contributor=person)])
    ArticleSubject.objects.create(article=story, subject=subject)
    public_story(title="Un pont", section=section, signatures=[Contribution(contributor=person)])
    correct_article(story, note="Le lac est à Sevan, non à Gavar.", by=AdministratorFactory(), at=AT)
    dossier = make_dossier()
    DossierStory.objects.create(dossier=dossier, article=story, sort_order=0)
    page = PlainPage(title="Qui sommes-nous", slug="qui-sommes-nous", locale=paper[0].locale)
    paper[0].add_child(instance=page)
    page.save_revision().publish()
    deliver()
    return {
        "front": "/fr/",
        "story": story.address,
        "section": "/fr/societe/",
        "author": "/fr/authors/helene-aubry/",
        "tag": "/fr/tags/martouni/",
        "dossier": "/fr/dossiers/ligne/",
        "dossiers": "/fr/dossiers/",
        "latest": "/fr/latest/",
        "corrections": "/fr/corrections/",
        "search": "/fr/search/?q=lac",
        "plain page": "/fr/qui-sommes-nous/",
        "nothing there": "/fr/2026/11/03/rien/",
        "feed": "/fr/feed.xml",
        "json feed": "/fr/feed.json",
    }


@pytest.fixture
def somebody(addresses: dict[str, str]) -> Client:
    """A member of staff who keeps and reads, with every cookie set."""
    from azdarar.articles.models import Article

    user = AdministratorFactory(first_name="Zabel", email="zabel@paper.example")
    for story in Article.objects.all():
        actions.save_story(user=user, story_id=story.pk, at=timezone.now())
    actions.remember_reading(user=user, at=timezone.now())
    client = Client(headers={"User-Agent": "Firefox/140.0", "Accept-Language": "hy"})
    client.force_login(user)
    for name in (
        settings.CSRF_COOKIE_NAME,
        settings.LANGUAGE_COOKIE_NAME,
        "known",
        "theme",
        "messages",
        "device",
        "__Host-device",
        "sessionid",
        "anything",
    ):
        client.cookies[name] = "1"
    return client


def test_a_public_page_is_the_same_bytes_with_and_without_cookies(
    addresses: dict[str, str], somebody: Client
) -> None:
    for kind, address in addresses.items():
        theirs, anybodys = somebody.get(address), Client().get(address)

        assert theirs.status_code == anybodys.status_code, kind
        assert theirs.content == anybodys.content, kind
        assert not theirs.cookies, kind
        assert not anybodys.cookies, kind
        assert not set(PERSONAL) & set(theirs.headers.get("Vary", "").split(", ")), kind
        same = {name: value for name, value in theirs.headers.items() if name != "X-Request-Id"}
        assert same == dict(anybodys.headers), kind
        assert b"Zabel" not in theirs.content, kind
        assert b"csrf" not in theirs.content.lower(), kind
        assert b"aria-pressed" not in theirs.content, kind


def test_every_story_on_a_page_can_be_kept_from_there(addresses: dict[str, str]) -> None:
    for kind in ("front", "story", "section", "author", "tag", "latest", "dossier", "search"):
        assert b"data-save=" in Client().get(addresses[kind]).content, kind

"""What is read most, as readers see it; and how a story's page says that it was read."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve
from lxml import html

from azdarar.articles.models import Article
from azdarar.fronts.models import Front, PaperPick
from azdarar.onward.counting import ADDRESS, HOUR_S, Count, write_sheet
from azdarar.onward.ranking import rank_most_read, take_in_readings
from tests.factories.articles import AT, SectionFactory, public_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]


def page(path: str) -> Any:
    answer = Client().get(path)
    assert answer.status_code == 200
    return html.fromstring(answer.content)


def read_most(folder: Path, *stories: Article) -> None:
    hour = int(AT.timestamp()) // HOUR_S
    write_sheet(folder, {(hour, story.pk): Count(20 - place) for place, story in enumerate(stories)})
    take_in_readings(folder, at=AT)
    rank_most_read(at=AT)


def ranked(tree: Any) -> list[str]:
    return [link.get("href") for link in tree.cssselect(".rank a")]


def test_the_most_read_stand_on_the_front_beside_the_picks_and_in_their_section(tmp_path: Path) -> None:
    section = SectionFactory(name="Société", slug="societe")
    stories = [
        public_story(title=f"Titre {n}", section=section, at=AT - timedelta(hours=n)) for n in range(4)
    ]
    PaperPick.objects.create(language="fr", article=stories[3], sort_order=0)
    before = page("/fr/")
    front = Front.objects.get(locale__language_code="fr")
    common = dict.fromkeys(("section", "subject", "dossier", "max_age_days"))
    common |= {"title": "", "picks": [], "rule": "none", "most": 5}
    front.containers = [("container", {**common, "kind": kind}) for kind in ("ranking", "picks", "ranking")]
    front.save_revision().publish()
    read_most(tmp_path, *stories[1:])

    on_front, in_section, elsewhere = page("/fr/"), page("/fr/societe/"), page("/hy/")

    addresses = [story.address for story in stories[1:]]
    assert ranked(before) == ranked(elsewhere) == []
    assert ranked(on_front) == [*addresses, *addresses]
    assert len(on_front.cssselect(".split .picks")) == len(on_front.cssselect(".split .rank")) == 1
    assert ranked(in_section) == addresses
    # Deeper pages of a section are made anew for new stories alone.
    assert ranked(page("/fr/latest/")) == []


def test_a_story_says_where_it_is_told_that_it_was_read(tmp_path: Path) -> None:
    story = public_story(title="Titre", section=SectionFactory())

    told = page(story.address).cssselect("article[data-read]")[0].get("data-read")

    assert told == f"/read/{story.pk}/"
    for address in (told, f"{told}end/"):
        found = ADDRESS.fullmatch(address)
        assert found is not None
        assert int(found[1]) == resolve(address).kwargs["number"] == story.pk
        # Without a front nobody counts, and nobody is told off for it.
        answer = Client(enforce_csrf_checks=True).post(address)
        assert (answer.status_code, answer.content, answer.cookies) == (204, b"", {})
        assert Client().get(address).status_code == 405

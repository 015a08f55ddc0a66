"""Old addresses at the desk: what is asked for in vain, where it leads from now on, who may say so."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from azdarar.accounts.models import AuditEntry
from azdarar.archive.models import OldAddress, UnresolvedAddress
from azdarar.archive.old_addresses import remember_addresses
from azdarar.archive.queries import resolve
from azdarar.formats.old_addresses import key_of
from tests.factories.accounts import ContributorFactory as WriterFactory
from tests.factories.accounts import EditorFactory, EditorInChiefFactory
from tests.factories.articles import draft_story, public_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]


@pytest.fixture
def desk(client: Client) -> Client:
    """An editor's browser, after readers asked three addresses in vain."""
    client.force_login(EditorFactory())
    for address, asked in (("/Perdu", 7), ("/spip.php?article99", 40), ("/=formule", 1)):
        now = timezone.now()
        UnresolvedAddress.objects.create(
            key=key_of(address), address=address, asked=asked, first_asked_at=now, last_asked_at=now
        )
    return client


def lead(desk: Client, address: str, **to: object) -> int:
    return desk.post(reverse("newsroom_address_lead"), {"address": address, **to}).status_code


def test_what_is_asked_most_stands_first_and_can_be_looked_for(desk: Client) -> None:
    page = desk.get(reverse("newsroom_old_addresses")).content.decode()
    found = desk.get(reverse("newsroom_old_addresses"), {"q": "perd"}).content.decode()

    assert page.index("/spip.php?article99") < page.index("/Perdu") < page.index("/=formule")
    assert "/Perdu" in found
    assert "article99" not in found


def test_an_editor_leads_an_address_to_a_story_a_section_or_another_address(desk: Client) -> None:
    story, at = public_story(), timezone.now()
    remember_addresses(story, ["/Le-train"], system="spip", rule="story")

    codes = [
        lead(desk, "/Perdu", page=story.pk),
        lead(desk, "/spip.php?article99", section=story.section_id),
        lead(desk, "https://www.lac.example/vieux", other="/Le-train"),
    ]

    assert codes == [302, 302, 302]
    assert resolve("/perdu.html", at=at).address == story.address
    assert resolve("/spip.php?article99&utm_source=x", at=at).address == story.section.address
    assert resolve("http://lac.example/vieux", at=at).address == story.address
    assert list(UnresolvedAddress.objects.values_list("address", flat=True)) == ["/=formule"]
    lines = AuditEntry.objects.filter(what="archive.address-led")
    assert [line.data["what"] for line in lines.order_by("number")] == [
        story.address,
        story.section.address,
        story.address,
    ]


def test_nothing_leads_to_what_readers_cannot_see_or_away_from_the_paper(desk: Client) -> None:
    story = public_story()

    refused = [
        lead(desk, "/Perdu", page=draft_story(title="Le brouillon").pk),
        lead(desk, "/Perdu", other="https://elsewhere.example/"),
        lead(desk, "/Perdu", other="/nulle-part"),
        lead(desk, "/Perdu"),
        lead(desk, "/Perdu", page=story.pk, other="/fr/"),
        lead(desk, story.address, other="/fr/latest/"),
        lead(desk, ""),
    ]

    assert refused == [422] * 7
    assert not OldAddress.objects.exists()


def test_what_is_said_to_be_gone_is_gone_until_it_is_taken_back(desk: Client) -> None:
    where, at = reverse("newsroom_old_addresses"), timezone.now()

    desk.post(where, {"do": "gone", "address": "/Perdu"})
    gone = resolve("/Perdu", at=at).status
    page = desk.get(where).content.decode()
    desk.post(where, {"do": "undo", "address": "/Perdu"})
    desk.post(where, {"do": "forget", "address": "/=formule"})

    assert gone == 410
    assert 'value="undo"' in page
    assert resolve("/Perdu", at=at).status == 404
    assert list(UnresolvedAddress.objects.values_list("address", flat=True)) == ["/spip.php?article99"]
    assert desk.post(where, {"do": "everything"}).status_code == 400


def test_an_address_can_be_tried_and_says_by_which_rule_it_answers(desk: Client) -> None:
    story = public_story()
    remember_addresses(story, ["/Le-train"], system="spip", rule="spip_urls")

    page = desk.get(reverse("newsroom_address_lead"), {"address": "https://www.lac.example/le-train.html"})

    assert story.address in page.content.decode()
    assert "spip-title" in page.content.decode()
    assert "spip_urls" in page.content.decode()


def test_all_old_addresses_are_a_table_for_whoever_answers_for_the_paper(
    desk: Client, client: Client
) -> None:
    story = public_story()
    remember_addresses(story, ["/Le-train", "https://lac.example/=1+1"], system="spip", rule="spip_urls")

    assert desk.get(reverse("newsroom_addresses_export")).status_code in (302, 403)
    client.force_login(EditorInChiefFactory())
    table = client.get(reverse("newsroom_addresses_export"))

    rows = list(csv.reader(io.StringIO(b"".join(table.streaming_content).decode("utf-8-sig"))))
    assert rows[0] == ["address", "status", "leads to", "rule", "known from"]
    assert rows[1] == ["/Le-train", "301", story.address, "address", "spip: spip_urls"]
    assert rows[2][0] == "lac.example/=1+1"


def test_a_writer_has_no_say(client: Client) -> None:
    client.force_login(WriterFactory())

    assert client.get(reverse("newsroom_old_addresses")).status_code in (302, 403)
    assert lead(client, "/Perdu", other="/fr/") in (302, 403)
    assert not OldAddress.objects.exists()

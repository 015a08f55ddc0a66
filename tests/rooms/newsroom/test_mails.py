"""Mails that are held up: a webmaster sees which and why, tries them again or gives them up, in the log."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from azdarar.accounts.models import AuditEntry
from azdarar.courier.actions import queue_mail
from azdarar.courier.internal.reasons import OF_NO_USE
from azdarar.courier.models import Mail
from tests.factories.accounts import EditorInChiefFactory, WebmasterFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def refused() -> list[Mail]:
    """Three mails that a server refused."""
    with override_settings(EMAIL_HOST="mail.paper.example"):
        mails = [
            queue_mail(
                template="accounts/mail/sign_in_code",
                to=f"anahit{number}@reader.example",
                language="fr",
                context={"code": "12345678"},
                at=timezone.now() - timedelta(hours=number + 1),
            )
            for number in range(3)
        ]
    why = {"state": "set_aside", "last_error": "550 5.1.1 (address): user unknown", "attempts": 1}
    Mail.objects.update(**why)
    return mails


@pytest.fixture
def desk(client: Client) -> Client:
    """A webmaster's browser."""
    client.force_login(WebmasterFactory())
    return client


def ask(desk: Client, do: str, mail: object = "") -> HttpResponse:
    return desk.post(reverse("newsroom_mails"), {"do": do, "mail": mail})


def deeds() -> list[tuple[str, str, dict[str, object]]]:
    lines = AuditEntry.objects.filter(what__startswith="newsroom.mail").order_by("number")
    return list(lines.values_list("what", "about", "data"))


def test_a_webmaster_sees_what_is_held_up_and_why_and_no_address(desk: Client, refused: list[Mail]) -> None:
    Mail.objects.filter(pk=refused[2].pk).update(last_error=OF_NO_USE, recipient="", sealed_letter="")

    page = desk.get(reverse("newsroom_mails")).content.decode()

    assert page.count("a…@reader.example") >= 2
    assert "user unknown" in page
    assert "anahit0@" not in page
    assert "12345678" not in page
    assert page.count('value="again"') == 2  # of the third nothing is left to try


def test_mails_are_tried_again_or_given_up_and_each_is_a_line_of_the_log(
    desk: Client, refused: list[Mail]
) -> None:
    one, other, third = refused

    again, given_up, late = (
        ask(desk, "again", one.pk),
        ask(desk, "drop", other.pk),
        ask(desk, "drop", other.pk),
    )

    assert {again.status_code, given_up.status_code, late.status_code} == {302}
    states = {mail.pk: (mail.state, mail.recipient) for mail in Mail.objects.all()}
    assert states[one.pk] == ("waiting", one.recipient)
    assert states[other.pk] == ("set_aside", "")
    assert states[third.pk] == ("set_aside", third.recipient)
    kind = {"what": "accounts/mail/sign_in_code"}
    assert deeds() == [
        ("newsroom.mail-tried-again", f"mail:{one.pk}", kind),
        ("newsroom.mail-dropped", f"mail:{other.pk}", kind),
    ]
    assert "code" in desk.get(reverse("newsroom_audit")).content.decode()


def test_the_first_screen_tells_webmasters_how_many_are_held_up(desk: Client, refused: list[Mail]) -> None:
    link = f'href="{reverse("newsroom_mails")}"'

    told = desk.get("/newsroom/").content.decode().count(link)
    Mail.objects.all().delete()
    quiet = desk.get("/newsroom/").content.decode().count(link)

    assert told == quiet + 1


def test_all_that_were_set_aside_are_tried_again_at_once(desk: Client, refused: list[Mail]) -> None:
    ask(desk, "all")

    assert set(Mail.objects.values_list("state", flat=True)) == {"waiting"}
    assert len(deeds()) == len(refused)


@pytest.mark.parametrize(
    "sent", [{}, {"do": "again"}, {"do": "burn", "mail": "1"}, {"do": "drop", "mail": "x"}]
)
def test_a_form_that_asks_for_nothing_changes_nothing(
    desk: Client, refused: list[Mail], sent: dict[str, str]
) -> None:
    assert desk.post(reverse("newsroom_mails"), sent).status_code == 400
    assert not deeds()
    assert Mail.objects.filter(state="set_aside").count() == len(refused)


def test_nobody_else_tends_the_mails(client: Client, refused: list[Mail]) -> None:
    client.force_login(EditorInChiefFactory())

    answers = [client.get(reverse("newsroom_mails")), ask(client, "drop", refused[0].pk)]

    assert "newsroom/mails" not in client.get("/newsroom/").content.decode()
    assert all(answer.status_code in (302, 403) for answer in answers)
    assert not deeds()

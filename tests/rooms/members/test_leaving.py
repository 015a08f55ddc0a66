"""Everything can be taken out; whoever leaves may come back for fourteen days, and then is gone."""

from __future__ import annotations

import io
import json
import time
import zipfile
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user
from django.test import Client
from django.utils import timezone

from azdarar.accounts.actions import LastAdministratorError, ask_for_erasure, erase_due_accounts, record
from azdarar.accounts.models import AuditEntry, User
from azdarar.accounts.queries import first_broken_audit_line
from azdarar.articles.models import Article, Contributor
from azdarar.courier.models import Mail
from azdarar.members import actions
from azdarar.members.models import NewsletterWish, PlannedNewsletter, Reading, SavedStory
from tests.factories.accounts import PASSWORD, AdministratorFactory, EditorFactory, UserFactory
from tests.factories.articles import AT, public_story

FOURTEEN_DAYS = timedelta(days=14)


def confirmed(user: User) -> Client:
    """A browser in which somebody has signed in and just confirmed that it is they."""
    client = Client()
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert get_user(client).is_authenticated
    return client


@pytest.fixture
def full(reader: User, paper: object) -> User:
    """A reader of whom every room keeps something."""
    now, story = timezone.now(), public_story(title="Le lac se retire")
    actions.save_story(user=reader, story_id=story.pk, at=now)
    actions.remember_reading(user=reader, at=now)
    actions.record_reading(user=reader, story_id=story.pk, at=now)
    letter = PlannedNewsletter.objects.create(name="Le matin", language="fr", promise="Chaque matin.")
    actions.wish_for_newsletters(user=reader, newsletter_ids=[letter.pk], at=now)
    return reader


def opened(content: bytes) -> tuple[dict[str, Any], str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return json.loads(archive.read("data.json")), archive.read("data.html").decode()


def test_everything_is_taken_out_for_machines_and_for_people(full: User) -> None:
    answer = confirmed(full).get("/account/data/")
    data, page = opened(answer.content)

    assert answer["Content-Type"] == "application/zip"
    assert "no-store" in answer["Cache-Control"]
    assert 'filename="azdarar-' in answer["Content-Disposition"]
    assert data["format_version"] == 1
    assert data["accounts"]["account"]["email"] == "nairi@reader.example"
    assert data["accounts"]["sessions"]
    assert [row["story"] for row in data["members"]["saved_stories"]] == ["Le lac se retire"]
    assert [row["story"] for row in data["members"]["readings"]] == ["Le lac se retire"]
    assert data["members"]["newsletters"][0]["agreed_to"] == "Chaque matin."
    assert all(text in page for text in ("nairi@reader.example", "Le lac se retire", "Chaque matin."))
    assert full.password not in answer.content.decode("latin-1")
    assert full.password not in json.dumps(data)


def test_taking_everything_out_asks_for_a_fresh_confirmation(browser: Client) -> None:
    for path in ("/account/data/", "/account/leave/"):
        answer = browser.get(path)

        assert answer["Location"].startswith("/account/reauthenticate/")
    assert browser.post("/account/leave/").status_code == 302
    assert not User.objects.filter(erasure_due_at__isnull=False).exists()


def test_who_has_neither_password_nor_passkey_signs_in_once_more(reader: User, browser: Client) -> None:
    reader.set_unusable_password()
    reader.save()
    browser.force_login(reader)
    session = browser.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time() - 901}]
    session.save()

    answer = browser.get("/account/data/")

    assert answer["Location"] == "/account/login/?next=%2Faccount%2Fdata%2F"
    assert not get_user(browser).is_authenticated


def test_staff_taking_data_out_is_written_in_the_audit_log(db: None) -> None:
    editor = UserFactory(is_staff=True)
    EmailAddress.objects.create(user=editor, email=editor.email, verified=True, primary=True)

    confirmed(editor).get("/account/data/")

    assert AuditEntry.objects.filter(what="newsroom.exported", by=editor).count() == 1


def test_who_leaves_is_signed_out_everywhere_and_told_the_date(full: User) -> None:
    here, there = confirmed(full), confirmed(full)

    answer = here.post("/account/leave/")
    full.refresh_from_db()

    assert answer["Location"] == "/account/left/"
    assert here.get("/account/left/").status_code == 200
    assert not get_user(here).is_authenticated
    assert not get_user(there).is_authenticated
    assert full.erasure_due_at is not None
    assert timedelta(0) <= FOURTEEN_DAYS - (full.erasure_due_at - timezone.now()) < timedelta(minutes=1)
    assert Mail.objects.filter(kind="accounts/mail/erasure_asked", recipient=full.email).count() == 1


def test_asked_twice_the_first_date_stands(full: User) -> None:
    first = ask_for_erasure(user=full, at=AT)
    again = ask_for_erasure(user=full, at=AT + timedelta(days=3))

    assert first == again == AT + FOURTEEN_DAYS
    assert Mail.objects.filter(kind="accounts/mail/erasure_asked").count() == 1


def test_signing_in_before_the_day_brings_everything_back(full: User) -> None:
    ask_for_erasure(user=full, at=timezone.now())

    page = confirmed(full).get("/account/").content.decode()
    full.refresh_from_db()

    assert full.erasure_due_at is None
    assert 'class="said"' in page
    assert "Le lac se retire" in page
    assert Mail.objects.filter(kind="accounts/mail/erasure_called_off").count() == 1


def test_after_fourteen_days_nothing_is_left(full: User) -> None:
    due_at = ask_for_erasure(user=full, at=AT)

    early = erase_due_accounts(at=due_at - timedelta(seconds=1))
    erased = erase_due_accounts(at=due_at)
    again = erase_due_accounts(at=due_at + timedelta(days=1))

    assert (early, erased, again) == (0, 1, 0)
    assert not User.objects.filter(email="nairi@reader.example").exists()
    for model in (SavedStory, Reading, NewsletterWish, EmailAddress):
        assert not model.objects.exists()
    assert list(Mail.objects.values_list("kind", flat=True)) == ["accounts/mail/erased"]
    assert Article.objects.filter(title="Le lac se retire").exists()


def test_one_account_that_cannot_be_erased_does_not_hold_up_the_others(
    paper: object, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    people = [UserFactory(), UserFactory()]
    for person in people:
        ask_for_erasure(user=person, at=AT)
    stubborn = people[0].pk
    settings.AZDARAR_PERSONAL_DATA = [f"{__name__}.STUBBORN"]
    STUBBORN.refused = stubborn

    erased = erase_due_accounts(at=AT + FOURTEEN_DAYS)

    assert erased == 1
    assert list(User.objects.values_list("pk", flat=True)) == [stubborn]
    assert "an account was not erased" in caplog.text


class Stubborn:
    """A room that fails to erase one person."""

    refused = 0

    def erase(self, user: User, at: datetime) -> None:
        if user.pk == self.refused:
            raise OSError


STUBBORN = Stubborn()


def test_what_staff_did_stays_under_a_number(paper: object) -> None:
    editor = EditorFactory(first_name="Zabel", email="zabel@paper.example")
    byline = Contributor.objects.create(name="Zabel Essayan", slug="zabel-essayan", account=editor)
    public_story(title="Le lac se retire", owner=editor)
    pk = editor.pk
    due_at = ask_for_erasure(user=editor, at=AT)

    erase_due_accounts(at=due_at)

    byline.refresh_from_db()
    assert Article.objects.filter(title="Le lac se retire").exists()
    assert byline.account is None
    assert AuditEntry.objects.filter(by_id=pk).exists()
    assert AuditEntry.objects.filter(what="accounts.erased", about=f"account:{pk}").exists()
    assert not User.objects.filter(email="zabel@paper.example").exists()


def test_the_audit_log_is_whole_when_somebody_has_gone(db: None) -> None:
    editor = UserFactory(is_staff=True)
    record(what="articles.published", by=editor, about="article:1", at=AT)

    erase_due_accounts(at=ask_for_erasure(user=editor, at=AT))

    assert first_broken_audit_line() is None
    assert AuditEntry.objects.count() == 3


def test_the_last_administrator_cannot_leave(db: None) -> None:
    only = AdministratorFactory()

    with pytest.raises(LastAdministratorError):
        ask_for_erasure(user=only, at=AT)

    AdministratorFactory()
    assert ask_for_erasure(user=only, at=AT) == AT + FOURTEEN_DAYS

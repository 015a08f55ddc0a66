"""The page of an account: private, whole, and each thing on it can be changed there."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user
from django.test import Client
from django.utils import timezone

from azdarar.accounts.models import User
from azdarar.courier.models import Mail
from azdarar.members import actions
from azdarar.members.models import NewsletterWish, PlannedNewsletter
from tests.factories.accounts import AdministratorFactory, UserFactory

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/19.0 Mobile/15E148 Safari/604.1"
)

PAGES = ("/account/", "/account/saved/", "/account/history/", "/account/data/", "/account/leave/")


def test_only_its_owner_sees_a_page_and_nothing_stores_it(client: Client, db: None) -> None:
    for path in PAGES:
        answer = client.get(path)

        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/login/?next=%2Faccount%2F")
        assert "no-store" in answer["Cache-Control"]


def test_a_form_sent_after_the_session_ended_leads_back_to_the_page(client: Client, db: None) -> None:
    answer = client.post("/account/profile/", {"profile-name": "Nairi"})

    assert answer["Location"] == "/account/login/?next=%2Faccount%2F"


def test_the_page_shows_everything_and_is_stored_nowhere(browser: Client, reader: User) -> None:
    Authenticator.objects.create(
        user=reader, type=Authenticator.Type.WEBAUTHN, data={"name": "Mon téléphone", "credential": {}}
    )
    reader.refresh_from_db()
    browser.force_login(reader)

    answer = browser.get("/account/")
    page = answer.content.decode()

    assert answer["Cache-Control"] == "private, no-store"
    for text in ("nairi@reader.example", 'value="Nairi Hovsepian"', "Mon téléphone"):
        assert text in page
    assert "<script>" not in page
    assert "style=" not in page


def test_a_name_and_a_language_are_stored(browser: Client, reader: User) -> None:
    browser.post("/account/profile/", {"profile-name": "  Նաիրի   Hovsepian ", "profile-language": "hy"})
    reader.refresh_from_db()

    assert (reader.first_name, reader.last_name, reader.language) == ("Նաիրի", "Hovsepian", "hy")


def test_a_mistake_is_told_at_its_field_and_nothing_is_stored(browser: Client, reader: User) -> None:
    mistakes = [
        ("x" * 151, "fr"),
        ("Nairi\u202egnp.exe", "fr"),
        ("Nairi\nBcc: all@paper.example", "fr"),
        ("Nairi", "tlh"),
        ("Nairi", ""),
    ]
    for name, language in mistakes:
        answer = browser.post("/account/profile/", {"profile-name": name, "profile-language": language})
        reader.refresh_from_db()

        assert answer.status_code == 422
        assert "mine__error" in answer.content.decode()
        assert 'aria-invalid="true"' in answer.content.decode()
        assert (reader.first_name, reader.language) == ("Nairi", "")


def signed_in(user: User, **headers: str) -> Client:
    client = Client(headers=headers)
    client.post("/account/login/", {"login": user.email, "password": "a sentence nobody guesses"})
    assert get_user(client).is_authenticated
    return client


def test_devices_are_kept_in_words_and_networks(reader: User) -> None:
    client = Client(headers={"User-Agent": FIREFOX}, REMOTE_ADDR="203.0.113.77")
    client.post("/account/login/", {"login": reader.email, "password": "a sentence nobody guesses"})

    row = UserSession.objects.get()
    page = client.get("/account/").content.decode()

    assert (row.user_agent, row.ip) == ("Firefox|Linux", "203.0.113.0")
    assert "Firefox" in page
    assert "203.0.113.0" in page
    assert "203.0.113.77" not in page


def test_one_device_is_signed_out_and_the_others_stay(reader: User) -> None:
    here, there = signed_in(reader, user_agent=FIREFOX), signed_in(reader, user_agent=IPHONE)
    row = UserSession.objects.get(user_agent="Safari|iPhone")

    for _time in range(2):
        here.post(f"/account/devices/{row.pk}/end/")

    assert get_user(here).is_authenticated
    assert not get_user(there).is_authenticated


def test_signing_out_everywhere_ends_this_device_too_and_is_told_by_mail(reader: User) -> None:
    here, there = signed_in(reader), signed_in(reader)

    answer = here.post("/account/devices/all/end/")

    assert answer["Location"] == "/account/login/"
    assert not get_user(here).is_authenticated
    assert not get_user(there).is_authenticated
    assert Mail.objects.filter(kind="accounts/mail/signed_out_everywhere", recipient=reader.email).exists()


def test_nobody_ends_another_persons_session(browser: Client) -> None:
    other = UserFactory()
    client = Client()
    client.force_login(other)
    row = UserSession.objects.create(
        user=other, ip="203.0.113.9", session_key=client.session.session_key, user_agent=FIREFOX
    )

    browser.post(f"/account/devices/{row.pk}/end/")

    assert get_user(client).is_authenticated


def test_wishes_for_newsletters_keep_when_and_to_which_words(browser: Client, reader: User) -> None:
    morning, evening, old = (
        PlannedNewsletter.objects.create(
            name=name, language="fr", promise=f"{name}, chaque jour.", is_offered=on
        )
        for name, on in (("Le matin", True), ("Le soir", True), ("L’ancienne", False))
    )

    browser.post("/account/newsletters/", {"letter": [morning.pk, old.pk, 99, "x"]})
    wish = NewsletterWish.objects.get()
    PlannedNewsletter.objects.filter(pk=morning.pk).update(promise="Autre chose.")
    browser.post("/account/newsletters/", {"letter": [morning.pk, evening.pk]})

    assert (wish.newsletter, wish.consent_text) == (morning, "Le matin, chaque jour.")
    assert wish.consent_version == actions.version_of("Le matin, chaque jour.")
    again = NewsletterWish.objects.get(newsletter=morning)
    assert (again.wished_at, again.consent_text) == (wish.wished_at, "Le matin, chaque jour.")

    browser.post("/account/newsletters/", {})

    assert not NewsletterWish.objects.exists()


def test_staff_edit_the_planned_newsletters(client: Client, paper: object) -> None:
    client.force_login(AdministratorFactory(last_login=timezone.now()))

    answer = client.get("/newsroom/snippets/members/plannednewsletter/add/")

    assert answer.status_code in (200, 302)


def test_what_changes_something_is_a_post(browser: Client) -> None:
    paths = (
        "profile/",
        "devices/1/end/",
        "devices/all/end/",
        "saved/toggle/",
        "saved/1/remove/",
        "history/switch/",
        "history/record/",
        "history/clear/",
        "history/1/remove/",
        "newsletters/",
    )

    assert {path: browser.get(f"/account/{path}").status_code for path in paths} == dict.fromkeys(paths, 405)

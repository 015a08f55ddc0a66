"""People: invited by mail, given roles one holds, let out again; nobody grants what they do not hold."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from azdarar.accounts.actions import LastAdministratorError, ask_for_erasure
from azdarar.accounts.models import AuditEntry, Role, Scope, User
from azdarar.articles.models import Section
from azdarar.courier.models import Mail
from azdarar.newsroom.deeds import DEEDS
from tests.factories.accounts import (
    PASSWORD,
    AccountsClerkFactory,
    ContributorFactory,
    EditorFactory,
    EditorInChiefFactory,
    UserFactory,
    WebmasterFactory,
)
from tests.factories.articles import SectionFactory
from tests.factories.fronts import make_paper

pytestmark = pytest.mark.django_db
PEOPLE, INVITE = "newsroom_people", "newsroom_invite"


@pytest.fixture(autouse=True)
def _paper() -> None:
    make_paper("fr", "hy")


@pytest.fixture
def culture() -> Section:
    """A section of the paper."""
    return SectionFactory(language="hy", name="Մշակույթ")


def desk_of(user: User) -> Client:
    """A signed-in browser."""
    client = Client()
    client.force_login(user)
    return client


def person_page(user: User) -> str:
    """The address of somebody's screen."""
    return reverse("newsroom_person", args=[user.pk])


def mails_to(user: User) -> list[str]:
    """The templates of the mails queued for somebody."""
    return list(Mail.objects.filter(recipient=user.email).values_list("kind", flat=True))


def test_the_list_says_who_holds_what_and_how_their_account_stands(culture: Section) -> None:
    chief = EditorInChiefFactory()
    EditorFactory(
        first_name="Nare",
        last_name="S",
        scope__languages=["hy"],
        scope__sections=[culture.translation_key.hex],
    )
    ContributorFactory(first_name="Aram", last_name="K", last_login=None)
    ContributorFactory(first_name="Lia", last_name="B", is_active=False)

    page = desk_of(chief).get(reverse(PEOPLE)).content.decode()

    for name in ("Nare S", "Aram K", "Lia B", "Մշակույթ", "Հայերեն"):
        assert name in page


@pytest.mark.parametrize("factory", [EditorFactory, ContributorFactory, WebmasterFactory])
def test_who_appoints_nobody_does_not_see_people(factory: type) -> None:
    desk = desk_of(factory())

    for address in (reverse(PEOPLE), reverse(INVITE), person_page(UserFactory())):
        assert desk.get(address).status_code == 302
    assert reverse(PEOPLE) not in desk.get(reverse("wagtailadmin_home")).content.decode()


def test_an_invitation_goes_out_by_mail_and_lets_its_reader_in(culture: Section) -> None:
    desk = desk_of(EditorInChiefFactory())
    sent = {"email": "nare@paper.example", "role": Role.EDITOR, "languages": ["hy"]}

    response = desk.post(reverse(INVITE), {**sent, "sections": [culture.translation_key.hex]})

    assert response.status_code == 302
    letter = Mail.objects.get(recipient="nare@paper.example").letter
    link = next(word for word in letter.text.split() if "/account/invitation/" in word)
    assert link.startswith("https://paper.example/account/invitation/")
    guest = Client()
    guest.post(link.removeprefix("https://paper.example"), {"name": "Nare"})
    assert guest.get(reverse("newsroom_stories")).status_code == 200
    scope = Scope.objects.get(user__email="nare@paper.example")
    assert (scope.role, scope.languages, scope.sections) == (
        Role.EDITOR,
        ["hy"],
        [culture.translation_key.hex],
    )


GRANTS = [
    # who, within which languages, gives which role, in which languages, may they?
    (EditorInChiefFactory, [], Role.CONTRIBUTOR, [], True),
    (EditorInChiefFactory, [], Role.EDITOR, ["hy"], True),
    (EditorInChiefFactory, [], Role.EDITOR_IN_CHIEF, [], True),
    (EditorInChiefFactory, [], Role.WEBMASTER, [], False),
    (EditorInChiefFactory, [], Role.ACCOUNTS_CLERK, [], False),
    (EditorInChiefFactory, ["hy"], Role.EDITOR, ["hy"], True),
    (EditorInChiefFactory, ["hy"], Role.EDITOR, ["fr"], False),
    (EditorInChiefFactory, ["hy"], Role.EDITOR, [], False),
    (AccountsClerkFactory, [], Role.ACCOUNTS_CLERK, [], True),
    (AccountsClerkFactory, [], Role.CONTRIBUTOR, [], False),
    (AccountsClerkFactory, [], Role.EDITOR_IN_CHIEF, [], False),
    (WebmasterFactory, [], Role.WEBMASTER, [], False),
    (EditorFactory, [], Role.CONTRIBUTOR, [], False),
]


@pytest.mark.parametrize(("factory", "within", "role", "languages", "is_allowed"), GRANTS)
def test_nobody_grants_what_they_do_not_hold(
    factory: type, within: list[str], role: str, languages: list[str], is_allowed: bool
) -> None:
    by, somebody = factory(scope__languages=within), UserFactory()
    scopes_before = list(Scope.objects.values_list())

    desk_of(by).post(
        person_page(somebody) if not is_allowed else reverse(INVITE),
        {"do": "grant", "email": somebody.email, "role": role, "languages": languages},
    )
    invited = desk_of(by).post(
        reverse(INVITE), {"email": "x@paper.example", "role": role, "languages": languages}
    )

    given = Scope.objects.filter(user=somebody, role=role, languages=languages).exists()
    assert given == is_allowed
    if not is_allowed:
        assert list(Scope.objects.values_list()) == scopes_before
        assert not User.objects.filter(email="x@paper.example").exists()
        assert invited.status_code in (302, 422)


def test_nobody_raises_themselves() -> None:
    chief = EditorInChiefFactory()
    desk = desk_of(chief)

    for deed in ({"do": "grant", "role": Role.EDITOR}, {"do": "disable"}):
        assert desk.post(person_page(chief), deed).status_code == 422

    assert Scope.objects.filter(user=chief).count() == 1
    assert User.objects.get(pk=chief.pk).is_active


def test_a_role_that_is_taken_away_lets_nobody_in_any_more() -> None:
    chief, editor = EditorInChiefFactory(), EditorFactory()
    at_work = desk_of(editor)
    assert at_work.get(reverse("newsroom_stories")).status_code == 200

    desk_of(chief).post(person_page(editor), {"do": "revoke", "scope": editor.scopes.get().pk})

    assert at_work.get(reverse("newsroom_stories")).status_code == 302
    editor.refresh_from_db()
    assert not editor.is_staff
    assert not editor.groups.exists()
    assert AuditEntry.objects.filter(what="accounts.role-revoked", by=chief).exists()
    assert mails_to(editor) == ["accounts/mail/staff_alarm"]


def test_an_accounts_clerk_closes_and_opens_accounts_but_not_those_that_lead() -> None:
    clerk, editor, chief, reader = (
        AccountsClerkFactory(),
        EditorFactory(),
        EditorInChiefFactory(),
        UserFactory(username="reader7"),
    )
    desk, at_work = desk_of(clerk), desk_of(editor)

    for person in (editor, chief, reader):
        desk.post(person_page(person), {"do": "disable"})

    closed = set(User.objects.filter(is_active=False))
    assert closed == {editor, reader}
    assert at_work.get(reverse("newsroom_stories")).status_code == 302
    assert "reader7@paper.example" in desk.get(f"{reverse(PEOPLE)}?q=reader7").content.decode()
    desk.post(person_page(editor), {"do": "enable"})
    assert User.objects.get(pk=editor.pk).is_active


def test_whoever_alone_holds_a_role_that_leads_does_not_leave() -> None:
    chief = EditorInChiefFactory()
    with pytest.raises(LastAdministratorError):
        ask_for_erasure(user=chief, at=timezone.now())

    EditorInChiefFactory()

    assert ask_for_erasure(user=chief, at=timezone.now())


def test_every_deed_that_is_recorded_has_words() -> None:
    """The audit log shows sentences; a deed without one would show its code."""
    sources = [*Path("src/azdarar").rglob("*.py")]
    recorded = {
        code for path in sources for code in re.findall(r'what="(accounts\.[a-z-]+)"', path.read_text())
    }

    assert recorded <= set(DEEDS)


@pytest.mark.parametrize("door", ["login/", "password_reset/", "password_reset/confirm/MQ/x-y/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_wagtails_own_doors_lead_to_ours(door: str, method: str) -> None:
    editor, client = EditorFactory(), Client()
    sent = {"username": editor.username, "password": PASSWORD, "email": editor.email}

    response = getattr(client, method)(f"/newsroom/{door}", sent)

    assert response["Location"].startswith("/account/")
    assert "_auth_user_id" not in client.session


def test_an_editor_in_chief_sees_no_readers_account() -> None:
    desk, reader = desk_of(EditorInChiefFactory()), UserFactory(username="reader8")

    assert desk.get(person_page(reader)).status_code == 404
    assert desk.post(person_page(reader), {"do": "disable"}).status_code == 404
    assert reader.email not in desk.get(f"{reverse(PEOPLE)}?q=reader8").content.decode()


def test_lost_passkeys_are_taken_away_and_a_day_is_given_for_others() -> None:
    chief, editor = EditorInChiefFactory(), EditorFactory()
    Authenticator.objects.create(user=editor, type=Authenticator.Type.WEBAUTHN, data={})

    desk_of(chief).post(person_page(editor), {"do": "forget-factors"})

    assert not Authenticator.objects.filter(user=editor).exists()
    editor.refresh_from_db()
    assert editor.second_factor_due_at - timezone.now() <= timedelta(days=1)


def test_whoever_manages_people_has_just_proved_who_they_are(client: Client) -> None:
    chief, editor = EditorInChiefFactory(), EditorFactory()
    client.force_login(chief)
    session = client.session
    del session["account_authentication_methods"]
    session.save()

    looked = client.get(reverse(INVITE))
    done = client.post(person_page(editor), {"do": "disable"})

    for response in (looked, done):
        assert response.status_code == 302
        assert response["Location"].startswith("/account/reauthenticate/")
    assert User.objects.get(pk=editor.pk).is_active


@pytest.mark.parametrize(
    "path",
    [
        "users/new/",
        "users/1/",
        "users/1/delete/",
        "groups/",
        "groups/new/",
        "bulk/accounts/user/assign_role/?id=1",
    ],
)
def test_wagtails_own_ways_to_give_rights_are_closed(path: str) -> None:
    desk = desk_of(EditorInChiefFactory(is_superuser=True))

    assert desk.get(f"/newsroom/{path}").status_code == 404
    assert desk.post(f"/newsroom/{path}").status_code == 404

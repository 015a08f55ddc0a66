"""S-AUTH-6: whatever changes how somebody gets in ends everything that lets them in already.

Eight kinds of access by eight events; each cell is asked by what the site answers, not by what is stored.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.utils import encrypt
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client
from django.utils import timezone

from azdarar.accounts.actions import (
    InvitationSpentError,
    disable_account,
    end_other_access,
    grant_role,
    invitation_for,
    remember_device,
    sign_out_everywhere,
)
from azdarar.accounts.models import Invitation, KnownDevice, Role, User
from tests.factories.accounts import PASSWORD
from tests.rooms.accounts.doors import (
    ANOTHER_PASSWORD,
    last_letter,
    letters,
    reader,
    sign_in,
)

pytestmark = pytest.mark.django_db

CODE_PAGE, FACTOR_PAGE = "/account/login/code/confirm/", "/account/2fa/authenticate/"


@dataclass
class Access:
    """Everything that lets one person in, opened by the forms of the site wherever it has one."""

    user: User
    here: Client = field(default_factory=Client)
    elsewhere: Client = field(default_factory=Client)
    with_code: Client = field(default_factory=Client)
    half_way: Client = field(default_factory=Client)
    with_link: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        for client in (self.here, self.elsewhere):
            sign_in(client, self.user.email)
        self.stored = UserSession.objects.get(session_key=self.elsewhere.session.session_key)
        self.with_code.post("/account/login/code/", {"email": self.user.email})
        self.address = EmailAddress.objects.create(user=self.user, email="another@reader.example")
        self.with_link.post("/account/password/reset/", {"email": self.user.email})
        self.link = last_letter().link
        # Added without a word to anybody: how an app is added is one of the events.
        secret = {"secret": encrypt(generate_totp_secret())}
        Authenticator.objects.bulk_create([Authenticator(user=self.user, type="totp", data=secret)])
        sign_in(self.half_way, self.user.email)
        self.token = secrets.token_urlsafe(32)
        self._invite()
        remember_device(user=self.user, request_place="203.0.113.0 Firefox|Linux", at=timezone.now())

    def _invite(self) -> None:
        from azdarar.accounts.internal.standing import hash_of

        now = timezone.now()
        Invitation.objects.create(
            user=self.user,
            token_hash=hash_of(self.token),
            invited_at=now,
            valid_until=now + timedelta(hours=1),
        )

    def open_doors(self) -> set[str]:
        """Return which of the eight still let somebody in."""
        doors = {
            "session": is_here(self.elsewhere),
            "stored session": Session.objects.filter(pk=self.stored.session_key).exists()
            or UserSession.objects.filter(pk=self.stored.pk).exists(),
            "mailed code": self.with_code.get(CODE_PAGE).status_code == 200,
            "second factor pending": self.half_way.get(FACTOR_PAGE).status_code == 200,
            "reset link": self.with_link.get(self.link).status_code == 302,
            "address link": EmailAddress.objects.filter(pk=self.address.pk, verified=False).exists(),
            "invitation": self._is_invited(),
            "known device": KnownDevice.objects.filter(user=self.user).exists(),
        }
        return {name for name, is_open in doors.items() if is_open}

    def _is_invited(self) -> bool:
        try:
            invitation_for(self.token, at=timezone.now())
        except InvitationSpentError:
            return False
        return True


def is_here(client: Client) -> bool:
    return client.get("/account/me.json").json()["signed_in"] is True


def reset(access: Access) -> None:
    form = access.with_link.get(access.link)["Location"]
    access.with_link.post(form, {"password1": ANOTHER_PASSWORD})


def change_password(access: Access) -> None:
    access.here.post("/account/password/change/", {"oldpassword": PASSWORD, "password": ANOTHER_PASSWORD})
    access.here.post(
        "/account/password/change/",
        {"oldpassword": PASSWORD, "password1": ANOTHER_PASSWORD, "password2": ANOTHER_PASSWORD},
    )


def change_address(access: Access) -> None:
    access.here.post("/account/reauthenticate/", {"password": PASSWORD})
    access.here.post("/account/email/", {"email": "new@reader.example", "action_add": ""})
    letter = next(one for one in reversed(letters()) if one.to == "new@reader.example")
    form = access.here.get(letter.link)["Location"]
    access.here.post(form)


def add_factor(access: Access) -> None:
    Authenticator.objects.create(
        user=access.user, type=Authenticator.Type.WEBAUTHN, data={"name": "a key", "credential": {}}
    )


def remove_factor(access: Access) -> None:
    access.here.post("/account/reauthenticate/", {"password": PASSWORD})
    access.here.post("/account/2fa/totp/deactivate/")


def give_role(access: Access) -> None:
    grant_role(user=access.user, role=Role.EDITOR, by=None, at=timezone.now())


def disable(access: Access) -> None:
    disable_account(user=access.user, by=None, at=timezone.now())


def leave_everywhere(access: Access) -> None:
    sign_out_everywhere(user=access.user, at=timezone.now())


#: Event -> (what happens, whether the session that did it goes on, kind of the mail that tells of it).
EVENTS: dict[str, tuple[Callable[[Access], None], bool, str]] = {
    "reset": (reset, False, "password_changed"),
    "password": (change_password, True, "password_changed"),
    "address": (change_address, True, "address_changed"),
    "factor added": (add_factor, False, ""),
    "factor removed": (remove_factor, True, "second_factor_removed"),
    "role": (give_role, False, "staff_alarm"),
    "disabled": (disable, False, "staff_alarm"),
    "everywhere": (leave_everywhere, False, "signed_out_everywhere"),
}
ALL_KINDS = {
    "session",
    "stored session",
    "mailed code",
    "second factor pending",
    "reset link",
    "address link",
    "invitation",
    "known device",
}


@pytest.mark.parametrize("event", EVENTS)
def test_s_auth_6_no_kind_of_access_outlives_a_change(event: str) -> None:
    access = Access(reader(last_login=timezone.now()))
    happen, goes_on, told = EVENTS[event]
    assert access.open_doors() == ALL_KINDS, "a door that was never open proves nothing"
    written_before = len(letters())

    happen(access)

    assert access.open_doors() == set()
    assert is_here(access.here) is goes_on
    if told:
        told_of = [letter.to for letter in letters()[written_before:] if letter.kind == told]
        assert told_of == ["anahit@reader.example"]


def test_s_auth_6_a_change_that_is_undone_ends_nothing() -> None:
    access = Access(reader())

    with transaction.atomic():
        end_other_access(user=access.user, at=timezone.now())
        transaction.set_rollback(True)

    assert access.open_doors() == ALL_KINDS


def test_the_session_that_made_a_change_stays_whole(settings: Any) -> None:
    access = Access(reader())
    session = access.here.session
    session["kept"] = "this"
    session.save()

    end_other_access(user=access.user, at=timezone.now(), keep_session_key=session.session_key)

    assert is_here(access.here)
    assert access.here.session["kept"] == "this"


def test_another_persons_access_is_not_touched() -> None:
    access = Access(reader())
    other = reader("other@reader.example")

    end_other_access(user=other, at=timezone.now())

    assert access.open_doors() == ALL_KINDS


def test_a_session_of_somebody_else_is_never_renewed() -> None:
    access = Access(reader())
    other = reader("other@reader.example")

    end_other_access(user=other, at=timezone.now(), keep_session_key=access.elsewhere.session.session_key)

    assert access.open_doors() == ALL_KINDS

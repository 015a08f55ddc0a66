"""People before the doors, the letters they get, and what is in them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.http import HttpResponse
from django.test import Client

from azdarar.accounts.models import User
from azdarar.courier.internal.sealing import unseal
from azdarar.courier.models import Mail
from tests.factories.accounts import PASSWORD, UserFactory

SITE = "https://paper.example"
ANOTHER_PASSWORD = "quite another sentence"


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as its reader sees it."""

    kind: str
    to: str
    subject: str
    text: str
    html: str

    @property
    def link(self) -> str:
        """The path of the paper that the letter asks to open."""
        addresses = re.findall(rf"{SITE}(/account/\S+)", self.text)
        assert len(set(addresses)) == 1, addresses
        return str(addresses[0])

    @property
    def code(self) -> str:
        """The code to type."""
        found = re.search(r"^\d{8}$", self.text, re.MULTILINE)
        assert found, self.text
        return found[0]


def reader(email: str = "anahit@reader.example", *, confirmed: bool = True, **facts: object) -> User:
    """Somebody with an account, whose password is ``PASSWORD``."""
    user = UserFactory(email=email, username=email.partition("@")[0], **facts)
    EmailAddress.objects.create(user=user, email=email, verified=confirmed, primary=True)
    return user


def letters() -> list[Letter]:
    """Every letter queued so far, the oldest first."""
    found = []
    for mail in Mail.objects.order_by("pk"):
        letter = unseal(mail.sealed_letter)
        kind = mail.kind.rpartition("/")[2]
        found.append(Letter(kind, mail.recipient, letter.subject, letter.text, letter.html))
    return found


def last_letter() -> Letter:
    return letters()[-1]


def sign_in(client: Client, name: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    return client.post("/account/login/", {"login": name, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session

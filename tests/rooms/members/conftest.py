"""What the tests of members share: somebody signed in, and a browser that behaves as browsers do."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from azdarar.accounts.models import User
from azdarar.fronts.models import Front
from tests.factories.accounts import UserFactory
from tests.factories.fronts import make_paper

#: What a browser says of a click on a page of ours.
OWN_CLICK = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def reader(db: None) -> User:
    """Somebody who reads, with a confirmed address."""
    user: User = UserFactory(email="nairi@reader.example", first_name="Nairi", last_name="Hovsepian")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def paper(db: None) -> list[Front]:
    """The paper in one language, without a story: what these tests need, in half the time."""
    return make_paper("fr")


@pytest.fixture
def browser(reader: User) -> Client:
    """The browser in which they are signed in."""
    client = Client()
    client.force_login(reader)
    return client

"""A founded paper, a stopped clock, and eyes for what a page shows."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from lxml import html

from tests.factories.articles import AT
from tests.factories.fronts import make_paper

Look = Callable[..., html.HtmlElement]


@pytest.fixture(autouse=True)
def _an_hour_after_publication() -> Iterator[None]:
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def paper(db: None) -> list[Any]:
    """The paper in its first language, without a story: founding four takes four times as long."""
    return make_paper("fr")


@pytest.fixture
def whole_paper(paper: list[Any]) -> list[Any]:
    """The paper in its four languages, without a story."""
    return make_paper()


@pytest.fixture
def look(client: Client) -> Look:
    """Open an address and return the page; ``status`` is what it must answer with."""

    def opened(address: str, *, status: int = 200) -> html.HtmlElement:
        answer = client.get(address)
        assert answer.status_code == status, address
        return html.document_fromstring(answer.content.decode())

    return opened

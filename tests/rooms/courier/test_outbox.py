"""The outbox shows a developer what would have been sent, and is no page for anybody else."""

from __future__ import annotations

from collections.abc import Iterator

import html5lib
import pytest
from django.test import Client, override_settings

from azdarar.config.wishes import mail
from azdarar.config.wishes.environment import read_options
from azdarar.courier.models import Mail
from tests.rooms.courier.conftest import LINK, Queue

pytestmark = pytest.mark.django_db
OUTBOX = "/account/outbox/"


@pytest.fixture
def developer(founded: list[object]) -> Iterator[Client]:
    """Somebody at the paper's own machine, where no mail server is set."""
    with override_settings(EMAIL_HOST="", MAIL_OUTBOX_IS_SHOWN=True):
        yield Client(REMOTE_ADDR="127.0.0.1")


def text_of(answer: object) -> str:
    document = html5lib.parse(answer.content.decode(), namespaceHTMLElements=False)  # type: ignore[attr-defined]
    return " ".join("".join(document.itertext()).split())


def test_kept_mails_are_listed_the_newest_first(developer: Client, queue: Queue) -> None:
    assert "Nothing yet" in text_of(developer.get(OUTBOX, headers={"accept-language": "en"}))
    queue(name="Anahit")
    queue(name="<script>", to="other@example.org")

    answer = developer.get(OUTBOX)

    assert answer.status_code == 200
    shown = text_of(answer)
    assert 0 < shown.index("<script>, «") < shown.index("Anahit, «")
    assert "<script>," not in answer.content.decode()
    assert {"no-store", "private"} <= set(answer["Cache-Control"].replace(" ", "").split(","))


def test_a_mail_opens_as_text_and_as_html_that_may_do_nothing(developer: Client, queue: Queue) -> None:
    kept = queue()

    page = developer.get(f"{OUTBOX}{kept.pk}/")
    alone = developer.get(f"{OUTBOX}{kept.pk}/html/")

    assert LINK in text_of(page)
    assert kept.message_id in text_of(page)
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert "unsafe-inline" not in page["Content-Security-Policy"]
    frame = html5lib.parse(page.content.decode(), namespaceHTMLElements=False).find(".//iframe")
    assert frame.get("src") == f"{OUTBOX}{kept.pk}/html/"
    assert "allow-scripts" not in frame.get("sandbox")
    policy = alone["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert " sandbox " in policy
    assert LINK.replace("&", "&amp;").replace("'", "&#x27;") in alone.content.decode()


def test_a_mail_sealed_with_another_secret_is_named_and_not_opened(developer: Client, queue: Queue) -> None:
    kept = queue()

    with override_settings(SECRET_KEY="another " * 8):
        answers = [
            developer.get(path) for path in (OUTBOX, f"{OUTBOX}{kept.pk}/", f"{OUTBOX}{kept.pk}/html/")
        ]

    assert [answer.status_code for answer in answers] == [200, 200, 404]


def test_there_is_no_outbox_for_anybody_else(developer: Client, queue: Queue) -> None:
    kept = queue()
    paths = (OUTBOX, f"{OUTBOX}{kept.pk}/", f"{OUTBOX}{kept.pk}/html/")

    for address in ("192.0.2.7", "::ffff:192.0.2.7", "", "localhost"):
        assert [developer.get(path, REMOTE_ADDR=address).status_code for path in paths] == [404] * 3
    for address in ("127.8.8.8", "::1", "::ffff:127.0.0.1"):
        assert developer.get(OUTBOX, REMOTE_ADDR=address).status_code == 200
    with override_settings(MAIL_OUTBOX_IS_SHOWN=False):
        assert [developer.get(path).status_code for path in paths] == [404] * 3
    assert developer.post(OUTBOX).status_code == 405
    assert developer.get(f"{OUTBOX}{kept.pk + 1}/").status_code == 404


def test_a_mail_that_waits_for_a_server_is_not_shown(developer: Client, queue: Queue) -> None:
    with override_settings(EMAIL_HOST="mail.paper.example"):
        waiting = queue()

    assert developer.get(f"{OUTBOX}{waiting.pk}/").status_code == 404
    assert Mail.objects.get().state == "waiting"


LOCAL, PUBLIC = {"AZDARAR_SITE_URL": "http://localhost:8000"}, {"AZDARAR_SITE_URL": "https://paper.example"}
SERVER = {"AZDARAR_EMAIL_URL": "smtp://mail.example"}


@pytest.mark.parametrize(
    ("environment", "is_shown"),
    [
        (LOCAL, True),
        ({**LOCAL, "AZDARAR_PROXY_COUNT": "1"}, False),
        ({**LOCAL, **SERVER}, False),
        (PUBLIC, False),
        ({**PUBLIC, **SERVER}, False),
    ],
)
def test_the_outbox_is_open_only_on_a_machine_that_serves_itself(
    environment: dict[str, str], is_shown: bool
) -> None:
    assert mail.is_outbox_shown(read_options(environment)) is is_shown


@pytest.mark.parametrize(
    ("url", "uses_tls_from_the_start", "must_start_tls"),
    [
        ("smtp://mail.example", False, True),
        ("smtp://mail.example:25", False, True),
        ("smtp://localhost:587", False, True),
        ("smtp://localhost:25", False, False),
        ("smtp://127.0.0.1:25", False, False),
        ("smtps://mail.example", True, False),
    ],
)
def test_only_a_relay_on_this_machine_is_spoken_to_without_encryption(
    url: str, uses_tls_from_the_start: bool, must_start_tls: bool
) -> None:
    wishes = mail.settings_for(read_options({"AZDARAR_EMAIL_URL": url}))

    assert (wishes["EMAIL_USE_SSL"], wishes["EMAIL_USE_TLS"]) == (uses_tls_from_the_start, must_start_tls)

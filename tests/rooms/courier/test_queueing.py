"""A mail is written in its reader's language, sealed, and queued with what caused it, or not at all."""

import html
import json
import re
from unicodedata import name as name_of

import html5lib
import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import connection, transaction
from django.test import override_settings

from azdarar.courier.actions import BadHeaderError, BadRecipientError
from azdarar.courier.backend import AttachmentRefusedError, QueueBackend
from azdarar.courier.internal.sealing import Letter, seal
from azdarar.courier.models import Mail
from azdarar.courier.queries import kept_mails
from azdarar.sealing import SealBrokenError
from tests.factories.articles import AT
from tests.rooms.courier.conftest import CODE, LINK, Queue

pytestmark = pytest.mark.django_db
NBSP, NNBSP = "\u00a0", "\u202f"


def test_a_mail_is_set_in_the_typography_of_its_language(queue: Queue) -> None:
    french = queue().letter
    armenian = queue(language="hy").letter
    english = queue(language="en").letter

    assert french.subject == f"Anahit, «{NNBSP}votre{NNBSP}» code{NBSP}: c’est l’heure{NNBSP}!"
    assert armenian.subject.startswith("Anahit, «votre» code")
    assert english.subject.startswith("Anahit, “votre” code: c’est l’heure")
    assert f"Bonjour Anahit{NNBSP}!" in french.text
    assert f"<h1>Bonjour Anahit{NNBSP}!</h1>" in french.html


@pytest.mark.parametrize("language", ["fr", "en", "hy", "ru"])
def test_addresses_and_codes_arrive_letter_by_letter(queue: Queue, language: str) -> None:
    letter = queue(language=language).letter

    assert f"\n{LINK}\n" in letter.text
    assert f" {CODE}\n" in letter.text
    assert "\n-- \nAzdarar\n" in letter.text  # where mail programs fold the signature
    addresses = [html.unescape(found) for found in re.findall(r'href="([^"]*confirm[^"]*)"', letter.html)]
    assert addresses == [LINK, LINK]
    shown = "".join(html5lib.parse(letter.html, namespaceHTMLElements=False).itertext())
    assert shown.count(CODE) == 2
    assert LINK in shown


def test_the_html_says_its_language_and_direction_and_needs_nothing_from_elsewhere(queue: Queue) -> None:
    document = html5lib.parse(queue(language="hy").letter.html, namespaceHTMLElements=False)

    assert (document.get("lang"), document.get("dir")) == ("hy", "ltr")
    assert document.find(".//title").text.startswith("Anahit")
    frame = document.find(".//div[@role='article']")
    assert (frame.get("lang"), frame.get("dir")) == ("hy", "ltr")
    assert not [each for each in document.iter() if each.tag in ("img", "script", "link", "table", "iframe")]
    assert all(each.get("href").startswith("https://paper.example/") for each in document.iter("a"))


def test_a_name_is_text_in_every_part(queue: Queue) -> None:
    letter = queue(name="<b>O'Neill</b> & sons").letter

    assert letter.subject.startswith("<b>O’Neill</b> & sons")
    assert "<b>O’Neill</b> & sons" in letter.text
    assert "<b>" not in letter.html


def test_a_language_the_paper_does_not_appear_in_becomes_its_first(queue: Queue) -> None:
    assert [queue(language=language).language for language in ("fr-ch", "de", "", "../x")] == ["fr"] * 4


BREAKS = [
    "\r\nBcc: spy@evil.example",
    "\nX: y",
    "\rX: y",
    "\x00",
    "\x0b",
    "\x0c",
    "\x1b[2J",
    "\x7f",
    "\x85X: y",
]
BREAKS += ["\u2028X: y", "\u2029X: y", "\ud800", "\u202egpj.exe"]


@pytest.mark.parametrize("hostile", BREAKS, ids=[ascii(text) for text in BREAKS])
def test_a_subject_or_an_address_that_is_not_one_line_is_refused(queue: Queue, hostile: str) -> None:
    for given in ({"name": f"Anahit{hostile} x"}, {"name": f"x{hostile}"}):
        with pytest.raises(BadHeaderError) as refused:
            queue(**given)
        assert refused.value.code == "courier.bad-header"
    for address in (
        f"reader{hostile}@example.org",
        f"reader@example.org{hostile}",
        f"{hostile}r@example.org",
    ):
        with pytest.raises(BadRecipientError) as unaddressed:
            queue(to=address)
        assert "example" not in str(unaddressed.value)
    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "reader",
        "a@b@c.example",
        "a@x.example, b@y.example",
        "A <a@x.example>",
        "a@x.example;b@y.example",
        "@x.y",
        f"{'a' * 400}@x.example",
        "a@-x.example",
        "a b@x.example",
    ],
)
def test_what_is_not_one_plain_address_is_refused(queue: Queue, address: str) -> None:
    with pytest.raises(BadRecipientError):
        queue(to=address)


def test_the_mail_belongs_to_the_transaction_that_had_cause_to_send_it(queue: Queue) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012 - both lines are the point
        queue()
        raise RuntimeError

    assert not Mail.objects.exists()


def test_the_database_holds_nothing_of_the_letter(queue: Queue) -> None:
    queue(name="Անահիտ")

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM courier_mail")
        row = json.dumps(cursor.fetchone(), default=str, ensure_ascii=False)
    assert not [word for word in ("Անահիտ", "confirm", CODE, "Bonjour", "code") if word in row]
    assert name_of("Ա") == "ARMENIAN CAPITAL LETTER AYB"


def test_a_changed_secret_opens_nothing_unless_it_is_named_as_an_earlier_one(queue: Queue) -> None:
    mail = queue()

    with override_settings(SECRET_KEY="another " * 8), pytest.raises(SealBrokenError):
        _ = mail.letter
    with override_settings(SECRET_KEY="another " * 8, SECRET_KEY_FALLBACKS=[_secret()]):
        assert mail.letter.subject.startswith("Anahit")


def _secret() -> str:
    from django.conf import settings

    return str(settings.SECRET_KEY)


def test_each_mail_has_a_message_id_of_its_own_that_tells_nothing(queue: Queue) -> None:
    names = {queue().message_id for _ in range(3)}

    assert len(names) == 3
    assert all(re.fullmatch(r"<[0-9a-f]{32}@paper\.example>", name) for name in names)


def test_without_a_mail_server_a_mail_is_kept_and_does_not_wait(queue: Queue) -> None:
    with override_settings(EMAIL_HOST="", MAIL_OUTBOX_IS_SHOWN=True):
        first, second = queue(), queue()

    assert [mail.pk for mail in kept_mails()] == [second.pk, first.pk]
    assert first.letter.subject.startswith("Anahit")
    assert not Mail.objects.exclude(state=Mail.State.KEPT).exists()


def test_what_nobody_sends_and_nobody_may_look_at_is_not_kept(queue: Queue) -> None:
    with override_settings(EMAIL_HOST="", MAIL_OUTBOX_IS_SHOWN=False):
        mail = queue()

    assert (mail.state, mail.recipient, mail.sealed_letter) == ("kept", "", "")


def test_what_a_library_sends_is_queued_for_each_reader_apart() -> None:
    message = EmailMultiAlternatives(
        "Subject", "text", "spy@evil.example", ["a@x.example"], cc=["b@x.example"]
    )
    message.attach_alternative("<p>text</p>", "text/html")

    assert QueueBackend().send_messages([message]) == 1

    mails = list(Mail.objects.order_by("pk"))
    assert [mail.recipient for mail in mails] == ["a@x.example", "b@x.example"]
    assert {mail.kind for mail in mails} == {"library"}
    assert mails[0].letter == Letter("Subject", "text", "<p>text</p>")


def test_a_library_is_refused_as_anybody_is() -> None:
    broken = EmailMessage("Subject\nBcc: spy@evil.example", "text", to=["a@x.example"])
    attached = EmailMessage("Subject", "text", to=["a@x.example"], attachments=[("a.txt", "a", "text/plain")])
    answered = EmailMessage("Subject", "text", to=["a@x.example"], reply_to=["x@y.example\nBcc: b@x.example"])

    for message, error in ((broken, BadHeaderError), (attached, AttachmentRefusedError)):
        with pytest.raises(error):
            QueueBackend().send_messages([message])
        assert QueueBackend(fail_silently=True).send_messages([message]) == 0
    with pytest.raises(BadRecipientError):
        QueueBackend().send_messages([answered])
    assert not Mail.objects.exists()


def test_a_sealed_letter_is_never_the_same_twice() -> None:
    letter = Letter("Subject", "text")

    assert seal(letter) != seal(letter)
    assert AT.tzinfo is not None

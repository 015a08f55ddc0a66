"""Mails reach a real mail server, encrypted or not at all, once each; refusals and silence lose none."""

from __future__ import annotations

import email
import email.policy
import logging
import re
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from azdarar.courier.actions import (
    GIVE_UP_AFTER,
    LEASE,
    MailGoneError,
    MailServerFailedError,
    Round,
    drop_mail,
    forget_finished,
    forget_set_aside,
    queue_letter,
    send_waiting_mails,
    try_mail_again,
)
from azdarar.courier.internal.carrying import MailServer
from azdarar.courier.internal.sealing import Letter
from azdarar.courier.models import Mail
from azdarar.courier.queries import held_mails, late_mails
from tests import smtp_sink
from tests.factories.articles import AT
from tests.rooms.courier.conftest import CODE, LINK, Queue
from tests.smtp_sink import Running, Sink, Taken

pytestmark = pytest.mark.django_db
Start = Callable[..., tuple[Running, MailServer]]
SECRETS = ("reader@example.org", "Anahit", "confirm", "paper.example>")


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path]:
    return smtp_sink.certificate(tmp_path_factory.mktemp("sink"))


@pytest.fixture
def start(identity: tuple[Any, Path]) -> Iterator[Start]:
    """Start a sink with STARTTLS, or as asked, and say how to reach it."""
    running = []

    def start_one(sink: Sink | None = None, **given: Any) -> tuple[Running, MailServer]:
        tls, public = identity
        one = smtp_sink.start(sink or Sink(), **{"tls": tls, **given})
        running.append(one)
        return one, MailServer("localhost", one.port, ca_file=public, timeout_s=5)

    yield start_one
    for one in running:
        one.stop()


def carry(server: MailServer, *, at: datetime = AT, carrier: str = "test") -> Round:
    return send_waiting_mails(carrier=carrier, server=server, now=lambda: at)


def read(taken: Taken) -> EmailMessage:
    message = email.message_from_bytes(taken.content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def failure(server: MailServer, **given: Any) -> str:
    with pytest.raises(MailServerFailedError) as failed:
        carry(server, **given)
    return str(failed.value.data["reason"])


def test_a_queued_mail_arrives_as_it_was_written(queue: Queue, start: Start) -> None:
    mail = queue()
    written = mail.letter
    running, server = start()

    assert carry(server) == Round(sent=1)

    (taken,) = running.sink.taken
    assert (taken.sender, taken.recipient, taken.is_encrypted) == (
        "azdarar@paper.example",
        "reader@example.org",
        True,
    )
    message = read(taken)
    assert message["Subject"] == written.subject
    assert message["Message-ID"] == mail.message_id
    assert message["To"] == "reader@example.org"
    assert str(message["From"]) == "Azdarar <azdarar@paper.example>"
    assert message["Date"].datetime == AT.replace(microsecond=0)
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "fr"
    assert message.get_content_type() == "multipart/alternative"
    text, html = message.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert {part.get_content_charset() for part in (text, html)} == {"utf-8"}
    assert text.get_content().replace("\r\n", "\n") == written.text
    assert html.get_content().replace("\r\n", "\n") == written.html
    assert max(len(line) for line in taken.content.split(b"\r\n")) <= 998
    assert max(taken.content) < 128
    assert LINK in written.text
    assert CODE in written.text


@pytest.mark.parametrize(
    "paper", ["Ազդարար", "L’Œuvre, « journal »", 'The "Daily", Ltd.', "a" * 200, "A\u2028B"]
)
def test_any_name_of_a_paper_and_any_subject_survive_the_headers(
    queue: Queue, start: Start, paper: str
) -> None:
    running, server = start()
    with override_settings(PAPER_NAME=paper):
        queue(name="Նամակ " * 40, language="hy")
        subject = Mail.objects.get().letter.subject
        carry(server)

    message = read(running.sink.taken[0])
    assert message["Subject"] == subject
    assert message["From"].addresses[0].addr_spec == "azdarar@paper.example"
    assert [name for name in message if name.lower() in ("bcc", "cc", "x")] == []
    assert message["From"].addresses[0].display_name == paper or "\u2028" in paper


def test_a_sent_mail_forgets_its_letter_and_its_reader(queue: Queue, start: Start) -> None:
    mail = queue()

    carry(start()[1])

    mail.refresh_from_db()
    assert (mail.state, mail.finished_at) == ("sent", AT)
    assert (mail.recipient, mail.sealed_letter) == ("", "")


def test_several_mails_go_over_one_conversation_and_each_once(queue: Queue, start: Start) -> None:
    mails = [queue(to=f"reader{number}@example.org") for number in range(5)]
    running, server = start()

    assert carry(server) == Round(sent=5)
    assert carry(server) == Round()

    assert [read(taken)["Message-ID"] for taken in running.sink.taken] == [mail.message_id for mail in mails]
    assert len({taken.conversation for taken in running.sink.taken}) == 1


def test_a_host_of_another_script_is_written_as_mail_servers_know_it(queue: Queue, start: Start) -> None:
    queue(to="reader@պատուհան.հայ")
    running, server = start()

    carry(server)

    assert running.sink.taken[0].recipient == "reader@xn--y9aa8bzahk0bza.xn--y9a3aq"


def test_a_server_without_starttls_gets_nothing(queue: Queue, start: Start) -> None:
    queue()
    running, server = start(tls=None)

    assert "STARTTLS" in failure(server)

    assert [heard.split()[0] for heard in running.sink.heard] == ["EHLO"]
    assert not [secret for secret in SECRETS if secret in " ".join(running.sink.heard)]
    assert Mail.objects.get().state == "waiting"


def test_a_password_is_not_told_to_a_server_without_encryption(queue: Queue, start: Start) -> None:
    queue()
    running, server = start(Sink(users={"paper": "secret"}), tls=None)

    failure(replace(server, user="paper", password="secret"))

    assert not [heard for heard in running.sink.heard if heard.startswith("AUTH")]


@pytest.mark.parametrize("answer", [b"454 not now\r\n", b"502 no\r\n", b"220 go\r\n250 injected\r\n", b""])
def test_a_server_that_breaks_off_the_encryption_gets_nothing(queue: Queue, answer: bytes) -> None:
    queue()
    with _Scripted([b"220 sink\r\n", b"250-sink\r\n250 STARTTLS\r\n", answer]) as scripted:
        failure(MailServer("localhost", scripted.port, timeout_s=2))

    assert scripted.heard.startswith(b"ehlo paper.example\r\nSTARTTLS\r\n")
    after = scripted.heard.partition(b"STARTTLS\r\n")[2]
    assert after == b"" or after[0] == 0x16  # nothing, or the first byte of a TLS handshake
    assert Mail.objects.get().state == "waiting"


def test_a_certificate_nobody_vouches_for_or_of_another_host_is_refused(
    queue: Queue, start: Start, tmp_path: Path
) -> None:
    queue()
    other, vouched = smtp_sink.certificate(tmp_path, host="elsewhere.example")
    expired, old = smtp_sink.certificate(tmp_path, days=-1)
    running, server = start()
    impostor, _ = start(tls=other)
    late, _ = start(tls=expired)

    reasons = [
        failure(replace(server, ca_file=None)),
        failure(replace(server, port=impostor.port, ca_file=vouched), at=AT + timedelta(minutes=1)),
        failure(replace(server, port=late.port, ca_file=old), at=AT + timedelta(minutes=2)),
    ]

    assert all("certificate" in reason for reason in reasons)
    assert not [heard for each in (running, impostor, late) for heard in each.sink.heard if "MAIL" in heard]


def test_a_server_encrypted_from_the_start_and_a_local_relay_are_spoken_to(
    queue: Queue, start: Start
) -> None:
    queue()
    running, server = start(is_encrypted_from_the_start=True)
    carry(replace(server, is_encrypted_from_the_start=True))
    queue()
    relay, plain = start(tls=None)
    carry(replace(plain, must_start_encryption=False))

    assert [taken.is_encrypted for taken in running.sink.taken + relay.sink.taken] == [True, False]


def test_the_paper_signs_in_and_a_wrong_password_sets_no_mail_aside(
    queue: Queue, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    mail = queue()
    running, server = start(Sink(users={"paper": "s3cret"}))

    with caplog.at_level(logging.DEBUG):
        reason = failure(replace(server, user="paper", password="wr0ng"))
    assert "password" in reason
    assert Mail.objects.get().state == "waiting"
    assert carry(replace(server, user="paper", password="s3cret"), at=AT + timedelta(minutes=1)).sent == 1
    assert read(running.sink.taken[0])["Message-ID"] == mail.message_id
    assert "wr0ng" not in caplog.text


def answering(step: str, answer: str, *, to: str = "") -> Callable[[str, str], str | None]:
    return lambda asked, said: answer if asked == step and said.startswith(to) else None


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("RCPT", "550 5.1.1 <reader@example.org>: no such\x1b[31m user"),
        ("DATA", "554 5.7.1 reader@example.org does not want this"),
        ("MAIL", "552 5.3.4 too large"),
    ],
)
def test_a_mail_refused_for_good_is_set_aside_with_the_reason_and_no_address(
    queue: Queue, start: Start, caplog: pytest.LogCaptureFixture, step: str, answer: str
) -> None:
    mail = queue()
    other = queue(to="other@example.org")
    to = "reader" if step != "MAIL" else ""
    _, server = start(Sink(answer=answering(step, answer, to=to)))

    with caplog.at_level(logging.DEBUG, logger="azdarar"):
        done = carry(server)

    mail.refresh_from_db()
    assert mail.state == "set_aside"
    assert mail.last_error.startswith(answer[:3])
    told = [str(vars(record)) for record in caplog.records if record.name.startswith("azdarar")]
    assert "set aside" in told[0]
    assert not [text for text in (mail.last_error, *told) if "@" in text or "\x1b" in text]
    other.refresh_from_db()
    assert done == (Round(set_aside=2) if step == "MAIL" else Round(sent=1, set_aside=1))


def test_a_mail_set_aside_is_tried_again_when_somebody_asks_and_forgotten_after_a_while(
    queue: Queue, start: Start
) -> None:
    again, given_up, old = queue(), queue(to="other@example.org"), queue(to="third@example.org")
    refusing = answering("RCPT", "554 5.7.1 relay access denied")
    carry(start(Sink(answer=refusing))[1])
    running, server = start()

    held = {mail.number: mail for mail in held_mails(at=AT)}
    try_mail_again(number=again.pk, at=AT + timedelta(days=5))
    drop_mail(number=given_up.pk, at=AT)
    for number in (given_up.pk, 10**9):
        with pytest.raises(MailGoneError):
            try_mail_again(number=number, at=AT)
    done = carry(server, at=AT + timedelta(days=5))

    assert held[again.pk].to == "r…@example.org"
    assert held[again.pk].why == "554 5.7.1 relay access denied"
    assert held[again.pk].may_be_tried
    assert done == Round(sent=1)
    assert [taken.recipient for taken in running.sink.taken] == ["reader@example.org"]
    given_up.refresh_from_db()
    assert (given_up.state, given_up.recipient, given_up.sealed_letter) == ("set_aside", "", "")
    assert forget_set_aside(before=AT) == 0
    assert forget_set_aside(before=AT + timedelta(days=14)) == 1
    old.refresh_from_db()
    assert (old.recipient, old.sealed_letter) == ("", "")
    assert [(mail.number, mail.may_be_tried) for mail in held_mails(at=AT)] == [
        (old.pk, False),
        (given_up.pk, False),
    ]


def test_a_mail_refused_for_now_is_tried_later_and_later_for_three_days(queue: Queue, start: Start) -> None:
    mail, other = queue(), queue(to="other@example.org")
    running, server = start(
        Sink(answer=answering("RCPT", "451 4.7.1 grey list, <reader@x.example>", to="reader"))
    )

    assert carry(server) == Round(sent=1, put_off=1)
    other.refresh_from_db()
    assert other.state == "sent"
    pauses, at = [], AT
    while True:
        mail.refresh_from_db()
        if mail.state != "waiting":
            break
        assert carry(server, at=mail.next_try_at - timedelta(seconds=1)) == Round()
        pauses.append(mail.next_try_at - at)
        at = mail.next_try_at
        carry(server, at=at)

    assert timedelta(seconds=30) <= pauses[0] <= timedelta(minutes=1)
    assert timedelta(hours=2) <= max(pauses) <= timedelta(hours=4)
    assert GIVE_UP_AFTER <= at - AT <= GIVE_UP_AFTER + timedelta(hours=4)
    assert mail.state == "set_aside"
    assert "451" in mail.last_error
    assert "@" not in mail.last_error
    assert len(running.sink.taken) == 1


def test_a_mail_put_off_arrives_when_the_server_takes_it(queue: Queue, start: Start) -> None:
    mail = queue()
    sink = Sink(answer=answering("RCPT", "451 later"))
    running, server = start(sink)
    carry(server)
    sink.answer = lambda step, said: None

    carry(server, at=AT + timedelta(minutes=1))

    assert read(running.sink.taken[0])["Message-ID"] == mail.message_id
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("sent", 2)


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("MAIL", "550 5.7.1 the sender is not yours"),
        ("MAIL", "451 4.3.0 out of order"),
        ("RCPT", "421 4.3.2 closing"),
        ("RCPT", "530 5.7.0 sign in first"),
        ("DATA", "drop"),
    ],
)
def test_what_would_befall_every_mail_sets_none_aside(
    queue: Queue, start: Start, step: str, answer: str
) -> None:
    mail = queue()
    sink = Sink(answer=answering(step, answer))
    _, server = start(sink)

    failure(server)
    mail.refresh_from_db()
    assert mail.state == "waiting"
    sink.answer = lambda step, said: None
    assert carry(server, at=AT + timedelta(seconds=30)).sent == 1


def test_a_mail_at_which_the_server_fails_lets_the_others_pass(queue: Queue, start: Start) -> None:
    queue()
    queue(to="other@example.org")
    running, server = start(Sink(answer=answering("DATA", "drop", to="reader")))

    failure(server)
    assert carry(server).sent == 1

    assert [taken.recipient for taken in running.sink.taken] == ["other@example.org"]


def test_a_dead_server_loses_nothing_and_everything_arrives_when_it_lives(queue: Queue, start: Start) -> None:
    mails = [queue(to=f"reader{number}@example.org") for number in range(3)]
    port = _closed_port()
    dead = MailServer("localhost", port, timeout_s=2)

    reasons = [failure(dead, at=AT + timedelta(minutes=minute)) for minute in range(3)]
    assert late_mails(at=AT + timedelta(hours=1)).count == 3
    running, server = start(port=port)
    assert carry(server, at=AT + timedelta(minutes=3)).sent == 3

    assert all("refused" in reason for reason in reasons)
    assert {read(taken)["Message-ID"] for taken in running.sink.taken} == {mail.message_id for mail in mails}
    assert late_mails(at=AT + timedelta(hours=1)).count == 0


def test_a_silent_server_is_given_up_in_time(queue: Queue) -> None:
    queue()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        server = MailServer("127.0.0.1", silent.getsockname()[1], timeout_s=0.2)
        begun = time.monotonic()
        assert "in time" in failure(server)
    assert time.monotonic() - begun < 2


def test_a_mail_of_no_more_use_is_not_sent(queue: Queue, start: Start) -> None:
    queue(valid_until=AT + timedelta(minutes=15))
    running, server = start()

    assert carry(server, at=AT + timedelta(minutes=15)) == Round(set_aside=1)

    assert running.sink.heard == []


def test_a_mail_sealed_with_a_lost_secret_is_set_aside_and_others_pass(queue: Queue, start: Start) -> None:
    lost = queue()
    with override_settings(SECRET_KEY="another " * 8):
        queue(to="other@example.org")
        _, server = start()
        assert carry(server) == Round(sent=1, set_aside=1)

    lost.refresh_from_db()
    assert "secret" in lost.last_error


def test_what_a_dead_carrier_held_goes_out_again_under_the_same_name(queue: Queue, start: Start) -> None:
    mail = queue()
    _claimed_by("test", mail)
    running, server = start()

    assert carry(server).sent == 1

    assert read(running.sink.taken[0])["Message-ID"] == mail.message_id


def test_a_mail_that_nobody_carried_for_a_week_is_tried_once(queue: Queue, start: Start) -> None:
    queue()

    assert carry(start()[1], at=AT + timedelta(days=7)).sent == 1


def test_what_another_carrier_holds_is_left_to_it_until_its_lease_ends(queue: Queue, start: Start) -> None:
    mail = queue()
    _claimed_by("another", mail)
    _, server = start()

    assert carry(server, at=AT + LEASE - timedelta(seconds=1)) == Round()
    assert carry(server, at=AT + LEASE + timedelta(seconds=1)).sent == 1


def test_a_mail_whose_carriers_died_often_lets_the_others_pass(queue: Queue, start: Start) -> None:
    deadly, _ = queue(), queue(to="other@example.org")
    _claimed_by("test", deadly, attempts=9)
    running, server = start()

    assert carry(server).sent == 1
    assert running.sink.taken[0].recipient == "other@example.org"
    assert carry(server, at=AT + timedelta(hours=4)).sent == 1


def _claimed_by(carrier: str, mail: Mail, *, attempts: int = 1) -> None:
    Mail.objects.filter(pk=mail.pk).update(
        state="sending", carrier=carrier, lease_until=AT + LEASE, attempts=attempts
    )


def test_sending_ends_between_two_mails_when_told(queue: Queue, start: Start) -> None:
    for number in range(3):
        queue(to=f"reader{number}@example.org")
    running, server = start()

    send_waiting_mails(
        carrier="test", server=server, now=lambda: AT, may_go_on=lambda: len(running.sink.taken) < 2
    )

    assert len(running.sink.taken) == 2
    assert Mail.objects.filter(state="waiting").count() == 1


def test_a_library_letter_goes_as_it_is(start: Start) -> None:
    queue_letter(Letter("Subject", "", "<p>only</p>", "desk@paper.example"), to="a@x.example", at=AT)
    queue_letter(Letter("Subject", "only\n.\nQUIT\n"), to="b@x.example", at=AT)
    running, server = start()

    carry(server)

    html, text = map(read, running.sink.taken)
    assert (html.get_content_type(), html["Reply-To"]) == ("text/html", "desk@paper.example")
    assert text.get_content_type() == "text/plain"
    assert text.get_content().splitlines() == ["only", ".", "QUIT"]


def test_what_ended_long_ago_is_forgotten_and_what_waits_is_not(queue: Queue, start: Start) -> None:
    queue()
    carry(start()[1])
    with override_settings(EMAIL_HOST=""):
        queue()
    waiting = queue()

    assert forget_finished(before=AT) == 0
    assert forget_finished(before=AT + timedelta(days=30)) == 2
    assert Mail.objects.get() == waiting


def _closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


class _Scripted:
    """A server that says its lines whatever it hears, and listens to the end."""

    def __init__(self, lines: list[bytes]) -> None:
        import threading

        self.heard = b""
        self._lines = lines
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._talk)

    def __enter__(self) -> _Scripted:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join()
        self._socket.close()

    def _talk(self) -> None:
        peer, _ = self._socket.accept()
        with peer:
            peer.settimeout(1)
            for number, line in enumerate(self._lines):
                if number:
                    self.heard += peer.recv(4096)
                if not line:
                    return
                peer.sendall(line)
            try:
                while more := peer.recv(4096):
                    self.heard += more
                    return
            except OSError:
                return


def test_the_address_pattern_is_linear() -> None:
    from azdarar.courier.internal.carrying import _one_line

    begun = time.monotonic()
    _one_line("a" * 200_000 + "@" * 10)
    assert time.monotonic() - begun < 1
    assert re.fullmatch(r"5 \(address\) no", _one_line("5 <a@b.c> no"))

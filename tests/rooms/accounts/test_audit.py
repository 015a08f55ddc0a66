"""S-AUTH-9: an audit log in which a changed, added or missing line is found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client, RequestFactory

from azdarar.accounts.actions import note_failed_attempt, record
from azdarar.accounts.internal.append_only import guard, unguard
from azdarar.accounts.models import AppendOnlyError, AuditEnd, AuditEntry
from azdarar.accounts.queries import first_broken_audit_line, place_of
from tests.factories.accounts import UserFactory
from tests.rooms.accounts.doors import letters, reader, sign_in

AT = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
FOUR = 4

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(db: None) -> list[AuditEntry]:
    """Four lines, in a database whose own guard is taken away: what an intruder could do."""
    clerk = UserFactory()
    lines = [
        record(
            what="accounts.role-granted", by=clerk, about=f"account:{number}", data={"role": "editor"}, at=AT
        )
        for number in range(FOUR)
    ]
    unguard(connection)
    return lines


def test_a_line_says_who_did_what_to_what_from_where_and_when() -> None:
    clerk = UserFactory()
    request = RequestFactory().get(
        "/", REMOTE_ADDR="203.0.113.77", headers={"User-Agent": "Firefox/140 Linux"}
    )

    record(
        what="accounts.role-granted",
        by=clerk,
        about="account:7",
        request_place=place_of(request),
        data={"languages": ["hy"]},
        at=AT,
    )

    line = AuditEntry.objects.get()
    assert (line.number, line.at, line.what, line.by) == (1, AT, "accounts.role-granted", clerk)
    assert (line.about, line.data) == ("account:7", {"languages": ["hy"]})
    assert line.place == "203.0.113.0 Firefox|Linux"


def test_an_untouched_log_is_whole(log: list[AuditEntry]) -> None:
    assert first_broken_audit_line() is None


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ("'articles.published'", "what"),
        ("NULL", "by_id"),
        ("'account:99'", "about"),
        ("'198.51.100.0 Safari|iPhone'", "place"),
        ("""'{"role": "contributor"}'""", "data"),
        ("'2026-11-26 09:00:00'", "at"),
    ],
)
def test_a_changed_line_is_found(log: list[AuditEntry], values: str, column: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE accounts_auditentry SET {column} = {values} WHERE number = 3")  # noqa: S608

    assert first_broken_audit_line() == 3


@pytest.mark.parametrize("missing", [1, 2, FOUR])
def test_a_missing_line_is_found_the_last_one_too(log: list[AuditEntry], missing: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_auditentry WHERE number = %s", [missing])

    assert first_broken_audit_line() == missing


def test_an_emptied_log_is_found(log: list[AuditEntry]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_auditentry")

    assert first_broken_audit_line() == 1


def test_lines_that_are_gone_with_what_says_so_are_found(log: list[AuditEntry]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_auditentry WHERE number > 2")
        cursor.execute("UPDATE accounts_auditend SET number = 2, seal = %s", [log[1].seal])

    assert first_broken_audit_line() == 3


def test_a_line_written_without_the_secret_is_found(log: list[AuditEntry]) -> None:
    AuditEntry(number=FOUR + 1, at=AT, what="accounts.role-granted", seal="0" * 64).save()
    AuditEnd.objects.update(number=FOUR + 1, seal="0" * 64)

    assert first_broken_audit_line() == FOUR + 1


def test_a_changed_secret_keeps_the_log_whole_while_the_former_one_is_named(
    log: list[AuditEntry], settings: settings
) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, [settings.SECRET_KEY]
    record(what="accounts.role-revoked", by=None, at=AT + timedelta(hours=1))

    assert first_broken_audit_line() is None

    settings.SECRET_KEY_FALLBACKS = []
    assert first_broken_audit_line() == 1


def test_the_database_itself_refuses_to_change_or_delete_a_line(log: list[AuditEntry]) -> None:
    guard(connection)

    for statement in ("UPDATE accounts_auditentry SET about = ''", "DELETE FROM accounts_auditentry"):
        with (
            pytest.raises(DatabaseError, match="only grows"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

    assert AuditEntry.objects.count() == FOUR


def test_code_changes_and_deletes_no_line_either(log: list[AuditEntry]) -> None:
    line = log[0]
    line.what = "articles.published"

    for deed in (line.save, line.delete, AuditEntry.objects.all().delete, AuditEntry.objects.update):
        with pytest.raises(AppendOnlyError):
            deed()


def test_a_deed_that_is_undone_leaves_no_line() -> None:
    class Undone(Exception):
        """Something that went wrong after the deed."""

    def deed() -> None:
        with transaction.atomic():
            record(what="accounts.role-granted", by=None, at=AT)
            raise Undone

    with pytest.raises(Undone):
        deed()

    assert not AuditEntry.objects.exists()
    assert first_broken_audit_line() is None


def test_a_line_outlives_the_account_it_names() -> None:
    clerk = UserFactory()
    record(what="accounts.role-granted", by=clerk, at=AT)
    number = clerk.pk

    clerk.delete()

    line = AuditEntry.objects.select_related("by").get()
    assert (line.by_id, line.by) == (number, None)
    assert first_broken_audit_line() is None


def test_the_command_names_the_first_broken_line(log: list[AuditEntry]) -> None:
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert out.getvalue().startswith(f"{FOUR} lines")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_auditentry SET about = 'x' WHERE number = 2")

    with pytest.raises(CommandError, match="2"):
        call_command("verify_audit")


def test_wrong_codes_and_passwords_of_one_account_are_told_together(client: Client) -> None:
    """Twenty in a day, by whichever way and under whichever name: one line, one mail to its owner."""
    person = reader(is_staff=True, last_login=AT)
    TOTP.activate(person, generate_totp_secret())
    asked, half_way = Client(), Client()
    asked.post("/account/login/code/", {"email": person.email})
    sign_in(half_way, "anahit")

    def a_wrong_code_of_a_mail() -> None:
        asked.post("/account/login/code/confirm/", {"code": "00000000"})

    def a_wrong_code_of_the_app() -> None:
        half_way.post("/account/2fa/authenticate/", {"code": "000000"})

    for _earlier in range(16):
        note_failed_attempt(user=person, typed="anahit", at=AT)
    a_wrong_code_of_a_mail()
    a_wrong_code_of_the_app()
    sign_in(client, "anahit", "a wrong guess")
    told_before = AuditEntry.objects.filter(what="accounts.many-failures").exists()
    for _attempt in range(2):
        sign_in(client, "ANAHIT@reader.example", "a wrong guess")

    assert not told_before
    assert AuditEntry.objects.get(what="accounts.many-failures").about == f"account:{person.pk}"
    # The other letter of this kind says that an app was added.
    assert [letter.kind for letter in letters()].count("staff_alarm") == 2

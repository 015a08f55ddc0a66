"""The database's own refusal to change a line of the audit log or to take one out.

Told again after every migration: SQLite drops a table's triggers when Django lays the table anew.
"""

from typing import Any

TABLE = "accounts_auditentry"

_SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS accounts_audit_{deed} BEFORE {deed} ON accounts_auditentry "
    "BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END"
)
_POSTGRESQL_FUNCTION = (
    "CREATE OR REPLACE FUNCTION accounts_audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the audit log only grows'; END $$"
)
_POSTGRESQL = (
    "CREATE OR REPLACE TRIGGER accounts_audit_{deed} BEFORE {deed} ON accounts_auditentry "
    "FOR EACH ROW EXECUTE FUNCTION accounts_audit_only_grows()"
)


def guard(connection: Any) -> None:
    """Let the database refuse UPDATE and DELETE on the log; does nothing twice, or while there is no log."""
    if TABLE not in connection.introspection.table_names():
        return
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if not is_sqlite:
            cursor.execute(_POSTGRESQL_FUNCTION)
        for deed in ("update", "delete"):
            cursor.execute((_SQLITE if is_sqlite else _POSTGRESQL).format(deed=deed))


def unguard(connection: Any) -> None:
    """Take the refusal away, for a database that is emptied as a whole."""
    table = "" if connection.vendor == "sqlite" else " ON accounts_auditentry"
    with connection.cursor() as cursor:
        for deed in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS accounts_audit_{deed}{table}")

"""A paper begins with a whole, migrated database, or says why not."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder
from wagtail.models import Page

from azdarar.config import sqlite
from azdarar.config.serving import database_start, empty_paper

on_sqlite = pytest.mark.skipif(settings.OPTIONS.database_file is None, reason="SQLite only")


@pytest.fixture
def no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings that speak of no file of their own: the test database is another."""
    monkeypatch.setattr(settings, "OPTIONS", SimpleNamespace(database_file=None, cache_url="redis://"))


@pytest.mark.django_db
@pytest.mark.usefixtures("no_file")
def test_a_migrated_database_needs_nothing() -> None:
    assert not database_start.is_empty()
    assert not database_start.bring_up_to_date()


@pytest.mark.django_db
@pytest.mark.usefixtures("no_file")
def test_a_database_of_a_later_release_is_refused() -> None:
    MigrationRecorder(connection).record_applied("articles", "0999_from_the_future")

    with pytest.raises(database_start.NewerDatabaseError, match="0999_from_the_future"):
        database_start.bring_up_to_date()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_every_committing_test_begins_with_what_migrations_made(turn: str) -> None:
    assert Page.objects.filter(depth=1).count() == 1


@on_sqlite
@pytest.mark.django_db
def test_the_prepared_database_is_what_the_migrations_make() -> None:
    """The copy is only a matter of time: schema and rows are those of a full migration."""
    kept = empty_paper.make_copy()
    with closing(sqlite3.connect(kept)) as prepared:
        schema = prepared.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()
        migrations = set(prepared.execute("SELECT app, name FROM django_migrations"))

    assert migrations == set(MigrationRecorder(connection).migration_qs.values_list("app", "name"))
    assert len([name for kind, name, _ in schema if kind == "table"]) > 60


@on_sqlite
def test_a_damaged_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_db_blocker
) -> None:
    path = tmp_path / "azdarar.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE story (text)")
        database.executemany("INSERT INTO story VALUES (?)", [("words " * 200,)] * 200)
        database.commit()
    damaged = bytearray(path.read_bytes())
    damaged[8192:12288] = b"\xff" * 4096
    path.write_bytes(damaged)
    monkeypatch.setattr(settings, "OPTIONS", SimpleNamespace(database_file=path))

    with pytest.raises(database_start.DamagedDatabaseError), django_db_blocker.unblock(), opened(path):
        database_start.refuse_unusable_database()


@on_sqlite
def test_a_file_that_is_no_database_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_db_blocker
) -> None:
    path = tmp_path / "azdarar.sqlite3"
    path.write_text("This is a letter to the editor. " * 100, encoding="utf-8")
    monkeypatch.setattr(settings, "OPTIONS", SimpleNamespace(database_file=path))

    with pytest.raises(database_start.DamagedDatabaseError), django_db_blocker.unblock(), opened(path):
        database_start.refuse_unusable_database()


@on_sqlite
def test_asking_makes_no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "OPTIONS", SimpleNamespace(database_file=tmp_path / "none.sqlite3"))

    assert database_start.is_empty()
    assert list(tmp_path.iterdir()) == []


@on_sqlite
def test_a_new_paper_is_opened_as_it_should_be(tmp_path: Path, django_db_blocker) -> None:
    path = tmp_path / "azdarar.sqlite3"
    assert empty_paper.lay_in(path)
    assert not empty_paper.lay_in(path)

    with django_db_blocker.unblock(), opened(path) as database, database.cursor() as cursor:
        said = {
            pragma: cursor.execute(f"PRAGMA {pragma}").fetchone()[0]
            for pragma in (
                "journal_mode", "synchronous", "foreign_keys", "mmap_size",
                "trusted_schema", "cell_size_check", "wal_autocheckpoint", "quick_check",
            )
        }  # fmt: skip

    assert said == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "mmap_size": 0,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "wal_autocheckpoint": 0,
        "quick_check": "ok",
    }


class opened:
    """Lead the default connection to another file for a while."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self):
        self.before = connections["default"]
        other = connections.create_connection("default")
        other.settings_dict = {**self.before.settings_dict, "NAME": str(self.path)}
        other.settings_dict["OPTIONS"] = sqlite.connection_options(sqlite.version_in_use())
        connections["default"] = other
        return other

    def __exit__(self, *failure: object) -> None:
        connections["default"].close()
        connections["default"] = self.before

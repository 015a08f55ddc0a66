"""SQLite is used in WAL mode only where it does not corrupt."""

from __future__ import annotations

import sqlite3

import pytest

from azdarar.config.sqlite import connection_options, is_safe_with_wal, journal_mode, version_in_use


@pytest.mark.parametrize("version", [(3, 51, 3), (3, 53, 4), (3, 50, 7), (3, 44, 6), (3, 44, 9), (4, 0, 0)])
def test_mended_versions_are_safe(version: tuple[int, int, int]) -> None:
    assert is_safe_with_wal(version)
    assert journal_mode(version) == "WAL"


@pytest.mark.parametrize(
    "version", [(3, 51, 2), (3, 51, 0), (3, 50, 6), (3, 49, 9), (3, 45, 0), (3, 44, 5), (3, 40, 1), (3, 7, 0)]
)
def test_faulty_versions_get_the_rollback_journal(version: tuple[int, int, int]) -> None:
    assert not is_safe_with_wal(version)
    assert journal_mode(version) == "DELETE"


def test_the_sqlite_in_use_is_a_mended_one() -> None:
    assert is_safe_with_wal(version_in_use())
    assert sqlite3.sqlite_version_info == version_in_use()


def test_every_connection_is_told_to_be_careful() -> None:
    options = connection_options((3, 53, 4))

    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 10
    for pragma in (
        "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "mmap_size=0",
        "trusted_schema=OFF", "cell_size_check=ON", "wal_autocheckpoint=0",
    ):  # fmt: skip
        assert f"PRAGMA {pragma};" in options["init_command"]

"""A SPIP site read from a database that answers: what its backup gives, and no password told."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from pymysql.err import OperationalError

from azdarar.formats.confined import Limits, confined
from azdarar.formats.internal.spip_mysql import Dump
from azdarar.formats.internal.spip_source import Backup
from azdarar.formats.spip import Record, SPIPReader
from azdarar.formats.spip_address import is_address, parted
from azdarar.formats.spip_server import MySQLServer, NoAnswerError
from tests.mariadb import NoMariaDBError, temporary_server
from tests.unit.formats.places import FIXTURES

BACKUP = FIXTURES / "spip" / "small_paper.sql"
PASSWORD = "s3cret/of:the@paper"
READER = "azdarar.formats.spip_server:read_server"
LIMITS = Limits(allows_network=True)


def statements_of(backup: Path) -> Iterator[str]:
    """The backup as SQL that any server takes: every column a text, every value in hexadecimal."""
    made: set[str] = set()
    with Backup(backup).open() as stream:
        for row in Dump(stream=stream, wants=lambda table: True).rows():
            if row.table not in made:
                made.add(row.table)
                columns = ", ".join(f"`{name}` LONGTEXT" for name in row.columns)
                yield f"CREATE TABLE `{row.table}` ({columns}) CHARACTER SET utf8mb4;"
            values = ("NULL" if one is None else f"x'{one.hex()}'" for one in row.values)
            yield f"INSERT INTO `{row.table}` VALUES ({', '.join(values)});"  # noqa: S608 - names of our own file
    yield "CREATE VIEW journal_syndic AS SELECT 1 AS id_syndic;"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def in_order(records: list[Record]) -> list[str]:
    return sorted(map(repr, records))


@pytest.mark.whole
@pytest.mark.enable_socket
def test_a_database_that_answers_gives_what_its_backup_gives() -> None:
    try:
        with temporary_server(port=free_port()) as server:
            server.run("CREATE DATABASE `le journal`; USE `le journal`;" + "\n".join(statements_of(BACKUP)))
            server.run(
                f"CREATE USER reader@'127.0.0.1' IDENTIFIED BY '{PASSWORD}';"
                " GRANT ALL ON `le journal`.* TO reader@'127.0.0.1';"
            )
            address = f"mysql://reader@127.0.0.1:{server.port}/le%20journal"
            reader = confined(
                READER,
                address,
                password=PASSWORD,
                limits=LIMITS,
                told=("site", "tables"),
            )

            records = list(reader)

            with pytest.raises(NoAnswerError) as refused:
                list(confined(READER, address, password="x", limits=LIMITS))
            tables = MySQLServer(address, password=PASSWORD).connect()
            tables.tables()
            with pytest.raises(OperationalError, match="READ ONLY"):
                # It is asked for reading only, whatever its user may do.
                tables._connection.cursor().execute("CREATE TABLE x (y INT)")  # type: ignore[attr-defined]
            tables.close()
    except NoMariaDBError as reason:
        pytest.skip(f"THE LIVE DATABASE WAS NOT TRIED: {reason}")
    assert in_order(records) == in_order(list(SPIPReader(BACKUP)))
    assert (reader.told["site"].nom, reader.told["site"].prefix) == ("La Voix du lac", "journal")
    assert {table.name: table.rows for table in reader.told["tables"] if table.fate != "read"} == {
        "journal_gis": 1,
        "journal_meta": 7,
        "journal_visites": 2,
    }
    assert "Access denied" in str(refused.value)
    assert PASSWORD not in str(refused.value)


def test_an_address_is_parted_from_its_password() -> None:
    assert parted("mysql://u:s3cret%2Fof@db.example:3307/paper?tls=yes") == (
        "mysql://u@db.example:3307/paper?tls=yes",
        "s3cret/of",
    )
    assert parted("mariadb://u@db.example/paper") == ("mariadb://u@db.example/paper", "")
    for password in ("p@ss/w#rd?x", "a:b@c:d", "@", "p%20w"):
        address, found = parted(f"mysql://u:{password}@db.example/paper")
        assert (address, found) == ("mysql://u@db.example/paper", password.replace("%20", " "))
    assert "s3cret" not in parted("mysql://u/x:s3cret@db.example/paper")[0]
    assert [is_address(text) for text in ("mysql://x/y", "paper.sql", "http://x/y", "mysql:x")] == [
        True,
        False,
        False,
        False,
    ]


def test_nothing_of_a_server_tells_its_password() -> None:
    server = MySQLServer("mysql://reader@db.example/paper", password=PASSWORD)

    assert PASSWORD not in f"{server!r} {server.name}"
    assert server.name == "db.example/paper"


@pytest.mark.parametrize(
    "address", ["mysql://db.example", "mysql:///paper", "mysql://h:99999999/x", "mysql://"]
)
def test_an_address_without_a_place_is_told(address: str) -> None:
    with pytest.raises(NoAnswerError) as told:
        MySQLServer(address).connect()

    assert "mysql://user@host/database" in str(told.value)

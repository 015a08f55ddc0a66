"""What would stop a start is told before anything is touched."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from azdarar.config.serving import preflight
from azdarar.config.wishes.environment import read_options


def test_a_taken_port_is_refused() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(preflight.PortTakenError) as caught:
            preflight.refuse_taken_port(("127.0.0.1", port))

    assert str(port) in str(caught.value)
    preflight.refuse_taken_port(("127.0.0.1", port))


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(preflight.AddressUnusableError):
        preflight.refuse_taken_port(("192.0.2.1", 8000))


def test_a_home_under_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")

    with pytest.raises(preflight.HomeNotWritableError, match="not a folder"):
        preflight.refuse_unwritable_home(tmp_path / "file" / "var")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_home_without_permission_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    with pytest.raises(preflight.HomeNotWritableError, match="no permission"):
        preflight.refuse_unwritable_home(tmp_path / "var")


def test_a_home_that_does_not_exist_yet_is_not_made_by_looking(tmp_path: Path) -> None:
    preflight.refuse_unwritable_home(tmp_path / "deep" / "var")

    assert list(tmp_path.iterdir()) == []


def test_sqlite_on_a_network_file_system_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(preflight, "network_file_system", lambda path: "nfs4")

    with pytest.raises(preflight.NetworkFileSystemError, match="nfs4"):
        preflight.refuse_network_file_system(tmp_path / "azdarar.sqlite3")
    preflight.refuse_network_file_system(None)


def test_a_paper_on_this_machine_needs_no_remark() -> None:
    assert preflight.remarks(read_options({})) == []


def test_a_faulty_sqlite_is_remarked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight.sqlite, "version_in_use", lambda: (3, 40, 1))

    (remark,) = preflight.remarks(read_options({}))

    assert "3.40.1" in remark
    assert "rollback journal" in remark
    assert preflight.remarks(read_options({"AZDARAR_DATABASE_URL": "postgres://db/paper"})) == []


def test_https_without_a_proxy_and_mail_without_a_server_are_remarked() -> None:
    public = {"AZDARAR_SITE_URL": "https://paper.example"}

    assert len(preflight.remarks(read_options(public))) == 2
    full = {**public, "AZDARAR_PROXY_COUNT": "1", "AZDARAR_EMAIL_URL": "smtp://mail.example"}
    assert preflight.remarks(read_options(full)) == []

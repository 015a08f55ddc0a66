"""What must not be started is recognised."""

from __future__ import annotations

from pathlib import Path

import pytest

from azdarar.config.wishes.safety import is_loopback, network_file_system

MOUNTS = """\
/dev/vda1 / ext4 rw 0 0
server:/export /srv nfs4 rw 0 0
/dev/vdb1 /srv/local ext4 rw 0 0
host /mnt/with\\040space fuse.sshfs rw 0 0
"""


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    path = tmp_path / "mounts"
    path.write_text(MOUNTS, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/var/paper", None),
        ("/srv", "nfs4"),
        ("/srv/paper/var", "nfs4"),
        ("/srv/local/paper", None),
        ("/srvother/paper", None),
        ("/mnt/with space/paper", "fuse.sshfs"),
    ],
)
def test_a_network_file_system_is_recognised(mounts: Path, place: str, kind: str | None) -> None:
    assert network_file_system(Path(place), mounts=mounts) == kind


def test_a_system_without_a_list_of_mounts_is_believed(tmp_path: Path) -> None:
    assert network_file_system(Path("/srv"), mounts=tmp_path / "none") is None


@pytest.mark.parametrize("host", ["localhost", "paper.localhost", "127.0.0.1", "127.8.9.1", "::1"])
def test_this_machine_is_recognised(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "paper.example", "10.0.0.1", "localhost.example", "::"])
def test_other_machines_are_not_taken_for_this_one(host: str) -> None:
    assert not is_loopback(host)
